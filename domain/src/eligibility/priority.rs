//! Who comes first where money or time is short? Ordered keys as data, compared exactly (N05).

use core::fmt::Write as _;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::Facts;
use super::tier::Cohort;
use crate::edition::Aid;
use crate::words::named;

named! {
    /// What families are ordered by.
    PriorityKey {
        /// Students admitted in the campaign's year come first.
        NewEntrant
        /// Then the harder category of hardship.
        Hardship
        /// Then the smaller (I - T) / N.
        NetIncomePerPerson
        /// Then the larger T / I.
        TuitionShare
        /// Then more students in college.
        StudentsInCollege
    }
}

/// Why a family stands where it stands: one key and its exact value, a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorityReason {
    /// The key.
    pub key: PriorityKey,
    /// The fraction's numerator; `null` while it is not known, which comes last.
    pub numerator: Option<i64>,
    /// The fraction's denominator, at least 0 and at most 10^10; over 0, more than any other value.
    pub denominator: i64,
}

/// Where a family stands, by the edition's keys in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Priority(pub Vec<PriorityReason>);

/// 10^20. Two different fractions whose denominators are at most 10^10 differ by at least 10^-20, so
/// their floors at this scale differ too, and in the same direction; equal ones have equal floors.
const SCALE: i128 = 100_000_000_000_000_000_000;
/// Above every scaled value: those are at most 10^10 x 10^20.
const BEYOND: i128 = 100_000_000_000 * SCALE;

impl PriorityReason {
    /// A whole number that is smaller for who comes first; positive, below 2^127.
    fn rank(&self) -> i128 {
        let Some(numerator) = self.numerator else { return 3 * BEYOND };
        let value = i128::from(numerator);
        let scaled = match (value, i128::from(self.denominator)) {
            (0, _) => 0,
            (_, 0) => BEYOND,
            (value, denominator) => (value * SCALE).div_euclid(denominator),
        };
        let ascending = match self.key {
            PriorityKey::NetIncomePerPerson | PriorityKey::Hardship => scaled,
            PriorityKey::NewEntrant | PriorityKey::TuitionShare | PriorityKey::StudentsInCollege => -scaled,
        };
        ascending + BEYOND
    }
}

impl Priority {
    /// The keys' values of a family.
    pub(super) fn of(facts: &Facts, aid: &Aid, campaign_year: i32) -> Self {
        let reason = |key: &PriorityKey| {
            let (numerator, denominator) = value(*key, facts, campaign_year);
            PriorityReason { key: *key, numerator, denominator }
        };
        Self(aid.priority.iter().map(reason).collect())
    }

    /// One text to sort by: families whose text is smaller come first. 32 hexadecimal digits a key.
    pub fn sort_key(&self) -> String {
        let mut text = String::with_capacity(self.0.len() * 32);
        for reason in &self.0 {
            // Writing to a text cannot fail.
            let _ = write!(text, "{:032x}", reason.rank());
        }
        text
    }
}

fn value(key: PriorityKey, facts: &Facts, campaign_year: i32) -> (Option<i64>, i64) {
    let household = &facts.household;
    let fen = |sum: crate::money::Money| sum.as_fen();
    let (income, tuition) = (household.income.map(fen), household.tuition.map(fen));
    match key {
        PriorityKey::NewEntrant => {
            let cohort = facts.student.admission_year.map(|year| Cohort::of(year, campaign_year));
            (cohort.map(|cohort| i64::from(cohort == Cohort::New)), 1)
        }
        PriorityKey::Hardship => (facts.hardship.map(i64::from), 1),
        PriorityKey::NetIncomePerPerson => {
            let net = income.zip(tuition).map(|(income, tuition)| income - tuition);
            household.people.map_or((None, 1), |people| (net, i64::from(people)))
        }
        PriorityKey::TuitionShare => income.map_or((None, 1), |income| (tuition, income)),
        PriorityKey::StudentsInCollege => (facts.students_in_college.map(i64::from), 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reason(key: PriorityKey, numerator: Option<i64>, denominator: i64) -> Priority {
        Priority(vec![PriorityReason { key, numerator, denominator }])
    }

    #[test]
    fn what_is_not_known_comes_last() {
        for key in [PriorityKey::NewEntrant, PriorityKey::TuitionShare, PriorityKey::NetIncomePerPerson] {
            assert!(reason(key, Some(0), 1).sort_key() < reason(key, None, 1).sort_key());
        }
    }

    #[test]
    fn tuition_without_income_is_the_largest_share() {
        let none = reason(PriorityKey::TuitionShare, Some(1), 0);
        let most = reason(PriorityKey::TuitionShare, Some(10_000_000_000), 1);
        assert!(none.sort_key() < most.sort_key());
    }

    proptest! {
        #[test]
        fn the_text_sorts_as_the_fractions_do(
            a in -10_000_000_000_i64..=10_000_000_000, b in 1_i64..=10_000_000_000,
            c in -10_000_000_000_i64..=10_000_000_000, d in 1_i64..=10_000_000_000,
        ) {
            let exact = (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)));
            let key = PriorityKey::NetIncomePerPerson;
            let (one, other) = (reason(key, Some(a), b), reason(key, Some(c), d));
            prop_assert_eq!(one.sort_key().cmp(&other.sort_key()), exact);
            let key = PriorityKey::TuitionShare;
            let (one, other) = (reason(key, Some(a), b), reason(key, Some(c), d));
            prop_assert_eq!(other.sort_key().cmp(&one.sort_key()), exact);
        }

        #[test]
        fn neighbouring_fractions_are_told_apart(b in 2_i64..=10_000_000_000) {
            let key = PriorityKey::NetIncomePerPerson;
            let smaller = reason(key, Some(b - 2), b - 1);
            let larger = reason(key, Some(b - 1), b);
            prop_assert!(smaller.sort_key() < larger.sort_key());
        }
    }
}
