//! Where am I signed in, and how do I put an end to it? Sessions as their owner sees them, and who keeps watch over them.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::client::ClientKind;
use domain::id::{AccountId, DelegationId, SessionId};
use domain::log::Act;
use domain::time::Instant;
use persistence::sessions::Session;
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::accounts::{AccountPath, find_any};
use crate::gate::SignedIn;
use crate::list::{List, Path};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("sessions")
        .allow(Allow::Can(Deed::ManageOwnAccount), || list_own_sessions)
        .allow(Allow::Can(Deed::ManageOwnAccount), || end_own_session)
        .allow(Allow::Can(Deed::ManageOwnAccount), || end_other_sessions)
        .allow(Allow::Can(Deed::ManageSessions), || list_sessions)
        .allow(Allow::Can(Deed::ManageSessions), || end_one_session)
        .allow(Allow::Can(Deed::ManageSessions), || end_all_sessions)
}

/// A session that is not over.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
struct SessionView {
    /// The session.
    id: SessionId,
    /// When it was begun (real time).
    begun_at: Instant,
    /// When it was last kept alive (real time): in use it is so every ten minutes.
    last_used_at: Instant,
    /// When it ends by itself (real time).
    expires_at: Instant,
    /// From which kind of client it was begun.
    client: ClientKind,
    /// The delegation in whose post it stands; null in the account's own.
    delegation: Option<DelegationId>,
    /// Whether it is the one of this request.
    this: bool,
}

impl SessionView {
    fn of(session: &Session, this: SessionId) -> Self {
        Self {
            id: session.id,
            begun_at: session.begun_at,
            last_used_at: session.rotated_at,
            expires_at: session.expires_at,
            client: session.client,
            delegation: session.delegation,
            this: session.id == this,
        }
    }
}

/// Which session.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct SessionPath {
    /// The session.
    id: SessionId,
}

/// Which session of an account.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct AccountSessionPath {
    /// The account.
    id: AccountId,
    /// The session.
    session: SessionId,
}

/// List one's own sessions.
///
/// Those of the account that signed in, also in lent posts, the newest first.
#[utoipa::path(responses((status = 200, description = "The sessions", body = List<SessionView>)))]
#[get("/me/sessions")]
async fn list_own_sessions(state: Data<State>, signed_in: SignedIn) -> Result<List<SessionView>, Problem> {
    let (own, now, this) = (signed_in.own, state.clock.real(), signed_in.claims.sid);
    let sessions = state.store.read(async |work| work.sessions().live(own, now).await).await?;
    Ok(List::whole(sessions.iter().map(|session| SessionView::of(session, this)).collect()))
}

/// End one of one's own sessions.
///
/// Here at once, on other processes within five seconds.
#[utoipa::path(params(SessionPath), responses((status = 204, description = "Ended")))]
#[post("/me/sessions/{id}/end")]
async fn end_own_session(write: Write, path: Path<SessionPath>) -> Result<Answer, Problem> {
    let (own, id) = (write.own, path.0.id);
    end(&write, own, async |work, now| end_one(work, own, id, now).await).await
}

/// End all of one's own sessions but this one.
#[utoipa::path(responses((status = 204, description = "Ended")))]
#[post("/me/sessions/end-others")]
async fn end_other_sessions(write: Write, signed_in: SignedIn) -> Result<Answer, Problem> {
    let (own, this) = (write.own, signed_in.claims.sid);
    end(&write, own, async |work, now| Ok(work.sessions().end_others(own, this, now).await?)).await
}

/// List the sessions of an account.
#[utoipa::path(params(AccountPath), responses((status = 200, description = "The sessions", body = List<SessionView>)))]
#[get("/accounts/{id}/sessions")]
async fn list_sessions(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<AccountPath>,
) -> Result<List<SessionView>, Problem> {
    let (within, now, this) = (signed_in.actor.jurisdiction(), state.clock.real(), signed_in.claims.sid);
    let sessions = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let account = find_any(work, within, path.0.id).await?;
            Ok(work.sessions().live(account.id, now).await?)
        })
        .await?;
    Ok(List::whole(sessions.iter().map(|session| SessionView::of(session, this)).collect()))
}

/// End a session of an account.
#[utoipa::path(params(AccountSessionPath), responses((status = 204, description = "Ended")))]
#[post("/accounts/{id}/sessions/{session}/end")]
async fn end_one_session(write: Write, path: Path<AccountSessionPath>) -> Result<Answer, Problem> {
    let AccountSessionPath { id, session } = path.0;
    end(&write, id, async |work, now| {
        let account = find_any(work, write.actor.jurisdiction(), id).await?;
        end_one(work, account.id, session, now).await
    })
    .await
}

/// End all sessions of an account.
///
/// For a device that is lost, or when somebody else knows the password: then that is to be reset too.
#[utoipa::path(params(AccountPath), responses((status = 204, description = "Ended")))]
#[post("/accounts/{id}/sessions/end")]
async fn end_all_sessions(write: Write, path: Path<AccountPath>) -> Result<Answer, Problem> {
    let id = path.0.id;
    end(&write, id, async |work, now| {
        let account = find_any(work, write.actor.jurisdiction(), id).await?;
        Ok(work.sessions().end_all(account.id, now).await?)
    })
    .await
}

async fn end(
    write: &Write,
    account: AccountId,
    deed: impl AsyncFn(&Work, Instant) -> Result<(), Problem>,
) -> Result<Answer, Problem> {
    let now = write.state().clock.real();
    write
        .once_felt(&[], async |work| {
            deed(work, now).await?;
            let entry = Entry::new(Act::EndSessions, Subject::new("account", account.raw()));
            Ok(Logged::new(Answer::empty(), entry))
        })
        .await
}

/// One that is over already stays so.
async fn end_one(work: &Work, account: AccountId, id: SessionId, now: Instant) -> Result<(), Problem> {
    let session = work.sessions().find(id).await?.filter(|session| session.account == account);
    let session = session.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(work.sessions().end(session.id, now).await?)
}
