//! Who agrees to a post that somebody else proposed, or to a password that somebody else gave?

use actix_web::post;
use domain::account::Account;
use domain::confirmation::{Confirmation, NotDecided, Proposal, SecondHand};
use domain::log::Act;
use domain::name::Line;
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{AccountPath, find_any};
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// On what ground a proposal is confirmed or declined.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmationGround {
    /// What was looked at, or why not.
    #[schema(example = "已核对身份证和任命文件")]
    pub(crate) reasons: Line,
}

/// Who decides.
pub(crate) fn second_hand(write: &Write) -> SecondHand {
    SecondHand { officer: write.actor.officer, role: Some(write.actor.role), today: write.at().day() }
}

/// That it cannot be decided so.
pub(crate) fn not_decided(no: NotDecided) -> Problem {
    Problem::new(Code::Refused).by(no.rule(), None).telling(no)
}

/// Confirm an account.
///
/// A post that another officer proposed, a program that they let in, or a password or secret that they gave, after making sure
/// whose it is. Nobody confirms what they proposed, nor a post of their own. By administrators of accounts and security, and of
/// posts but the auditor's by heads too, at or above the account's union. Until then an administrator's, auditor's or finance
/// officer's account is good for nothing, and any other for all but whole values, papers and confirming. It waits fourteen days.
/// Felt on this process at once, on others within five seconds.
#[utoipa::path(params(AccountPath), request_body = ConfirmationGround, responses((status = 200, description = "Confirmed", body = Account)))]
#[post("/accounts/{id}/confirmation")]
pub(super) async fn confirm_account(
    write: Write,
    path: Path<AccountPath>,
    body: Body<ConfirmationGround>,
) -> Result<Answer, Problem> {
    decide(&write, path, &body, Act::ConfirmAccount, |account| {
        let what = Proposal::Post(account.role);
        account.confirmation.confirm(what, account.officer, second_hand(&write))
    })
    .await
}

/// Decline an account.
///
/// A proposal that waits, or one's own that is to be taken back. Nobody signs in with it, unless it is proposed again by other
/// days.
#[utoipa::path(params(AccountPath), request_body = ConfirmationGround, responses((status = 200, description = "Declined", body = Account)))]
#[post("/accounts/{id}/decline")]
pub(super) async fn decline_account(
    write: Write,
    path: Path<AccountPath>,
    body: Body<ConfirmationGround>,
) -> Result<Answer, Problem> {
    let by = write.actor.officer;
    decide(&write, path, &body, Act::DeclineAccount, |account| account.confirmation.decline(by)).await
}

async fn decide(
    write: &Write,
    path: Path<AccountPath>,
    body: &Body<ConfirmationGround>,
    act: Act,
    decision: impl Fn(&Account) -> Result<Confirmation, NotDecided>,
) -> Result<Answer, Problem> {
    let (id, now) = (path.0.id, write.state().clock.real());
    write
        .once_felt(&body.octets, async |work| {
            let account = find_any(work, write.actor.jurisdiction(), id).await?;
            write.expect(account.version)?;
            let decided = decision(&account).map_err(not_decided)?;
            if let Some(officer) = account.officer.filter(|_| decided.stands()) {
                // Whose post it is must be as it was entered: the store refuses an officer who was altered.
                work.officers().find(officer).await?;
            }
            let changed = work.accounts().decide(&account, decided).await?;
            if !changed.confirmation.stands() {
                work.sessions().end_all(id, now).await?;
            }
            let after = serde_json::json!({ "account": changed, "reasons": body.value.reasons });
            let entry = Entry::new(act, Subject::new("account", id.raw())).change(&account, &after)?;
            Ok(Logged::new(Answer::ok(changed.version, &changed)?, entry))
        })
        .await
}
