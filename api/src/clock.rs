//! What time is it? One clock with two readings: the business instant and the real one.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::Instant;

/// The clock. In the demonstration and in tests the business reading runs ahead of the real one.
#[derive(Clone)]
pub struct Clock {
    offset_micros: Arc<AtomicI64>,
    settable: bool,
}

impl Clock {
    /// Both readings are the system's.
    pub fn system() -> Self {
        Self { offset_micros: Arc::default(), settable: false }
    }

    /// The business reading can be set forward, as the demonstration does.
    pub fn settable() -> Self {
        Self { offset_micros: Arc::default(), settable: true }
    }

    /// Whether the business reading can be set.
    pub const fn is_settable(&self) -> bool {
        self.settable
    }

    /// The real instant: for tokens, leases, rates and retries.
    #[expect(clippy::disallowed_methods, reason = "here the time of the system comes in")]
    pub fn real(&self) -> Instant {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let micros = since.map_or(0, |time| i64::try_from(time.as_micros()).unwrap_or(i64::MAX));
        Instant::from_micros(micros)
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
