//! What does an assessment mean for the way of a case? Its outcome and findings, as guards ask for them.

use super::circumstances::{Finding, Findings, Standing};
use super::evidence::{Ruled, Ruling};
use crate::eligibility::Assessment;
use crate::eligibility::finding::{self, RuleId, Verdict};
use crate::eligibility::outcome::Outcome;
use crate::eligibility::ruling::{self, RulingVerdict};

impl From<&Assessment> for Findings {
    fn from(made: &Assessment) -> Self {
        let standing = match made.outcome {
            Outcome::NotEligible => Standing::NotEligible,
            Outcome::Incomplete => Standing::Incomplete,
            Outcome::ForReview => Standing::ForReview,
            Outcome::Eligible => Standing::Eligible,
        };
        let those = |fits: fn(&finding::Finding) -> bool| {
            made.findings.iter().filter(|finding| fits(finding)).filter_map(hindering).collect()
        };
        Self {
            standing,
            not_met: those(|finding| finding.verdict == Verdict::NotMet),
            unknown: those(|finding| finding.verdict == Verdict::Unknown),
            // A finding that was ruled may be ruled again.
            for_review: those(|finding| finding.verdict == Verdict::ForReview || finding.ruling.is_some()),
            disputed: made.disputed,
        }
    }
}

fn hindering(finding: &finding::Finding) -> Option<Finding> {
    let rule = finding.rule.word().to_owned().try_into().ok()?;
    Some(Finding { rule, clause: finding.clause })
}

impl Ruling {
    /// The ruling as a fact for the next assessment.
    pub fn as_fact(&self) -> Option<ruling::Ruling> {
        let rule: RuleId = self.rule.as_str().parse().ok()?;
        let verdict = match self.ruled {
            Ruled::Met => RulingVerdict::Met,
            Ruled::NotMet => RulingVerdict::NotMet,
        };
        Some(ruling::Ruling { rule, verdict, reasons: self.reasons.clone() })
    }
}
