//! Why can somebody not sign in? How their name stands after failures, and how a wait is lifted.

use actix_web::web::{Data, Json};
use actix_web::{get, post};
use domain::log::Act;
use domain::sign_in::Counted;
use domain::time::Instant;
use persistence::{Entry, Logged, Subject};
use serde::Serialize;
use utoipa::ToSchema;

use super::{AccountPath, find_any};
use crate::State;
use crate::gate::SignedIn;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// How the name of an account stands after sign-ins that failed. Instants are real time.
#[derive(Serialize, ToSchema)]
struct SignInWait {
    /// How many failures count at this moment, from all addresses. Twenty make strangers wait; of one address five.
    #[schema(example = 7)]
    failures: u32,
    /// When somebody last tried while they count; null when none counts.
    last_failure_at: Option<Instant>,
    /// How many wrong codes of the second factor count, from all addresses. They came after the right password: if they are
    /// not its owner's, somebody else knows it.
    #[schema(example = 0)]
    wrong_codes: u32,
    /// Until when the last of the addresses waits that have tried, or the next code; null when none does.
    waits_until: Option<Instant>,
}

/// See whether an account waits.
///
/// Failures count by name and address; which addresses they were is not known, for only keyed hashes are kept.
#[utoipa::path(params(AccountPath), responses((status = 200, description = "How it stands", body = SignInWait)))]
#[get("/accounts/{id}/sign-in-wait")]
pub(super) async fn find_sign_in_wait(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<AccountPath>,
) -> Result<Json<SignInWait>, Problem> {
    let (within, now) = (signed_in.actor.jurisdiction(), state.clock.real());
    let (stands, codes) = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let account = find_any(work, within, path.0.id).await?;
            let stands = work.sign_ins().of_name(account.username.as_str(), now).await?;
            Ok((stands, work.sign_ins().wrong_codes(account.id).await?))
        })
        .await?;
    let failures = stands.failures.left(Counted::Name, now);
    let last_failure_at = stands.tried_at.filter(|_| failures > 0);
    let wrong_codes = codes.left(Counted::Code, now);
    Ok(Json(SignInWait { failures, last_failure_at, wrong_codes, waits_until: stands.waits_until }))
}

/// Lift the wait of an account.
///
/// All failures of its name are forgotten, from whatever address, and wrong codes of its second factor: for an officer who waits and is known to be who they say.
#[utoipa::path(params(AccountPath), responses((status = 204, description = "Lifted")))]
#[post("/accounts/{id}/sign-in-wait/lift")]
pub(super) async fn lift_sign_in_wait(write: Write, path: Path<AccountPath>) -> Result<Answer, Problem> {
    let id = path.0.id;
    write
        .once(&[], async |work| {
            let account = find_any(work, write.actor.jurisdiction(), id).await?;
            work.sign_ins().lift(account.username.as_str()).await?;
            let entry = Entry::new(Act::LiftSignInWait, Subject::new("account", id.raw()));
            Ok(Logged::new(Answer::empty(), entry))
        })
        .await
}
