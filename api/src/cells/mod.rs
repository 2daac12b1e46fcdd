//! What stands in a file of lines? Cells of a spreadsheet, or of CSV in whichever encoding it is written; and how a spreadsheet is written.

pub(crate) mod book;
mod file;
mod guard;
mod workbook;

use std::borrow::Cow;
use std::ops::ControlFlow;

pub(crate) use file::ListFile;
pub(crate) use guard::{guarded, unguarded};

#[cfg(test)]
pub(crate) use workbook::MOST_UNPACKED;

/// A line, and its number in the file, from 1.
pub(crate) type Row = (u64, Vec<String>);

/// What is read where a cell has a formula and no value, or the value is an error.
pub(crate) const NOT_RECKONED: &str = "\u{fffc}";

/// How much of a file is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// The most rows; a file with more is refused.
    pub(crate) rows: u32,
    /// The most columns; what stands beyond is passed by.
    pub(crate) columns: usize,
    /// The most octets that a spreadsheet may unpack to.
    pub(crate) unpacked: u64,
}

impl Bounds {
    /// Those of a list that is read at once.
    const LIST: Self = Self { rows: u32::MAX, columns: 32, unpacked: workbook::MOST_UNPACKED };
}

/// Octets in which no lines stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoLines {
    /// They are no text, or no CSV.
    Form,
    /// They are a spreadsheet that cannot be opened.
    Sheet,
    /// They are a spreadsheet with a program in it.
    Macros,
    /// They unpack to more than is read.
    TooLarge,
    /// There are more than so many.
    TooMany {
        /// The most.
        most: u32,
    },
}

/// The lines of CSV in UTF-8, each with its number in the file.
pub(crate) fn of_text(text: &str, most: u32) -> Result<Vec<Row>, NoLines> {
    let mut rows = Vec::new();
    each_of_text(text, Bounds { rows: most, ..Bounds::LIST }, |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

fn each_of_text(
    text: &str,
    bounds: Bounds,
    mut take: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<(), NoLines> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(NoLines::Form);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.map_err(|_| NoLines::Form)?;
        let number = record.position().map_or(0, |position| line(text, position));
        if number > u64::from(bounds.rows) {
            return Err(NoLines::TooMany { most: bounds.rows });
        }
        let cells = record.iter().take(bounds.columns).map(str::to_owned).collect();
        if take((number, cells)).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

/// On which line a record stands: the reader counts it where the one before ended, before lines that are empty.
fn line(text: &str, begins: &csv::Position) -> u64 {
    let rest =
        usize::try_from(begins.byte()).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
    let empty =
        rest.iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).filter(|octet| **octet == b'\n');
    begins.line() + empty.zip(0_u64..).map(|(_, before)| before + 1).last().unwrap_or(0)
}

/// The same in whatever encoding a Chinese office writes: what is no UTF-8 is GB 18030, of which GBK is a part.
pub(crate) fn of_octets(octets: &[u8], most: u32) -> Result<Vec<Row>, NoLines> {
    of_text(&text(octets)?, most)
}

fn text(octets: &[u8]) -> Result<Cow<'_, str>, NoLines> {
    if let Ok(text) = std::str::from_utf8(octets) {
        return Ok(text.into());
    }
    let (text, _, wrong) = encoding_rs::GB18030.decode(octets);
    if wrong { Err(NoLines::Form) } else { Ok(text) }
}

/// Whether the octets are those of a spreadsheet.
fn is_sheet(octets: &[u8]) -> bool {
    octets.starts_with(b"PK\x03\x04")
}

/// The rows of a spreadsheet or of CSV, whose form its first octets tell.
pub(crate) fn of_file(octets: &[u8], most: u32) -> Result<Vec<Row>, NoLines> {
    if is_sheet(octets) { workbook::sheet(octets, most) } else { of_octets(octets, most) }
}

/// Reads the rows of a file of any length one by one, until `take` has enough of them.
pub(crate) fn each(
    octets: &[u8],
    bounds: Bounds,
    take: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<(), NoLines> {
    if is_sheet(octets) {
        workbook::each(octets, bounds, take)
    } else {
        each_of_text(&text(octets)?, bounds, take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_in_either_encoding_and_keep_their_numbers() {
        let text = "\u{feff}参考号,结果\n\"a, b\", 成功 \n\n1,失败\n";
        let rows: Vec<Row> = [(1, ["参考号", "结果"]), (2, ["a, b", "成功"]), (4, ["1", "失败"])]
            .map(|(number, cells)| (number, cells.map(str::to_owned).to_vec()))
            .to_vec();
        assert_eq!(of_octets(text.as_bytes(), 9).as_ref(), Ok(&rows));
        let (gbk, _, _) = encoding_rs::GBK.encode(text.trim_start_matches('\u{feff}'));
        assert_eq!(of_octets(&gbk, 9), Ok(rows));
    }

    #[test]
    fn what_is_no_text_and_what_is_too_much_is_not_read() {
        assert_eq!(of_octets(b"\x89PNG\r\n\x1a\n\0\xff", 9), Err(NoLines::Form));
        assert_eq!(of_octets(b"a\0b", 9), Err(NoLines::Form));
        assert_eq!(of_octets(b"1\n2\n3\n", 2), Err(NoLines::TooMany { most: 2 }));
    }
}
