//! What is due to be erased today? Closed dossiers and ended cases whose time is over; nothing goes by itself.

use actix_web::get;
use actix_web::web::Data;
use domain::application::Stage;
use domain::id::{ApplicationId, DossierId, UnionId};
use domain::retention::Terms;
use domain::time::Day;
use persistence::applications::EndedCase;
use persistence::dossiers::DossierRecord;
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, Query};
use crate::problem::Problem;

/// A case whose time is over.
#[derive(Serialize, ToSchema)]
pub(super) struct DueApplication {
    /// The case.
    id: ApplicationId,
    /// Its number.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The household's dossier.
    dossier: DossierId,
    /// How it ended.
    stage: Stage,
    /// The first day on which it may be erased.
    due: Day,
    /// The version.
    version: i64,
}

impl From<EndedCase> for DueApplication {
    fn from(of: EndedCase) -> Self {
        let EndedCase { id, number, dossier, stage, since, version } = of;
        Self { id, number, dossier, stage, due: Terms::STATED.case_due(since.day()), version }
    }
}

/// A dossier whose time is over.
#[derive(Serialize, ToSchema)]
pub(super) struct DueDossier {
    /// The dossier.
    id: DossierId,
    /// The union that keeps it.
    union: UnionId,
    /// The day on which it was closed.
    closed_on: Day,
    /// The first day on which it may be erased.
    due: Day,
    /// The version.
    version: i64,
}

impl From<DossierRecord> for DueDossier {
    fn from(of: DossierRecord) -> Self {
        let DossierRecord { id, union, standing, version, .. } = of;
        let closed_on = standing.since;
        Self { id, union, closed_on, due: Terms::STATED.dossier_due(closed_on), version }
    }
}

/// List the cases that are due to be erased.
///
/// Rejected and withdrawn ones, three years after their end. They go by `POST /applications/{id}/erasure`, or with their dossier.
#[utoipa::path(params(ListQuery), responses((status = 200, description = "A page of cases", body = List<DueApplication>)))]
#[get("/erasures/due/applications")]
pub(super) async fn list_due_applications(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<ListQuery>,
) -> Result<List<DueApplication>, Problem> {
    let (paging, union) = (query.0.paging()?, signed_in.actor.union);
    let last = Terms::STATED.cases_ended_by(state.clock.business().day());
    let page = state.store.read(async |work| work.applications().ended_by(union, last, paging).await).await?;
    Ok(page.map(DueApplication::from).into())
}

/// List the dossiers that are due to be erased.
///
/// Closed ones, ten years after their closing. They go with all their cases by `POST /dossiers/{id}/erasure`.
#[utoipa::path(params(ListQuery), responses((status = 200, description = "A page of dossiers", body = List<DueDossier>)))]
#[get("/erasures/due/dossiers")]
pub(super) async fn list_due_dossiers(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<ListQuery>,
) -> Result<List<DueDossier>, Problem> {
    let (paging, within) = (query.0.paging()?, signed_in.actor.jurisdiction());
    let last = Terms::STATED.dossiers_closed_by(state.clock.business().day());
    let page = state.store.read(async |work| work.dossiers().closed_by(within, last, paging).await).await?;
    Ok(page.map(DueDossier::from).into())
}
