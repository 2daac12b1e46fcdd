//! What is due to be erased today? Closed dossiers and ended cases whose time is over; nothing goes by itself.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::Data;
use domain::application::Stage;
use domain::id::{ApplicationId, DossierId, UnionId};
use domain::retention::Terms;
use domain::time::Day;
use persistence::StoreError;
use persistence::applications::{DueFilter, EndedCase};
use persistence::dossiers::DossierRecord;
use persistence::erasures::TermsKept;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Query};
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

impl DueApplication {
    fn new(of: EndedCase, kept: &TermsKept) -> Self {
        let EndedCase { id, number, campaign, edition, dossier, stage, since, version } = of;
        let due = kept.of(edition, campaign).case_due(since.day());
        Self { id, number, dossier, stage, due, version }
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

impl DueDossier {
    fn new(of: &DossierRecord, terms: &BTreeMap<DossierId, Terms>) -> Self {
        let DossierRecord { id, union, standing, version, .. } = *of;
        let terms = terms.get(&id).copied().unwrap_or(Terms::STATED);
        let closed_on = standing.since;
        Self { id, union, closed_on, due: terms.dossier_due(closed_on), version }
    }
}

/// How an ended case without money ended.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum EndedStage {
    Rejected,
    Withdrawn,
}

impl From<EndedStage> for Stage {
    fn from(ended: EndedStage) -> Self {
        match ended {
            EndedStage::Rejected => Self::Rejected,
            EndedStage::Withdrawn => Self::Withdrawn,
        }
    }
}

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DueApplicationQuery {
    /// Taken by this union.
    union: Option<UnionId>,
    /// Ended so.
    #[param(inline)]
    stage: Option<EndedStage>,
    /// Due on this day or before; today unless said.
    due_by: Option<Day>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List the cases that are due to be erased.
///
/// Rejected and withdrawn ones, when the time is over for which their edition keeps them (2018: three years from their end). They go
/// by `POST /applications/{id}/erasure`, or with their dossier.
#[utoipa::path(params(DueApplicationQuery), responses((status = 200, description = "A page of cases", body = List<DueApplication>)))]
#[get("/erasures/due/applications")]
pub(super) async fn list_due_applications(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<DueApplicationQuery>,
) -> Result<List<DueApplication>, Problem> {
    let DueApplicationQuery { union, stage, due_by, limit, cursor, total } = query.0;
    let (paging, reader) = (ListQuery { limit, cursor, total }.paging()?, signed_in.actor.union);
    let by = due_by.unwrap_or_else(|| state.clock.business().day());
    let filter = DueFilter { by, union, stage: stage.map(Stage::from) };
    let page = state.store.read(async |work| -> Result<_, StoreError> {
        let kept = work.terms_kept().await?;
        let page = work.applications().due(reader, &kept, filter, paging).await?;
        Ok(page.map(|of| DueApplication::new(of, &kept)))
    });
    Ok(page.await?.into())
}

/// Which dossiers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DueDossierQuery {
    /// Kept by this union.
    union: Option<UnionId>,
    /// Due on this day or before; today unless said.
    due_by: Option<Day>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List the dossiers that are due to be erased.
///
/// Closed ones, when the longest time is over for which the editions of their cases keep them (2018, and without cases: ten years from
/// their closing). They go with all their cases by `POST /dossiers/{id}/erasure`.
#[utoipa::path(params(DueDossierQuery), responses((status = 200, description = "A page of dossiers", body = List<DueDossier>)))]
#[get("/erasures/due/dossiers")]
pub(super) async fn list_due_dossiers(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<DueDossierQuery>,
) -> Result<List<DueDossier>, Problem> {
    let DueDossierQuery { union, due_by, limit, cursor, total } = query.0;
    let (paging, within) = (ListQuery { limit, cursor, total }.paging()?, signed_in.actor.jurisdiction());
    let by = due_by.unwrap_or_else(|| state.clock.business().day());
    let page = state.store.read(async |work| -> Result<_, StoreError> {
        let kept = work.terms_kept().await?;
        let page = work.dossiers().due(within, &kept, (by, union), paging).await?;
        let ids: Vec<DossierId> = page.items.iter().map(|record| record.id).collect();
        let terms = work.applications().terms_of(&kept, &ids).await?;
        Ok(page.map(|of| DueDossier::new(&of, &terms)))
    });
    Ok(page.await?.into())
}
