//! What do the findings come to? One outcome, from the worst down.

use super::finding::{Finding, Verdict};
use crate::words::named;

named! {
    /// What the findings come to.
    Outcome {
        /// Every rule that applies is met.
        Eligible
        /// A person has to decide on a finding.
        ForReview
        /// Something is not known yet.
        Incomplete
        /// A rule is not met.
        NotEligible
    }
}

impl Outcome {
    /// The outcome of findings: the first of not met, unknown and for review that any of them has.
    pub fn of(findings: &[Finding]) -> Self {
        findings.iter().fold(Self::Eligible, |worst, finding| {
            worst.max(match finding.verdict {
                Verdict::Met | Verdict::NotApplicable => Self::Eligible,
                Verdict::ForReview => Self::ForReview,
                Verdict::Unknown => Self::Incomplete,
                Verdict::NotMet => Self::NotEligible,
            })
        })
    }

    /// Whether the amount is shown.
    pub const fn shows_amount(self) -> bool {
        matches!(self, Self::Eligible | Self::ForReview)
    }
}
