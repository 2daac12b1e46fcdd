//! What does the form say of the household, and how is its income held against the line? (N03)

use domain::dossier::Member;
use domain::eligibility::finding::RuleId;
use domain::eligibility::measure::{IncomeMeasure, Measure};
use domain::money::{Money, yuan};
use domain::month::{MonthSpan, Overlap};
use domain::national_record::NationalField as F;
use domain::text::Language;

use super::read::FormOfCase;
use crate::press::paper::{Band, Cell, Row};

/// The rows of the members: no identifiers of those who neither work for the family nor study.
pub(super) fn members(form: &FormOfCase) -> Band {
    let head = Row::of_names(["姓名", "学校或就业状况", "年龄", "与职工关系", "健康状况", "全年收入(元)"]);
    let rows = form.desk.household.members.iter().map(|member| of_member(form, member));
    Band { name: Some("家庭成员".to_owned()), rows: [head].into_iter().chain(rows).collect() }
}

fn of_member(form: &FormOfCase, member: &Member) -> Row {
    let of = |field| form.of(Some(member), field);
    let school = member.education.as_ref().and_then(|education| education.school_name.as_ref());
    let does = school.map_or_else(|| of(F::WorkStatus), |name| name.as_str().to_owned());
    let age = form.known(member).citizen_id.and_then(|id| id.age_on(form.today));
    let incomes = form.desk.household.incomes.as_ref();
    let months = &form.desk.edition.content.aid.months;
    let months = MonthSpan { from: months.from(), to: months.to() };
    let earned = incomes.and_then(|rows| {
        let own = rows
            .iter()
            .filter(|row| row.member == member.number && row.months.within(months) == Overlap::Inside);
        own.map(|row| row.amount_fen).collect::<Option<Vec<_>>>()
    });
    let cells = [
        of(F::Name),
        does,
        age.map(|age| age.to_string()).unwrap_or_default(),
        of(F::Relation),
        of(F::Health),
        earned.map(|sums| yuan(Money::total(sums))).unwrap_or_default(),
    ];
    Row::of_texts(cells)
}

/// The rows of the income line, as the case was decided, or comes to today.
pub(super) fn income(form: &FormOfCase) -> Band {
    let assessment = form.desk.assessment();
    let finding = assessment.findings.iter().find(|finding| finding.rule == RuleId::IncomeLine);
    let measure = finding.and_then(|finding| match &finding.measure {
        Measure::IncomeLine(measure) => Some(measure.as_ref()),
        _ => None,
    });
    let said = finding.map(|finding| finding.view(Language::Chinese).text).unwrap_or_default();
    let of = |value: fn(&IncomeMeasure) -> Option<i64>| measure.and_then(value).map(yuan).unwrap_or_default();
    let people = measure.and_then(|measure| measure.people).map(|people| format!("{}人", people.get()));
    let line = measure.map(|measure| yuan(measure.line.as_fen())).unwrap_or_default();
    let rows = vec![
        Row::of_pairs([
            ("总收入(元)", of(|measure| measure.income.map(Money::as_fen))),
            ("学费(元)", of(|measure| measure.tuition.map(Money::as_fen))),
            ("助学金(元)", of(|measure| measure.awarded_fen)),
        ]),
        Row(vec![
            Cell::name("共同生活"),
            Cell::left(people.unwrap_or_default()),
            Cell::name("人均标准"),
            Cell::left(line),
            Cell::name("金额(元)"),
            Cell::left(assessment.amount.map(|sum| yuan(sum.as_fen())).unwrap_or_default()),
        ]),
        Row(vec![Cell::name("测算"), Cell::left(said).over(5)]),
    ];
    Band { name: Some("收入测算".to_owned()), rows }
}
