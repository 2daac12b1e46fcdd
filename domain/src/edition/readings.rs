//! How does an edition read each fact? Tables from what is known to a verdict.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::eligibility::facts::{Batch, FiledStatus, StudyLevel};
use crate::eligibility::figures::RelationCode;
use crate::eligibility::finding::Verdict;
use crate::words::named;

named! {
    /// How an edition reads what is known. It never leaves that open: nothing would settle it.
    ReadAs {
        /// The rule is met.
        Met
        /// It is not.
        NotMet
        /// A person decides.
        ForReview
        /// The rule does not speak of it.
        NotApplicable
    }

    /// How an edition reads a dossier that is not confirmed this year.
    UnconfirmedAs {
        /// The rule is met all the same.
        Met
        /// It is not.
        NotMet
        /// A person decides.
        ForReview
        /// Not to be said before the dossier is confirmed.
        Unknown
    }
}

impl From<ReadAs> for Verdict {
    fn from(read: ReadAs) -> Self {
        match read {
            ReadAs::Met => Self::Met,
            ReadAs::NotMet => Self::NotMet,
            ReadAs::ForReview => Self::ForReview,
            ReadAs::NotApplicable => Self::NotApplicable,
        }
    }
}

impl From<UnconfirmedAs> for Verdict {
    fn from(read: UnconfirmedAs) -> Self {
        match read {
            UnconfirmedAs::Met => Self::Met,
            UnconfirmedAs::NotMet => Self::NotMet,
            UnconfirmedAs::ForReview => Self::ForReview,
            UnconfirmedAs::Unknown => Self::Unknown,
        }
    }
}

/// How each standing of a dossier is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is the standing it reads")]
pub struct DossierReadings {
    pub on_file: ReadAs,
    pub proposed: UnconfirmedAs,
    pub lapsed: UnconfirmedAs,
    pub closed: ReadAs,
    pub none: ReadAs,
}

impl DossierReadings {
    /// How that standing is read.
    pub fn of(&self, status: FiledStatus) -> Verdict {
        match status {
            FiledStatus::OnFile => self.on_file.into(),
            FiledStatus::Proposed => self.proposed.into(),
            FiledStatus::Lapsed => self.lapsed.into(),
            FiledStatus::Closed => self.closed.into(),
            FiledStatus::None => self.none.into(),
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
    pub unified: ReadAs,
    /// Admitted otherwise.
    pub otherwise: ReadAs,
}

/// How one batch is read, by who runs the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchReading {
    /// At a public school.
    pub public: ReadAs,
    /// At a private or independent one.
    pub private: ReadAs,
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
    pub postgraduate: ReadAs,
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
    pub military: ReadAs,
    /// A civil school, police academies among them.
    pub civil: ReadAs,
    /// A grey one, of which the table does not tell.
    pub grey: ReadAs,
}

/// How the years since admission are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolledReadings {
    /// Admitted in the campaign's year.
    pub this_year: ReadAs,
    /// Admitted earlier, and the course runs beyond the campaign's year.
    pub within_years: ReadAs,
    /// The course should have ended.
    pub beyond: ReadAs,
    /// The course should have ended, and it is proved that the student is still enrolled.
    pub beyond_verified: ReadAs,
    /// Admitted after the campaign's year.
    pub later_year: ReadAs,
}

/// How each level of study is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is the level it reads")]
pub struct LevelReadings {
    pub undergraduate: ReadAs,
    pub postgraduate: ReadAs,
    pub junior: ReadAs,
}

impl LevelReadings {
    /// How that level is read.
    pub const fn of(&self, level: StudyLevel) -> ReadAs {
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
    pub no_other: ReadAs,
    /// Another is live.
    pub another: ReadAs,
}

/// How aid for the same purpose from elsewhere is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OtherAidReadings {
    /// None was found.
    pub none_found: ReadAs,
    /// Some was found.
    pub found: ReadAs,
}
