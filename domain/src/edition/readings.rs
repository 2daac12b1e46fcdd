//! How does an edition read each fact? Tables from what is known to a verdict.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::eligibility::facts::{Batch, FiledStatus, StudyLevel};
use crate::eligibility::figures::RelationCode;
use crate::eligibility::finding::Verdict;

/// How each standing of a dossier is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is the standing it reads")]
pub struct DossierReadings {
    pub on_file: Verdict,
    pub proposed: Verdict,
    pub lapsed: Verdict,
    pub closed: Verdict,
    pub none: Verdict,
}

impl DossierReadings {
    /// How that standing is read.
    pub const fn of(&self, status: FiledStatus) -> Verdict {
        match status {
            FiledStatus::OnFile => self.on_file,
            FiledStatus::Proposed => self.proposed,
            FiledStatus::Lapsed => self.lapsed,
            FiledStatus::Closed => self.closed,
            FiledStatus::None => self.none,
        }
    }
}

/// Which relations to the worker make a child; any other does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Relations {
    /// Codes of GB/T 4761 that are met.
    pub accepted: Vec<RelationCode>,
    /// Codes that a person decides, such as grandchildren under guardianship.
    pub for_review: Vec<RelationCode>,
}

impl Relations {
    /// How that relation is read.
    pub fn of(&self, relation: RelationCode) -> Verdict {
        if self.accepted.contains(&relation) {
            Verdict::Met
        } else if self.for_review.contains(&relation) {
            Verdict::ForReview
        } else {
            Verdict::NotMet
        }
    }
}

/// How unified enrolment is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnifiedReadings {
    /// Admitted through it.
    pub unified: Verdict,
    /// Admitted otherwise.
    pub otherwise: Verdict,
}

/// How one batch is read, by who runs the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchReading {
    /// At a public school.
    pub public: Verdict,
    /// At a private or independent one.
    pub private: Verdict,
}

/// How each batch is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is the batch it reads")]
pub struct BatchReadings {
    pub advance: BatchReading,
    pub first: BatchReading,
    pub second: BatchReading,
    pub third: BatchReading,
    pub junior: BatchReading,
    pub merged: BatchReading,
    /// Postgraduates are not admitted in batches: this stands for theirs.
    pub postgraduate: Verdict,
}

impl BatchReadings {
    /// How that batch is read.
    pub const fn of(&self, batch: Batch) -> BatchReading {
        match batch {
            Batch::Advance => self.advance,
            Batch::First => self.first,
            Batch::Second => self.second,
            Batch::Third => self.third,
            Batch::Junior => self.junior,
            Batch::Merged => self.merged,
        }
    }
}

/// How the table of military academies is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MilitaryReadings {
    /// A military academy.
    pub military: Verdict,
    /// A civil school, police academies among them.
    pub civil: Verdict,
    /// A grey one, of which the table does not tell.
    pub grey: Verdict,
}

/// How the years since admission are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolledReadings {
    /// Admitted in the campaign's year.
    pub this_year: Verdict,
    /// Admitted earlier, and the course runs beyond the campaign's year.
    pub within_years: Verdict,
    /// The course should have ended.
    pub beyond: Verdict,
    /// The course should have ended, and it is proved that the student is still enrolled.
    pub beyond_verified: Verdict,
    /// Admitted after the campaign's year.
    pub later_year: Verdict,
}

/// How each level of study is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is the level it reads")]
pub struct LevelReadings {
    pub undergraduate: Verdict,
    pub postgraduate: Verdict,
    pub junior: Verdict,
}

impl LevelReadings {
    /// How that level is read.
    pub const fn of(&self, level: StudyLevel) -> Verdict {
        match level {
            StudyLevel::Undergraduate => self.undergraduate,
            StudyLevel::Postgraduate => self.postgraduate,
            StudyLevel::Junior => self.junior,
        }
    }
}

/// How the student's other applications in the campaign are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationReadings {
    /// No other is live.
    pub no_other: Verdict,
    /// Another is live.
    pub another: Verdict,
}

/// How aid for the same purpose from elsewhere is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherAidReadings {
    /// None was found.
    pub none_found: Verdict,
    /// Some was found.
    pub found: Verdict,
}
