//! Which of many failed sign-ins are put on record? The first of an hour, the second, the fourth, and so on, each with how many
//! it stands for: a stranger shall not fill the log with what they type.

use crate::time::Instant;

const HOUR: i64 = 3600 * 1_000_000;

/// Failed sign-ins within an hour: of an account, or of all names that are nobody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u32,
    /// When the hour began (real time).
    pub since: Instant,
}

impl Tally {
    /// None.
    pub const NONE: Self = Self { count: 0, since: Instant::from_micros(0) };

    /// One more; the first one after an hour begins another.
    #[must_use]
    pub fn one_more(self, now: Instant) -> Self {
        let hour = self.since.as_micros()..self.since.as_micros().saturating_add(HOUR);
        if self.count > 0 && hour.contains(&now.as_micros()) {
            Self { count: self.count.saturating_add(1), ..self }
        } else {
            Self { count: 1, since: now }
        }
    }

    /// Whether the last one is put on record.
    pub const fn is_told(self) -> bool {
        self.count.is_power_of_two()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_leaves_few_entries_and_the_first_of_each_hour_one() {
        let (mut tally, mut told) = (Tally::NONE, Vec::new());
        for n in 0..100_000 {
            tally = tally.one_more(Instant::from_micros(1_000_000 + n * 100));
            told.extend(tally.is_told().then_some(tally.count));
        }
        assert_eq!(told.len(), 17);
        assert_eq!(told.last(), Some(&65_536));
        let later = tally.one_more(Instant::from_micros(1_000_000 + HOUR));
        assert!(later.is_told() && later.count == 1);
    }
}
