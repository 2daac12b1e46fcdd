//! What was it about? A digest of what a visit leaves, by which evidence knows whether it still holds.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::eligibility::facts::{Batch, EnrolmentProof, Household, Student, StudyLevel};
use crate::money::Money;

/// The matter of a case: SHA-256 over its canonical form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(
    value_type = String,
    pattern = "^[0-9a-f]{64}$",
    example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)]
pub struct Matter([u8; 32]);

/// What a matter is made of: what the rules read of a household and its student, and what people looked at. People come
/// as keyed hashes of their citizen ids, so none can be guessed from it.
#[derive(Clone, Copy, Debug)]
pub struct MatterOf<'a> {
    /// Keyed hash of the student's citizen id.
    pub student: &'a [u8],
    /// Keyed hash of the worker's citizen id.
    pub worker: &'a [u8],
    /// Where the worker works.
    pub workplace: Option<&'a str>,
    /// The household's figures.
    pub household: &'a Household,
    /// How the student came to study, and is related to the worker.
    pub studies: &'a Student,
    /// The school, as scheme and code.
    pub school: Option<&'a str>,
    /// The tier, as cohort and place.
    pub tier: Option<&'a str>,
}

/// A text that is no matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a matter is 64 hexadecimal digits in lower case")]
pub struct NotMatter;

impl MatterOf<'_> {
    /// The digest of it.
    pub fn digest(&self) -> Matter {
        let mut hash = Sha256::new();
        hash.update(b"jinqiu matter 2");
        part(&mut hash, Some(self.student));
        part(&mut hash, Some(self.worker));
        part(&mut hash, self.workplace.map(str::as_bytes));
        part(&mut hash, self.school.map(str::as_bytes));
        part(&mut hash, self.tier.map(str::as_bytes));
        household(&mut hash, self.household);
        studies(&mut hash, self.studies);
        Matter(hash.finalize().into())
    }
}

fn household(hash: &mut Sha256, of: &Household) {
    let Household { people, income, tuition, union_aid_received } = *of;
    number(hash, people.map(|people| people.get().into()));
    for sum in [income, tuition, union_aid_received] {
        number(hash, sum.map(Money::as_fen));
    }
}

fn studies(hash: &mut Sha256, of: &Student) {
    // What the list says of the school is looked up, not seen: its code stands for it.
    let Student {
        relation,
        unified_enrolment,
        batch,
        level,
        admission_year,
        years,
        enrolment_proof,
        school: _,
    } = *of;
    part(hash, relation.map(String::from).as_deref().map(str::as_bytes));
    number(hash, unified_enrolment.map(i64::from));
    for word in
        [batch.map(Batch::word), level.map(StudyLevel::word), enrolment_proof.map(EnrolmentProof::word)]
    {
        part(hash, word.map(str::as_bytes));
    }
    number(hash, admission_year.map(|year| year.get().into()));
    number(hash, years.map(|years| years.get().into()));
}

fn number(hash: &mut Sha256, number: Option<i64>) {
    part(hash, number.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
}

/// Every part stands with its length, and a missing one differs from an empty one: no two forms read alike.
fn part(hash: &mut Sha256, bytes: Option<&[u8]>) {
    match bytes {
        None => hash.update([0]),
        Some(bytes) => {
            hash.update([1]);
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        }
    }
}

impl Matter {
    /// Takes a digest from the storage edge.
    pub const fn new(raw: [u8; 32]) -> Self {
        Self(raw)
    }

    /// Gives the digest to the storage edge.
    pub const fn raw(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Matter {
    type Err = NotMatter;

    fn from_str(text: &str) -> Result<Self, NotMatter> {
        let lower = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if text.len() != 64 || !lower {
            return Err(NotMatter);
        }
        let mut raw = [0; 32];
        for (byte, at) in raw.iter_mut().zip((0..64).step_by(2)) {
            let pair = text.get(at..at + 2).ok_or(NotMatter)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotMatter)?;
        }
        Ok(Self(raw))
    }
}

impl TryFrom<String> for Matter {
    type Error = NotMatter;

    fn try_from(text: String) -> Result<Self, NotMatter> {
        text.parse()
    }
}

impl From<Matter> for String {
    fn from(matter: Matter) -> Self {
        matter.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Student = Student {
        relation: None,
        unified_enrolment: None,
        batch: None,
        level: None,
        admission_year: None,
        years: None,
        enrolment_proof: None,
        school: None,
    };

    fn three() -> Household {
        let money = |fen| Money::fen(fen).ok();
        Household {
            people: 3.try_into().ok(),
            income: money(2_000_000),
            tuition: money(500_000),
            union_aid_received: None,
        }
    }

    fn of(household: &Household, studies: &Student, school: Option<&str>, tier: Option<&str>) -> Matter {
        MatterOf { student: b"s", worker: b"w", workplace: None, household, studies, school, tier }.digest()
    }

    #[test]
    fn each_part_counts_and_none_runs_into_the_next() {
        let household = three();
        let with = |studies: Student| of(&household, &studies, Some("moe:1"), Some("2"));
        let among = |household: Household| of(&household, &NOBODY, Some("moe:1"), Some("2"));
        let all = [
            of(&household, &NOBODY, Some("moe:1"), Some("2")),
            of(&household, &NOBODY, Some("moe:12"), Some("")),
            of(&household, &NOBODY, Some("moe:1"), None),
            of(&household, &NOBODY, None, Some("2")),
            among(Household { people: 4.try_into().ok(), ..household }),
            among(Household { income: None, ..household }),
            among(Household { tuition: None, ..household }),
            among(Household { union_aid_received: Money::fen(0).ok(), ..household }),
            with(Student { relation: "32".parse().ok(), ..NOBODY }),
            with(Student { unified_enrolment: Some(true), ..NOBODY }),
            with(Student { unified_enrolment: Some(false), ..NOBODY }),
            with(Student { batch: Some(Batch::Third), ..NOBODY }),
            with(Student { batch: Some(Batch::Junior), ..NOBODY }),
            with(Student { level: Some(StudyLevel::Junior), ..NOBODY }),
            with(Student { admission_year: 2018.try_into().ok(), ..NOBODY }),
            with(Student { years: 4.try_into().ok(), ..NOBODY }),
            with(Student { enrolment_proof: Some(EnrolmentProof::Verified), ..NOBODY }),
        ];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn a_matter_is_read_as_it_is_written() {
        let matter = of(&three(), &NOBODY, None, None);
        assert_eq!(matter.to_string().parse(), Ok(matter));
        assert_eq!("0g".repeat(32).parse::<Matter>(), Err(NotMatter));
    }
}
