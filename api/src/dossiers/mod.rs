//! Dossiers over HTTP: one household each, found within a jurisdiction, read as it is or as it was.

mod background;
mod conflict;
mod corrections;
mod enter;
mod flaws;
mod household;
mod member;
mod people;
mod pieces;
mod standing;
mod view;

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::as_of::AsOf;
use domain::citizen_id::CitizenId;
use domain::dossier::DossierStatus;
use domain::id::{DossierId, UnionId};
use domain::log::Act;
use domain::name::PersonName;
use domain::time::Instant;
use persistence::dossiers::{Filter, WholeDossier};
use persistence::{Entry, Logged, Paging, Subject};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

pub(crate) use self::conflict::{Asker, told as told_conflict};
pub(crate) use self::corrections::{HouseholdCorrection, correct};
pub(crate) use self::enter::{change, propose};
pub(crate) use self::household::HouseholdForm;
pub(crate) use self::standing::{moved, not_of_the_family};
use self::view::{DossierView, Eyes, RowView, VersionView};
use crate::State;
use crate::as_of::AsOfQuery;
use crate::body::Body;
use crate::disclosures::spend_own;
use crate::edge::Reader;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem, ProblemView};
use crate::route::{Allow, Routes};
use crate::streamed::{Listed, Wanted};
use crate::write::{Answer, Write};

/// The routes of this chapter.
pub(crate) fn routes() -> Routes {
    Routes::tagged("dossiers")
        .allow(Allow::Can(Deed::ReadCases), || list_dossiers)
        .allow(Allow::Can(Deed::SearchDossiers), || search_dossiers)
        .allow(Allow::Can(Deed::ReadCases), || find_dossier)
        .allow(Allow::Can(Deed::ReadCases), || list_dossier_versions)
        .allow(Allow::Can(Deed::EnterDossiers), || enter::enter_dossier)
        .allow_versioned(Allow::Can(Deed::EnterDossiers), || enter::change_dossier)
        .allow_versioned(Allow::Can(Deed::EnterDossiers), || background::change_members)
        .allow_versioned(Allow::Can(Deed::EnterDossiers), || background::change_hardship)
        .allow_versioned(Allow::Can(Deed::EnterDossiers), || background::change_housing)
        .allow_versioned(Allow::Can(Deed::EnterDossiers), || background::change_workplace)
        .allow_versioned(Allow::Can(Deed::EnterDossiers), || background::change_card)
        .allow_versioned(Allow::Can(Deed::EnterDossiers), || pieces::change_incomes)
        .allow_versioned(Allow::Can(Deed::EnterDossiers), || pieces::change_union_aid)
        .allow_versioned(Allow::Can(Deed::EnterDossiers), || pieces::change_tuition)
        .allow_versioned(Allow::Can(Deed::ConfirmDossiers), || standing::move_dossier)
}

/// Which dossier.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct DossierPath {
    /// The dossier.
    id: DossierId,
}

/// The dossier as the subject of an entry of the log.
const fn subject(id: DossierId) -> Subject {
    Subject::new("dossier", id.raw())
}

/// Which dossiers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DossierQuery {
    /// Kept by this union.
    union: Option<UnionId>,
    /// In this state.
    status: Option<DossierStatus>,
    /// Of workers whose name begins so.
    #[param(value_type = Option<String>, min_length = 1, max_length = 50, example = "马")]
    worker_name: Option<PersonName>,
    /// Changed at or after this instant.
    updated_since: Option<Instant>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List dossiers.
///
/// Those of one's own part of the tree. By citizen id they are searched, not listed: no number stands in
/// an address. With `Accept: text/csv` or `application/x-ndjson` all of them go out as a stream, from `cursor` on.
#[utoipa::path(params(DossierQuery), responses((status = 200, description = "A page of dossiers", content((List<RowView> = "application/json"), (String = "text/csv"), (String = "application/x-ndjson")))))]
#[get("/dossiers")]
async fn list_dossiers(
    state: Data<State>,
    signed_in: SignedIn,
    wanted: Wanted,
    query: Query<DossierQuery>,
) -> Result<Listed<RowView>, Problem> {
    let DossierQuery { union, status, worker_name, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let within = signed_in.actor.jurisdiction();
    let worker_name = worker_name.map(String::from);
    let filter = Filter { union, status, worker_name, person: None };
    let read = async move |paging: Paging| {
        let page = state.store.read(async |work| work.dossiers().list(within, &filter, paging).await).await?;
        Ok(page.map(RowView::from))
    };
    wanted.list(paging, read).await
}

/// By what a dossier is searched.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"citizen_id": "640104197405121014"}))]
struct DossierSearch {
    /// The citizen id of a member.
    citizen_id: CitizenId,
}

/// Search dossiers by citizen id.
///
/// Those of one's own part of the tree that have this person, open or closed. Each search is logged, and counts as one value
/// of those that an officer is shown on a day: its answer tells whether the number is somebody's.
#[utoipa::path(request_body = DossierSearch, responses((status = 200, description = "The dossiers", body = List<RowView>),
    (status = 429, description = "More than may be asked on a day; `Retry-After` says when the next one begins", body = ProblemView, content_type = "application/problem+json")))]
#[post("/dossiers/search")]
async fn search_dossiers(write: Write, body: Body<DossierSearch>) -> Result<Answer, Problem> {
    let number = body.value.citizen_id.clone();
    let paging = Paging::first(200);
    let entry = || Entry::new(Act::SearchDossiers, Subject::new("account", write.actor.account.raw()));
    write
        .once(&body.octets, async |work| {
            spend_own(work, &write, 1).await?;
            let Some(person) = work.persons().find_by_citizen_id(number.reveal()).await? else {
                let nothing = List::<RowView> { items: Vec::new(), next_cursor: None, total: None };
                return Ok(Logged::new(Answer::plain(&nothing)?, entry()));
            };
            let filter = Filter { person: Some(person), ..Filter::default() };
            let page = work.dossiers().list(write.actor.jurisdiction(), &filter, paging).await?;
            let found: List<RowView> = page.map(RowView::from).into();
            let entry = entry().change(&(), &serde_json::json!({ "person": person }))?;
            Ok(Logged::new(Answer::plain(&found)?, entry))
        })
        .await
}

/// Read a dossier.
///
/// Identifiers have stars, and an age, that of the day, stands for a birth date. A day before the dossier was entered has none.
#[utoipa::path(params(DossierPath, AsOfQuery), responses((status = 200, description = "The dossier", body = DossierView)))]
#[get("/dossiers/{id}")]
async fn find_dossier(
    state: Data<State>,
    signed_in: SignedIn,
    reader: Reader,
    path: Path<DossierPath>,
    query: Query<AsOfQuery>,
) -> Result<Found<DossierView>, Problem> {
    let actor = &signed_in.actor;
    let as_of = query.0.asked(&state)?;
    let today = as_of.map_or_else(|| state.clock.business().day(), AsOf::day);
    let absent = || Problem::new(Code::NotFound);
    state
        .store
        .read(async |work| {
            let record = work.dossiers().find(actor.jurisdiction(), path.0.id).await?.ok_or_else(absent)?;
            let moves = standing::moves(work, actor, &record, today).await?;
            let eyes = Eyes { actor, moves, today, language: reader.0 };
            let view = match as_of {
                None => view::dossier(work.dossiers().whole(record).await?, &eyes),
                Some(as_of) => {
                    let then = work.dossiers().as_of(record.id, as_of.ends()).await?;
                    let (version, household) = then.ok_or_else(absent)?;
                    let identifiers = work.dossiers().identifiers(&household).await?;
                    let name = enter::worker_name(&household)?;
                    let whole = WholeDossier { record, household, identifiers };
                    view::dossier_as_of(whole, &version, name, &eyes)
                }
            };
            Ok(Found { version: view.version, view })
        })
        .await
}

/// Which page of the versions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct VersionQuery {
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List the versions of a dossier.
#[utoipa::path(params(DossierPath, VersionQuery), responses((status = 200, description = "A page of versions", body = List<VersionView>)))]
#[get("/dossiers/{id}/versions")]
async fn list_dossier_versions(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<DossierPath>,
    query: Query<VersionQuery>,
) -> Result<List<VersionView>, Problem> {
    let VersionQuery { limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let page = state
        .store
        .read(async |work| {
            let found = work.dossiers().find(signed_in.actor.jurisdiction(), path.0.id).await?;
            let record = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok::<_, Problem>(work.dossiers().versions(record.id, paging).await?)
        })
        .await?;
    Ok(page.map(VersionView::from).into())
}
