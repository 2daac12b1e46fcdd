//! Who belongs to the household? One member, without the identifiers of the person.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::code_list::Code;
use crate::id::PersonId;
use crate::name::{PersonName, Remark, Title};
use crate::relation::RelationCode;
use crate::school::SchoolCode;
use crate::sex::Sex;
use crate::text::reasons;

/// The number of a member within the dossier, 1 to 99: it stays when others leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "u8", into = "u8")]
#[schema(value_type = u8, minimum = 1, maximum = 99, example = 1)]
pub struct MemberNumber(u8);

/// A number that no member has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotMemberNumber;

reasons! {
    NotMemberNumber {
        Self => "成员编号应为1至99,请更正",
            "a member's number is 1 to 99; correct it";
    }
}

impl TryFrom<u8> for MemberNumber {
    type Error = NotMemberNumber;

    fn try_from(number: u8) -> Result<Self, NotMemberNumber> {
        if (1..=99).contains(&number) { Ok(Self(number)) } else { Err(NotMemberNumber) }
    }
}

impl From<MemberNumber> for u8 {
    fn from(number: MemberNumber) -> Self {
        number.0
    }
}

impl core::fmt::Display for MemberNumber {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a member learns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Education {
    /// The level, of the list `education`.
    pub level: Option<Code>,
    /// The school's name as the family says it.
    pub school_name: Option<Title>,
    /// The college, where it is one of the list of schools.
    pub school: Option<SchoolCode>,
    /// The year of admission.
    pub admission_year: Option<i32>,
    /// The years of the course (学制).
    #[schema(minimum = 1, maximum = 9)]
    pub years: Option<u8>,
}

/// The levels of the list `education` that are learnt at a college, by GB/T 4658.
const COLLEGE: [&str; 5] = ["10", "11", "14", "20", "30"];

impl Education {
    /// Whether the member is at college in the school year that begins in that year, as far as this tells. Where it does
    /// not tell when the course ends, it has not.
    pub fn is_college_in(&self, year: i32) -> bool {
        let level = self.level.as_ref().is_some_and(|level| COLLEGE.contains(&level.as_str()));
        let ends =
            self.admission_year.zip(self.years).map(|(from, years)| from.saturating_add(i32::from(years)));
        let begun = self.admission_year.is_none_or(|from| from <= year);
        (level || self.school.is_some()) && begun && ends.is_none_or(|ends| ends > year)
    }
}

/// One member of the household, the worker included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The number within the dossier.
    pub number: MemberNumber,
    /// The person, whose identifiers are kept elsewhere.
    pub person: PersonId,
    /// The name on the identity card.
    pub name: PersonName,
    /// What the member is to the worker; the worker is 01 or 02.
    pub relation: RelationCode,
    /// Whether the member lives with the others (共同生活), a student away at school included.
    pub lives_together: Option<bool>,
    /// The sex.
    pub sex: Option<Sex>,
    /// Of the list `ethnicity`.
    pub ethnicity: Option<Code>,
    /// Of the list `political_status`.
    pub political_status: Option<Code>,
    /// Of the list `health`.
    pub health: Option<Code>,
    /// Of the list `disability`.
    pub disability: Option<Code>,
    /// Of the list `marital_status`.
    pub marital_status: Option<Code>,
    /// Of the list `work_status`.
    pub work_status: Option<Code>,
    /// Of the list `household_registration`.
    pub household_registration: Option<Code>,
    /// Of the list `model_worker`.
    pub model_worker: Option<Code>,
    /// Where the member learns, if anywhere.
    pub education: Option<Education>,
    /// Anything else.
    pub remark: Option<Remark>,
}

impl Member {
    /// The same member with name and kinship alone.
    pub(super) fn named_alone(&self) -> Self {
        Self {
            number: self.number,
            person: self.person,
            name: self.name.clone(),
            relation: self.relation,
            lives_together: self.lives_together,
            sex: None,
            ethnicity: None,
            political_status: None,
            health: None,
            disability: None,
            marital_status: None,
            work_status: None,
            household_registration: None,
            model_worker: None,
            education: None,
            remark: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_college_is_who_has_begun_and_not_ended() {
        let at = |level: &str, admission_year, years| Education {
            level: level.parse().ok(),
            admission_year,
            years,
            ..Education::default()
        };
        assert!(at("20", Some(2015), Some(4)).is_college_in(2018));
        assert!(!at("20", Some(2014), Some(4)).is_college_in(2018));
        assert!(!at("20", Some(2019), Some(4)).is_college_in(2018));
        assert!(at("30", None, None).is_college_in(2018));
        assert!(!at("60", Some(2017), Some(3)).is_college_in(2018));
    }
}
