//! Is the family poor enough? The income line of N03, in whole fen, without a division.

use super::{Case, Pupil, Reading, student};
use crate::edition::aid::{Addend, Comparator};
use crate::eligibility::finding::{Evidence, Verdict};
use crate::eligibility::measure::{IncomeMeasure, Measure, Readings, Share, SideReading};
use crate::eligibility::tier::Tier;
use crate::money::Money;

/// N03: income less tuition, with union student aid, is below the line by head and month.
///
/// In the form `I - T + A < line x months x N` nothing is rounded. The sums stay far inside 64 bits:
/// the right side is at most 10^10 x 3,600 x 99, the left at most 10^10 for each student and figure.
pub(super) fn income_line(case: Case<'_>) -> Reading {
    let (household, aid) = (&case.facts.household, case.aid);
    let shares = shares(case);
    let awarded = sum(&shares);
    let received = household.union_aid_received.unwrap_or(Money::ZERO);
    let months = aid.months.count();
    let net = household.income.zip(household.tuition).map(|(i, t)| i.as_fen() - t.as_fen());
    let right = household
        .people
        .map(|people| aid.line_fen.as_fen().saturating_mul(months).saturating_mul(i64::from(people.get())));
    let side = |addend: Option<i64>| {
        let left = net.zip(addend).map(|(net, addend)| net.saturating_add(addend));
        let within = left.zip(right).map(|(left, right)| match *aid.comparator {
            Comparator::Below => left < right,
            Comparator::AtMost => left <= right,
        });
        SideReading { left_fen: left, within }
    };
    let readings =
        Readings { awarded: side(awarded), received: side(Some(received.as_fen())), none: side(Some(0)) };
    let deciding = match *aid.addend {
        Addend::Awarded => readings.awarded,
        Addend::Received => readings.received,
        Addend::None => readings.none,
    };
    // Whichever reading decides, the line is not answered while one of the three is open:
    // otherwise a dispute would come to light only after the decision.
    let answered = readings.awarded.within.and(readings.received.within).and(readings.none.within);
    let verdict = match answered.and(deciding.within) {
        None => Verdict::Unknown,
        Some(true) => Verdict::Met,
        Some(false) => Verdict::NotMet,
    };
    let disputed = answered.is_some()
        && (readings.none.within != readings.awarded.within
            || readings.received.within != readings.awarded.within);
    let needs = if verdict == Verdict::Unknown { needs(case, &shares) } else { Vec::new() };
    let measure = IncomeMeasure {
        income: household.income,
        tuition: household.tuition,
        shares,
        awarded_fen: awarded,
        received,
        people: household.people,
        months,
        line: *aid.line_fen,
        comparator: *aid.comparator,
        addend: *aid.addend,
        left_fen: deciding.left_fen,
        right_fen: right,
        readings,
        disputed,
    };
    Reading { measure: Measure::IncomeLine(Box::new(measure)), verdict, needs }
}

/// The tier amounts of the household's students: this one's always, a sibling's when it counts.
fn shares(case: Case<'_>) -> Vec<Share> {
    let of = |pupil: Pupil<'_>, counts| {
        let tier = Tier::of(pupil.student, pupil.aid, pupil.campaign_year);
        Share { counts, tier, amount_fen: tier.map(|tier| pupil.aid.amount(tier)) }
    };
    let mut shares = Vec::with_capacity(1 + case.facts.siblings.len());
    shares.push(of(case.pupil(), true));
    shares.extend(case.facts.siblings.iter().map(|one| of(case.of(one), student::counts(case.of(one)))));
    shares
}

/// A: none while a share that counts is not known.
fn sum(shares: &[Share]) -> Option<i64> {
    shares
        .iter()
        .filter(|share| share.counts)
        .try_fold(0_i64, |sum, share| Some(sum.saturating_add(share.amount_fen?.as_fen())))
}

/// What is lacking for the line to be held.
fn needs(case: Case<'_>, shares: &[Share]) -> Vec<Evidence> {
    let household = &case.facts.household;
    let student = &case.facts.student;
    let open = || {
        let counted = shares.iter().skip(1).zip(&case.facts.siblings);
        counted.filter(|(share, _)| share.counts && share.tier.is_none()).map(|(_, sibling)| sibling)
    };
    let province = |student: &super::Student| student.school.and_then(|school| school.province);
    [
        (household.people.is_none(), Evidence::People),
        (household.income.is_none(), Evidence::Income),
        (household.tuition.is_none(), Evidence::Tuition),
        (student.admission_year.is_none(), Evidence::AdmissionYear),
        (province(student).is_none(), Evidence::SchoolProvince),
        (open().any(|one| one.admission_year.is_none()), Evidence::SiblingAdmissionYear),
        (open().any(|one| province(one).is_none()), Evidence::SiblingSchoolProvince),
    ]
    .into_iter()
    .filter_map(|(lacking, evidence)| lacking.then_some(evidence))
    .collect()
}
