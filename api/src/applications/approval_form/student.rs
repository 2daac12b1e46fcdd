//! What does the form say of the student, of the school, and of how they came there?

use domain::eligibility::tier::{Cohort, Place};
use domain::money::{Money, yuan};
use domain::national_record::NationalField as F;
use domain::text::{Language, Tell};
use strum::VariantArray;

use super::read::FormOfCase;
use super::worker::wide;
use crate::press::paper::{Band, Row};

/// The rows of the student.
pub(super) fn band(form: &FormOfCase) -> Band {
    let student = form.student();
    let of = |field| form.of(student, field);
    let enrolment = &form.desk.record.enrolment;
    let tier = form.desk.assessment().tier;
    let school = form.school.as_ref();
    let name = school.map(|school| school.name.as_str().to_owned()).unwrap_or_default();
    let code = enrolment.school.as_ref().map(|key| key.as_str().to_owned()).unwrap_or_default();
    let batch = enrolment.batch.map(|batch| batch.text(Language::Chinese)).unwrap_or_default();
    let level = enrolment.level.map(|level| level.text(Language::Chinese)).unwrap_or_default();
    let years = enrolment.years.map(|years| format!("{}年", years.get())).unwrap_or_default();
    let admitted = enrolment.admission_year.map(|year| format!("{}年", year.get())).unwrap_or_default();
    let major = enrolment.major.as_ref().map(|major| major.as_str().to_owned()).unwrap_or_default();
    let rows = vec![
        Row::of_pairs([("姓名", of(F::Name)), ("性别", of(F::Sex)), ("与职工关系", of(F::Relation))]),
        wide(("身份证号", of(F::CitizenId)), ("民族", of(F::Ethnicity))),
        wide(("就读院校", name), ("院校代码", code)),
        Row::of_pairs([
            ("院校所在地", boxes(Place::VARIANTS, tier.map(|tier| tier.place))),
            ("录取批次", batch),
            ("层次", level),
        ]),
        Row::of_pairs([("专业", major), ("学制", years), ("入学年份", admitted)]),
        wide(("类别", boxes(Cohort::VARIANTS, tier.map(|tier| tier.cohort))), ("学费(元)", tuition(form))),
    ];
    let known = student.map(|student| form.known(student)).unwrap_or_default();
    let account = known.account.map(|account| format!("{} {}", account.bank, account.number.reveal()));
    let account = known.card.map(|card| card.reveal().to_owned()).or(account).unwrap_or_default();
    let rows = rows.into_iter().chain([wide(("卡号或账号", account), ("联系电话", of(F::Phone)))]).collect();
    Band { name: Some("学生情况".to_owned()), rows }
}

/// What may be chosen, with what is chosen filled.
fn boxes<T: Copy + PartialEq + Tell>(all: &[T], chosen: Option<T>) -> String {
    let each = all.iter().map(|one| {
        let mark = if chosen == Some(*one) { '■' } else { '□' };
        format!("{mark}{}", one.text(Language::Chinese))
    });
    each.collect::<Vec<_>>().join(" ")
}

/// The student's own tuition of the school year that begins.
fn tuition(form: &FormOfCase) -> String {
    let year = *form.desk.edition.content.aid.school_year;
    let number = form.student().map(|student| student.number);
    let rows = form.desk.household.tuition.iter().flatten();
    let own = rows.filter(|row| Some(row.member) == number && row.school_year == year);
    let sums: Option<Vec<_>> = own.map(|row| row.amount_fen).collect();
    sums.filter(|sums| !sums.is_empty()).map(|sums| yuan(Money::total(sums))).unwrap_or_default()
}
