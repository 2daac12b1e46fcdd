//! When is forgotten what was kept for a while? Answers seven days after their request, by the real clock, for they serve retries
//! alone; files of imports thirty days after their end.

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
/// For so long the file of an import is kept after its end, in seconds.
const FILES_SECONDS: i64 = 30 * 24 * 60 * 60;

/// Sweeps for as long as the runtime lives.
pub(crate) async fn forget_on(state: Data<State>) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(problem) = forget_answers(&state, state.clock.real()).await {
            tracing::warn!(%problem, "answers whose time is over were not forgotten");
        }
        if let Err(problem) = forget_files(&state, state.clock.business()).await {
            tracing::warn!(%problem, "files of imports whose time is over were not removed");
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

/// Removes the files of imports that ended thirty days before that instant; tells how many. Nothing is written when there are none.
pub async fn forget_files(state: &State, at: Instant) -> Result<u64, Problem> {
    let ended = at.plus_seconds(-FILES_SECONDS);
    if !state.store.read(async |work| work.jobs().files_are_over(ended).await).await? {
        return Ok(0);
    }
    let stamp = Stamp::of_the_service(at, "sweep".to_owned());
    state
        .store
        .write(&stamp, async |work| -> Result<_, Problem> {
            let forgotten = work.jobs().forget_files(ended).await?;
            let entry = Entry::new(Act::ForgetFiles, Subject::new("service", Uuid::nil()));
            Ok(Logged::new(forgotten, entry.by_time().change(&forgotten, &0)?))
        })
        .await
}
