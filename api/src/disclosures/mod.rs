//! Disclosures over HTTP: whole values shown for a purpose, and who has seen which.

mod asked;
mod found;
mod make;
mod paper;
mod spent;
mod withheld;

use actix_web::get;
use actix_web::web::Data;
use domain::access::{Deed, Role};
use domain::disclosure::{DisclosurePurpose, SensitiveField, SubjectKind};
use domain::dossier::MemberNumber;
use domain::id::{AccountId, DelegationId, DisclosedId, DisclosureId, OfficerId, StandingPurposeId, UnionId};
use domain::name::Remark;
use domain::time::{Day, Instant};
use persistence::Paging;
use persistence::disclosures::{Disclosed, Disclosure, Filter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub(crate) use self::paper::{disclose_on_paper, is_own, of_case, on_paper};
pub(crate) use self::spent::{spend, spend_as, spend_own};
pub(crate) use self::withheld::households_withheld;
use crate::State;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// The routes of this chapter.
pub(crate) fn routes() -> Routes {
    Routes::tagged("disclosures")
        .allow(Allow::Can(Deed::ReadDisclosures), || list_disclosures)
        .allow(Allow::Can(Deed::ReadDisclosures), || find_disclosure)
        .allow(Allow::Can(Deed::Disclose), || make::disclose)
}

/// Of whom something was shown.
#[derive(Clone, Copy, Serialize, ToSchema)]
struct DisclosedView {
    /// Whose value it was.
    kind: SubjectKind,
    /// The dossier, the case or the officer.
    id: DisclosedId,
    /// Which member of the dossier's household.
    #[schema(value_type = Option<u8>)]
    member: Option<MemberNumber>,
    /// The union that kept the dossier, took the case, or where the officer had a post.
    union: UnionId,
}

impl From<Disclosed> for DisclosedView {
    fn from(of: Disclosed) -> Self {
        Self { kind: of.kind, id: of.id, member: of.member, union: of.union }
    }
}

/// That whole values were shown; the values themselves are nowhere in it.
#[derive(Serialize, ToSchema)]
#[schema(as = Disclosure)]
struct DisclosureView {
    /// Which.
    id: DisclosureId,
    /// When.
    at: Instant,
    /// The account in whose post it was asked for.
    account: AccountId,
    /// The officer who asked; none for a program.
    officer: Option<OfficerId>,
    /// The delegation by which they acted; none in a post of their own.
    delegation: Option<DelegationId>,
    /// The union for which they acted.
    union: UnionId,
    /// The role in which they asked.
    role: Role,
    /// What for.
    purpose: DisclosurePurpose,
    /// The standing purpose under which a program asked.
    standing_purpose: Option<StandingPurposeId>,
    /// Which values.
    fields: Vec<SensitiveField>,
    /// Why, as it was said.
    reasons: Option<Remark>,
    /// How many values were known, and shown.
    shown: u32,
    /// Of whom, so far as they lie in the reader's jurisdiction.
    subjects: Vec<DisclosedView>,
    /// The id of the request.
    request_id: String,
}

impl From<Disclosure> for DisclosureView {
    fn from(of: Disclosure) -> Self {
        Self {
            id: of.id,
            at: of.at,
            account: of.account,
            officer: of.officer,
            delegation: of.delegation,
            union: of.union,
            role: of.said.role,
            purpose: of.said.purpose,
            standing_purpose: of.said.standing,
            fields: of.said.fields,
            reasons: of.said.reasons,
            shown: of.said.shown,
            subjects: of.said.subjects.into_iter().map(DisclosedView::from).collect(),
            request_id: of.request_id,
        }
    }
}

/// Which disclosures.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DisclosureQuery {
    /// Of this dossier, case or officer.
    subject: Option<DisclosedId>,
    /// To this officer.
    officer: Option<OfficerId>,
    /// To this account, a program's for example.
    account: Option<AccountId>,
    /// For this purpose.
    #[param(inline)]
    purpose: Option<DisclosurePurpose>,
    /// On this day or later.
    from: Option<Day>,
    /// On this day or earlier.
    to: Option<Day>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List disclosures.
///
/// Who has seen whole values of whom, and what for: of those whose dossier, case or post lies in one's own part of the tree,
/// whoever looked. Read by auditors, administrators of security, and the heads of the unions whose families were looked at.
#[utoipa::path(params(DisclosureQuery), responses((status = 200, description = "A page of disclosures", body = List<DisclosureView>)))]
#[get("/disclosures")]
async fn list_disclosures(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<DisclosureQuery>,
) -> Result<List<DisclosureView>, Problem> {
    let DisclosureQuery { subject, officer, account, purpose, from, to, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let (within, id) = (signed_in.actor.jurisdiction(), None);
    let filter = Filter { id, subject, officer, account, purpose, from, to };
    let page = state.store.read(async |work| work.disclosures().list(within, &filter, paging).await).await?;
    Ok(page.map(DisclosureView::from).into())
}

/// Which disclosure.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct DisclosurePath {
    /// The disclosure.
    id: DisclosureId,
}

/// Read a disclosure.
#[utoipa::path(params(DisclosurePath), responses((status = 200, description = "The disclosure", body = DisclosureView)))]
#[get("/disclosures/{id}")]
async fn find_disclosure(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<DisclosurePath>,
) -> Result<actix_web::web::Json<DisclosureView>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let filter = Filter { id: Some(path.0.id), ..Filter::default() };
    let one = Paging::first(1);
    let page = state.store.read(async |work| work.disclosures().list(within, &filter, one).await).await?;
    let found = page.items.into_iter().next().ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(actix_web::web::Json(found.into()))
}
