//! What is known of a family? The facts that the rules read; what is not known is `None`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::figures::{AdmissionYear, Collegians, CourseYears, Hardship, People, Province, RelationCode};
use crate::money::Money;
use crate::school;
use crate::words::{named, spoken};

named! {
    /// Where a household's dossier stands.
    FiledStatus {
        /// 拟建档: entered, not yet confirmed.
        Proposed
        /// 在档.
        OnFile
        /// 未年审: not reviewed this year.
        Lapsed
        /// 已撤档.
        Closed
        /// There is none.
        None
    }

    /// How far it is proved that a student beyond the usual years is still enrolled.
    EnrolmentProof {
        /// 学籍验证报告 seen and verified.
        Verified
    }

    /// What is known of other live applications of the student in the campaign.
    OtherApplications {
        /// There is no other.
        NoOther
        /// Another is live, at whatever union.
        Another
    }

    /// What is known of aid for the same purpose from elsewhere this year.
    OtherAid {
        /// The lists were matched, and none was found.
        NoneFound
        /// Some was found.
        Found
    }
}

spoken! {
    /// In which round of enrolment a student was admitted (录取批次).
    Batch {
        /// The advance batch.
        Advance "本科提前批"
        /// The first batch.
        First "本科一批"
        /// The second batch.
        Second "本科二批"
        /// Independent colleges and private universities.
        Third "本科三批"
        /// Junior colleges.
        Junior "高职(专科)批"
        /// Of provinces that no longer tell first from second and third.
        Merged "合并本科批"
    }

    /// What a student studies for (层次).
    StudyLevel {
        /// A bachelor.
        Undergraduate "本科"
        /// A master or doctor.
        Postgraduate "研究生"
        /// A diploma.
        Junior "专科"
    }
}

/// Where a student studies, as the rules read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SchoolFacts)]
pub struct School {
    /// The province of the campus.
    pub province: Option<Province>,
    /// Whether the school is public; `false` for private and independent colleges.
    pub public: Option<bool>,
    /// Whether it is a military academy; `null` for the grey ones, which a person decides.
    pub military: Option<bool>,
}

impl From<&school::School> for School {
    fn from(listed: &school::School) -> Self {
        Self { province: listed.province, public: listed.public, military: listed.military }
    }
}

/// A student of the household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Student {
    /// How the student is related to the worker.
    pub relation: Option<RelationCode>,
    /// Admitted through the national unified enrolment (国家统招).
    pub unified_enrolment: Option<bool>,
    /// The round of enrolment.
    pub batch: Option<Batch>,
    /// What the student studies for.
    pub level: Option<StudyLevel>,
    /// The year of admission to this course.
    pub admission_year: Option<AdmissionYear>,
    /// How many years the course takes.
    pub years: Option<CourseYears>,
    /// Proof of still being enrolled, needed beyond those years.
    pub enrolment_proof: Option<EnrolmentProof>,
    /// Where the student studies.
    pub school: Option<School>,
}

/// The household's figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HouseholdFigures)]
pub struct Household {
    /// N: people who live together, the student included.
    pub people: Option<People>,
    /// I: income of the edition's months without union student aid, in fen.
    #[serde(rename = "income_fen")]
    pub income: Option<Money>,
    /// T: tuition alone, of all the household's children, for the school year that begins, in fen.
    #[serde(rename = "tuition_fen")]
    pub tuition: Option<Money>,
    /// R: union student aid received in those months, in fen; unknown counts as none.
    #[serde(rename = "union_aid_received_fen")]
    pub union_aid_received: Option<Money>,
}

/// The household's dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DossierFacts {
    /// Where it stands.
    pub status: Option<FiledStatus>,
}

/// All that an assessment is made on. Frozen with a decision, it gives the same findings again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The household's dossier.
    pub dossier: DossierFacts,
    /// The household's figures.
    pub household: Household,
    /// The student who is to be aided.
    pub student: Student,
    /// The household's other students whose application was submitted and has not ended, or was approved.
    pub siblings: Vec<Student>,
    /// Other applications of the student; `None` when nobody looked.
    #[serde(default)]
    pub single_application: Option<OtherApplications>,
    /// Aid from elsewhere; `None` when other aid is not recorded.
    #[serde(default)]
    pub other_aid: Option<OtherAid>,
    /// The rank of the household's category of hardship; `None` when it is not known.
    #[serde(default)]
    pub hardship: Option<Hardship>,
    /// How many of the household are at college; `None` when it is not known.
    #[serde(default)]
    pub students_in_college: Option<Collegians>,
}
