//! How does a row become a legal value? What does not decode names table, column and row.

use std::fmt::Display;
use std::str::FromStr;

use domain::time::{Day, Instant};
use serde::de::DeserializeOwned;

use crate::StoreError;

/// The row that is being decoded.
pub(crate) struct Row<'r> {
    pub(crate) table: &'static str,
    pub(crate) id: &'r (dyn Display + Sync),
}

impl Row<'_> {
    /// A value kept as text.
    pub(crate) fn text<T: FromStr>(&self, column: &str, text: &str) -> Result<T, StoreError>
    where
        T::Err: Display,
    {
        text.parse().map_err(|error| self.wrong(column, error))
    }

    /// A value whose only door is a string.
    pub(crate) fn string<T: TryFrom<String>>(&self, column: &str, text: String) -> Result<T, StoreError>
    where
        T::Error: Display,
    {
        T::try_from(text).map_err(|error| self.wrong(column, error))
    }

    /// A value kept as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self, column: &str, text: &str) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|error| self.wrong(column, error))
    }

    /// The row is not what it must be.
    pub(crate) fn wrong(&self, column: &str, error: impl Display) -> StoreError {
        StoreError::corrupt(self.table, self.id, format_args!("{column}: {error}"))
    }
}

/// An instant kept as microseconds.
pub(crate) const fn instant(micros: i64) -> Instant {
    Instant::from_micros(micros)
}

/// A day kept as days since 1970.
pub(crate) fn day(days: i64) -> Day {
    Day::from_epoch(days)
}
