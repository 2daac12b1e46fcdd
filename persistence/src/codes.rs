//! Did the service write this row as it stands? A code over its columns, under the key that lasts, tells.
//!
//! Who can write at the database alone cannot make one, and the code of one row, or of an earlier version of the same one
//! with other columns, fits no other. A whole row with its code can be put back: that is found by its version.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use uuid::Uuid;

use crate::{StoreError, Work};

/// The columns of a row that nobody else may write, each with its kind and length, so that none reads as two.
pub(crate) struct Columns {
    table: &'static str,
    row: String,
    octets: Vec<u8>,
}

impl Columns {
    /// Of a row of a table.
    pub(crate) fn of(table: &'static str, row: &impl ToString) -> Self {
        let row = row.to_string();
        let columns = Self { table, row: String::new(), octets: Vec::with_capacity(256) }.text(&row);
        Self { row, ..columns }
    }

    /// Octets.
    pub(crate) fn octets(mut self, value: &[u8]) -> Self {
        self.octets.push(1);
        self.octets.extend_from_slice(&value.len().to_be_bytes());
        self.octets.extend_from_slice(value);
        self
    }

    /// A text.
    pub(crate) fn text(self, value: &str) -> Self {
        self.octets(value.as_bytes())
    }

    /// A number.
    pub(crate) fn number(self, value: i64) -> Self {
        self.octets(&value.to_be_bytes())
    }

    /// An id.
    pub(crate) fn id(self, value: Uuid) -> Self {
        self.octets(value.as_bytes())
    }

    /// What may be absent.
    pub(crate) fn maybe<T>(mut self, value: Option<T>, with: impl FnOnce(Self, T) -> Self) -> Self {
        if let Some(value) = value {
            return with(self, value);
        }
        self.octets.push(0);
        self
    }
}

impl Work {
    /// The code of a row.
    pub(crate) fn code(&self, columns: &Columns) -> Vec<u8> {
        self.keys().row_code(columns.table, &columns.octets)
    }

    /// Whether the service wrote the row so. Where it did not, the log of the process and the metrics say so.
    pub(crate) fn is_own(&self, columns: &Columns, code: &[u8]) -> bool {
        let own = verify_slices_are_equal(&self.code(columns), code).is_ok();
        if !own {
            let (table, row) = (columns.table, &columns.row);
            tracing::error!(
                table,
                row,
                "a row was altered at the database: it is good for nothing; compare it with the log"
            );
            metrics::counter!("jinqiu_altered_rows_total", "table" => table).increment(1);
        }
        own
    }

    /// Refuses to go on with a row that the service did not write so.
    pub(crate) fn expect_own(&self, columns: &Columns, code: &[u8]) -> Result<(), StoreError> {
        if self.is_own(columns, code) {
            return Ok(());
        }
        let said = "was altered at the database; compare it with the log";
        Err(StoreError::corrupt(columns.table, &columns.row, said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_read_alike() {
        let of = |columns: Columns| columns.octets;
        let here = || Columns::of("accounts", &Uuid::nil());
        let rows = [
            of(here().text("ab").text("c")),
            of(here().text("a").text("bc")),
            of(here().text("abc")),
            of(here().text("abc").maybe(None, Columns::number)),
            of(here().maybe(None, Columns::number).text("abc")),
            of(here().text("abc").text("")),
            of(here().text("abc").maybe(Some(0), Columns::number)),
            of(Columns::of("accounts", &Uuid::max()).text("abc")),
        ];
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(rows.iter().filter(|other| *other == row).count(), 1, "row {at}");
        }
    }
}
