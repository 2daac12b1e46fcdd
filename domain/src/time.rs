//! When? Instants in microseconds of UTC, and days of Beijing, which deadlines are counted in.

use core::fmt;
use core::str::FromStr;

use crate::text::reasons;
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};
use utoipa::ToSchema;

/// Beijing keeps one offset all year.
const BEIJING_SECONDS: i64 = 8 * 3600;
const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// An instant: microseconds since 1970-01-01T00:00:00Z, between the years 1900 and 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = DateTime, pattern = "^(19|20|21)[0-9]{2}-", example = "2018-07-30T01:00:00Z")]
pub struct Instant(i64);

/// A day in Beijing, from 1900 to 2199.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Date, pattern = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$", example = "2018-07-30")]
pub struct Day(Date);

/// What is not a day or an instant that a record may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTime {
    /// Not a calendar day written `YYYY-MM-DD`.
    Day,
    /// Not an instant written as RFC 3339 has it.
    Instant,
}

reasons! {
    NotTime {
        Self::Day => "日期写作YYYY-MM-DD,且须为1900至2199年间真实存在的日期,请更正",
            "a day is written YYYY-MM-DD and exists in the calendar, from 1900 to 2199; correct it";
        Self::Instant => "时间写作2018-07-30T09:00:00+08:00的形式,从1900至2199年,请更正",
            "an instant is written as in 2018-07-30T09:00:00+08:00, from 1900 to 2199; correct it";
    }
}

impl Instant {
    /// The instant so many microseconds after the start of 1970 in UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The same, if it lies between the years 1900 and 2200.
    pub fn within(micros: i64) -> Option<Self> {
        let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok()?;
        Day::within(at.date()).ok().map(|_| Self(micros))
    }

    /// Microseconds since the start of 1970 in UTC.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// The day in Beijing on which it falls.
    pub fn day(self) -> Day {
        let days = (self.0 + BEIJING_SECONDS * MICROS_PER_SECOND).div_euclid(MICROS_PER_DAY);
        Day::from_epoch(days)
    }

    /// The instant so many microseconds later.
    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// The instant so many seconds later.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(MICROS_PER_SECOND))
    }
}

impl Day {
    /// The last day that a record may hold.
    pub const LAST: Self = Self(LAST);

    /// The day of that year, month (1 to 12) and day of the month.
    ///
    /// # Errors
    /// [`NotTime::Day`] when the calendar has no such day, or it lies outside 1900 to 2199.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, NotTime> {
        let month = time::Month::try_from(month).map_err(|_| NotTime::Day)?;
        let date = Date::from_calendar_date(year, month, day).map_err(|_| NotTime::Day)?;
        Self::within(date)
    }

    /// The calendar date.
    pub const fn date(self) -> Date {
        self.0
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.0.year()
    }

    /// The next day, or the same one at the end of the calendar.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus_days(1)
    }

    /// So many days later; days beyond the calendar are its last.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(time::Duration::days(days)))
    }

    /// Whole years since an earlier day: how old somebody is who was born then.
    pub fn years_since(self, earlier: Self) -> i32 {
        let (then, now) = (earlier.0, self.0);
        let before_its_day = (u8::from(now.month()), now.day()) < (u8::from(then.month()), then.day());
        now.year() - then.year() - i32::from(before_its_day)
    }

    /// The first instant of the day.
    pub fn begins(self) -> Instant {
        let days = i64::from(self.0.to_julian_day()) - i64::from(EPOCH_JULIAN_DAY);
        Instant(days * MICROS_PER_DAY - BEIJING_SECONDS * MICROS_PER_SECOND)
    }

    /// The first instant after the day: what happens before it is in time.
    pub fn ends(self) -> Instant {
        self.next().begins()
    }

    /// Days since 1970-01-01, as the database keeps them.
    pub fn as_epoch(self) -> i64 {
        i64::from(self.0.to_julian_day()) - i64::from(EPOCH_JULIAN_DAY)
    }

    /// The day so many days after 1970-01-01, as the database keeps it.
    pub fn from_epoch(days: i64) -> Self {
        Self(EPOCH.saturating_add(time::Duration::days(days)))
    }

    fn within(date: Date) -> Result<Self, NotTime> {
        if (1900..2200).contains(&date.year()) { Ok(Self(date)) } else { Err(NotTime::Day) }
    }
}

const LAST: Date = time::macros::date!(2199 - 12 - 31);
const EPOCH: Date = time::macros::date!(1970 - 01 - 01);
const EPOCH_JULIAN_DAY: i32 = EPOCH.to_julian_day();

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(f, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = NotTime;

    fn from_str(text: &str) -> Result<Self, NotTime> {
        let written = time::macros::format_description!("[year repr:full range:standard]-[month]-[day]");
        let date = Date::parse(text, written).map_err(|_| NotTime::Day)?;
        Self::within(date)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at =
            OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000).map_err(|_| fmt::Error)?;
        let text = at.format(&Rfc3339).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl FromStr for Instant {
    type Err = NotTime;

    fn from_str(text: &str) -> Result<Self, NotTime> {
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| NotTime::Instant)?;
        // The last hours of the last year there lie beyond it in Greenwich.
        let at = at.checked_to_offset(UtcOffset::UTC).ok_or(NotTime::Instant)?;
        Day::within(at.date()).map_err(|_| NotTime::Instant)?;
        i64::try_from(at.unix_timestamp_nanos() / 1000).map(Self).map_err(|_| NotTime::Instant)
    }
}

macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl TryFrom<String> for $name {
            type Error = NotTime;

            fn try_from(text: String) -> Result<Self, NotTime> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    )*};
}

as_text! { Day Instant }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_beijing() {
        let day: Day = "2018-08-13".parse().unwrap();
        let last: Instant = "2018-08-13T23:59:59.999999+08:00".parse().unwrap();
        let after: Instant = "2018-08-14T00:00:00+08:00".parse().unwrap();
        assert_eq!(last.day(), day);
        assert!(last < day.ends());
        assert_eq!(after, day.ends());
        assert_eq!(after.day(), day.next());
        assert_eq!(day.begins().day(), day);
        assert_eq!(Day::from_epoch(day.as_epoch()), day);
    }

    #[test]
    fn an_instant_is_written_in_utc() {
        let at: Instant = "2018-07-30T09:00:00+08:00".parse().unwrap();
        assert_eq!(at.to_string(), "2018-07-30T01:00:00Z");
    }

    #[test]
    fn an_instant_beyond_the_calendar_in_greenwich_is_refused() {
        for text in ["9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:60Z"] {
            assert_eq!(text.parse::<Instant>(), Err(NotTime::Instant), "{text}");
        }
    }

    #[test]
    fn what_the_calendar_lacks_is_refused() {
        for text in ["2018-02-29", "2018-13-01", "18-01-01", "2018-7-30", "2018-W30-1", "1899-12-31", ""] {
            assert_eq!(text.parse::<Day>(), Err(NotTime::Day), "{text}");
        }
    }
}
