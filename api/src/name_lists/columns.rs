//! Which columns has the list, in which order? Each once, for spreadsheet and paper alike (附件4).

use domain::eligibility::figures::People;
use domain::eligibility::finding::RuleId;
use domain::eligibility::measure::{IncomeMeasure, Measure};
use domain::eligibility::tier::Tier;
use domain::money::Money;
use domain::national_record::NationalField as F;
use domain::text::{Language, Tell};

use super::aided::{Aided, NameList};
use crate::cells::book::Written;

/// A column.
pub(super) struct Column {
    /// What it is called.
    pub(super) heading: &'static str,
    /// How wide it is on paper, in proportion to the others; 0 where it stands in the spreadsheet alone.
    pub(super) width: u16,
    /// What stands in it.
    pub(super) of: fn(&Aided, &NameList) -> Written,
}

/// What everybody may see: no identifiers, no school, no means.
pub(super) const PUBLIC: [Column; 6] = [
    Column { heading: "申报单位", width: 34, of: |row, _| text(row.taker.name.as_str()) },
    Column { heading: "职工姓名", width: 16, of: |row, _| Written::Text(row.case.worker_name.starred()) },
    Column { heading: "子女", width: 10, of: |row, list| Written::Text(row.of_student(F::Sex, list)) },
    Column { heading: "院校所在地", width: 14, of: |row, _| told(tier(row).map(|tier| tier.place)) },
    Column { heading: "类别", width: 14, of: |row, _| told(tier(row).map(|tier| tier.cohort)) },
    Column {
        heading: "救助金额(元)", width: 16, of: |row, _| Written::Yuan(row.award.amount_fen.as_fen())
    },
];

/// What the files have.
pub(super) const INTERNAL: [Column; 30] = [
    Column { heading: "申报单位", width: 22, of: |row, _| text(row.taker.name.as_str()) },
    Column {
        heading: "职工姓名", width: 14, of: |row, list| Written::Text(row.of_worker(F::Name, list))
    },
    Column { heading: "性别", width: 0, of: |row, list| Written::Text(row.of_worker(F::Sex, list)) },
    Column { heading: "民族", width: 0, of: |row, list| Written::Text(row.of_worker(F::Ethnicity, list)) },
    Column {
        heading: "身份证号",
        width: 30,
        of: |row, list| Written::Text(row.of_worker(F::CitizenId, list)),
    },
    Column {
        heading: "职工编号",
        width: 0,
        of: |row, _| Written::maybe(row.number.as_ref().map(ToString::to_string)),
    },
    Column { heading: "工作单位", width: 0, of: |row, list| of_household(row, F::Workplace, list) },
    Column { heading: "职工类型", width: 15, of: |row, _| told(Some(row.household.worker_kind)) },
    Column {
        heading: "困难类别", width: 15, of: |row, list| of_household(row, F::HardshipCategory, list)
    },
    Column { heading: "致困原因", width: 0, of: |row, list| of_household(row, F::MainCause, list) },
    Column { heading: "家庭人口", width: 0, of: |row, _| count(people(row)) },
    Column {
        heading: "家庭年收入(元)", width: 0, of: |row, _| sum(row, |of| of.income.map(Money::as_fen))
    },
    Column {
        heading: "年度学费(元)", width: 0, of: |row, _| sum(row, |of| of.tuition.map(Money::as_fen))
    },
    Column { heading: "人均月收入(元)", width: 0, of: |row, _| sum(row, by_head) },
    Column {
        heading: "学生姓名", width: 14, of: |row, list| Written::Text(row.of_student(F::Name, list))
    },
    Column { heading: "学生性别", width: 0, of: |row, list| Written::Text(row.of_student(F::Sex, list)) },
    Column {
        heading: "学生身份证号",
        width: 30,
        of: |row, list| Written::Text(row.of_student(F::CitizenId, list)),
    },
    Column {
        heading: "与职工关系",
        width: 0,
        of: |row, list| Written::Text(row.of_student(F::Relation, list)),
    },
    Column {
        heading: "院校",
        width: 24,
        of: |row, _| Written::maybe(row.school.as_ref().map(|school| school.name.as_str().to_owned())),
    },
    Column { heading: "所在地", width: 10, of: |row, _| told(tier(row).map(|tier| tier.place)) },
    Column {
        heading: "专业",
        width: 0,
        of: |row, _| Written::maybe(row.case.enrolment.major.as_ref().map(|major| major.as_str().to_owned())),
    },
    Column { heading: "层次", width: 0, of: |row, _| told(row.case.enrolment.level) },
    Column {
        heading: "学制(年)",
        width: 0,
        of: |row, _| Written::maybe(row.case.enrolment.years.map(|years| years.get().to_string())),
    },
    Column {
        heading: "录取年份",
        width: 0,
        of: |row, _| Written::maybe(row.case.enrolment.admission_year.map(|year| year.get().to_string())),
    },
    Column { heading: "类别", width: 14, of: |row, _| told(tier(row).map(|tier| tier.cohort)) },
    Column {
        heading: "救助金额(元)", width: 15, of: |row, _| Written::Yuan(row.award.amount_fen.as_fen())
    },
    Column { heading: "会员卡号", width: 36, of: |row, _| Written::Text(row.card()) },
    Column {
        heading: "发放日期",
        width: 17,
        of: |row, _| Written::maybe(row.paid_on.map(|day| day.to_string())),
    },
    Column {
        heading: "联系电话", width: 20, of: |row, list| Written::Text(row.of_worker(F::Phone, list))
    },
    Column { heading: "申请编号", width: 0, of: |row, _| text(&row.case.number) },
];

fn text(text: &str) -> Written {
    Written::Text(text.to_owned())
}

fn told(of: Option<impl Tell>) -> Written {
    Written::maybe(of.map(|of| of.text(Language::Chinese)))
}

fn of_household(row: &Aided, field: F, list: &NameList) -> Written {
    Written::maybe(field.of_household(&row.household, &list.labels.on(list.today)))
}

/// What the amount was decided for.
fn tier(row: &Aided) -> Option<Tier> {
    row.case.frozen.as_ref()?.assessment.tier
}

/// The income line that the case was decided by.
fn measure(row: &Aided) -> Option<&IncomeMeasure> {
    let findings = &row.case.frozen.as_ref()?.assessment.findings;
    match &findings.iter().find(|finding| finding.rule == RuleId::IncomeLine)?.measure {
        Measure::IncomeLine(measure) => Some(measure),
        _ => None,
    }
}

fn people(row: &Aided) -> Option<u8> {
    measure(row)?.people.map(People::get)
}

fn count(of: Option<u8>) -> Written {
    of.map_or(Written::Text(String::new()), |count| Written::Count(count.into()))
}

fn sum(row: &Aided, of: impl Fn(&IncomeMeasure) -> Option<i64>) -> Written {
    measure(row).and_then(of).map_or(Written::Text(String::new()), Written::Yuan)
}

/// The left side of the line by head and month, to the nearest fen: to be looked at, for the line itself is held against the whole.
fn by_head(measure: &IncomeMeasure) -> Option<i64> {
    let parts = i64::from(measure.people?.get()).checked_mul(measure.months)?;
    let doubled = measure.left_fen?.checked_mul(2)?.checked_add(parts)?;
    doubled.checked_div_euclid(parts.checked_mul(2)?)
}
