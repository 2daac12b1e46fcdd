//! Whose turn is it to have a password looked at? Attempts of one name from one address go one after another, and of one address
//! a few at once, so that nobody's flood of names keeps others waiting.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use persistence::sign_ins::Typed;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use crate::problem::{Code, Problem};

/// How many attempts wait for their turn at most: in all, and of one address.
const MOST_WAITING: usize = 1024;
const MOST_OF_AN_ADDRESS: usize = 128;
/// How many of one address are under way at once.
const AT_ONCE: u32 = 8;
/// How many pairs and addresses are remembered, and for how long after the last attempt.
const REMEMBERED: u64 = 10_000;
const IDLE: Duration = Duration::from_mins(1);

/// Who waits for a turn.
pub(crate) struct Lines {
    /// Of one pair each is right or wrong before the next is counted, so that a program that signs in many times at once is
    /// not taken for one that guesses.
    pairs: Cache<Vec<u8>, Arc<Mutex<()>>>,
    addresses: Cache<Vec<u8>, Line>,
    waiting: Semaphore,
}

/// Those of one address.
#[derive(Clone)]
struct Line {
    places: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// A turn, for as long as it is held.
pub(crate) struct Turn {
    line: Line,
    place: OwnedSemaphorePermit,
    pair: OwnedMutexGuard<()>,
}

impl Default for Line {
    fn default() -> Self {
        let [places, waiting] = [usize::try_from(AT_ONCE).unwrap_or(1), MOST_OF_AN_ADDRESS];
        Self { places: Arc::new(Semaphore::new(places)), waiting: Arc::new(Semaphore::new(waiting)) }
    }
}

impl Default for Lines {
    fn default() -> Self {
        let kept = || Cache::builder().max_capacity(REMEMBERED).time_to_idle(IDLE);
        let (pairs, addresses) = (kept().build(), Cache::builder().max_capacity(REMEMBERED));
        Self { pairs, addresses: addresses.time_to_idle(IDLE).build(), waiting: Semaphore::new(MOST_WAITING) }
    }
}

impl Lines {
    /// Waits for a turn. Whoever finds too many waiting is told so at once.
    pub(crate) async fn turn(&self, typed: &Typed) -> Result<Turn, Problem> {
        let line = self.addresses.get_with(typed.address().to_vec(), Line::default);
        let (Ok(_all), Ok(_own)) = (self.waiting.try_acquire(), line.waiting.try_acquire()) else {
            return Err(Problem::new(Code::Unavailable).retry_after(1));
        };
        // The pair first: of those who wait for it none holds a place.
        let pair = self.pairs.get_with(typed.pair().to_vec(), Arc::default).lock_owned().await;
        let place = acquire(&line, 1).await?;
        Ok(Turn { line: line.clone(), place, pair })
    }
}

impl Turn {
    /// The same, once all others of the address who were under way are known to be right or wrong.
    pub(crate) async fn alone(self) -> Result<Self, Problem> {
        let Self { line, place, pair } = self;
        drop(place);
        let place = acquire(&line, AT_ONCE).await?;
        Ok(Self { line, place, pair })
    }

    /// The same beside others again.
    pub(crate) fn beside_others(mut self) -> Self {
        drop(self.place.split(self.place.num_permits().saturating_sub(1)));
        self
    }
}

async fn acquire(line: &Line, places: u32) -> Result<OwnedSemaphorePermit, Problem> {
    let place = Arc::clone(&line.places).acquire_many_owned(places).await;
    place.map_err(|_| Problem::new(Code::Internal))
}
