//! How many failures are counted, when are they forgotten, and how long do they make wait?

use super::{LONGEST_WAIT_FOR_A_CODE_SECONDS, LONGEST_WAIT_SECONDS, SECOND};
use crate::time::Instant;

/// The first wait, in seconds; each failure after it doubles it.
const FIRST_WAIT_SECONDS: i64 = 4;

/// Of what failures are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// A name, from wherever.
    Name,
    /// An address, whatever the name.
    Address,
    /// A name from an address.
    Pair,
    /// The codes of an account, from wherever.
    Code,
}

impl Counted {
    /// So many failures make nobody wait: people mistype, and an office shares an address.
    const fn free(self) -> u32 {
        match self {
            Self::Pair | Self::Code => 5,
            Self::Name => 20,
            Self::Address => 50,
        }
    }

    /// After how long one failure is forgotten, in microseconds.
    const fn forgets_after(self) -> i64 {
        match self {
            Self::Pair => 3600 * SECOND,
            Self::Name => 600 * SECOND,
            Self::Address => 300 * SECOND,
            // More slowly than the longest wait lets anybody try.
            Self::Code => 6 * 3600 * SECOND,
        }
    }

    /// The longest wait, in seconds.
    const fn longest(self) -> i64 {
        match self {
            Self::Code => LONGEST_WAIT_FOR_A_CODE_SECONDS,
            Self::Pair | Self::Name | Self::Address => LONGEST_WAIT_SECONDS,
        }
    }
}

/// Failures that are counted. One after another is forgotten, whoever tries meanwhile: an office where somebody is always
/// signing in forgets as a quiet one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// How many there were at `since`.
    pub count: u32,
    /// From when on they are forgotten (real time).
    pub since: Instant,
}

impl Failures {
    /// None.
    pub const NONE: Self = Self { count: 0, since: Instant::from_micros(0) };

    /// How many are left at that instant.
    pub fn left(self, of: Counted, now: Instant) -> u32 {
        let forgotten = u32::try_from(self.forgotten(of, now)).unwrap_or(u32::MAX);
        self.count.saturating_sub(forgotten)
    }

    fn forgotten(self, of: Counted, now: Instant) -> i64 {
        let passed = now.as_micros().saturating_sub(self.since.as_micros()).max(0);
        passed / of.forgets_after()
    }

    /// One more.
    #[must_use]
    pub fn one_more(self, of: Counted, now: Instant) -> Self {
        match self.left(of, now) {
            0 => Self { count: 1, since: now },
            left => {
                let since = self.since.plus_micros(self.forgotten(of, now) * of.forgets_after());
                Self { count: left.saturating_add(1), since }
            }
        }
    }

    /// One less: what was counted before it was known to be right.
    #[must_use]
    pub const fn one_less(self) -> Self {
        Self { count: self.count.saturating_sub(1), ..self }
    }

    /// How long these make wait, in seconds.
    pub fn wait_seconds(self, of: Counted, now: Instant) -> i64 {
        let Some(beyond) = self.left(of, now).checked_sub(of.free()) else { return 0 };
        // Past that many doublings the longest wait is long reached.
        (FIRST_WAIT_SECONDS << beyond.min(16)).min(of.longest())
    }
}
