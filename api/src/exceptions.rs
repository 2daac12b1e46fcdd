//! What is out of the ordinary anywhere below somebody? The one register of exceptions.

use actix_web::get;
use actix_web::web::{Data, Json};
use domain::access::{Deed, Role};
use domain::application::attachment::AttachmentKind;
use domain::application::evidence::{ExceptionEnd, ExceptionMark, Piece};
use domain::application::register::{ExceptionKind, Registered};
use domain::application::seats::SelfRecorded;
use domain::id::{ApplicationId, CampaignId, ExceptionId, OfficerId, UnionId};
use domain::name::Remark;
use domain::time::{Day, Instant};
use persistence::registers::InCase;
use persistence::registers::exceptions::Filter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("exceptions")
        .allow(Allow::Can(Deed::ReadCases), || list_exceptions)
        .allow(Allow::Can(Deed::ReadCases), || find_exception)
}

/// An entry of the register.
#[derive(Serialize, ToSchema)]
pub(crate) struct RegisteredException {
    /// Which.
    id: ExceptionId,
    /// The case.
    application: ApplicationId,
    /// The number of the case.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The campaign.
    campaign: CampaignId,
    /// What it is.
    kind: ExceptionKind,
    /// Whether it recorded itself; otherwise an officer allowed it.
    by_itself: bool,
    /// The union that allowed it, from which the seat is filled, or whose desk was passed over.
    union: UnionId,
    /// Who allowed it, or whose act it came with.
    officer: OfficerId,
    /// When.
    at: Instant,
    /// Of a filled seat: the role in which it is filled.
    seat: Option<Role>,
    /// What an officer allowed; null for what recorded itself.
    allowed: Option<AllowedException>,
}

/// What an officer allowed.
#[derive(Serialize, ToSchema)]
struct AllowedException {
    /// For late papers: which.
    papers: Vec<AttachmentKind>,
    /// Why.
    reasons: Remark,
    /// On what evidence.
    evidence: Vec<Piece>,
    /// Its last day; without one it lasts as long as the case.
    until: Option<Day>,
    /// That it was ended before its time.
    ended: Option<ExceptionEnd>,
}

impl From<ExceptionMark> for AllowedException {
    fn from(mark: ExceptionMark) -> Self {
        let ExceptionMark { papers, reasons, evidence, until, ended, .. } = mark;
        Self { papers, reasons, evidence, until, ended }
    }
}

impl From<InCase<Registered>> for RegisteredException {
    fn from(of: InCase<Registered>) -> Self {
        let (id, kind, officer, at) = (of.entry.id(), of.entry.kind(), of.entry.by(), of.entry.at());
        let (seat, allowed) = match of.entry {
            Registered::Allowed(mark) => (None, Some(mark.into())),
            Registered::OfItself { what: SelfRecorded::SeatFilled(stand_in), .. } => {
                (Some(stand_in.role), None)
            }
            Registered::OfItself { what: SelfRecorded::DeskPassed { .. }, .. } => (None, None),
        };
        let InCase { application, number, campaign, union, .. } = of;
        let by_itself = allowed.is_none();
        Self { id, application, number, campaign, kind, by_itself, union, officer, at, seat, allowed }
    }
}

/// Which exceptions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExceptionQuery {
    /// Of this campaign.
    campaign: Option<CampaignId>,
    /// In this case.
    application: Option<ApplicationId>,
    /// Allowed by this union, with a seat filled from it, or its desk passed over.
    union: Option<UnionId>,
    /// Of this kind.
    kind: Option<ExceptionKind>,
    /// Allowed by this officer, or come with their act.
    officer: Option<OfficerId>,
    /// Recorded from this day on.
    from: Option<Day>,
    /// Recorded up to this day, included.
    to: Option<Day>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List exceptions.
///
/// All of them in one register, of the cases whose road passes the reader's union: those that officers allowed, and
/// those that recorded themselves, a seat filled from above (代录) and a desk passed over.
#[utoipa::path(params(ExceptionQuery), responses((status = 200, description = "A page of the register", body = List<RegisteredException>)))]
#[get("/exceptions")]
async fn list_exceptions(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<ExceptionQuery>,
) -> Result<List<RegisteredException>, Problem> {
    let ExceptionQuery { campaign, application, union, kind, officer, from, to, limit, cursor, total } =
        query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let filter = Filter { campaign, application, union, kind, officer, from, to };
    let reader = signed_in.actor.union;
    let page = state.store.read(async |work| work.exceptions().list(reader, &filter, paging).await).await?;
    Ok(page.map(RegisteredException::from).into())
}

/// Which exception.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct ExceptionPath {
    /// The exception.
    id: ExceptionId,
}

/// Read an exception.
#[utoipa::path(params(ExceptionPath), responses((status = 200, description = "The exception", body = RegisteredException)))]
#[get("/exceptions/{id}")]
async fn find_exception(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ExceptionPath>,
) -> Result<Json<RegisteredException>, Problem> {
    let reader = signed_in.actor.union;
    let found = state.store.read(async |work| work.exceptions().find(reader, path.0.id).await).await?;
    Ok(Json(found.ok_or_else(|| Problem::new(Code::NotFound))?.into()))
}
