//! Who qualifies? Counted anew from the clauses, in whole fen and without the service (N01, N03, N18).

use domain::application::Matter;
use domain::application::circumstances::Standing;
use harness::{Value, json};

use crate::family::{enrolment, others, siblings};

/// The line of a head for twelve months: 840 yuan (N03).
const LINE_FEN: i64 = 84_000 * 12;
/// Schools in Ningxia and elsewhere, with what a new student gets (N18).
const SCHOOLS: [(&str, i64); 2] = [("4164010749", 400_000), ("4111010001", 500_000)];
/// The numbers of the students in their household.
pub(super) const STUDENTS: [u8; 2] = [2, 4];

/// What is known of a household: four people, two of them new students.
#[derive(Clone)]
pub(super) struct Family {
    /// Tells its people from all others.
    pub(super) number: usize,
    /// Its dossier.
    pub(super) dossier: String,
    /// Which entry keeps it.
    pub(super) branch: usize,
    /// Whether the county or the city put it on file.
    pub(super) on_file: bool,
    /// Income of the twelve months.
    pub(super) income_fen: i64,
    /// Tuition of both together.
    pub(super) tuition_fen: i64,
}

impl Family {
    pub(super) const fn of(number: usize, branch: usize) -> Self {
        Self {
            number,
            dossier: String::new(),
            branch,
            on_file: false,
            income_fen: 2_400_000,
            tuition_fen: 1_000_000,
        }
    }

    /// As it is sent.
    pub(super) fn household(&self) -> Value {
        let mut household = others(siblings(), self.number);
        household["incomes"][0]["amount_fen"] = json!(self.income_fen);
        household["tuition"][0]["amount_fen"] = json!(self.tuition_fen - 500_000);
        household
    }
}

/// What a case says of its student.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Study {
    /// Which of the students.
    pub(super) student: usize,
    /// Which of the schools.
    pub(super) school: usize,
    /// Of the third batch, which is not helped (N01).
    pub(super) third: bool,
}

impl Study {
    pub(super) fn enrolment(self) -> Value {
        let mut enrolment = enrolment(STUDENTS[self.student]);
        enrolment["school"]["code"] = json!(SCHOOLS[self.school].0);
        enrolment["batch"] = json!(if self.third { "third" } else { "second" });
        enrolment
    }

    const fn amount(self) -> i64 {
        SCHOOLS[self.school].1
    }
}

/// The verdict on a student, beside siblings whose cases count.
pub(super) fn standing(family: &Family, own: Study, counting: &[Study]) -> Standing {
    let aid =
        own.amount() + counting.iter().filter(|other| !other.third).map(|other| other.amount()).sum::<i64>();
    let below = family.income_fen - family.tuition_fen + aid < LINE_FEN * 4;
    match (own.third || !below, family.on_file) {
        (true, _) => Standing::NotEligible,
        (false, false) => Standing::Incomplete,
        (false, true) => Standing::Eligible,
    }
}

/// What evidence is about: another one whenever something of it changes.
pub(super) fn matter(family: &Family, own: Study) -> Matter {
    let mut raw = [0; 32];
    raw[..8].copy_from_slice(&family.income_fen.to_be_bytes());
    raw[8..16].copy_from_slice(&family.tuition_fen.to_be_bytes());
    raw[16] = u8::try_from(own.school * 2 + usize::from(own.third)).unwrap();
    raw[17..25].copy_from_slice(&u64::try_from(family.number * 2 + own.student).unwrap().to_be_bytes());
    Matter::new(raw)
}
