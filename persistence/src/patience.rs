//! How long does one request wait for the database? As long as one deed may, however many deeds it takes: a database that
//! is slow with each of them is told of as soon as one that is silent.

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

/// How many times as long all deeds of a request may wait as one of them: as long, but in a build without optimisation, whose deeds
/// take their time where nothing is amiss.
const TOGETHER: u32 = if cfg!(debug_assertions) { 4 } else { 1 };

tokio::task_local! {
    /// How long the request of this task has waited so far.
    static WAITED: Cell<Duration>;
}

/// Lets all deeds of a request share the time of one.
pub async fn shared<T>(request: impl Future<Output = T>) -> T {
    WAITED.scope(Cell::default(), request).await
}

/// What is left of the time of a deed; all of it outside a request.
pub(crate) fn left(of: Duration) -> Duration {
    WAITED.try_with(|waited| of.min((of * TOGETHER).saturating_sub(waited.get()))).unwrap_or(of)
}

/// Takes off what a deed has waited.
pub(crate) fn spend(time: Duration) {
    // Outside a request nobody counts.
    let _ = WAITED.try_with(|waited| waited.set(waited.get() + time));
}

/// Whether a request waits for what is done here.
pub(crate) fn is_of_a_request() -> bool {
    WAITED.try_with(|_| ()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn deeds_of_one_request_share_its_time_and_those_of_another_have_their_own() {
        let second = Duration::from_secs(1);
        spend(second);
        assert_eq!(left(second), second);
        shared(async {
            spend(second * (TOGETHER - 1) + second / 4);
            assert_eq!(left(second), second * 3 / 4);
            shared(async { assert_eq!(left(second), second) }).await;
            spend(second);
            assert_eq!(left(second), Duration::ZERO);
        })
        .await;
    }
}
