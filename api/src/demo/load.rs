//! How does the demonstration come to be? Once, whole or not at all, however many processes start it.

use std::time::Duration;

use domain::time::Instant;
use persistence::{Failure, Hindrance, LockKind, Stamp, Store, StoreError, Work};
use uuid::Uuid;

use super::{families, town};
use crate::State;
use crate::problem::{Code, Problem};
use crate::sessions::password::Passwords;

/// The password of every account of the demonstration: it opens nothing else.
pub(super) const PASSWORD: &str = "jinqiu-demonstration";
/// The first morning of the demonstration.
const BEGINS: &str = "2018-07-30T09:00:00+08:00";
/// How often it is tried again while another process loads it, and after which pause.
const TURNS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

/// Loads the town where it is not there yet: unions, accounts and the campaign, and the business clock at its first
/// morning.
pub async fn load(state: &State) -> Result<(), Problem> {
    let begins: Instant = BEGINS.parse().map_err(|_| Problem::new(Code::Internal))?;
    let stamp = Stamp::of_the_service(begins, "demo".to_owned());
    once(&state.store, town::is_there, async || {
        state.store.install_shipped(&stamp).await?;
        let hash = hash(&state.passwords).await?;
        let offset = begins.as_micros() - state.clock.real().as_micros();
        let deed = async |work: &Work| {
            nobody_else(work, town::is_there).await?;
            Ok::<_, Stop>(town::load(work, &hash, offset).await?)
        };
        state.store.write_as_job(&stamp, deed).await
    })
    .await?;
    state.refresh_clock().await
}

/// Loads the families that are met in the town, with the history of each up to the first morning, where they are not
/// there yet.
pub async fn load_families(state: &State) -> Result<(), Problem> {
    let begins: Instant = BEGINS.parse().map_err(|_| Problem::new(Code::Internal))?;
    let stamp = Stamp::of_the_service(begins, "demo".to_owned());
    let tables = families::Tables::shipped()?;
    let history = families::history(&tables)?;
    once(&state.store, families::are_there, async || {
        let hash = hash(&state.passwords).await?;
        let deed = async |work: &Work| {
            nobody_else(work, families::are_there).await?;
            Ok::<_, Stop>(families::load(work, &hash, &history).await?)
        };
        state.store.write_as_job(&stamp, deed).await
    })
    .await
}

async fn hash(passwords: &Passwords) -> Result<String, Problem> {
    passwords.hash(PASSWORD).await
}

/// Why it was not loaded.
#[derive(Debug)]
enum Stop {
    /// Another process has loaded it.
    There,
    /// A fault, which passes by itself or does not.
    Problem(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Problem(error.into())
    }
}

impl Failure for Stop {
    fn hindrance(&self) -> Option<Hindrance> {
        if let Self::Problem(problem) = self { problem.hindrance() } else { None }
    }
}

/// Waits until no other process loads, and stops when one has.
async fn nobody_else(work: &Work, there: impl AsyncFn(&Work) -> Result<bool, Problem>) -> Result<(), Stop> {
    work.lock(LockKind::Shipped, Uuid::nil()).await?;
    if there(work).await? { Err(Stop::There) } else { Ok(()) }
}

/// Does what is not there yet; whoever finds it under way elsewhere waits for it.
async fn once(
    store: &Store,
    there: impl AsyncFn(&Work) -> Result<bool, Problem>,
    deed: impl AsyncFn() -> Result<(), Stop>,
) -> Result<(), Problem> {
    let mut turns = TURNS;
    loop {
        if store.read(async |work| there(work).await).await? {
            return Ok(());
        }
        turns -= 1;
        match deed().await {
            Ok(()) | Err(Stop::There) => return Ok(()),
            Err(Stop::Problem(problem)) if turns > 0 && problem.code == Code::Unavailable => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(Stop::Problem(problem)) => return Err(problem),
        }
    }
}
