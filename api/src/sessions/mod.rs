//! Signing in and staying signed in: short access tokens, and refresh tokens that are good once.

pub(crate) mod factor;
mod following;
pub(crate) mod guard;
mod line;
pub(crate) mod own;
pub mod password;
mod refresh;
mod sign_in;
pub(crate) mod standing;
pub(crate) mod strength;
pub mod token;

use actix_web::http::header::USER_AGENT;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use domain::access::Deed;
use domain::client::ClientKind;
use domain::id::{DelegationId, SessionId};
use domain::log::Act;
use domain::time::Instant;
use persistence::second_factors::SecondFactor;
use persistence::sessions::Beginning;
use persistence::sign_ins::Typed;
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::body::Body;
use crate::edge::RequestId;
use crate::gate::SignedIn;
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

use self::factor::{TypedCode, take};
pub use self::following::follow;
use self::standing::Standing;

/// How long a family of refresh tokens lives, in seconds: a day at the desk.
const SESSION_SECONDS: i64 = 12 * 3600;

/// The routes of this file.
pub fn routes() -> Routes {
    Routes::tagged("sessions")
        .allow(Allow::Anyone, || sign_in::create_session)
        .allow(Allow::Anyone, || refresh::refresh_session)
        .allow(Allow::Can(Deed::SeeOneself), || end_session)
        .allow(Allow::Can(Deed::ManageOwnAccount), || create_delegate_session)
}

/// The tokens of a session.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    /// Goes into `Authorization: Bearer …` of every request.
    access_token: String,
    /// Exchanged for new tokens at `/sessions/refresh`, once.
    refresh_token: String,
    /// How long the access token is good, in seconds.
    #[schema(example = 600)]
    expires_in: i64,
}

/// A post that was lent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LentPost {
    /// The delegation, one of those in `/me`.
    delegation: DelegationId,
}

/// Sign in to a post that was lent.
///
/// For the officer to whom it was lent, signed in with their own account. These tokens act in that post and
/// no other; those of the own account stay as they are. They end with the delegation, or with either account.
#[utoipa::path(request_body = LentPost, responses((status = 200, description = "Signed in to that post", body = Tokens)))]
#[post("/sessions/delegated")]
async fn create_delegate_session(
    request: HttpRequest,
    state: Data<State>,
    signed_in: SignedIn,
    body: Body<LentPost>,
) -> Result<Json<Tokens>, Problem> {
    let (own, lent) = (signed_in.own, body.value.delegation);
    let today = state.clock.business().day();
    let standing = state
        .store
        .read(async |work| Standing::of(work, own, Some(lent), today, &state.factor_roles).await)
        .await?;
    let standing = standing.ok_or_else(|| {
        let said = [
            "没有委托给您且在有效期内的这项代理,请在本人信息中核对",
            "no such delegation to you is in force; see /me",
        ];
        Problem::field("/delegation", said)
    })?;
    begin(&state, &standing, Opening::of(&request, None)).await.map(Json)
}

/// What is known of a session that is about to begin.
struct Opening<'a> {
    request_id: String,
    client: ClientKind,
    /// Where a password was looked at for it.
    proof: Option<Proof<'a>>,
}

/// What was typed, and the second factor with the code that shall be one of it.
struct Proof<'a> {
    typed: &'a Typed,
    /// The hash that the password was found to give.
    hash: String,
    factor: Option<(SecondFactor, TypedCode)>,
}

impl<'a> Opening<'a> {
    fn of(request: &HttpRequest, proof: Option<Proof<'a>>) -> Self {
        let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
        Self { request_id: RequestId::of(request), client: ClientKind::of(agent), proof }
    }
}

/// Begins a session.
async fn begin(state: &State, standing: &Standing, opening: Opening<'_>) -> Result<Tokens, Problem> {
    state.know_keys().await?;
    let now = state.clock.real();
    let stamp = standing::stamp(&standing.actor, state.clock.business(), opening.request_id.clone());
    state
        .store
        .write(&stamp, async |work| -> Result<_, Problem> {
            let id = SessionId::new(work.new_id()?);
            let secret = refresh::Secret::new(id)?;
            let beginning = Beginning {
                id,
                account: standing.own,
                delegation: standing.actor.delegation,
                token_hash: secret.hash(),
                client: opening.client,
                now,
                expires_at: now.plus_seconds(SESSION_SECONDS),
            };
            work.sessions().begin(beginning).await?;
            if let Some(proof) = &opening.proof {
                // It may have been changed while it was looked at: then this session would outlive the change.
                if !work.accounts().still_has(standing.own, &proof.hash).await? {
                    return Err(Problem::new(Code::WrongCredentials));
                }
                if let Some((factor, code)) = &proof.factor {
                    if !take(work, factor, code, now).await? {
                        return Err(Problem::new(Code::WrongCode));
                    }
                    if code.is_by_time() {
                        work.sign_ins().code_was_right(standing.own, now).await?;
                    }
                }
                work.sign_ins().was_right(proof.typed, true, now).await?;
            }
            let tokens = issue(state, standing, id, &secret, now)?;
            let subject = Subject::new("account", standing.own.raw());
            Ok(Logged::new(tokens, Entry::new(Act::SignIn, subject)))
        })
        .await
}

fn issue(
    state: &State,
    standing: &Standing,
    session: SessionId,
    secret: &refresh::Secret,
    now: Instant,
) -> Result<Tokens, Problem> {
    let act = standing.actor.delegation.and(standing.actor.officer);
    let claims = token::Claims::new(standing.actor.account, session, act, now);
    let access_token = state.tokens.sign(&claims)?;
    Ok(Tokens { access_token, refresh_token: secret.text(), expires_in: token::ACCESS_SECONDS })
}

/// Sign out.
///
/// The session's refresh token is no longer good, nor are its access tokens: here at once, on other processes
/// within five seconds.
#[utoipa::path(responses((status = 204, description = "Signed out")))]
#[post("/sessions/end")]
async fn end_session(write: Write, signed_in: SignedIn) -> Result<Answer, Problem> {
    let session = signed_in.claims.sid;
    let now = write.state().clock.real();
    write
        .once_felt(&[], async |work| {
            work.sessions().end(session, now).await?;
            let subject = Subject::new("account", signed_in.own.raw());
            Ok(Logged::new(Answer::empty(), Entry::new(Act::SignOut, subject)))
        })
        .await
}
