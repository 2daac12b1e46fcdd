//! Signing in and staying signed in: short access tokens, and refresh tokens that are good once.

pub mod password;
mod refresh;
pub mod token;

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get, post};
use domain::access::{Deed, Role};
use domain::account::Account;
use domain::id::{SessionId, UnionId};
use domain::time::Instant;
use domain::union::Level;
use persistence::{Act, Entry, Logged, Stamp, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::State;
use crate::body::Body;
use crate::edge::RequestId;
use crate::gate::SignedIn;
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// How long a family of refresh tokens lives, in seconds: a day at the desk.
const SESSION_SECONDS: i64 = 12 * 3600;

/// The routes of this file.
pub fn routes() -> Routes {
    Routes::tagged("sessions")
        .allow(Allow::Anyone, || create_session)
        .allow(Allow::Anyone, || refresh::refresh_session)
        .allow(Allow::Can(Deed::ManageOwnAccount), || end_session)
        .allow(Allow::Can(Deed::ManageOwnAccount), || find_me)
        .allow(Allow::Can(Deed::ManageOwnAccount), || change_password)
}

/// A user name and a password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// The user name.
    #[schema(example = "caseworker.640104")]
    username: String,
    /// The password.
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
    let account = found.map(|(account, _)| account).filter(|account| known && account.is_open(today));
    let account = account.ok_or_else(|| Problem::new(Code::WrongCredentials))?;
    begin(&state, &account, RequestId::of(&request)).await.map(Json)
}

async fn begin(state: &State, account: &Account, request_id: String) -> Result<Tokens, Problem> {
    let now = state.clock.real();
    let stamp = stamp(state, account, request_id);
    state
        .store
        .write(&stamp, async |work| {
            let id = SessionId::new(work.new_id()?);
            let secret = refresh::Secret::new(id)?;
            let expires_at = now.plus_seconds(SESSION_SECONDS);
            work.sessions().begin(id, account.id, secret.hash(), now, expires_at).await?;
            let tokens = issue(state, account, id, &secret, now)?;
            Ok(Logged::new(tokens, Entry::new(Act::SignIn, Subject::new("account", account.id.raw()))))
        })
        .await
}

fn stamp(state: &State, account: &Account, request_id: String) -> Stamp {
    Stamp {
        at: state.clock.business(),
        account: Some(account.id),
        officer: account.officer,
        union: Some(account.union),
        request_id,
    }
}

fn issue(
    state: &State,
    account: &Account,
    session: SessionId,
    secret: &refresh::Secret,
    now: Instant,
) -> Result<Tokens, Problem> {
    let claims = token::Claims::new(account.id, session, None, now);
    let access_token = state.tokens.sign(&claims)?;
    Ok(Tokens { access_token, refresh_token: secret.text(), expires_in: token::ACCESS_SECONDS })
}

/// Sign out.
///
/// The session's refresh token is no longer good; its access tokens end within minutes.
#[utoipa::path(responses((status = 204, description = "Signed out")))]
#[post("/sessions/end")]
async fn end_session(write: Write, signed_in: SignedIn) -> Result<Answer, Problem> {
    let session = signed_in.claims.sid;
    let now = write.state().clock.real();
    write
        .once(&[], async |work| {
            work.sessions().end(session, now).await?;
            let subject = Subject::new("account", signed_in.actor.account.raw());
            Ok(Logged::new(Answer::empty(), Entry::new(Act::SignOut, subject)))
        })
        .await
}

/// Who is signed in, and what they may do.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The account.
    account: Account,
    /// The union for which they act: the city for officers of its service centre.
    acts_for: UnionId,
    /// The level at which they act.
    level: Level,
    /// The role.
    role: Role,
    /// What they may do, as the document names it on each route.
    permissions: Vec<Deed>,
}

/// Who am I?
#[utoipa::path(responses((status = 200, description = "The account and what it may do", body = Me)))]
#[get("/me")]
async fn find_me(state: Data<State>, signed_in: SignedIn) -> Result<Json<Me>, Problem> {
    let actor = signed_in.actor;
    let found = state.store.read(async |work| work.accounts().find(actor.account).await).await?;
    let account = found.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
    let permissions = <Deed as strum::VariantArray>::VARIANTS.iter().copied();
    let permissions = permissions.filter(|deed| actor.may(*deed)).collect();
    Ok(Json(Me { account, acts_for: actor.union, level: actor.level, role: actor.role, permissions }))
}

/// The password there is and the one that shall be.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The password there is.
    #[schema(format = Password, example = "correct horse battery")]
    current: String,
    /// The password that shall be.
    #[validate(nested)]
    new: crate::body::Field<password::NewPassword>,
}

/// Change one's password.
///
/// All sessions of the account end, this one too.
#[utoipa::path(request_body = PasswordChange, responses((status = 204, description = "Changed")))]
#[post("/me/password")]
async fn change_password(write: Write, body: Body<PasswordChange>) -> Result<Answer, Problem> {
    let state = write.state();
    let id = write.actor.account;
    let new = body.value.new.legal()?;
    let hash = state.store.read(async |work| work.accounts().password_hash(id).await).await?;
    if !state.passwords.verify(&body.value.current, hash).await? {
        return Err(Problem::invalid_field("/current", "not the password of this account"));
    }
    let hash = state.passwords.hash(new.reveal()).await?;
    let now = state.clock.real();
    write
        .once(&body.octets, async |work| {
            let account = work.accounts().find(id).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            work.accounts().set_password(&account, &hash).await?;
            work.sessions().end_all(id, now).await?;
            let entry = Entry::new(Act::ChangePassword, Subject::new("account", id.raw()));
            Ok(Logged::new(Answer::empty(), entry))
        })
        .await
}
