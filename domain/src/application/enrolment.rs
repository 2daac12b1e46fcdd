//! Where does the student of a case study, and how did they come there?

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::area::Province;
use crate::dossier::{DossierStatus, Figures, Household, MemberNumber};
use crate::edition::Aid;
use crate::eligibility::facts::{
    self, Batch, DossierFacts, EnrolmentProof, Facts, OtherApplications, Student, StudyLevel,
};
use crate::eligibility::figures::{AdmissionYear, Collegians, CourseYears, People};
use crate::money::Money;
use crate::name::Line;
use crate::school::{School, SchoolCode};

use super::circumstances::Missing;

/// What an application says of the student's enrolment; what is not known is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// Which member of the household the student is.
    pub member: MemberNumber,
    /// The school.
    pub school: Option<SchoolCode>,
    /// The province of the campus, where it is not the school's own.
    pub campus: Option<Province>,
    /// Admitted through the national unified enrolment (国家统招).
    pub unified_enrolment: Option<bool>,
    /// The round of enrolment (录取批次).
    pub batch: Option<Batch>,
    /// What the student studies for.
    pub level: Option<StudyLevel>,
    /// The year of admission to this course.
    pub admission_year: Option<AdmissionYear>,
    /// How many years the course takes (学制).
    pub years: Option<CourseYears>,
    /// Proof of still being enrolled, needed beyond those years.
    pub enrolment_proof: Option<EnrolmentProof>,
    /// The subject (专业).
    pub major: Option<Line>,
}

/// A student of the household with what the list of schools says of the school.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// What the application says.
    pub enrolment: &'a Enrolment,
    /// The school, as the list has it.
    pub school: Option<&'a School>,
}

impl Candidate<'_> {
    /// The student as the rules read it.
    pub fn student(&self, household: &Household) -> Student {
        let Enrolment { member, unified_enrolment, batch, level, admission_year, years, .. } =
            *self.enrolment;
        let school = self.school.map(|listed| {
            let listed = facts::School::from(listed);
            facts::School { province: self.enrolment.campus.or(listed.province), ..listed }
        });
        Student {
            relation: household.member(member).map(|member| member.relation),
            unified_enrolment,
            batch,
            level,
            admission_year,
            years,
            enrolment_proof: self.enrolment.enrolment_proof,
            school,
        }
    }
}

/// All that an assessment of a case is made on: the household's figures, its student, and the siblings whose
/// applications were submitted and have not ended, or were approved.
pub fn facts(
    status: DossierStatus,
    household: &Household,
    figures: &Figures,
    own: Candidate<'_>,
    siblings: &[Candidate<'_>],
    others: OtherApplications,
    aid: &Aid,
) -> Facts {
    let money = |fen: Option<i64>| fen.and_then(|fen| Money::fen(fen).ok());
    Facts {
        dossier: DossierFacts { status: Some(named(status)) },
        household: facts::Household {
            people: figures.people.and_then(|people| People::try_from(i64::from(people)).ok()),
            income: money(figures.income_fen),
            tuition: money(figures.tuition_fen),
            union_aid_received: money(figures.union_aid_received_fen),
        },
        student: own.student(household),
        siblings: siblings.iter().map(|sibling| sibling.student(household)).collect(),
        single_application: Some(others),
        other_aid: None,
        hardship: household.hardship_category.as_ref().and_then(|category| aid.hardship_of(category)),
        students_in_college: in_college(household, own, siblings, *aid.school_year),
    }
}

/// How many of the household are at college in the school year that begins in that year: those who apply, and those
/// of whom the dossier says so.
fn in_college(
    household: &Household,
    own: Candidate<'_>,
    siblings: &[Candidate<'_>],
    year: i32,
) -> Option<Collegians> {
    let told = household
        .members
        .iter()
        .filter(|member| member.education.as_ref().is_some_and(|education| education.is_college_in(year)));
    let told = told.map(|member| member.number);
    let apply = siblings.iter().chain([&own]).map(|student| student.enrolment.member);
    let all: BTreeSet<MemberNumber> = told.chain(apply).collect();
    i64::try_from(all.len()).ok()?.try_into().ok()
}

const fn named(status: DossierStatus) -> facts::FiledStatus {
    match status {
        DossierStatus::Proposed => facts::FiledStatus::Proposed,
        DossierStatus::OnFile => facts::FiledStatus::OnFile,
        DossierStatus::Lapsed => facts::FiledStatus::Lapsed,
        DossierStatus::Closed => facts::FiledStatus::Closed,
    }
}

impl Enrolment {
    /// The fields without which a case is not complete (N14), as pointers into the case.
    pub fn missing(&self, household: &Household) -> Vec<Missing> {
        let student = household.member(self.member).is_some();
        [
            ("/enrolment/member", student),
            ("/enrolment/school", self.school.is_some()),
            ("/enrolment/unified_enrolment", self.unified_enrolment.is_some()),
            ("/enrolment/level", self.level.is_some()),
            ("/enrolment/admission_year", self.admission_year.is_some()),
            ("/household/incomes", household.incomes.is_some()),
            ("/household/tuition", household.tuition.is_some()),
        ]
        .into_iter()
        .filter(|(_, there)| !there)
        .filter_map(|(field, _)| field.parse().ok().map(Missing::Field))
        .collect()
    }
}
