//! How is an assessment shown to a person? With a text for every finding, in their language.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Assessment;
use super::finding::{Evidence, Finding, RuleId, Verdict};
use super::measure::Measure;
use super::outcome::Outcome;
use super::priority::PriorityReason;
use super::ruling::Ruling;
use super::tier::Tier;
use crate::clause::Clause;
use crate::id::EditionId;
use crate::money::Money;
use crate::text::Language;

/// An assessment for a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentView {
    /// The edition that it was made by.
    pub edition: EditionId,
    /// The version of the rules.
    #[schema(example = "1")]
    pub rules_version: String,
    /// What the findings come to.
    pub outcome: Outcome,
    /// The amount; `null` unless the outcome is eligible or for review.
    pub amount_fen: Option<Money>,
    /// What the amount is given for; `null` while it is not known.
    pub tier: Option<Tier>,
    /// Whether the readings of the income line disagree.
    pub disputed: bool,
    /// What each rule found, in their order.
    pub findings: Vec<FindingView>,
    /// Where the family stands among others.
    pub priority: PriorityView,
}

/// A finding for a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingView {
    /// The rule.
    pub rule: RuleId,
    /// The clause that it comes from.
    pub clause: Clause,
    /// What it says.
    pub verdict: Verdict,
    /// What it measured.
    pub measure: Measure,
    /// What settles it when it is unknown; else empty.
    pub needs: Vec<Evidence>,
    /// The ruling that turned `for_review` into this verdict.
    pub ruling: Option<Ruling>,
    /// All of it in words.
    pub text: String,
}

/// Where a family stands, for a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorityView {
    /// Families whose text is smaller come first.
    pub sort_key: String,
    /// The keys in their order, with their values.
    pub reasons: Vec<PriorityReason>,
}

impl Finding {
    /// The finding with its text.
    pub fn view(&self, language: Language) -> FindingView {
        FindingView {
            rule: self.rule,
            clause: self.clause,
            verdict: self.verdict,
            measure: self.measure.clone(),
            needs: self.needs.clone(),
            ruling: self.ruling.clone(),
            text: self.text(language),
        }
    }
}

impl Assessment {
    /// The assessment with its texts, made by that edition.
    pub fn view(&self, edition: EditionId, language: Language) -> AssessmentView {
        AssessmentView {
            edition,
            rules_version: self.rules_version.clone().into_owned(),
            outcome: self.outcome,
            amount_fen: self.amount,
            tier: self.tier,
            disputed: self.disputed,
            findings: self.findings.iter().map(|finding| finding.view(language)).collect(),
            priority: PriorityView { sort_key: self.priority.sort_key(), reasons: self.priority.0.clone() },
        }
    }
}
