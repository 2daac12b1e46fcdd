//! What did a rule find? Its measure, its verdict, and what would settle it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::measure::Measure;
use super::ruling::Ruling;
use crate::clause::Clause;
use crate::words::named;

named! {
    /// A rule of eligibility, in the order in which they are read.
    RuleId {
        /// 在档.
        OnFile
        /// 子女.
        Child
        /// 国家统招.
        UnifiedEnrolment
        /// 二本以上.
        Batch
        /// 军队院校除外.
        NotMilitary
        /// 在校.
        Enrolled
        /// 层次.
        Level
        /// 家庭实际人均月收入.
        IncomeLine
        /// 一人一年一份申请.
        SingleApplication
        /// 避免重复帮扶救助.
        OtherAid
    }

    /// What a rule says.
    Verdict {
        /// The family meets it.
        Met
        /// It does not.
        NotMet
        /// Not to be said before the evidence named is there.
        Unknown
        /// A person decides.
        ForReview
        /// The rule does not speak of this family.
        NotApplicable
    }

    /// What settles a finding that is unknown.
    Evidence {
        /// The dossier, and where it stands.
        Dossier
        /// This year's visit, and the confirmation of the county-level union or the city.
        DossierConfirmation
        /// The relation of student and worker.
        Relation
        /// That the admission was in the national unified enrolment.
        UnifiedEnrolment
        /// The batch.
        Batch
        /// The school.
        School
        /// Whether the school is public.
        SchoolOwnership
        /// The province of the campus.
        SchoolProvince
        /// The year of admission.
        AdmissionYear
        /// How many years the course takes.
        CourseYears
        /// What the student studies for.
        Level
        /// How many people live together.
        People
        /// The household's income.
        Income
        /// The children's tuition.
        Tuition
        /// A sibling's year of admission.
        SiblingAdmissionYear
        /// The province of a sibling's campus.
        SiblingSchoolProvince
        /// A look at other applications and other aid.
        Lists
    }
}

/// What one rule found. Its text is made only for a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// The clause that it comes from.
    pub clause: Clause,
    /// What it says, a ruling included.
    pub verdict: Verdict,
    /// What it measured, against what.
    pub measure: Measure,
    /// What settles it when it is unknown; else empty.
    pub needs: Vec<Evidence>,
    /// The ruling that turned `for_review` into this verdict.
    pub ruling: Option<Ruling>,
}

impl Verdict {
    /// Whether a family is not eligible while a rule says so: it is not met, not known, or waits for a person.
    pub const fn hinders(self) -> bool {
        matches!(self, Self::NotMet | Self::Unknown | Self::ForReview)
    }
}

impl Finding {
    /// Applies the latest ruling on its rule, if it asks for a person.
    #[must_use]
    pub(super) fn ruled(mut self, rulings: &[Ruling]) -> Self {
        if self.verdict == Verdict::ForReview
            && let Some(ruling) = rulings.iter().rfind(|ruling| ruling.rule == self.rule)
        {
            self.verdict = ruling.verdict.into();
            self.ruling = Some(ruling.clone());
        }
        self
    }
}
