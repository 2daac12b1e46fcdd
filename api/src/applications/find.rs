//! Which cases are there, how does one stand, and what was done to it?

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use domain::application::{CaseOrder, HistoryRow, Stage};
use domain::eligibility::outcome::Outcome;
use domain::id::{CampaignId, DossierId, UnionId};
use domain::name::PersonName;
use domain::time::Instant;
use persistence::applications::{Begin, Filter, Seek, Slice};
use serde::Deserialize;
use utoipa::IntoParams;

use super::ApplicationPath;
use super::desk::{Desk, officer};
use super::view::{ApplicationSummary, ApplicationView};
use crate::State;
use crate::edge::language;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query, not_ours};
use crate::problem::{Code, Problem};
use crate::streamed::{AT_ONCE, Listed, Wanted};

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ApplicationQuery {
    /// Of this campaign.
    campaign: Option<CampaignId>,
    /// At this stage.
    stage: Option<Stage>,
    /// On this union's desk.
    desk: Option<UnionId>,
    /// Taken by this union.
    entry: Option<UnionId>,
    /// Of this household.
    dossier: Option<DossierId>,
    /// With this outcome of its last assessment.
    outcome: Option<Outcome>,
    /// Whether readings of the income line disagree.
    disputed: Option<bool>,
    /// With this number.
    #[param(min_length = 1, max_length = 40, example = "JQ2018-640104-000123")]
    number: Option<String>,
    /// Of a worker or a student whose name begins so.
    #[param(value_type = Option<String>, min_length = 1, max_length = 50, example = "丁")]
    name: Option<PersonName>,
    /// Changed at or after this instant; in the order of change unless another is asked for.
    updated_since: Option<Instant>,
    /// In this order; as they were entered unless said.
    #[param(inline)]
    sort: Option<CaseOrder>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List cases.
///
/// Those whose road passes the reader's union. A case that is changed while pages are read is seen again in the order
/// of change, and never missed. With `Accept: text/csv` or `application/x-ndjson` all of them go out as a stream, from `cursor` on; `limit`
/// and `total` say nothing then, and an answer that is cut off is not whole.
#[utoipa::path(params(ApplicationQuery), responses((status = 200, description = "A page of cases", content((List<ApplicationSummary> = "application/json"), (String = "text/csv"), (String = "application/x-ndjson")))))]
#[get("/applications")]
pub(super) async fn list_applications(
    state: Data<State>,
    signed_in: SignedIn,
    wanted: Wanted,
    query: Query<ApplicationQuery>,
) -> Result<Listed<ApplicationSummary>, Problem> {
    let (filter, slice) = query.0.asked()?;
    let union = signed_in.actor.union;
    let read = async move |slice: &Slice| -> Result<_, Problem> {
        let page =
            state.store.read(async |work| work.applications().list(union, &filter, slice).await).await?;
        Ok(page.map(ApplicationSummary::from))
    };
    if wanted == Wanted::Page {
        return Ok(Listed::Page(List::sought(read(&slice).await?)));
    }
    let begin = Slice { limit: AT_ONCE, total: false, ..slice };
    let rows = async move |at: Slice| {
        let page = read(&at).await?;
        Ok((page.items, page.next.map(|seek| Slice { begin: Begin::After(seek), ..at })))
    };
    wanted.whole(begin, rows).await
}

impl ApplicationQuery {
    /// The cases and the page that are asked for.
    fn asked(self) -> Result<(Filter, Slice), Problem> {
        let Self { campaign, stage, desk, entry, dossier, outcome, disputed, updated_since, number, .. } =
            self;
        let name = self.name.map(String::from);
        let usual = if updated_since.is_some() { CaseOrder::UpdatedAt } else { CaseOrder::Entered };
        let order = self.sort.unwrap_or(usual);
        let asked = ListQuery { limit: self.limit, cursor: self.cursor, total: self.total };
        let begin = match asked.after::<Seek>()? {
            None => Begin::First(order),
            Some(seek) if seek.order() == order => Begin::After(seek),
            Some(_) => return Err(not_ours()),
        };
        let filter =
            Filter { campaign, stage, desk, entry, dossier, outcome, disputed, updated_since, number, name };
        Ok((filter, Slice { begin, limit: asked.limit(), total: self.total.unwrap_or(false) }))
    }
}

/// Read a case.
///
/// With what is still missing, and what the reader may do next.
#[utoipa::path(params(ApplicationPath), responses((status = 200, description = "The case", body = ApplicationView)))]
#[get("/applications/{id}")]
pub(super) async fn find_application(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
) -> Result<Found<ApplicationView>, Problem> {
    let at = state.clock.business();
    let by = officer(&signed_in.actor).ok();
    let union = signed_in.actor.union;
    let read = state.store.read(async |work| -> Result<_, Problem> {
        let desk = Desk::look(work, &state.seldom, union, path.0.id, at).await?;
        let unread = work.concerns().unread_of(&desk.record.application).await?;
        Ok((desk, unread))
    });
    let (desk, unread) = Box::pin(read).await?;
    let version = desk.version();
    let view = ApplicationView::new(&desk, unread, by.as_ref(), at, language(&request));
    Ok(Found { version, view })
}

/// Read the history of a case.
///
/// What was done, by whom, when: oldest first.
#[utoipa::path(params(ApplicationPath, ListQuery), responses((status = 200, description = "A page of its lines", body = List<HistoryRow>)))]
#[get("/applications/{id}/history")]
pub(super) async fn list_history(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
    query: Query<ListQuery>,
) -> Result<List<HistoryRow>, Problem> {
    let (union, asked) = (signed_in.actor.union, query.0);
    let after = asked.after::<u64>()?;
    let (limit, total) = (asked.limit(), asked.total.unwrap_or(false));
    let page = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.applications().find(union, path.0.id).await?;
            found.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok(work.applications().history_page(path.0.id, after, limit, total).await?)
        })
        .await?;
    Ok(List::sought(page))
}
