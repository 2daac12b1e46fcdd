//! When may a sign-in be tried, after others failed? Waits grow, are bounded, and always end.
//!
//! Failures are counted of a name, of an address, and of the pair of both. Of the name and of the address they make
//! others wait; whoever has signed in from that address before is held to the pair alone, so that nobody elsewhere can
//! lock them out. While a wait is on nothing is counted, so no stream of guesses prolongs it. Wrong codes after the right
//! password count of the account ([`Codes`]).

mod codes;
mod failures;
mod tally;

pub use codes::{CodeVerdict, Codes};
pub use failures::{Counted, Failures};
pub use tally::Tally;

use crate::time::Instant;

const SECOND: i64 = 1_000_000;
/// The longest wait after wrong passwords, in seconds.
pub const LONGEST_WAIT_SECONDS: i64 = 15 * 60;
/// The longest wait after wrong codes, in seconds: six tries a day at six digits.
pub const LONGEST_WAIT_FOR_A_CODE_SECONDS: i64 = 4 * 3600;
/// For how long an address is known from which an account has signed in, in microseconds: 90 days.
pub const KNOWN_FOR: i64 = 90 * 24 * 3600 * SECOND;
/// After how long without a failure nothing is left of any count, in microseconds: two days and some.
pub const FORGOTTEN_AFTER: i64 = 60 * 3600 * SECOND;

/// From when on a pair may try that waits for nothing: ever since, so that a clock somewhat behind the one by which it was counted
/// does not make it wait.
pub const FREE: Instant = Instant::from_micros(0);

/// What is known when a sign-in is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// Failures of the name.
    pub name: Failures,
    /// Failures of the address.
    pub address: Failures,
    /// Failures of the pair.
    pub pair: Failures,
    /// From when on the pair may try, [`FREE`] when it waits for nothing; none when it is new.
    pub free_at: Option<Instant>,
    /// Whether the name has signed in from the address of late.
    pub known: bool,
}

/// Whether a sign-in may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not before that instant, which is to be kept as the pair's: from then on it has its try, whatever others do
    /// meanwhile.
    Wait(Instant),
    /// It may. It counts as failed until it is known to be right: so much stands then.
    Try(Before),
}

impl Before {
    /// Whether it may be tried.
    pub fn judge(self, now: Instant) -> Verdict {
        let others = if self.known { 0 } else { self.others(now) };
        let free_at = self.free_at.unwrap_or_else(|| now.plus_seconds(others));
        if free_at > now {
            return Verdict::Wait(free_at);
        }
        let name = self.name.one_more(Counted::Name, now);
        let address = self.address.one_more(Counted::Address, now);
        let pair = self.pair.one_more(Counted::Pair, now);
        let after = Self { name, address, pair, ..self };
        let others = if self.known { 0 } else { after.others(now) };
        let wait = pair.wait_seconds(Counted::Pair, now).max(others);
        let free_at = if wait == 0 { FREE } else { now.plus_seconds(wait) };
        Verdict::Try(Self { free_at: Some(free_at), ..after })
    }

    /// How long what happened to the name and the address makes wait, in seconds.
    fn others(self, now: Instant) -> i64 {
        let name = self.name.wait_seconds(Counted::Name, now);
        name.max(self.address.wait_seconds(Counted::Address, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: Before = Before {
        name: Failures::NONE,
        address: Failures::NONE,
        pair: Failures::NONE,
        free_at: None,
        known: false,
    };

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(1_000_000_000_000_000).plus_seconds(seconds)
    }

    /// Guesses whenever it may, for that many seconds: how often that was, and the longest wait.
    fn guess(mut before: Before, seconds: i64) -> (u32, i64) {
        let (mut now, mut tries, mut longest) = (0, 0, 0);
        while now < seconds {
            match before.judge(at(now)) {
                Verdict::Try(after) => (before, tries) = (after, tries + 1),
                Verdict::Wait(until) => {
                    let wait = (until.as_micros() - at(now).as_micros()) / SECOND;
                    longest = longest.max(wait);
                    before.free_at = Some(until);
                    now += wait;
                }
            }
        }
        (tries, longest)
    }

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour_and_end() {
        let (tries, longest) = guess(NEW, 24 * 3600);
        assert_eq!(longest, LONGEST_WAIT_SECONDS);
        assert!((96..=110).contains(&tries), "{tries} a day");
    }

    #[test]
    fn five_failures_are_free_and_the_next_waits_double() {
        let mut before = NEW;
        let mut waits = Vec::new();
        let mut now = at(0);
        for _ in 0..14 {
            let Verdict::Try(after) = before.judge(now) else { panic!("waits at {now}") };
            before = after;
            let free = after.free_at.unwrap().max(now);
            waits.push((free.as_micros() - now.as_micros()) / SECOND);
            now = free;
        }
        assert_eq!(waits, [0, 0, 0, 0, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }

    #[test]
    fn what_waits_for_nothing_may_be_tried_by_a_clock_that_is_behind() {
        let Verdict::Try(after) = NEW.judge(at(1)) else { panic!("waits at first") };
        assert!(matches!(after.judge(at(0)), Verdict::Try(_)));
    }

    #[test]
    fn who_is_known_there_is_not_stopped_by_what_others_did() {
        let many = Failures { count: 10_000, since: at(0) };
        let besieged = Before { name: many, address: many, ..NEW };
        assert_eq!(besieged.judge(at(0)), Verdict::Wait(at(LONGEST_WAIT_SECONDS)));
        assert!(matches!(Before { known: true, ..besieged }.judge(at(0)), Verdict::Try(_)));
    }

    #[test]
    fn a_wait_that_was_told_ends_whatever_others_do_meanwhile() {
        let told = Some(at(LONGEST_WAIT_SECONDS));
        let still = Failures { count: 90_000, since: at(LONGEST_WAIT_SECONDS) };
        let before = Before { name: still, address: still, free_at: told, ..NEW };
        assert!(matches!(before.judge(at(LONGEST_WAIT_SECONDS - 1)), Verdict::Wait(_)));
        assert!(matches!(before.judge(at(LONGEST_WAIT_SECONDS)), Verdict::Try(_)));
    }

    #[test]
    fn failures_are_forgotten_one_after_another() {
        let some = Failures { count: 3, since: at(0) };
        let left = |seconds| some.left(Counted::Name, at(seconds));
        assert_eq!([left(-5), left(599), left(600), left(1800), left(99_999)], [3, 3, 2, 0, 0]);
    }

    #[test]
    fn a_busy_office_forgets_as_a_quiet_one_does() {
        let mut busy = Failures { count: 40, since: at(0) };
        for second in 0..3600 {
            // Somebody signs in rightly each second.
            busy = busy.one_more(Counted::Address, at(second)).one_less();
        }
        assert_eq!(busy.left(Counted::Address, at(3600)), 40 - 12);
    }
}
