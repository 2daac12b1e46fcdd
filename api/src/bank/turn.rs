//! When is the bank told, and when asked? Every second, and of what it has not decided every half minute, as long as the service runs.

use std::time::{Duration, Instant as Moment};

use actix_web::web::Data;
use persistence::Work;
use uuid::Uuid;

use super::conversation::Conversation;
use crate::State;
use crate::log::name_of_this_process;
use crate::problem::Problem;

/// Between two turns.
const EVERY: Duration = Duration::from_secs(1);
/// Between two turns while the bank is away, or of what it has taken in and not decided.
const SELDOM: Duration = Duration::from_secs(30);
/// How many batches are read at once.
const BATCHES: u64 = 20;

/// What a turn came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// How many payments the bank was told of.
    pub told: usize,
    /// Of how many its record says something new.
    pub settled: usize,
    /// Of how many its answer was lost.
    pub lost: usize,
    /// Of how many its record cannot be.
    pub misfits: usize,
}

impl Spoken {
    /// Both together.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            told: self.told + other.told,
            settled: self.settled + other.settled,
            lost: self.lost + other.lost,
            misfits: self.misfits + other.misfits,
        }
    }

    fn count(self) {
        let outcomes =
            [("told", self.told), ("settled", self.settled), ("lost", self.lost), ("misfit", self.misfits)];
        for (outcome, payments) in outcomes {
            let payments = u64::try_from(payments).unwrap_or(u64::MAX);
            metrics::counter!("jinqiu_bank_payments_total", "outcome" => outcome).increment(payments);
        }
    }
}

/// Speaks with the bank for as long as the runtime lives; without a bank, not at all.
pub(crate) async fn speak_on(state: Data<State>) {
    if !state.bank.as_ref().is_some_and(|bank| bank.by_itself) {
        return;
    }
    let Ok(holder) = name_of_this_process() else {
        tracing::error!("the system gives no randomness: this process does not speak with the bank");
        return;
    };
    let mut asked = None;
    loop {
        let asks = asked.is_none_or(|at: Moment| at.elapsed() >= SELDOM);
        let spoken = speak(&state, holder, asks).await.unwrap_or_else(|problem| {
            tracing::warn!(%problem, "the bank was not spoken to; it is tried again");
            Spoken { lost: 1, ..Spoken::default() }
        });
        if asks {
            asked = Some(Moment::now());
        }
        spoken.count();
        let away = spoken.lost > 0 && spoken.told + spoken.settled == 0;
        tokio::time::sleep(if away { SELDOM } else { EVERY }).await;
    }
}

/// Asks the bank of what it was told and has not decided, and tells it of what it was not told.
///
/// # Errors
/// What stands in the way at the database; that the bank is away is counted.
pub async fn turn(state: &State, holder: Uuid) -> Result<Spoken, Problem> {
    speak(state, holder, true).await
}

async fn speak(state: &State, holder: Uuid, asks: bool) -> Result<Spoken, Problem> {
    let Some(bank) = &state.bank else { return Ok(Spoken::default()) };
    state.refresh_clock().await?;
    let (mut spoken, mut after) = (Spoken::default(), None);
    loop {
        let read = async |work: &Work| work.payment_batches().direct(after, BATCHES).await;
        let batches = state.store.read(read).await?;
        let Some(last) = batches.last() else { return Ok(spoken) };
        after = Some(last.id);
        for batch in batches {
            let conversation = Conversation { state, bank, holder, batch };
            if asks {
                spoken = spoken.and(conversation.asks().await?);
            }
            spoken = spoken.and(conversation.tells().await?);
        }
    }
}
