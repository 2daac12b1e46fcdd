//! How is a table of comma-separated rows read? Each row into its type, each flaw with its line.

use serde::de::DeserializeOwned;

/// A row of a table that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct BadRow {
    /// The line in the file, counted from 1; the header is the first.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

/// Every row of the text, or why it is none; the first line names the columns.
pub fn rows<T: DeserializeOwned>(text: &str) -> Vec<Result<T, BadRow>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.map_err(|error| flaw(&error))).collect()
}

/// Every row of the text, or the first flaw.
///
/// # Errors
/// [`BadRow`] for the first row that cannot be read.
pub fn all_rows<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, BadRow> {
    rows(text).into_iter().collect()
}

fn flaw(error: &csv::Error) -> BadRow {
    let line = error.position().map_or(0, csv::Position::line);
    let what = match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.to_string(),
        _ => error.to_string(),
    };
    BadRow { line, what }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Row {
        day: Option<Day>,
        count: u8,
    }

    #[test]
    fn each_row_is_read_for_itself() {
        let read = rows::<Row>("day,count\n2018-07-30,1\n,2\n2018-07-30,300\n2018-02-30,4\n");
        assert_eq!(read[0], Ok(Row { day: "2018-07-30".parse().ok(), count: 1 }));
        assert_eq!(read[1], Ok(Row { day: None, count: 2 }));
        assert_eq!(read[2].as_ref().map_err(|flaw| flaw.line), Err(4));
        assert_eq!(read[3].as_ref().map_err(|flaw| flaw.line), Err(5));
    }
}
