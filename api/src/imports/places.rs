//! Where in the file does a field of a form stand, and what is wrong there?

use std::collections::BTreeMap;

use domain::job::LineFault;
use domain::reasons;
use domain::text::{Language, Tell};

use super::family::MOST_ROWS;

/// Why rows are no family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotFamily {
    /// None of them is the worker's.
    NoWorker,
    /// Two of them are the worker's.
    TwoWorkers,
    /// The worker's has no citizen id.
    WorkerUnknown,
    /// Incomes are told, and none of the worker's.
    WorkersIncome,
    /// Two members take the money.
    TwoTakers,
    /// A field of the household stands in another's row.
    NotWorkersRow,
    /// Something of the enrolment, and no application.
    NotApplied,
    /// More rows than a household has members.
    TooMany,
    /// Its first row does not say which family it is.
    Nameless,
    /// Its rows do not stand together.
    Apart,
    /// A day without a sum.
    NoSum,
    /// A sum without its day.
    NoDay,
}

reasons! {
    NotFamily {
        Self::NoWorker => "每户须有一行职工本人,与职工关系填“本人”或“户主”", "a family has one row of the worker, whose relation is 本人 or 户主";
        Self::TwoWorkers => "每户只有一行职工本人,请更正与职工关系,或分成两户", "a family has one row of the worker: correct the relation, or make two families of it";
        Self::WorkerUnknown => "职工本人须填身份证号,否则再次导入时无法识别;确无身份证号的请单独建档", "the worker's citizen id is needed, for by it the family is known when it comes again; enter a family without it by itself";
        Self::WorkersIncome => "填写了家人的收入而没有职工本人的,请填写,没有的填0", "incomes of the family are told, and none of the worker's: write them, 0 where there is none";
        Self::TwoTakers => "每户只有一名领款人,请只在一行填“是”", "one member takes the money: write 是 in one row";
        Self::NotWorkersRow => "此列填在职工本人一行", "this column is filled in in the worker's row";
        Self::NotApplied => "填写了就学情况而“申请救助”不是“是”;要申请的请填“是”,否则请清空", "an enrolment is told and 申请救助 is not 是: write 是 to apply, or empty the cell";
        Self::TooMany => "每户最多{MOST_ROWS}行", "a family has at most {MOST_ROWS} rows";
        Self::Nameless => "首行须填户号", "the first row of a family needs its 户号";
        Self::Apart => "同一户号的行须相连,请移到一起,或另取户号", "the rows of one 户号 stand together: move them together, or give it another 户号";
        Self::NoSum => "填写了日期而没有金额", "a day without a sum";
        Self::NoDay => "金额须有到账日期", "a sum needs its day";
    }
}

/// Where the fields of a form stand in the file, by their pointers: the row, and the heading of the column.
pub(super) type Places = BTreeMap<String, (u32, &'static str)>;

/// A fault at a place of the file.
pub(super) fn fault(row: u32, column: Option<&str>, said: &impl Tell) -> LineFault {
    let told = said.tell();
    let [reason, reason_en] =
        [Language::Chinese, Language::English].map(|language| told.text(language).to_owned());
    LineFault { row, column: column.map(str::to_owned), reason, reason_en }
}

/// Where the field of a pointer stands, or what is around it.
pub(super) fn find(places: &Places, pointer: &str) -> Option<(u32, Option<&'static str>)> {
    let mut pointer = pointer;
    loop {
        if let Some((row, heading)) = places.get(pointer) {
            return Some((*row, Some(heading)));
        }
        let beginning = format!("{pointer}/");
        if let Some((_, (row, _))) = places.iter().find(|(known, _)| known.starts_with(&beginning)) {
            return Some((*row, None));
        }
        pointer = &pointer[..pointer.rfind('/').filter(|at| *at > 0)?];
    }
}
