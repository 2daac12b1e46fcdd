//! Which days count? Monday to Friday, and the exceptions that the state and the region announce.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::Weekday;
use utoipa::ToSchema;

use crate::name::Title;
use crate::table::{BadRow, all_rows};
use crate::time::Day;
use crate::words::named;

named! {
    /// What an announced day is.
    DayKind {
        /// Worked, though it may be a Saturday or Sunday (调休上班).
        Working
        /// Not worked, though it may be a day of the week.
        Holiday
    }

    /// Who announced it.
    Announcer {
        /// The State Council's office, for the whole country.
        National
        /// The autonomous region, for itself: 开斋节 and 古尔邦节 in Ningxia.
        Regional
    }
}

/// A day of the calendar that was announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarDay {
    /// The day in Beijing.
    pub day: Day,
    /// Whether it is worked.
    pub kind: DayKind,
    /// The holiday's name.
    pub title: Title,
    /// Who announced it.
    pub source: Announcer,
}

/// The announced days; every other one follows the week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    announced: BTreeMap<Day, CalendarDay>,
}

impl Calendar {
    /// A calendar of those days; of two for one day the later in the list holds.
    pub fn new(days: impl IntoIterator<Item = CalendarDay>) -> Self {
        Self { announced: days.into_iter().map(|each| (each.day, each)).collect() }
    }

    /// The shipped years, 2018 and 2023. The region's days are to be confirmed by the operator.
    ///
    /// # Errors
    /// [`BadRow`] when a shipped file is not a table of days.
    pub fn shipped() -> Result<Self, BadRow> {
        let mut days = all_rows::<CalendarDay>(include_str!("../data/calendar-2018.csv"))?;
        days.extend(all_rows::<CalendarDay>(include_str!("../data/calendar-2023.csv"))?);
        Ok(Self::new(days))
    }

    /// The announced days in order.
    pub fn days(&self) -> impl Iterator<Item = &CalendarDay> {
        self.announced.values()
    }

    /// The years of which anything was announced: in another year a count follows the week alone.
    pub fn years(&self) -> BTreeSet<i32> {
        self.announced.keys().map(|day| day.year()).collect()
    }

    /// Whether the day is worked.
    pub fn is_working(&self, day: Day) -> bool {
        self.announced.get(&day).map_or_else(
            || !matches!(day.date().weekday(), Weekday::Saturday | Weekday::Sunday),
            |announced| announced.kind == DayKind::Working,
        )
    }

    /// The last of so many working days that begin on `from` (公示期). With `counts_first` the first of them
    /// is `from` itself when it is worked, otherwise the next worked day; without, the count begins the day
    /// after, whatever `from` is. None at all end on `from`.
    pub fn last_of(&self, working_days: u16, from: Day, counts_first: bool) -> Day {
        let mut last = if counts_first { from.plus_days(-1) } else { from };
        if working_days == 0 {
            return from;
        }
        for _ in 0..working_days {
            last = self.next_working(last);
        }
        last
    }

    /// How many days from the first to the last, both included, are worked; none when they are reversed.
    pub fn working_days_between(&self, first: Day, last: Day) -> usize {
        (first.as_epoch()..=last.as_epoch()).filter(|day| self.is_working(Day::from_epoch(*day))).count()
    }

    fn next_working(&self, after: Day) -> Day {
        let mut day = after.next();
        while !self.is_working(day) {
            day = day.next();
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn five_days_from_a_monday_end_on_its_friday() {
        let calendar = Calendar::shipped().unwrap();
        assert_eq!(calendar.last_of(5, day("2018-08-06"), true), day("2018-08-10"));
        assert_eq!(calendar.last_of(5, day("2018-08-06"), false), day("2018-08-13"));
    }

    #[test]
    fn a_count_that_starts_on_a_weekend_starts_on_monday_either_way() {
        let calendar = Calendar::shipped().unwrap();
        for counts_first in [true, false] {
            assert_eq!(calendar.last_of(5, day("2018-08-04"), counts_first), day("2018-08-10"));
        }
    }

    #[test]
    fn a_holiday_of_the_region_prolongs_a_posting() {
        let calendar = Calendar::shipped().unwrap();
        assert_eq!(calendar.last_of(3, day("2018-08-21"), true), day("2018-08-24"));
        assert_eq!(Calendar::default().last_of(3, day("2018-08-21"), true), day("2018-08-23"));
    }

    #[test]
    fn a_worked_sunday_counts() {
        let calendar = Calendar::shipped().unwrap();
        assert!(calendar.is_working(day("2018-09-30")));
        assert_eq!(calendar.last_of(2, day("2018-09-29"), true), day("2018-09-30"));
        assert_eq!(calendar.last_of(3, day("2018-09-29"), true), day("2018-10-08"));
    }

    #[test]
    fn no_days_end_where_they_begin() {
        assert_eq!(Calendar::default().last_of(0, day("2018-08-04"), true), day("2018-08-04"));
    }

    #[test]
    fn the_shipped_years_differ_from_the_week_where_they_should() {
        let calendar = Calendar::shipped().unwrap();
        assert_eq!(calendar.years(), BTreeSet::from([2018, 2023]));
        let weekend = |each: &CalendarDay| each.day.date().weekday().number_from_monday() > 5;
        for each in calendar.days().filter(|each| each.kind == DayKind::Working) {
            assert!(weekend(each), "{each:?} is worked anyway");
        }
        // 261 weekdays, 18 of them holidays of the country and one of the region, and 7 worked weekend days.
        assert_eq!(calendar.working_days_between(day("2018-01-01"), day("2018-12-31")), 261 - 18 - 1 + 7);
    }

    proptest! {
        #[test]
        fn the_last_day_is_worked_and_closes_exactly_so_many(
            start in 17_500_i64..18_000, count in 1_u16..60, counts_first: bool,
        ) {
            let calendar = Calendar::shipped().unwrap();
            let from = Day::from_epoch(start);
            let last = calendar.last_of(count, from, counts_first);
            let first = if counts_first { from } else { from.next() };
            prop_assert!(calendar.is_working(last));
            prop_assert_eq!(calendar.working_days_between(first, last), usize::from(count));
        }
    }
}
