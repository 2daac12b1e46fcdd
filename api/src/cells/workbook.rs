//! How are the rows of a spreadsheet read? Those of its first sheet, one after another, and no more of it than its reader wants.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use super::{Bounds, NOT_RECKONED, NoLines, Row};

/// The most octets that a spreadsheet may unpack to.
pub(crate) const MOST_UNPACKED: u64 = 32 * 1024 * 1024;

/// The most files within a spreadsheet: one of few sheets has a dozen.
const MOST_FILES: usize = 1000;
/// The most octets of the texts that all cells share: they are held in memory as a whole.
const MOST_SHARED: u64 = 64 * 1024 * 1024;
/// From here on a number has more digits than a spreadsheet keeps.
const DIGITS_LOST: f64 = 1e15;

/// The rows of an XLSX file, so many at most.
pub(super) fn sheet(octets: &[u8], most: u32) -> Result<Vec<Row>, NoLines> {
    let bounds = Bounds { rows: most, ..Bounds::LIST };
    let mut rows = Vec::new();
    // One text may stand in very many cells: what is copied is bounded as well as what is unpacked.
    let mut left = MOST_UNPACKED;
    let mut fits = true;
    each(octets, bounds, |row| {
        let copied = row.1.iter().map(|text| u64::try_from(text.len()).unwrap_or(u64::MAX)).sum();
        match left.checked_sub(copied) {
            Some(less) => left = less,
            None => fits = false,
        }
        rows.push(row);
        if fits { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    if fits { Ok(rows) } else { Err(NoLines::TooLarge) }
}

/// Reads the rows of an XLSX file one by one, until `take` has enough of them.
pub(super) fn each(
    octets: &[u8],
    bounds: Bounds,
    mut take: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<(), NoLines> {
    let broken = |_: &dyn std::fmt::Display| NoLines::Sheet;
    unpacks_within(octets, bounds.unpacked)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(octets)).map_err(|error| broken(&error))?;
    let first = book.sheet_names().first().cloned().ok_or_else(|| broken(&"no sheet"))?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(|error| broken(&error))?;
    let mut row: Row = (0, Vec::new());
    // One text may stand in very many cells: what a row copies is bounded too.
    let mut left = MOST_UNPACKED;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| broken(&error))? {
        let (at, column) = cell.pos;
        if at >= bounds.rows {
            return Err(NoLines::TooMany { most: bounds.rows });
        }
        let (number, column) = (u64::from(at) + 1, usize::try_from(column).unwrap_or(usize::MAX));
        if column >= bounds.columns {
            continue;
        }
        if row.0 != number {
            let before = std::mem::replace(&mut row, (number, Vec::new()));
            left = MOST_UNPACKED;
            if before.0 != 0 && take(before).is_break() {
                return Ok(());
            }
        }
        row.1.resize(row.1.len().max(column + 1), String::new());
        if let Some(place) = row.1.get_mut(column) {
            *place = match cell.value {
                DataRef::Empty if cell.formula.is_some() => NOT_RECKONED.to_owned(),
                DataRef::Error(_) => NOT_RECKONED.to_owned(),
                value => written(&value),
            };
            let copied = u64::try_from(place.len()).unwrap_or(u64::MAX);
            left = left.checked_sub(copied).ok_or(NoLines::TooLarge)?;
        }
    }
    if row.0 != 0 {
        let _ = take(row);
    }
    Ok(())
}

/// A cell as a person reads it; codes may be kept as numbers. A number of which digits are lost is written as such, so that nobody
/// takes what is left for the whole.
fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() >= DIGITS_LOST => format!("{number:E}"),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) if at.is_datetime() => date(at),
        _ => String::new(),
    }
}

/// The day that a cell shows, without its hour.
fn date(at: &ExcelDateTime) -> String {
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// A small file may unpack to a very large one: it is unpacked once to nowhere, and stopped in time.
fn unpacks_within(octets: &[u8], most: u64) -> Result<(), NoLines> {
    let broken = |_: &dyn std::fmt::Display| NoLines::Sheet;
    let mut archive = zip::ZipArchive::new(Cursor::new(octets)).map_err(|error| broken(&error))?;
    if archive.len() > MOST_FILES {
        return Err(NoLines::TooLarge);
    }
    let mut left = most;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|error| broken(&error))?;
        let name = entry.name().map_err(|error| broken(&error))?.to_ascii_lowercase();
        if name.ends_with("vbaproject.bin") {
            return Err(NoLines::Macros);
        }
        let most = if name.ends_with("sharedstrings.xml") { left.min(MOST_SHARED) } else { left };
        let unpacked = std::io::copy(&mut entry.take(most + 1), &mut std::io::sink());
        let unpacked = unpacked.map_err(|error| broken(&error))?;
        if unpacked > most {
            return Err(NoLines::TooLarge);
        }
        left = left.checked_sub(unpacked).ok_or(NoLines::TooLarge)?;
    }
    Ok(())
}
