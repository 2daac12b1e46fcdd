//! May a password be tried at this moment? Asked and counted before it is looked at, so that many guesses at once do not
//! slip past the count, and while a wait is on nobody is told whether one was right.

use std::sync::Arc;
use std::time::Duration;

use domain::id::AccountId;
use domain::sign_in::Verdict;
use domain::time::Instant;
use moka::sync::Cache;
use persistence::Store;
use persistence::sign_ins::Typed;
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore};

use crate::State;
use crate::address::Address;
use crate::problem::{Code, Problem};

/// How many attempts wait for their turn at most, of all names.
const MOST_WAITING: usize = 256;
/// How many turns are remembered, and for how long after the last.
const REMEMBERED: u64 = 10_000;
const IDLE: Duration = Duration::from_mins(1);

/// Who tries to sign in at this moment.
pub(crate) struct Guard {
    /// Attempts of one pair are made one after another: each is right or wrong before the next is counted, so that a
    /// program that signs in many times at once is not taken for one that guesses.
    turns: Cache<Vec<u8>, Arc<Mutex<()>>>,
    waiting: Semaphore,
}

impl Default for Guard {
    fn default() -> Self {
        let turns = Cache::builder().max_capacity(REMEMBERED).time_to_idle(IDLE).build();
        Self { turns, waiting: Semaphore::new(MOST_WAITING) }
    }
}

impl Guard {
    /// Counts an attempt, if it may be made; whoever holds the turn tries alone.
    pub(crate) async fn admit(
        &self,
        store: &Store,
        typed: &Typed,
        now: Instant,
    ) -> Result<OwnedMutexGuard<()>, Problem> {
        let before = store.read(async |work| work.sign_ins().stands(typed, now).await).await?;
        // A pair that waits already is told so without a write; a new one is given its instant below.
        if let (Some(_), Verdict::Wait(until)) = (before.free_at, before.judge(now)) {
            return Err(wait(until, now));
        }
        let turn = self.turn(typed).await?;
        match store.count_sign_ins(now, async |sign_ins| sign_ins.attempt(typed, now).await).await? {
            Verdict::Try(_) => Ok(turn),
            Verdict::Wait(until) => Err(wait(until, now)),
        }
    }

    async fn turn(&self, typed: &Typed) -> Result<OwnedMutexGuard<()>, Problem> {
        let Ok(place) = self.waiting.try_acquire() else {
            return Err(Problem::new(Code::Unavailable).retry_after(1));
        };
        let turn = self.turns.get_with(typed.pair().to_vec(), Arc::default);
        let turn = turn.lock_owned().await;
        drop(place);
        Ok(turn)
    }
}

/// Looks at a password or code of somebody who is signed in, counted as a sign-in is: whoever holds another's session shall
/// not guess either. What is not valid has failed.
pub(crate) async fn guarded<T>(
    state: &State,
    own: AccountId,
    address: Address,
    deed: impl AsyncFnOnce() -> Result<T, Problem>,
) -> Result<T, Problem> {
    let account = state.store.read(async |work| work.accounts().find(own).await).await?;
    let account = account.ok_or_else(|| Problem::new(Code::Unauthenticated))?;
    let typed = Typed::new(&*state.store.keys().await?, account.username.as_str(), &address.to_string());
    let now = state.clock.real();
    let turn = state.guard.admit(&state.store, &typed, now).await?;
    let outcome = deed().await;
    if !matches!(&outcome, Err(problem) if problem.code == Code::Invalid) {
        state.store.count_sign_ins(now, async |counts| counts.was_right(&typed, false, now).await).await?;
    }
    drop(turn);
    outcome
}

fn wait(until: Instant, now: Instant) -> Problem {
    let micros = until.as_micros().saturating_sub(now.as_micros());
    let seconds = u32::try_from(micros.saturating_add(999_999) / 1_000_000).unwrap_or(1).max(1);
    metrics::counter!("jinqiu_sign_ins_total", "outcome" => "waits").increment(1);
    Problem::new(Code::TooManyRequests).retry_after(seconds).detail(
        format!("登录失败次数过多,请{seconds}秒后再试;也可换用曾成功登录的网络,或请安全管理员解除等待"),
        format!(
            "too many sign-ins failed: try again in {seconds} seconds; or from where you have signed in before, or \
             let the security administrator lift the wait"
        ),
    )
}
