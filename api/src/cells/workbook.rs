//! How are the rows of a spreadsheet read? Those of its first sheet, and no more of it than a list has.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::{MOST_COLUMNS, NoLines, Row};

/// The most octets that a spreadsheet may unpack to.
pub(crate) const MOST_UNPACKED: u64 = 32 * 1024 * 1024;

/// The most files within a spreadsheet: one of few sheets has a dozen.
const MOST_FILES: usize = 1000;

/// The rows of an XLSX file, so many at most.
pub(super) fn sheet(octets: &[u8], most: u32) -> Result<Vec<Row>, NoLines> {
    let broken = |_: &dyn std::fmt::Display| NoLines::Sheet;
    unpacks_within(octets)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(octets)).map_err(|error| broken(&error))?;
    let first = book.sheet_names().first().cloned().ok_or_else(|| broken(&"no sheet"))?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(|error| broken(&error))?;
    let mut rows: Vec<Row> = Vec::new();
    // One text may stand in very many cells: what is copied is bounded as well as what is unpacked.
    let mut left = MOST_UNPACKED;
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
        let (row, column) = cell.get_position();
        if row >= most {
            return Err(NoLines::TooMany { most });
        }
        let (number, column) = (u64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX));
        if column >= MOST_COLUMNS {
            continue;
        }
        if rows.last().is_none_or(|(last, _)| *last != number) {
            rows.push((number, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            cells.resize(cells.len().max(column + 1), String::new());
            if let Some(place) = cells.get_mut(column) {
                let text = written(cell.get_value());
                left = left.checked_sub(octets_of(&text)).ok_or(NoLines::TooLarge)?;
                *place = text;
            }
        }
    }
    Ok(rows)
}

fn octets_of(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

/// A cell as a person reads it; codes may be kept as numbers.
fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        _ => String::new(),
    }
}

/// A small file may unpack to a very large one: it is unpacked once to nowhere, and stopped in time.
fn unpacks_within(octets: &[u8]) -> Result<(), NoLines> {
    let broken = |_: &dyn std::fmt::Display| NoLines::Sheet;
    let mut archive = zip::ZipArchive::new(Cursor::new(octets)).map_err(|error| broken(&error))?;
    if archive.len() > MOST_FILES {
        return Err(NoLines::TooLarge);
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|error| broken(&error))?;
        let unpacked = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
        let unpacked = unpacked.map_err(|error| broken(&error))?;
        left = left.checked_sub(unpacked).ok_or(NoLines::TooLarge)?;
    }
    Ok(())
}
