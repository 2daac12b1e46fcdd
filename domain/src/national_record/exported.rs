//! What stands in a list that the national system gave out? A family a row, known by its number, under that system's headings (N17).

use std::collections::BTreeMap;

use super::difference::NationalField;
use super::form::ORDER;
use super::number::{NationalNumber, NotNationalNumber};
use crate::citizen_id::CitizenId;
use crate::name::Line;
use crate::sensitive::half_width;
use crate::text::{Tell, reasons};

use NationalField as F;

/// The heading of the family's number.
pub const NUMBER: &str = "职工编号";

/// Other headings under which the system, by its versions, has the same.
const OTHERWISE: [(&str, NationalField); 12] = [
    ("职工姓名", F::Name),
    ("身份证号码", F::CitizenId),
    ("手机号码", F::Phone),
    ("联系方式", F::Phone),
    ("手机号", F::Phone),
    ("住址", F::Address),
    ("单位名称", F::Workplace),
    ("家庭人口", F::Members),
    ("残疾类别和等级", F::Disability),
    ("致困原因", F::MainCause),
    ("职工身份", F::WorkStatus),
    ("户籍类型", F::HouseholdRegistration),
];

/// Headings stand within the first rows, below titles.
const HEADINGS_WITHIN: usize = 20;

/// A row of cells, and its number in the file, from 1.
pub type ExportedRow = (u64, Vec<String>);

/// A family of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedFamily {
    /// Its row in the file.
    pub row: u64,
    /// Its number.
    pub number: NationalNumber,
    /// The worker's citizen id, where the list has one that is none but in form.
    pub citizen_id: Option<CitizenId>,
    /// What stands in its cells, of the fields that the list has; empty cells too.
    pub theirs: BTreeMap<NationalField, Option<Line>>,
}

/// Why rows are no such list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotExported {
    /// No row has the headings.
    Headings,
    /// These rows cannot be read.
    Rows(Vec<(u64, ExportedFlaw)>),
}

/// Why a row cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportedFlaw {
    /// It has no number of the system's.
    Number(NotNationalNumber),
    /// A row above has the same number.
    Twice {
        /// Which.
        row: u64,
    },
    /// A cell is too long, or has characters that nobody sees.
    Cell {
        /// Which.
        field: NationalField,
    },
}

reasons! {
    ExportedFlaw {
        Self::Number(NotNationalNumber::Form) => "本行没有职工编号或编号有误,请补上", "the row has no number of the national system, or one that is none; write it";
        Self::Number(why) => "{why:#}", "{why}";
        Self::Twice { row } => "职工编号已在第{row}行出现,请只保留一行", "row {row} has the same number; leave one out";
        Self::Cell { field } => "“{field:#}”过长或含有看不见的字符,请更正", "{field} is too long, or has characters that show nothing; correct it";
    }
}

/// The families of a list, with those of its columns that both sides hold.
///
/// # Errors
/// [`NotExported`]: no headings, or each row that cannot be read.
pub fn exported(rows: &[ExportedRow]) -> Result<Vec<ExportedFamily>, NotExported> {
    let mut rows = rows.iter();
    let columns = rows.by_ref().take(HEADINGS_WITHIN).find_map(|(_, cells)| Columns::of(cells));
    let columns = columns.ok_or(NotExported::Headings)?;
    let mut above: BTreeMap<NationalNumber, u64> = BTreeMap::new();
    let (mut families, mut flaws) = (Vec::new(), Vec::new());
    for (row, cells) in rows.filter(|(_, cells)| !is_no_family(cells)) {
        match columns.family(*row, cells) {
            Err(flaw) => flaws.push((*row, flaw)),
            Ok(family) => match above.insert(family.number.clone(), *row) {
                Some(row_above) => flaws.push((*row, ExportedFlaw::Twice { row: row_above })),
                None => families.push(family),
            },
        }
    }
    if flaws.is_empty() { Ok(families) } else { Err(NotExported::Rows(flaws)) }
}

/// Whether a row is empty, or says how many stand above.
fn is_no_family(cells: &[String]) -> bool {
    let mut written = cells.iter().filter(|cell| !cell.is_empty());
    written.next().is_none_or(|first| first.starts_with("合计") || first.starts_with("总计"))
}

/// In which column is what.
struct Columns {
    number: usize,
    fields: Vec<(usize, NationalField)>,
}

impl Columns {
    /// Those of a row of headings, which has the number and whom it is of.
    fn of(cells: &[String]) -> Option<Self> {
        let number = cells.iter().position(|cell| plain(cell) == NUMBER)?;
        let mut fields: Vec<(usize, NationalField)> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            if let Some(field) = headed(&plain(cell))
                && !fields.iter().any(|(_, known)| *known == field)
            {
                fields.push((at, field));
            }
        }
        let whose = |field: &NationalField| matches!(field, F::Name | F::CitizenId);
        fields.iter().any(|(_, field)| whose(field)).then_some(Self { number, fields })
    }

    fn family(&self, row: u64, cells: &[String]) -> Result<ExportedFamily, ExportedFlaw> {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str).trim();
        let number = half_width(cell(self.number)).parse().map_err(ExportedFlaw::Number)?;
        let mut theirs = BTreeMap::new();
        for &(at, field) in &self.fields {
            let said = match cell(at) {
                "" => None,
                text => Some(text.parse::<Line>().map_err(|_| ExportedFlaw::Cell { field })?),
            };
            let _ = theirs.insert(field, said);
        }
        let citizen_id = theirs.get(&F::CitizenId).cloned().flatten();
        let citizen_id = citizen_id.and_then(|said| said.as_str().parse().ok());
        Ok(ExportedFamily { row, number, citizen_id, theirs })
    }
}

fn headed(heading: &str) -> Option<NationalField> {
    let named = ORDER.into_iter().find(|field| field.text(crate::text::Language::Chinese) == heading);
    let otherwise = || OTHERWISE.iter().find(|(other, _)| *other == heading);
    named.or_else(|| otherwise().map(|(_, field)| *field))
}

/// A heading without blanks, and the star of what must be filled in.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| !c.is_whitespace() && *c != '*').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<ExportedRow> {
        (1..).zip(lines).map(|(row, line)| (row, line.split(',').map(str::to_owned).collect())).collect()
    }

    #[test]
    fn families_stand_below_titles_under_whichever_heading() {
        let list = rows(&[
            "困难职工名单",
            "序号,职工编号 *,职工姓名,身份证号码,民 族",
            "1,NX1,丁建华,640104197405121014,回族",
            ",,,,",
            "合计,1户",
        ]);
        let families = exported(&list).unwrap();
        assert_eq!(families.len(), 1);
        assert_eq!((families[0].row, families[0].number.as_str()), (3, "NX1"));
        assert!(families[0].citizen_id.is_some());
        let fields: Vec<_> = families[0].theirs.keys().copied().collect();
        assert_eq!(fields, [F::Name, F::CitizenId, F::Ethnicity]);
    }

    #[test]
    fn each_row_that_cannot_be_read_is_named() {
        let long = "长".repeat(201);
        let list = rows(&[
            "职工编号,姓名,家庭住址",
            "NX1,甲,",
            ",乙,",
            "NX1,丙,",
            &format!("NX2,丁,{long}"),
            "640104197405121014,戊,",
        ]);
        assert_eq!(
            exported(&list),
            Err(NotExported::Rows(vec![
                (3, ExportedFlaw::Number(NotNationalNumber::Form)),
                (4, ExportedFlaw::Twice { row: 2 }),
                (5, ExportedFlaw::Cell { field: F::Address }),
                (6, ExportedFlaw::Number(NotNationalNumber::CitizenId)),
            ]))
        );
        assert_eq!(exported(&rows(&["姓名,身份证号", "甲,1"])), Err(NotExported::Headings));
        assert_eq!(exported(&[]), Err(NotExported::Headings));
    }
}
