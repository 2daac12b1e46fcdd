//! How does a request change something? Once, however often it is sent, and only what was read.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::IF_MATCH;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use domain::access::Actor;
use domain::id::AccountId;
use domain::text::Language;
use persistence::{Failure, Hindrance, Kept, Logged, Replay, Stamp, StoreError, Work};

use crate::State;
pub use crate::answer::Answer;
use crate::edge::{RequestId, language};
use crate::gate::SignedIn;
use crate::problem::{Code, Problem};
use crate::route::needs_key;
use crate::sessions::standing::stamp;

/// A request that changes something.
pub struct Write {
    state: Data<State>,
    /// Who acts.
    pub actor: Actor,
    /// The account that signed in: the actor's, unless its post was lent.
    pub own: AccountId,
    stamp: Stamp,
    route: String,
    query: String,
    key: Option<String>,
    if_match: Option<i64>,
    language: Language,
}

/// Why a writing transaction is given up.
enum Halt {
    Replayed(Vec<u8>),
    Problem(Problem),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Failure for Halt {
    fn hindrance(&self) -> Option<Hindrance> {
        if let Self::Problem(problem) = self { problem.hindrance() } else { None }
    }
}

impl Write {
    /// The business instant of the change.
    pub const fn at(&self) -> domain::time::Instant {
        self.stamp.at
    }

    /// The caller's language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The id of the request.
    pub fn request_id(&self) -> &str {
        &self.stamp.request_id
    }

    /// The state of the service.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Refuses a change of what is no longer as it was read.
    pub fn expect(&self, version: i64) -> Result<(), Problem> {
        match self.if_match {
            None => Err(Problem::new(Code::VersionRequired)),
            Some(read) if read == version => Ok(()),
            Some(_) => Err(Problem::new(Code::Stale)),
        }
    }

    /// Does it in one transaction. With an idempotency key the answer is kept with the change, and a
    /// repetition is answered with it.
    pub async fn once(
        &self,
        octets: &[u8],
        deed: impl AsyncFn(&Work) -> Result<Logged<Answer>, Problem>,
    ) -> Result<Answer, Problem> {
        self.once_for(0, octets, deed).await
    }

    /// The same, done to so many records at once, which takes longer where the build is not optimised.
    pub async fn once_for(
        &self,
        records: usize,
        octets: &[u8],
        deed: impl AsyncFn(&Work) -> Result<Logged<Answer>, Problem>,
    ) -> Result<Answer, Problem> {
        let replay = self.replay(octets).await?;
        let records = u32::try_from(records).unwrap_or(u32::MAX);
        let outcome = self
            .state
            .store
            .write_many(&self.stamp, records, async |work: &Work| -> Result<Logged<Answer>, Halt> {
                let Some(replay) = &replay else { return Ok(Box::pin(deed(work)).await?) };
                match work.claim(replay).await? {
                    Some(Kept::Answer(octets)) => return Err(Halt::Replayed(octets)),
                    Some(Kept::OtherBody) => return Err(Problem::new(Code::KeyReused).into()),
                    None => {}
                }
                let logged = Box::pin(deed(work)).await?;
                let octets = serde_json::to_vec(logged.value()).map_err(|_| Problem::new(Code::Internal))?;
                work.keep(replay, &octets).await?;
                Ok(logged)
            })
            .await;
        match outcome {
            Ok(answer) => Ok(answer),
            Err(Halt::Replayed(octets)) => {
                serde_json::from_slice(&octets).map_err(|_| Problem::new(Code::Internal))
            }
            Err(Halt::Problem(problem)) if problem.is_contention() && replay.is_some() => {
                Err(Problem::new(Code::InFlight).retry_after(1))
            }
            Err(Halt::Problem(problem)) => Err(problem),
        }
    }

    /// Does something beside the answer, in a transaction of its own: what a refusal leaves behind.
    pub async fn aside<T>(
        &self,
        deed: impl AsyncFn(&Work) -> Result<Logged<T>, Problem>,
    ) -> Result<T, Problem> {
        self.state.store.write(&self.stamp, deed).await
    }

    async fn replay(&self, octets: &[u8]) -> Result<Option<Replay>, Problem> {
        let Some(key) = self.key.as_deref() else { return Ok(None) };
        let (keys, at) = (self.state.store.keys().await?, self.state.clock.real());
        Ok(Some(Replay::new(&keys, (self.own, &self.route, key), (&self.query, octets), at)))
    }
}

impl FromRequest for Write {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(read(request, payload))
    }
}

fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Write, Problem> {
    let state = request.app_data::<Data<State>>().cloned().ok_or_else(|| Problem::new(Code::Internal))?;
    let SignedIn { actor, own, .. } = SignedIn::from_request(request, payload).into_inner()?;
    let stamp = stamp(&actor, state.clock.business(), RequestId::of(request));
    let route = format!("{} {}", request.method(), request.path());
    let key = idempotency_key(request)?;
    if key.is_none() && request.match_pattern().is_some_and(|pattern| needs_key(&pattern)) {
        return Err(Problem::new(Code::KeyRequired));
    }
    Ok(Write {
        state,
        actor,
        own,
        stamp,
        route,
        query: request.query_string().to_owned(),
        key,
        if_match: if_match(request)?,
        language: language(request),
    })
}

/// The key is 1 to 200 visible ASCII characters.
pub(crate) fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    if request.method() != "POST" {
        return Ok(None);
    }
    let Some(value) = request.headers().get("Idempotency-Key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| (1..=200).contains(&key.len()));
    let wrong = || {
        Problem::new(Code::BadQuery).detail(
            "Idempotency-Key应为1至200个可见字符,请更正",
            "Idempotency-Key has 1 to 200 visible characters; correct it",
        )
    };
    Ok(Some(key.ok_or_else(wrong)?.to_owned()))
}

/// The version is written as the `ETag` gave it.
pub(crate) fn if_match(request: &HttpRequest) -> Result<Option<i64>, Problem> {
    let Some(value) = request.headers().get(IF_MATCH) else { return Ok(None) };
    let version = value.to_str().ok().and_then(|text| text.trim().trim_matches('"').parse().ok());
    Ok(Some(version.ok_or_else(|| Problem::new(Code::Stale))?))
}
