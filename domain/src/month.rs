//! Which month? A calendar month, as income periods are counted.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A month of the calendar, written `2017-07`, from 1900 to 2199; kept as months since the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$", example = "2017-07")]
pub struct Month(i64);

/// What is not a month that a record may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written YYYY-MM, from 1900-01 to 2199-12")]
pub struct NotMonth;

impl Month {
    /// That month (1 to 12) of that year.
    ///
    /// # Errors
    /// [`NotMonth`] when the calendar has none such, or it lies outside 1900 to 2199.
    pub fn new(year: i32, month: u8) -> Result<Self, NotMonth> {
        let legal = (1900..2200).contains(&year) && (1..=12).contains(&month);
        if legal { Ok(Self(i64::from(year) * 12 + i64::from(month) - 1)) } else { Err(NotMonth) }
    }

    /// How many months lie from this one to that one, both counted; none when that one is earlier.
    pub fn months_to(self, last: Self) -> i64 {
        (last.0 - self.0 + 1).max(0)
    }
}

impl FromStr for Month {
    type Err = NotMonth;

    fn from_str(text: &str) -> Result<Self, NotMonth> {
        let (year, month) = text.split_once('-').ok_or(NotMonth)?;
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return Err(NotMonth);
        }
        Self::new(year.parse().map_err(|_| NotMonth)?, month.parse().map_err(|_| NotMonth)?)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn july_to_june_is_a_year() {
        assert_eq!(month("2017-07").months_to(month("2018-06")), 12);
        assert_eq!(month("2018-06").months_to(month("2018-06")), 1);
        assert_eq!(month("2018-06").months_to(month("2018-05")), 0);
    }

    #[test]
    fn a_month_is_written_in_one_way() {
        for wrong in ["2017-7", "2017-13", "2017-00", "17-07", "1899-12", "2017-07-01", "+017-07"] {
            assert_eq!(wrong.parse::<Month>(), Err(NotMonth), "{wrong}");
        }
        assert_eq!(month("2017-07").to_string(), "2017-07");
    }
}
