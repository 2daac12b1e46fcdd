//! How is a session kept alive? Each refresh token is good once; one that comes back late ends the family.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::SessionId;
use domain::log::Act;
use persistence::sessions::Session;
use persistence::{Entry, Logged, StoreError, Subject};
use serde::Deserialize;
use utoipa::ToSchema;

use super::standing::{Standing, stamp};
use super::{Tokens, issue};
use crate::State;
use crate::body::Body;
use crate::edge::RequestId;
use crate::problem::{Code, Problem};

/// For this long the token before is answered as it was: its answer may have been lost on the way.
const GRACE_MICROS: i64 = 10 * 1_000_000;

/// A refresh token: the session and 32 random octets.
pub(super) struct Secret {
    session: SessionId,
    octets: [u8; 32],
}

impl Secret {
    /// A new one.
    pub(super) fn new(session: SessionId) -> Result<Self, Problem> {
        let mut octets = [0; 32];
        rand::fill(&mut octets).map_err(|_| Problem::new(Code::Internal))?;
        Ok(Self { session, octets })
    }

    /// As the caller holds it.
    pub(super) fn text(&self) -> String {
        format!("{}.{}", self.session, URL_SAFE_NO_PAD.encode(self.octets))
    }

    /// As the database knows it.
    pub(super) fn hash(&self) -> Vec<u8> {
        digest::digest(&digest::SHA256, &self.octets).as_ref().to_vec()
    }

    fn parse(text: &str) -> Option<Self> {
        let (session, octets) = text.split_once('.')?;
        let octets = URL_SAFE_NO_PAD.decode(octets).ok()?;
        Some(Self { session: session.parse().ok()?, octets: octets.try_into().ok()? })
    }
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refresh {
    /// The refresh token that came with the last tokens.
    #[schema(example = "01890a5d-ac96-774b-bcce-b302099a8057.jM1Cw6Yd3kq6bW0m1P9xVQ3sJmJqzqkRk1v2yXoQ5cI")]
    refresh_token: String,
}

/// What is to be done with a token that is shown.
enum Shown {
    Good,
    Repeated,
    Reused,
}

/// Exchange a refresh token for new tokens.
///
/// The same token again within ten seconds gets the same answer; later it ends the session, because
/// somebody else may hold it.
#[utoipa::path(request_body = Refresh, responses((status = 200, description = "New tokens", body = Tokens),
    (status = 401, description = "Sign in again", body = crate::problem::ProblemView, content_type = "application/problem+json")))]
#[post("/sessions/refresh")]
pub(super) async fn refresh_session(
    request: HttpRequest,
    state: Data<State>,
    body: Body<Refresh>,
) -> Result<Json<Tokens>, Problem> {
    let bad = || Problem::new(Code::Unauthenticated);
    let secret = Secret::parse(&body.value.refresh_token).ok_or_else(bad)?;
    let request_id = RequestId::of(&request);
    // Another request with the same token may be first; then this one sees what that one did.
    for _ in 0..3 {
        let now = state.clock.real();
        let (session, answer) = state
            .store
            .read(async |work| -> Result<_, Problem> {
                let session = work.sessions().find(secret.session).await?.ok_or_else(bad)?;
                let answer = work.sessions().last_answer(&session)?;
                Ok((session, answer))
            })
            .await?;
        if session.ended_at.is_some() || session.expires_at <= now {
            return Err(bad());
        }
        match (judge(&session, &secret, now), answer) {
            (Shown::Repeated, Some(answer)) => {
                return serde_json::from_slice(&answer).map(Json).map_err(|_| Problem::new(Code::Internal));
            }
            (Shown::Reused, _) => {
                end(&state, &session, request_id).await?;
                return Err(bad());
            }
            (Shown::Good, _) => {
                if let Some(tokens) = rotate(&state, &session, request_id.clone()).await? {
                    return Ok(Json(tokens));
                }
            }
            (Shown::Repeated, None) => return Err(bad()),
        }
    }
    Err(Problem::new(Code::Unavailable).retry_after(1))
}

fn judge(session: &Session, secret: &Secret, now: domain::time::Instant) -> Shown {
    let hash = secret.hash();
    let is = |other: &[u8]| verify_slices_are_equal(&hash, other).is_ok();
    if is(&session.token_hash) {
        return Shown::Good;
    }
    let former = session.former_hash.as_deref().is_some_and(is);
    let young = now.as_micros() - session.rotated_at.as_micros() <= GRACE_MICROS;
    match (former, young) {
        (true, true) => Shown::Repeated,
        // A token of the family that is older than the last: somebody holds a copy.
        _ => Shown::Reused,
    }
}

/// Where a session stands today; a closed account or an ended delegation is felt here at once.
async fn standing(state: &State, session: &Session) -> Result<Standing, Problem> {
    let today = state.clock.business().day();
    let (own, lent) = (session.account, session.delegation);
    let found = state
        .store
        .read(async |work| Standing::of(work, own, lent, today, &state.factor_roles).await)
        .await?;
    found.ok_or_else(|| Problem::new(Code::Unauthenticated))
}

async fn rotate(state: &State, session: &Session, request_id: String) -> Result<Option<Tokens>, Problem> {
    let standing = standing(state, session).await?;
    state.know_keys().await?;
    let now = state.clock.real();
    let rotated = state
        .store
        .write(
            &stamp(&standing.actor, state.clock.business(), request_id),
            async |work| -> Result<_, Problem> {
                let secret = Secret::new(session.id)?;
                let tokens = issue(state, &standing, session.id, &secret, now)?;
                let answer = serde_json::to_vec(&tokens).map_err(|_| Problem::new(Code::Internal))?;
                if !work.sessions().rotate(session, secret.hash(), &answer, now).await? {
                    return Err(StoreError::Stale { table: "sessions" }.into());
                }
                let entry = Entry::new(Act::RefreshSession, Subject::new("account", session.account.raw()));
                Ok(Logged::new(tokens, entry))
            },
        )
        .await;
    match rotated {
        Ok(tokens) => Ok(Some(tokens)),
        Err(problem) if problem.code == Code::Stale => Ok(None),
        Err(problem) => Err(problem),
    }
}

async fn end(state: &State, session: &Session, request_id: String) -> Result<(), Problem> {
    let standing = standing(state, session).await?;
    let now = state.clock.real();
    state
        .store
        .write(
            &stamp(&standing.actor, state.clock.business(), request_id),
            async |work| -> Result<_, Problem> {
                work.sessions().end(session.id, now).await?;
                let entry = Entry::new(Act::RefreshReused, Subject::new("account", session.account.raw()));
                Ok(Logged::new((), entry))
            },
        )
        .await?;
    state.standings.forget();
    Ok(())
}
