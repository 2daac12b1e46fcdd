//! What does somebody ask who wants a family assessed, with nothing stored?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::{Batch, DossierFacts, EnrolmentProof, Facts, Household, School, Student, StudyLevel};
use super::figures::{AdmissionYear, CampaignYear, CourseYears, Province, RelationCode};
use crate::left_out::left_out;
use crate::school::{NotSchoolCode, SchoolCode, SchoolScheme};
use crate::text::reasons;

/// A school by its code, or by what the rules read of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged, try_from = "Written")]
pub enum SchoolGiven {
    /// By its code.
    Code(SchoolCode),
    /// By what the rules read of it.
    Facts(School),
}

/// A school as it is written, before it is known in which of the two ways: so each field is told of by its own name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    scheme: Option<SchoolScheme>,
    code: Option<String>,
    province: Option<Province>,
    public: Option<bool>,
    military: Option<bool>,
}

/// What names no school.
#[derive(Debug)]
enum NotSchool {
    Code(NotSchoolCode),
    Either,
}

reasons! {
    NotSchool {
        Self::Code(no) => "{no:#}", "{no}";
        Self::Either => "院校请填scheme和code,或只填province、public和military,二者择一",
            "a school is given by scheme and code, or by province, public and military, and not by both";
    }
}

impl TryFrom<Written> for SchoolGiven {
    type Error = NotSchool;

    fn try_from(written: Written) -> Result<Self, NotSchool> {
        let Written { scheme, code, province, public, military } = written;
        match (scheme, code) {
            (None, None) => Ok(Self::Facts(School { province, public, military })),
            (Some(scheme), Some(code)) if (province, public, military) == (None, None, None) => {
                SchoolCode::new(scheme, &code).map(Self::Code).map_err(NotSchool::Code)
            }
            _ => Err(NotSchool::Either),
        }
    }
}

/// A student as a request names one: as [`Student`], but the school may stand by its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the field of the same name of a student")]
pub struct StudentGiven {
    pub relation: Option<RelationCode>,
    pub unified_enrolment: Option<bool>,
    pub batch: Option<Batch>,
    pub level: Option<StudyLevel>,
    pub admission_year: Option<AdmissionYear>,
    pub years: Option<CourseYears>,
    pub enrolment_proof: Option<EnrolmentProof>,
    pub school: Option<SchoolGiven>,
}

/// A family to be assessed: `POST /assessments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentRequest {
    /// The campaign, named by its year.
    pub campaign: CampaignYear,
    /// The household's dossier.
    pub dossier: DossierFacts,
    /// The household's figures.
    pub household: Household,
    /// The student who is to be aided.
    pub student: StudentGiven,
    /// The household's other students with a live or approved application.
    #[serde(default, deserialize_with = "left_out")]
    pub siblings: Vec<StudentGiven>,
}

/// A school that the list does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSchool {
    /// Where it stands in the request: `None` for the student, else the sibling's position from 0.
    pub sibling: Option<usize>,
    /// The code given.
    pub code: SchoolCode,
}

reasons! {
    UnknownSchool {
        Self { .. } => "没有此代码的院校,请在院校表中查找(GET /api/v1/schools)",
            "no school has this code; find it at GET /api/v1/schools";
    }
}

impl AssessmentRequest {
    /// The schools that are named by code, to be looked up.
    pub fn codes(&self) -> impl Iterator<Item = &SchoolCode> {
        core::iter::once(&self.student).chain(&self.siblings).filter_map(|student| match &student.school {
            Some(SchoolGiven::Code(code)) => Some(code),
            Some(SchoolGiven::Facts(_)) | None => None,
        })
    }

    /// The facts, with each code looked up.
    ///
    /// # Errors
    /// [`UnknownSchool`], each of them, when the list does not hold a school.
    pub fn resolve(self, find: impl Fn(&SchoolCode) -> Option<School>) -> Result<Facts, Vec<UnknownSchool>> {
        let mut unknown = Vec::new();
        let mut resolve = |sibling, student: StudentGiven| {
            let school = student.school.and_then(|given| match given {
                SchoolGiven::Facts(school) => Some(school),
                SchoolGiven::Code(code) => {
                    let found = find(&code);
                    if found.is_none() {
                        unknown.push(UnknownSchool { sibling, code });
                    }
                    found
                }
            });
            Student {
                relation: student.relation,
                unified_enrolment: student.unified_enrolment,
                batch: student.batch,
                level: student.level,
                admission_year: student.admission_year,
                years: student.years,
                enrolment_proof: student.enrolment_proof,
                school,
            }
        };
        let student = resolve(None, self.student);
        let siblings: Vec<Student> =
            self.siblings.into_iter().enumerate().map(|(index, one)| resolve(Some(index), one)).collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        // Nobody else of the household is told of.
        let in_college = i64::try_from(siblings.len()).unwrap_or(i64::MAX).saturating_add(1);
        Ok(Facts {
            dossier: self.dossier,
            household: self.household,
            student,
            siblings,
            single_application: None,
            other_aid: None,
            hardship: None,
            students_in_college: in_college.try_into().ok(),
        })
    }
}
