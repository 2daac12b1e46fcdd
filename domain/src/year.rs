//! Which year? Campaigns and calendars are named by it.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::reasons;
use crate::time::Day;

/// A year of the calendar, from 1900 to 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "i32", into = "i32")]
#[schema(value_type = i32, minimum = 1900, maximum = 2199, example = 2018)]
pub struct Year(i32);

/// A number that is no year of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotYear;

reasons! {
    NotYear {
        Self => "年份应为1900至2199,请更正",
            "a year is a number from 1900 to 2199; correct it";
    }
}

impl Year {
    /// The number.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Whether the day lies in it.
    pub const fn has(self, day: Day) -> bool {
        day.year() == self.0
    }
}

impl From<Day> for Year {
    fn from(day: Day) -> Self {
        Self(day.year())
    }
}

impl TryFrom<i32> for Year {
    type Error = NotYear;

    fn try_from(number: i32) -> Result<Self, NotYear> {
        if (1900..2200).contains(&number) { Ok(Self(number)) } else { Err(NotYear) }
    }
}

impl From<Year> for i32 {
    fn from(year: Year) -> Self {
        year.0
    }
}

impl FromStr for Year {
    type Err = NotYear;

    fn from_str(text: &str) -> Result<Self, NotYear> {
        text.parse::<i32>().map_err(|_| NotYear)?.try_into()
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_outside_the_calendar_is_none() {
        for number in [0, 18, 1899, 2200, -2018] {
            assert_eq!(Year::try_from(number), Err(NotYear), "{number}");
        }
        let year: Year = serde_json::from_str("2018").unwrap();
        assert!(year.has("2018-12-31".parse().unwrap()) && !year.has("2019-01-01".parse().unwrap()));
    }
}
