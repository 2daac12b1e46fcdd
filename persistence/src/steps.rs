//! At which step does a process die? In builds with the feature `aborts` at the one that the environment names, so that a drill can try
//! each: steps are the statements and commits of what officers do and of what is spoken with the bank, and the exchanges with it.

/// A step is about to be taken.
#[cfg(not(feature = "aborts"))]
pub const fn step() {}

/// A step is about to be taken: the process ends here when it is the one that `ABORT_AT_STEP` names.
#[cfg(feature = "aborts")]
pub fn step() {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static TAKEN: AtomicU64 = AtomicU64::new(0);
    #[expect(
        clippy::disallowed_methods,
        reason = "no setting of the service: it is in builds for drills alone"
    )]
    static LAST: LazyLock<Option<u64>> =
        LazyLock::new(|| std::env::var("ABORT_AT_STEP").ok().and_then(|text| text.parse().ok()));
    if Some(TAKEN.fetch_add(1, Ordering::Relaxed) + 1) == *LAST {
        std::process::abort();
    }
}
