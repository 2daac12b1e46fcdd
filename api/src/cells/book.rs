//! How is a spreadsheet written? Sheets of typed cells; a text is a text whatever it begins with, so nothing in it is ever reckoned.

use domain::money::yuan;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::problem::{Code, Problem};

/// The media type.
pub(crate) const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// A text; an empty one is an empty cell.
    Text(String),
    /// A sum in fen, shown and added up in yuan.
    Yuan(i64),
    /// A number of things.
    Count(u32),
}

/// A sheet.
pub(crate) struct Sheet {
    /// Its name.
    pub(crate) name: String,
    /// Lines above the headings.
    pub(crate) title: Vec<String>,
    /// The headings, each with how many characters its column is wide.
    pub(crate) columns: Vec<(String, u16)>,
    /// The rows.
    pub(crate) rows: Vec<Vec<Written>>,
    /// Lines below the rows.
    pub(crate) foot: Vec<String>,
}

impl Written {
    /// A text that may not be known.
    pub(crate) fn maybe(text: Option<String>) -> Self {
        Self::Text(text.unwrap_or_default())
    }

    /// The same as it is read on paper.
    pub(crate) fn read(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Yuan(fen) => yuan(*fen),
            Self::Count(count) => count.to_string(),
        }
    }
}

/// The octets of a spreadsheet.
pub(crate) fn book(sheets: &[Sheet]) -> Result<Vec<u8>, Problem> {
    written(sheets).map_err(|error| {
        tracing::error!(%error, "a spreadsheet cannot be written");
        Problem::new(Code::Internal)
    })
}

fn written(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Center);
    let money = Format::new().set_num_format("0.00");
    for of in sheets {
        let sheet: &mut Worksheet = book.add_worksheet();
        sheet.set_name(&of.name)?;
        let mut row = 0;
        for line in &of.title {
            sheet.write_string_with_format(row, 0, line, &bold)?;
            row += 1;
        }
        for (column, (text, width)) in (0..).zip(&of.columns) {
            sheet.write_string_with_format(row, column, text, &heading)?;
            sheet.set_column_width(column, *width)?;
        }
        row += 1;
        sheet.set_freeze_panes(row, 0)?;
        for cells in &of.rows {
            for (column, cell) in (0..).zip(cells) {
                let _ = match cell {
                    Written::Text(text) if text.is_empty() => continue,
                    Written::Text(text) => sheet.write_string(row, column, text)?,
                    Written::Yuan(fen) => {
                        sheet.write_number_with_format(row, column, number(*fen), &money)?
                    }
                    Written::Count(count) => sheet.write_number(row, column, *count)?,
                };
            }
            row += 1;
        }
        for line in &of.foot {
            sheet.write_string(row, 0, line)?;
            row += 1;
        }
    }
    book.save_to_buffer()
}

/// A sum in yuan, as the file keeps a number: the nearest to the decimal one, which is what every office program shows.
fn number(fen: i64) -> f64 {
    yuan(fen).parse().unwrap_or_default()
}
