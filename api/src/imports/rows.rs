//! Which rows of a file belong together? Those of one 户号, below the headings; a file is read row by row, however long it is.

use std::collections::HashSet;
use std::ops::ControlFlow;

use domain::reasons;

use super::columns::{Column, Field, named};
use super::family::MOST_ROWS as MOST_OF_A_FAMILY;
use crate::cells::{self, Bounds, NoLines, Row};

/// The most rows of a file.
pub(super) const MOST_ROWS: u32 = 100_000;
/// Headings stand within the first rows, below titles.
const HEADINGS_WITHIN: u64 = 20;
/// How much of a file is looked at.
const BOUNDS: Bounds = Bounds { rows: MOST_ROWS + 20, columns: 80, unpacked: 512 * 1024 * 1024 };
/// The headings without which a file is none of families.
const NEEDED: [&str; 3] = ["户号", "姓名", "与职工关系"];

/// A file that has no families.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoFamilies {
    /// Neither a spreadsheet nor text.
    Form,
    /// A spreadsheet that cannot be opened.
    Sheet,
    /// A spreadsheet with a program in it.
    Macros,
    /// Too much.
    TooLarge,
    /// No headings.
    Headings,
    /// Headings that nobody knows.
    Unknown {
        /// Which.
        headings: String,
    },
    /// A heading that stands twice.
    Twice {
        /// Which.
        heading: &'static str,
    },
    /// Nothing below the headings.
    Empty,
}

reasons! {
    NoFamilies {
        Self::Form => "文件既不是XLSX表格,也不是UTF-8、GBK或GB18030编码的CSV,请另存后再发",
            "the file is neither an XLSX spreadsheet nor CSV in UTF-8, GBK or GB 18030; save it as one of them";
        Self::Sheet => "表格无法打开,请重新另存为XLSX后再发", "the spreadsheet cannot be read; save it anew as XLSX";
        Self::Macros => "表格内含宏程序,不予接收;请另存为不含宏的XLSX后再发",
            "the spreadsheet has macros and is not taken; save it as XLSX without them";
        Self::TooLarge => "文件超过{MOST_ROWS}行,或解压后过大,请拆分", "the file has more than {MOST_ROWS} rows, or unpacks to too much; split it";
        Self::Headings => "前{HEADINGS_WITHIN}行内没有户号、姓名和与职工关系的表头;请使用模板(GET /api/v1/imports/template.xlsx)",
            "the first {HEADINGS_WITHIN} rows have no headings 户号, 姓名 and 与职工关系; use the template of GET /api/v1/imports/template.xlsx";
        Self::Unknown { headings } => "不认识的表头:{headings};请改为模板中的名称,或删去该列",
            "headings that the template does not have: {headings}; correct them, or take the columns out";
        Self::Twice { heading } => "表头“{heading}”出现两次,请删去一列", "the heading {heading} stands twice; take one column out";
        Self::Empty => "表头下没有任何数据", "there is nothing below the headings";
    }
}

impl From<NoLines> for NoFamilies {
    fn from(why: NoLines) -> Self {
        match why {
            NoLines::Form => Self::Form,
            NoLines::Sheet => Self::Sheet,
            NoLines::Macros => Self::Macros,
            NoLines::TooLarge | NoLines::TooMany { .. } => Self::TooLarge,
        }
    }
}

/// In which column is what.
pub(crate) struct Headings {
    columns: Vec<(usize, &'static Column)>,
    family: usize,
}

impl Headings {
    /// Those of a row, if it is one of headings.
    fn of(cells: &[String]) -> Result<Option<Self>, NoFamilies> {
        if !NEEDED.iter().all(|needed| cells.iter().any(|cell| cell == needed)) {
            return Ok(None);
        }
        let said = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        let (mut columns, mut unknown) = (Vec::<(usize, &'static Column)>::new(), Vec::new());
        for (at, heading) in said {
            match named(heading) {
                Some(column) if columns.iter().any(|(_, known)| known.heading == column.heading) => {
                    return Err(NoFamilies::Twice { heading: column.heading });
                }
                Some(column) => columns.push((at, column)),
                None => unknown.push(shortened(heading)),
            }
        }
        if !unknown.is_empty() {
            return Err(NoFamilies::Unknown { headings: unknown.join("、") });
        }
        let family = columns.iter().find(|(_, column)| column.field == Field::Family);
        let family = family.map(|(at, _)| *at).ok_or(NoFamilies::Headings)?;
        Ok(Some(Self { columns, family }))
    }

    /// The cells of a row, each under its column.
    pub(super) fn cells<'c>(
        &'c self,
        cells: &'c [String],
    ) -> impl Iterator<Item = (&'static Column, &'c str)> {
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        self.columns.iter().map(move |(at, column)| (*column, cell(*at)))
    }
}

/// What somebody wrote as a heading, as far as it is told: what is long is none, and may be anything.
fn shortened(heading: &str) -> String {
    let digits = heading.chars().filter(char::is_ascii_digit).count();
    if digits > 5 { "(数字)".to_owned() } else { heading.chars().take(12).collect() }
}

/// The rows of a family, each with its number in the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct FamilyRows {
    /// The rows.
    pub(super) rows: Vec<(u32, Vec<String>)>,
    /// Its 户号; empty where it has none.
    pub(super) name: String,
}

/// How many rows of families a file has.
pub(crate) fn count(octets: &[u8]) -> Result<u32, NoFamilies> {
    let mut rows = 0_u32;
    each_family(octets, |_, family| {
        rows = rows.saturating_add(u32::try_from(family.rows.len()).unwrap_or(u32::MAX));
        ControlFlow::Continue(())
    })?;
    if rows == 0 { Err(NoFamilies::Empty) } else { Ok(rows) }
}

/// The 户号 under which rows stand in more than one place of a file.
pub(super) fn apart(octets: &[u8]) -> Result<HashSet<String>, NoFamilies> {
    let (mut seen, mut apart) = (HashSet::new(), HashSet::new());
    each_family(octets, |_, family| {
        if !family.name.is_empty() && !seen.insert(family.name.clone()) {
            let _ = apart.insert(family.name);
        }
        ControlFlow::Continue(())
    })?;
    Ok(apart)
}

/// Reads the families of a file one by one, until `take` has enough of them.
pub(crate) fn each_family(
    octets: &[u8],
    mut take: impl FnMut(&Headings, FamilyRows) -> ControlFlow<()>,
) -> Result<(), NoFamilies> {
    let mut headings: Option<Headings> = None;
    let mut family = FamilyRows::default();
    let mut wrong = None;
    let mut stopped = false;
    cells::each(octets, BOUNDS, |(number, cells): Row| {
        let Some(known) = &headings else {
            match Headings::of(&cells) {
                Ok(found) => headings = found,
                Err(why) => wrong = Some(why),
            }
            let given_up = wrong.is_some() || (headings.is_none() && number >= HEADINGS_WITHIN);
            return if given_up { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return ControlFlow::Continue(());
        }
        let said = cells.get(known.family).map_or("", |cell| cell.trim());
        if !family.rows.is_empty() && !said.is_empty() && said != family.name {
            let before = std::mem::take(&mut family);
            if take(known, before).is_break() {
                stopped = true;
                return ControlFlow::Break(());
            }
        }
        if family.rows.is_empty() {
            said.clone_into(&mut family.name);
        }
        // One row more than a family has tells that there are too many; what is beyond is only counted.
        let row = u32::try_from(number).unwrap_or(u32::MAX);
        let cells = if family.rows.len() > MOST_OF_A_FAMILY { Vec::new() } else { cells };
        family.rows.push((row, cells));
        ControlFlow::Continue(())
    })?;
    if let Some(why) = wrong {
        return Err(why);
    }
    let headings = headings.ok_or(NoFamilies::Headings)?;
    if !stopped && !family.rows.is_empty() {
        let _ = take(&headings, family);
    }
    Ok(())
}
