//! Who agrees to a mandate that somebody else proposed?

use actix_web::post;
use domain::confirmation::{Confirmation, NotDecided, Proposal};
use domain::id::OfficerId;
use domain::log::Act;
use domain::mandate::Mandate;
use persistence::{Entry, LockKind, Logged, Subject};

use super::MandatePath;
use crate::accounts::confirmation::{ConfirmationGround, not_decided, second_hand};
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// Confirm a mandate.
///
/// By an administrator of accounts, or another one of security, at or above the union that is audited; neither by who proposed
/// it, nor by a head, nor by the auditor. Felt on this process at once, on others within five seconds.
#[utoipa::path(params(MandatePath), request_body = ConfirmationGround, responses((status = 200, description = "Confirmed", body = Mandate)))]
#[post("/mandates/{id}/confirmation")]
pub(super) async fn confirm_mandate(
    write: Write,
    path: Path<MandatePath>,
    body: Body<ConfirmationGround>,
) -> Result<Answer, Problem> {
    decide(&write, path, &body, Act::ConfirmMandate, |mandate, auditor| {
        mandate.confirmation.confirm(Proposal::Mandate, auditor, second_hand(&write))
    })
    .await
}

/// Decline a mandate.
///
/// One that waits, or one's own that is to be taken back. It has ended then.
#[utoipa::path(params(MandatePath), request_body = ConfirmationGround, responses((status = 200, description = "Declined", body = Mandate)))]
#[post("/mandates/{id}/decline")]
pub(super) async fn decline_mandate(
    write: Write,
    path: Path<MandatePath>,
    body: Body<ConfirmationGround>,
) -> Result<Answer, Problem> {
    let by = write.actor.officer;
    decide(&write, path, &body, Act::DeclineMandate, |mandate, _| mandate.confirmation.decline(by)).await
}

async fn decide(
    write: &Write,
    path: Path<MandatePath>,
    body: &Body<ConfirmationGround>,
    act: Act,
    decision: impl Fn(&Mandate, Option<OfficerId>) -> Result<Confirmation, NotDecided>,
) -> Result<Answer, Problem> {
    let today = write.at().day();
    write
        .once_felt(&body.octets, async |work| {
            let found = work.mandates().find_within(write.actor.jurisdiction(), path.0.id).await?;
            let mandate = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            work.lock(LockKind::Post, mandate.account.raw()).await?;
            write.expect(mandate.version)?;
            if mandate.ended_at.is_some() || mandate.valid_to < today {
                return Err(not_decided(NotDecided::NothingWaits));
            }
            let auditor = work.accounts().find(mandate.account).await?.and_then(|account| account.officer);
            let decided = decision(&mandate, auditor).map_err(not_decided)?;
            let changed = work.mandates().decide(&mandate, decided).await?;
            let after = serde_json::json!({ "mandate": changed, "reasons": body.value.reasons });
            let entry =
                Entry::new(act, Subject::new("mandate", mandate.id.raw())).change(&mandate, &after)?;
            Ok(Logged::new(Answer::ok(changed.version, &changed)?, entry))
        })
        .await
}
