//! Which months? Incomes are told by whole months, and an edition looks at twelve of them (N03).

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::reasons;
use crate::time::Day;

/// A month, from 1900-01 to 2199-12; inside, months since the year 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$", example = "2017-07")]
pub struct Month(i32);

/// Months from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthSpan {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
}

/// A text that is no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotMonth;

reasons! {
    NotMonth {
        Self => "月份写作YYYY-MM,从1900-01至2199-12,请更正",
            "a month is written YYYY-MM, from 1900-01 to 2199-12; correct it";
    }
}

/// How two spans of months lie to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// Wholly inside.
    Inside,
    /// Without a common month.
    Outside,
    /// Partly inside, partly not.
    Partly,
}

impl Month {
    /// That month (1 to 12) of that year.
    ///
    /// # Errors
    /// [`NotMonth`] outside 1900 to 2199 or 1 to 12.
    pub fn new(year: i32, month: u8) -> Result<Self, NotMonth> {
        let legal = (1900..2200).contains(&year) && (1..=12).contains(&month);
        if legal { Ok(Self::counted(year, month)) } else { Err(NotMonth) }
    }

    /// The month in which the day falls.
    pub fn of(day: Day) -> Self {
        Self::counted(day.year(), u8::from(day.date().month()))
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// How many months lie from this one to that one, both counted; none when that one is earlier.
    pub fn months_to(self, last: Self) -> i64 {
        let count = last.0 - self.0 + 1;
        i64::from(count.max(0))
    }

    fn counted(year: i32, month: u8) -> Self {
        Self(year * 12 + i32::from(month) - 1)
    }
}

impl MonthSpan {
    /// How this span lies to another.
    pub fn within(self, other: Self) -> Overlap {
        if other.from <= self.from && self.to <= other.to {
            Overlap::Inside
        } else if self.to < other.from || other.to < self.from {
            Overlap::Outside
        } else {
            Overlap::Partly
        }
    }

    /// Whether the day falls into one of its months.
    pub fn holds(self, day: Day) -> bool {
        let month = Month::of(day);
        self.from <= month && month <= self.to
    }

    /// Whether the last month comes before the first.
    pub fn is_reversed(self) -> bool {
        self.to < self.from
    }
}

impl FromStr for Month {
    type Err = NotMonth;

    fn from_str(text: &str) -> Result<Self, NotMonth> {
        let (year, month) = text.split_once('-').ok_or(NotMonth)?;
        let formed = year.len() == 4 && month.len() == 2;
        let digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
        if !(formed && digits(year) && digits(month)) {
            return Err(NotMonth);
        }
        Self::new(year.parse().map_err(|_| NotMonth)?, month.parse().map_err(|_| NotMonth)?)
    }
}

impl TryFrom<String> for Month {
    type Error = NotMonth;

    fn try_from(text: String) -> Result<Self, NotMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.0.rem_euclid(12) + 1)
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, to: &str) -> MonthSpan {
        MonthSpan { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    #[test]
    fn a_month_is_written_one_way() {
        assert_eq!("2017-07".parse::<Month>().unwrap().to_string(), "2017-07");
        for text in ["2017-7", "2017-13", "2017-00", "1899-12", "2200-01", "+017-07", "201707", "2017-07-01"]
        {
            assert_eq!(text.parse::<Month>(), Err(NotMonth), "{text}");
        }
    }

    #[test]
    fn the_edges_belong_to_a_span() {
        let twelve = span("2017-07", "2018-06");
        assert_eq!(span("2017-07", "2018-06").within(twelve), Overlap::Inside);
        assert_eq!(span("2018-06", "2018-07").within(twelve), Overlap::Partly);
        assert_eq!(span("2017-01", "2018-12").within(twelve), Overlap::Partly);
        assert_eq!(span("2018-07", "2018-07").within(twelve), Overlap::Outside);
        assert!(twelve.holds("2018-06-30".parse().unwrap()));
        assert!(!twelve.holds("2018-07-01".parse().unwrap()));
    }
}
