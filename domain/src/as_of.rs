//! As of when is something asked for? As it stood at the end of a Beijing day that has begun.

use crate::text::reasons;
use crate::time::{Day, Instant};

/// The end of a day that has begun: what was done on it or before stands, what was done later does not. Of today it is how
/// things stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf(Day);

/// A day to come, of which nobody knows how anything will stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotYet {
    /// Today.
    pub today: Day,
}

reasons! {
    NotYet {
        Self { today } => "只能查询今日({today})或以前的情况,请更正日期",
            "how things stand is known of {today} and earlier; correct the day";
    }
}

impl AsOf {
    /// The end of that day.
    ///
    /// # Errors
    /// [`NotYet`] of a day to come.
    pub fn of(day: Day, today: Day) -> Result<Self, NotYet> {
        if day <= today { Ok(Self(day)) } else { Err(NotYet { today }) }
    }

    /// Today: how things stand.
    pub fn today(now: Instant) -> Self {
        Self(now.day())
    }

    /// The day.
    pub const fn day(self) -> Day {
        self.0
    }

    /// The first instant after it.
    pub fn ends(self) -> Instant {
        self.0.ends()
    }

    /// Whether what was done at that instant stood already.
    pub fn knows(self, at: Instant) -> bool {
        at < self.ends()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_over_with_its_last_instant_and_no_day_to_come_is_known() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let today = day("2018-07-30");
        assert_eq!(AsOf::of(day("2018-07-31"), today), Err(NotYet { today }));
        let then = AsOf::of(today, today).unwrap();
        let knows = |text: &str| then.knows(text.parse().unwrap());
        assert!(knows("2018-07-30T23:59:59.999999+08:00") && !knows("2018-07-31T00:00:00+08:00"));
    }
}
