//! What does the form say of the worker?

use domain::national_record::NationalField as F;
use domain::text::{Language, Tell};

use super::read::FormOfCase;
use crate::press::paper::{Band, Cell, Row};

/// The rows of the worker.
pub(super) fn band(form: &FormOfCase) -> Band {
    let worker = form.worker();
    let of = |field| form.of(worker, field);
    let known = worker.map(|worker| form.known(worker)).unwrap_or_default();
    let household = &form.desk.household;
    let workplace = household.workplace.as_ref();
    let credit = workplace.and_then(|place| place.credit_code.as_ref()).map(ToString::to_string);
    let number = form.record.as_ref().and_then(|record| record.number.as_ref()).map(ToString::to_string);
    let born = known.citizen_id.as_ref().map(|id| month(id.birth())).unwrap_or_default();
    let card = match (&known.card, &known.account) {
        (Some(card), _) => card.reveal().to_owned(),
        (None, Some(account)) => format!("{} {}", account.bank, account.number.reveal()),
        (None, None) => String::new(),
    };
    let rows = vec![
        Row::of_pairs([("姓名", of(F::Name)), ("性别", of(F::Sex)), ("民族", of(F::Ethnicity))]),
        wide(("身份证号", of(F::CitizenId)), ("出生年月", born)),
        Row::of_pairs([
            ("政治面貌", of(F::PoliticalStatus)),
            ("户口类型", of(F::HouseholdRegistration)),
            ("职工身份", of(F::WorkStatus)),
        ]),
        wide(("工作单位", form.of_household(F::Workplace)), ("信用代码", credit.unwrap_or_default())),
        wide(("联系电话", of(F::Phone)), ("职工类别", household.worker_kind.text(Language::Chinese))),
        wide(("家庭住址", of(F::Address)), ("困难类别", form.of_household(F::HardshipCategory))),
        wide(("主要致困原因", form.of_household(F::MainCause)), ("职工编号", number.unwrap_or_default())),
        Row(vec![Cell::name("会员卡号"), Cell::left(card).over(5)]),
    ];
    Band { name: Some("职工情况".to_owned()), rows }
}

/// A month, as a form writes it.
fn month(day: domain::time::Day) -> String {
    format!("{}年{}月", day.year(), u8::from(day.date().month()))
}

/// A row whose first value is long.
pub(super) fn wide(long: (&str, String), short: (&str, String)) -> Row {
    Row(vec![Cell::name(long.0), Cell::left(long.1).over(3), Cell::name(short.0), Cell::left(short.1)])
}
