//! What time is it? One clock with two readings: the business instant and the real one.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::time::Instant;

#[expect(clippy::disallowed_methods, reason = "here the time of the system comes in")]
fn of_the_system() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |time| i64::try_from(time.as_micros()).unwrap_or(i64::MAX))
}

/// How long the process has run: on a clock that is never set back, as that of the system may be.
fn run() -> Duration {
    static BEGAN: OnceLock<std::time::Instant> = OnceLock::new();
    BEGAN.get_or_init(std::time::Instant::now).elapsed()
}

/// The clock. In the demonstration and in tests the business reading runs ahead of the real one.
#[derive(Clone, Default)]
pub struct Clock {
    offset_micros: Arc<AtomicI64>,
    /// How far a test has set both readings forward.
    ahead_micros: Arc<AtomicI64>,
    /// The system's reading at which a test has stopped it; 0 while it runs.
    stopped_micros: Arc<AtomicI64>,
    /// How long the process had run then.
    run_micros: Arc<AtomicI64>,
    settable: bool,
}

impl Clock {
    /// Both readings are the system's.
    pub fn system() -> Self {
        Self::default()
    }

    /// The business reading can be set forward, as the demonstration does.
    pub fn settable() -> Self {
        Self { settable: true, ..Self::default() }
    }

    /// Whether the business reading can be set.
    pub const fn is_settable(&self) -> bool {
        self.settable
    }

    /// The real instant: for tokens, leases and retries.
    pub fn real(&self) -> Instant {
        let stopped = self.stopped_micros.load(Ordering::Relaxed);
        let micros = if stopped == 0 { of_the_system() } else { stopped };
        Instant::from_micros(micros).plus_micros(self.ahead_micros.load(Ordering::Relaxed))
    }

    /// Stops both readings, so that a test says how much time passes.
    pub fn stop(&self) {
        self.run_micros.store(i64::try_from(run().as_micros()).unwrap_or(i64::MAX), Ordering::Relaxed);
        self.stopped_micros.store(of_the_system(), Ordering::Relaxed);
    }

    /// How much time has passed since the process began, whatever the system's clock was set to: for rates.
    pub(crate) fn passed(&self) -> Duration {
        let ahead = self.ahead_micros.load(Ordering::Relaxed);
        let run = if self.stopped_micros.load(Ordering::Relaxed) == 0 {
            run()
        } else {
            Duration::from_micros(self.run_micros.load(Ordering::Relaxed).unsigned_abs())
        };
        run + Duration::from_micros(ahead.unsigned_abs())
    }

    /// Sets both readings forward, so that a test need not wait.
    pub fn advance(&self, seconds: i64) {
        self.ahead_micros.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    /// The business instant: for days, deadlines and everything that is kept.
    pub fn business(&self) -> Instant {
        self.real().plus_micros(self.offset_micros.load(Ordering::Relaxed))
    }

    /// Takes over the offset that the database keeps.
    pub fn take_offset(&self, micros: i64) {
        self.offset_micros.store(micros, Ordering::Relaxed);
    }
}
