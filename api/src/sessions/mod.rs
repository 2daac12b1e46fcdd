//! Signing in and staying signed in: short access tokens, and refresh tokens that are good once.

mod following;
pub mod password;
mod refresh;
pub(crate) mod standing;
pub mod token;

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use domain::access::Deed;
use domain::id::{DelegationId, SessionId};
use domain::log::Act;
use domain::time::Instant;
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

pub use self::following::follow;
use self::standing::Standing;

/// How long a family of refresh tokens lives, in seconds: a day at the desk.
const SESSION_SECONDS: i64 = 12 * 3600;

/// The routes of this file.
pub fn routes() -> Routes {
    Routes::tagged("sessions")
        .allow(Allow::Anyone, || create_session)
        .allow(Allow::Anyone, || refresh::refresh_session)
        .allow(Allow::Can(Deed::ManageOwnAccount), || end_session)
        .allow(Allow::Can(Deed::ManageOwnAccount), || create_delegate_session)
}

/// A user name and a password, or a program's secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// The user name of an officer's or a program's account.
    #[schema(example = "caseworker.640104")]
    username: String,
    /// The password; of a program, its secret.
    #[schema(format = Password, example = "correct horse battery")]
    password: String,
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

/// Sign in.
///
/// Officers with user name and password, programs with theirs and their secret.
/// An unknown name and a wrong password are answered alike, after the same work.
#[utoipa::path(request_body = Credentials, responses((status = 200, description = "Signed in", body = Tokens),
    (status = 401, description = "User name or password is wrong", body = crate::problem::ProblemView, content_type = "application/problem+json")))]
#[post("/sessions")]
async fn create_session(
    request: HttpRequest,
    state: Data<State>,
    body: Body<Credentials>,
) -> Result<Json<Tokens>, Problem> {
    let Credentials { username, password } = body.value;
    let found = state.store.read(async |work| work.accounts().find_by_username(&username).await).await?;
    let hash = found.as_ref().map(|(_, hash)| hash.clone());
    let known = state.passwords.verify(&password, hash).await?;
    let today = state.clock.business().day();
    let bad = || Problem::new(Code::WrongCredentials);
    let account = found.map(|(account, _)| account).filter(|_| known).ok_or_else(bad)?;
    let own = account.id;
    let standing = state.store.read(async |work| Standing::of(work, own, None, today).await).await?;
    begin(&state, &standing.ok_or_else(bad)?, RequestId::of(&request)).await.map(Json)
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
    let standing = state.store.read(async |work| Standing::of(work, own, Some(lent), today).await).await?;
    let standing = standing.ok_or_else(|| {
        let said = [
            "没有委托给您且在有效期内的这项代理,请在本人信息中核对",
            "no such delegation to you is in force; see /me",
        ];
        Problem::field("/delegation", said)
    })?;
    begin(&state, &standing, RequestId::of(&request)).await.map(Json)
}

async fn begin(state: &State, standing: &Standing, request_id: String) -> Result<Tokens, Problem> {
    state.know_keys().await?;
    let now = state.clock.real();
    let stamp = standing::stamp(&standing.actor, state.clock.business(), request_id);
    state
        .store
        .write(&stamp, async |work| {
            let id = SessionId::new(work.new_id()?);
            let secret = refresh::Secret::new(id)?;
            let expires_at = now.plus_seconds(SESSION_SECONDS);
            let lent = standing.actor.delegation;
            work.sessions().begin(id, standing.own, lent, secret.hash(), now, expires_at).await?;
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
