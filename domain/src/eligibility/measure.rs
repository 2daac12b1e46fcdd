//! What did a rule measure, against what? Plain figures, every operand of the income line among them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::{Batch, EnrolmentProof, FiledStatus, OtherAid, OtherApplications, StudyLevel};
use super::figures::{AdmissionYear, CourseYears, People, RelationCode};
use super::tier::{Cohort, Tier};
use crate::edition::aid::{Addend, Comparator};
use crate::money::Money;

/// What a rule measured; `kind` says which rule's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Measure {
    /// Where the dossier stands.
    OnFile {
        /// As known.
        status: Option<FiledStatus>,
    },
    /// The relation of student and worker.
    Child {
        /// By GB/T 4761.
        relation: Option<RelationCode>,
    },
    /// The way of admission.
    UnifiedEnrolment {
        /// Through the national unified enrolment.
        unified: Option<bool>,
    },
    /// The round of admission.
    Batch {
        /// As known.
        batch: Option<Batch>,
        /// What is studied for.
        level: Option<StudyLevel>,
        /// Whether the school is public.
        public: Option<bool>,
    },
    /// The kind of school.
    NotMilitary {
        /// Whether the school itself is known.
        school_known: bool,
        /// Whether it is military; `null` for the grey ones.
        military: Option<bool>,
    },
    /// The years since admission.
    Enrolled {
        /// The campaign's year.
        campaign_year: i32,
        /// The year of admission.
        admission_year: Option<AdmissionYear>,
        /// The years of the course.
        years: Option<CourseYears>,
        /// The year in which the course should end.
        ends: Option<i32>,
        /// Proof of still being enrolled.
        enrolment_proof: Option<EnrolmentProof>,
    },
    /// What is studied for.
    Level {
        /// As known.
        level: Option<StudyLevel>,
        /// When the student was admitted.
        cohort: Option<Cohort>,
    },
    /// The income of a head and month against the line.
    IncomeLine(Box<IncomeMeasure>),
    /// Other live applications.
    SingleApplication {
        /// As known.
        others: Option<OtherApplications>,
    },
    /// Aid from elsewhere.
    OtherAid {
        /// As known.
        aid: Option<OtherAid>,
    },
}

/// Every operand of the income line (N03): `I - T + A` against `line x months x N`, in fen.
///
/// It stands in a [`Measure`] beside its `kind`, so its own schema cannot refuse other fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IncomeMeasure {
    /// I: the household's income.
    #[serde(rename = "income_fen")]
    pub income: Option<Money>,
    /// T: the children's tuition.
    #[serde(rename = "tuition_fen")]
    pub tuition: Option<Money>,
    /// A by student: the student first, then each sibling that was given.
    pub shares: Vec<Share>,
    /// A: the sum of the shares that count; `null` while one of them is not known.
    pub awarded_fen: Option<i64>,
    /// R: union student aid received; unknown counts as none.
    #[serde(rename = "received_fen")]
    pub received: Money,
    /// N: people who live together.
    pub people: Option<People>,
    /// How many months the income is of.
    pub months: i64,
    /// The line of a head and month.
    #[serde(rename = "line_fen")]
    pub line: Money,
    /// How the left side is held against the right.
    pub comparator: Comparator,
    /// Which reading decides.
    pub addend: Addend,
    /// The left side of the deciding reading.
    pub left_fen: Option<i64>,
    /// The right side: line x months x N.
    pub right_fen: Option<i64>,
    /// All three readings.
    pub readings: Readings,
    /// Whether the readings disagree.
    pub disputed: bool,
}

/// One student's share of A.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Whether the share counts: a sibling's does not when one of its own rules is not met.
    pub counts: bool,
    /// The tier; `null` while it is not known.
    pub tier: Option<Tier>,
    /// Its amount; `null` while it is not known.
    pub amount_fen: Option<Money>,
}

/// The income line, read in three ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Readings {
    /// With the aid of this campaign: I - T + A.
    pub awarded: SideReading,
    /// With the aid received instead: I - T + R.
    pub received: SideReading,
    /// Without any: I - T.
    pub none: SideReading,
}

/// One way of reading the income line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SideReading {
    /// The left side.
    pub left_fen: Option<i64>,
    /// Whether the line is kept to; `null` while an operand is not known.
    pub within: Option<bool>,
}
