//! Which cases are there, how does one stand, why was it decided so, and what was done to it?

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get};
use domain::application::{CaseOrder, HistoryRow, Stage};
use domain::eligibility::assess;
use domain::eligibility::outcome::Outcome;
use domain::eligibility::view::AssessmentView;
use domain::id::{CampaignId, DossierId, UnionId};
use domain::time::Instant;
use persistence::applications::{Begin, Filter, Seek, Slice};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ApplicationPath;
use super::desk::{Desk, officer};
use super::view::{ApplicationSummary, ApplicationView};
use crate::State;
use crate::edge::language;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, Path, Query, not_ours};
use crate::problem::{Code, Problem};

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
    /// Changed at or after this instant; in the order of change unless another is asked for.
    updated_since: Option<Instant>,
    /// In this order; as they were entered unless said.
    #[param(inline)]
    sort: Option<CaseOrder>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u64>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List cases.
///
/// Those whose road passes the reader's union. A case that is changed while pages are read is seen again in the order
/// of change, and never missed.
#[utoipa::path(params(ApplicationQuery), responses((status = 200, description = "A page of cases", body = List<ApplicationSummary>)))]
#[get("/applications")]
pub(super) async fn list_applications(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<ApplicationQuery>,
) -> Result<List<ApplicationSummary>, Problem> {
    let (filter, slice) = query.0.asked()?;
    let union = signed_in.actor.union;
    let page = state.store.read(async |work| work.applications().list(union, &filter, &slice).await).await?;
    Ok(List::sought(page.map(ApplicationSummary::from)))
}

impl ApplicationQuery {
    /// The cases and the page that are asked for.
    fn asked(self) -> Result<(Filter, Slice), Problem> {
        let Self { campaign, stage, desk, entry, dossier, outcome, disputed, updated_since, .. } = self;
        let usual = if updated_since.is_some() { CaseOrder::UpdatedAt } else { CaseOrder::Entered };
        let order = self.sort.unwrap_or(usual);
        let asked = ListQuery { limit: self.limit, cursor: self.cursor, total: self.total };
        let begin = match asked.after::<Seek>()? {
            None => Begin::First(order),
            Some(seek) if seek.order() == order => Begin::After(seek),
            Some(_) => return Err(not_ours()),
        };
        let filter = Filter { campaign, stage, desk, entry, dossier, outcome, disputed, updated_since };
        Ok((filter, Slice { begin, limit: asked.limit()?, total: self.total.unwrap_or(false) }))
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
    let desk = state.store.read(async |work| Desk::read(work, union, path.0.id, at).await).await?;
    let version = desk.version();
    let view = ApplicationView::new(&desk, by.as_ref(), at, language(&request));
    Ok(Found { version, view })
}

/// How the assessment is to be shown.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AssessmentQuery {
    /// Whether to make it again from what it was made on, and compare.
    recompute: Option<bool>,
}

/// The assessment of a case's last act.
#[derive(Serialize, ToSchema)]
pub(super) struct FrozenAssessment {
    /// When it was made.
    made_at: Instant,
    /// What was found.
    assessment: AssessmentView,
    /// Whether the same facts and rules give the same findings today; only with `recompute=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    same: Option<bool>,
}

/// Read the assessment on which a case was last decided.
///
/// It is kept with all that it was made on. Made again, it gives the same findings, or says that it does not.
#[utoipa::path(params(ApplicationPath, AssessmentQuery), responses((status = 200, description = "The assessment", body = FrozenAssessment)))]
#[get("/applications/{id}/assessment")]
pub(super) async fn find_assessment(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
    query: Query<AssessmentQuery>,
) -> Result<Json<FrozenAssessment>, Problem> {
    let union = signed_in.actor.union;
    let absent = || Problem::new(Code::NotFound);
    let (frozen, edition) = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.applications().find(union, path.0.id).await?.ok_or_else(absent)?;
            let frozen = found.frozen.ok_or_else(absent)?;
            let edition = work.campaigns().edition(frozen.edition).await?;
            Ok((frozen, edition.ok_or_else(|| Problem::new(Code::Internal))?))
        })
        .await?;
    let same = query.0.recompute.unwrap_or(false).then(|| {
        assess(&frozen.facts, &edition.content.aid, frozen.year, &frozen.rulings) == frozen.assessment
    });
    let assessment = frozen.assessment.view(frozen.edition, language(&request));
    Ok(Json(FrozenAssessment { made_at: frozen.at, assessment, same }))
}

/// What was done to a case.
#[derive(Serialize, ToSchema)]
pub(super) struct History {
    /// The lines, oldest first.
    items: Vec<HistoryRow>,
}

/// Read the history of a case.
#[utoipa::path(params(ApplicationPath), responses((status = 200, description = "What was done, by whom, when", body = History)))]
#[get("/applications/{id}/history")]
pub(super) async fn list_history(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ApplicationPath>,
) -> Result<Json<History>, Problem> {
    let union = signed_in.actor.union;
    let items = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.applications().find(union, path.0.id).await?;
            found.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok(work.applications().history(path.0.id).await?)
        })
        .await?;
    Ok(Json(History { items }))
}
