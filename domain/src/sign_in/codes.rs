//! When may a code be tried, after the right password? Wrong ones count of the account, from wherever they come.
//!
//! Whoever comes so far knows the password, so no stranger can make an owner wait here; and of many addresses each has no
//! try of its own. Recovery codes, which nobody guesses, are tried at any time.

use super::{Counted, Failures};
use crate::time::Instant;

/// What is known of the codes of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codes {
    /// Those that were wrong.
    pub failures: Failures,
    /// From when on one may be tried; none when nothing is waited for.
    pub free_at: Option<Instant>,
}

/// Whether a code may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeVerdict {
    /// Not before that instant.
    Wait(Instant),
    /// It may. It counts as wrong until it is known to be right: so much stands then.
    Try(Codes),
}

impl Codes {
    /// Whether one may be tried.
    pub fn judge(self, now: Instant) -> CodeVerdict {
        if let Some(free_at) = self.free_at.filter(|free_at| *free_at > now) {
            return CodeVerdict::Wait(free_at);
        }
        let failures = self.failures.one_more(Counted::Code, now);
        let wait = failures.wait_seconds(Counted::Code, now);
        CodeVerdict::Try(Self { failures, free_at: (wait > 0).then(|| now.plus_seconds(wait)) })
    }

    /// What stands when the one that was tried was right. Those before it stay: they were not its owner's, or few.
    #[must_use]
    pub const fn was_right(self) -> Self {
        Self { failures: self.failures.one_less(), free_at: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Codes = Codes { failures: Failures::NONE, free_at: None };

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(1_000_000_000_000_000).plus_seconds(seconds)
    }

    #[test]
    fn whoever_knows_the_password_does_not_come_through_the_codes_in_a_year() {
        let (mut codes, mut now, mut tries) = (NONE, 0, 0_u32);
        while now < 365 * 24 * 3600 {
            match codes.judge(at(now)) {
                CodeVerdict::Try(after) => (codes, tries) = (after, tries + 1),
                CodeVerdict::Wait(until) => now += (until.as_micros() - at(now).as_micros()) / 1_000_000,
            }
        }
        // Of a million codes three are good at each moment: less than one in a hundred comes through.
        assert!(tries * 3 < 10_000, "{tries} tries");
    }

    #[test]
    fn an_owner_who_mistypes_now_and_then_never_waits() {
        let mut codes = NONE;
        for day in 0..100 {
            for wrong in [true, true, false] {
                let now = at(day * 24 * 3600);
                let CodeVerdict::Try(after) = codes.judge(now) else { panic!("waits on day {day}") };
                codes = if wrong { after } else { after.was_right() };
            }
        }
    }

    #[test]
    fn what_waits_for_nothing_may_be_tried_by_a_clock_that_is_behind() {
        let CodeVerdict::Try(after) = NONE.judge(at(1)) else { panic!("waits at first") };
        assert!(matches!(after.judge(at(0)), CodeVerdict::Try(_)));
        assert!(matches!(after.was_right().judge(at(0)), CodeVerdict::Try(_)));
    }

    #[test]
    fn right_codes_do_not_count_however_many_there_are() {
        let mut codes = NONE;
        for second in 0..100 {
            let CodeVerdict::Try(after) = codes.judge(at(second)) else { panic!("waits") };
            codes = after.was_right();
        }
        assert_eq!(codes.failures.count, 0);
    }
}
