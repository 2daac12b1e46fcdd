//! For how long may something be granted? From a first to a last day, a year at most.

use crate::text::reasons;
use crate::time::Day;

/// The most days between the first and the last.
const MOST_DAYS: i64 = 365;

/// The days for which something is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

/// Why it cannot be granted for those days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTerm {
    /// It would begin on a day that has been.
    Past {
        /// Today.
        today: Day,
    },
    /// It would end before it begins.
    EndsBefore {
        /// The first day.
        first: Day,
    },
    /// It would last too long.
    TooLong {
        /// The last day that may be.
        latest: Day,
    },
}

reasons! {
    NotTerm {
        Self::Past { today } => "起始日不得早于今日({today}),请更正",
            "the first day is {today} or later; correct it";
        Self::EndsBefore { first } => "截止日不得早于起始日({first}),请更正",
            "the last day is {first} or later; correct it";
        Self::TooLong { latest } => "期限最长一年,截止日最晚为{latest},请更正;到期可另行授予",
            "it lasts a year at most, to {latest}; correct it, and grant it anew when it is over";
    }
}

impl NotTerm {
    /// Which field it is about, as a JSON pointer.
    pub const fn pointer(self) -> &'static str {
        match self {
            Self::Past { .. } => "/valid_from",
            Self::EndsBefore { .. } | Self::TooLong { .. } => "/valid_to",
        }
    }
}

impl Term {
    /// All that stands against granting something for these days.
    pub fn flaws(&self, today: Day) -> Vec<NotTerm> {
        let latest = self.first.plus_days(MOST_DAYS);
        let flaws = [
            (self.first < today, NotTerm::Past { today }),
            (self.last < self.first, NotTerm::EndsBefore { first: self.first }),
            (self.last > latest, NotTerm::TooLong { latest }),
        ];
        flaws.into_iter().filter(|(is, _)| *is).map(|(_, flaw)| flaw).collect()
    }

    /// Whether they hold that day.
    pub fn holds(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(first: &str, last: &str) -> Term {
        Term { first: first.parse().unwrap(), last: last.parse().unwrap() }
    }

    #[test]
    fn it_lasts_from_a_day_to_the_same_day_of_the_next_year_at_most() {
        let today = "2018-07-30".parse().unwrap();
        assert_eq!(term("2018-07-30", "2019-07-30").flaws(today), []);
        let latest = "2019-07-30".parse().unwrap();
        assert_eq!(term("2018-07-30", "2019-07-31").flaws(today), [NotTerm::TooLong { latest }]);
        let first = "2018-07-29".parse().unwrap();
        let wrong = [NotTerm::Past { today }, NotTerm::EndsBefore { first }];
        assert_eq!(term("2018-07-29", "2018-07-28").flaws(today), wrong);
    }
}
