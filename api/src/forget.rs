//! When are kept answers forgotten? Seven days after their request, by the real clock: they serve retries alone.

use std::time::Duration;

use actix_web::web::Data;
use domain::log::Act;
use domain::time::Instant;
use persistence::{Entry, Logged, Stamp, Subject};
use uuid::Uuid;

use crate::State;
use crate::problem::Problem;

/// Between two sweeps.
const EVERY: Duration = Duration::from_hours(1);
/// The most answers that one transaction forgets.
const MOST: u64 = 1000;

/// Sweeps for as long as the runtime lives.
pub(crate) async fn forget_on(state: Data<State>) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(problem) = forget_answers(&state, state.clock.real()).await {
            tracing::warn!(%problem, "answers whose time is over were not forgotten");
        }
    }
}

/// Forgets the answers whose time is over at that real instant; tells how many. Nothing is written when there are none.
pub async fn forget_answers(state: &State, at: Instant) -> Result<u64, Problem> {
    state.refresh_clock().await?;
    let stamp = Stamp::of_the_service(state.clock.business(), "sweep".to_owned());
    state.store.count_sign_ins(at, async |sign_ins| sign_ins.forget(at).await).await?;
    let mut all = 0;
    while state.store.read(async |work| work.answers_are_over(at).await).await? {
        all += state
            .store
            .write(&stamp, async |work| -> Result<_, Problem> {
                let forgotten = work.forget_answers(at, MOST).await?;
                let entry = Entry::new(Act::ForgetAnswers, Subject::new("service", Uuid::nil()));
                Ok(Logged::new(forgotten, entry.by_time().change(&forgotten, &0)?))
            })
            .await?;
    }
    Ok(all)
}
