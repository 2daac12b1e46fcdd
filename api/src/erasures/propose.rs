//! Who wants something erased before its time, and who agrees? Two heads of the city; the second one sees that it may still go.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::confirmation::{Confirmation, ConfirmationState, Proposal};
use domain::id::{ErasureId, UnionId};
use domain::log::Act;
use domain::name::Line;
use domain::retention::Ground;
use persistence::dossiers::DossierRecord;
use persistence::erasures::{Erasable, ErasureProposal, ProposalFilter, Why};
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::go::{Examined, erase, examine};
use super::{ErasureState, ErasureView, clear_after, told};
use crate::State;
use crate::accounts::confirmation::{ConfirmationGround, not_decided, second_hand};
use crate::body::Body;
use crate::dossiers::not_of_the_family;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// Which erasure.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ErasurePath {
    /// The erasure.
    id: ErasureId,
}

/// An erasure that somebody proposed.
#[derive(Serialize, ToSchema)]
#[schema(as = ErasureProposal)]
pub(super) struct ProposalView {
    /// Which.
    id: ErasureId,
    /// What shall be erased: an application or a dossier.
    #[schema(example = "application")]
    kind: &'static str,
    /// Which.
    subject: Uuid,
    /// The union that took the case, or keeps the dossier.
    union: UnionId,
    /// Why.
    reasons: Line,
    /// Who wants it, and who agreed.
    confirmation: Confirmation,
    /// The version.
    version: i64,
}

impl From<ErasureProposal> for ProposalView {
    fn from(proposal: ErasureProposal) -> Self {
        let ErasureProposal { id, of, union, reasons, confirmation, version, .. } = proposal;
        Self { id, kind: of.kind(), subject: of.raw(), union, reasons, confirmation, version }
    }
}

const fn subject(id: ErasureId) -> Subject {
    Subject::new("erasure", id.raw())
}

/// Proposes that what was examined is erased. One that waited too long, or of another version of it, makes room for another.
pub(super) async fn propose(
    work: &Work,
    write: &Write,
    of: Erasable,
    what: &Examined,
    reasons: &Line,
) -> Result<Logged<Answer>, Problem> {
    let officer = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    if let Some(waiting) = work.erasure_proposals().waiting(of).await? {
        if waiting.of_version == what.version() && !waiting.confirmation.has_lapsed(write.at().day()) {
            return Err(Problem::new(Code::Duplicate).by("erasure_proposed", None).detail(
                "该项清除已提出、待确认,请由另一名市级负责人确认或不予确认",
                "this erasure was proposed and waits: let another head of the city confirm or decline it",
            ));
        }
        let lapsed = waiting.confirmation.decline(None).map_err(not_decided)?;
        work.erasure_proposals().decide(&waiting, lapsed).await?;
    }
    let proposal = ErasureProposal {
        id: ErasureId::new(work.new_id()?),
        of,
        of_version: what.version(),
        union: what.union()?,
        reasons: reasons.clone(),
        confirmation: Confirmation::proposed(Some(officer), write.at()),
        version: 1,
    };
    work.erasure_proposals().add(&proposal, officer).await?;
    let detail = serde_json::json!({ "kind": of.kind(), "subject": of.raw(), "reasons": reasons });
    let entry = Entry::new(Act::ProposeErasure, subject(proposal.id)).change(&(), &detail)?;
    let view = told(write, proposal.id, ErasureState::Proposed, what.cases());
    Ok(Logged::new(Answer::ok(proposal.version, &view)?, entry))
}

/// Confirm an erasure.
///
/// By another head of the city than the one who proposed it, who is not of the household either, within fourteen days. Whether it
/// may still go is asked again; then it is erased. What was changed since it was proposed is proposed anew.
#[utoipa::path(params(ErasurePath), request_body = ConfirmationGround, responses((status = 200, description = "Erased", body = ErasureView)))]
#[post("/erasures/{id}/confirmation")]
pub(super) async fn confirm_erasure(
    write: Write,
    path: Path<ErasurePath>,
    body: Body<ConfirmationGround>,
) -> Result<Answer, Problem> {
    let answer = write
        .once(&body.octets, async |work| {
            let proposal = find(work, &write, path.0.id).await?;
            let by = second_hand(&write);
            let decided = proposal.confirmation.confirm(Proposal::Erasure, None, by).map_err(not_decided)?;
            let what = examine(work, &write, proposal.of, Ground::Demand).await?;
            expect_unmoved(&proposal, &what)?;
            work.erasure_proposals().decide(&proposal, decided).await?;
            let reasons = format!("{};{}", proposal.reasons.as_str(), body.value.reasons.as_str());
            let why = Why { erasure: proposal.id, ground: Ground::Demand, reasons };
            erase(work, &write, &what, &why).await
        })
        .await?;
    clear_after(&write).await;
    Ok(answer)
}

/// Refuses to erase another version than that of which somebody said that it shall go.
fn expect_unmoved(proposal: &ErasureProposal, what: &Examined) -> Result<(), Problem> {
    if proposal.of_version == what.version() {
        return Ok(());
    }
    Err(Problem::new(Code::Refused).by("erasure_outdated", None).detail(
        "提出清除后该记录已有变动,请核对现状后重新提出",
        "it was changed since this erasure was proposed: look at it as it stands, and propose it anew",
    ))
}

/// Decline an erasure.
///
/// One that waits, or one's own that is to be taken back; by nobody of the household.
#[utoipa::path(params(ErasurePath), request_body = ConfirmationGround, responses((status = 200, description = "Declined", body = ErasureView)))]
#[post("/erasures/{id}/decline")]
pub(super) async fn decline_erasure(
    write: Write,
    path: Path<ErasurePath>,
    body: Body<ConfirmationGround>,
) -> Result<Answer, Problem> {
    write
        .once(&body.octets, async |work| {
            let proposal = find(work, &write, path.0.id).await?;
            not_of_the_family(work, &write.actor, &household(work, proposal.of).await?).await?;
            let declined = proposal.confirmation.decline(write.actor.officer).map_err(not_decided)?;
            work.erasure_proposals().decide(&proposal, declined).await?;
            let entry = Entry::new(Act::DeclineErasure, subject(proposal.id));
            let entry = entry.change(&(), &serde_json::json!({ "reasons": body.value.reasons }))?;
            let view = told(&write, proposal.id, ErasureState::Declined, 0);
            Ok(Logged::new(Answer::ok(proposal.version + 1, &view)?, entry))
        })
        .await
}

/// The dossier that it is about, or in which its case is.
async fn household(work: &Work, of: Erasable) -> Result<DossierRecord, Problem> {
    let dossier = match of {
        Erasable::Dossier(id) => id,
        Erasable::Application(id) => {
            let case = work.applications().of_nobody(id).await?;
            case.ok_or_else(|| Problem::new(Code::NotFound))?.application.dossier
        }
    };
    Ok(work.dossiers().of_case(dossier).await?)
}

/// The proposal, at the version that was read.
async fn find(work: &Work, write: &Write, id: ErasureId) -> Result<ErasureProposal, Problem> {
    let found = work.erasure_proposals().find(write.actor.jurisdiction(), id).await?;
    let proposal = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    write.expect(proposal.version)?;
    Ok(proposal)
}

/// Which proposals.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ErasureQuery {
    /// That wait, were done, or were declined.
    confirmation: Option<ConfirmationState>,
    /// Of what this union took or keeps.
    union: Option<UnionId>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List erasures before their time.
///
/// What was proposed, by whom and why, and what became of it.
#[utoipa::path(params(ErasureQuery), responses((status = 200, description = "A page of erasures", body = List<ProposalView>)))]
#[get("/erasures")]
pub(super) async fn list_erasures(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<ErasureQuery>,
) -> Result<List<ProposalView>, Problem> {
    let ErasureQuery { confirmation, union, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let (within, filter) = (signed_in.actor.jurisdiction(), ProposalFilter { confirmation, union });
    let page =
        state.store.read(async |work| work.erasure_proposals().list(within, filter, paging).await).await?;
    Ok(page.map(ProposalView::from).into())
}
