//! Does a family qualify, why, and for how much? One pure function, for questions and for decisions.

pub mod facts;
pub mod figures;
pub mod finding;
pub mod measure;
pub mod outcome;
pub mod priority;
pub mod recompute;
pub mod request;
mod rules;
pub mod ruling;
pub mod tier;
pub mod view;
mod wording;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::edition::Aid;
use crate::money::Money;
use facts::Facts;
use finding::Finding;
use measure::Measure;
use outcome::Outcome;
use priority::Priority;
use rules::{Case, RULES};
use ruling::Ruling;
use tier::Tier;

/// The version of the rules below: raised whenever the same facts and edition could find otherwise.
pub const RULES_VERSION: &str = "1";

/// What was found of a family. Frozen with a decision, it can be made again from the same facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The version of the rules that found it.
    #[schema(value_type = String, example = "1")]
    pub rules_version: Cow<'static, str>,
    /// What the findings come to.
    pub outcome: Outcome,
    /// The amount; shown only when the outcome is eligible or for review.
    #[serde(rename = "amount_fen")]
    pub amount: Option<Money>,
    /// What the amount is given for; `null` while it is not known.
    pub tier: Option<Tier>,
    /// Whether the readings of the income line disagree.
    pub disputed: bool,
    /// What each rule found, in their order.
    pub findings: Vec<Finding>,
    /// Where the family stands among others.
    pub priority: Priority,
}

/// Runs every rule on the facts, by an edition, in the campaign of that year, with people's rulings.
///
/// Rulings stand in the order in which they were given: of several on one rule the latest counts.
pub fn assess(facts: &Facts, aid: &Aid, campaign_year: i32, rulings: &[Ruling]) -> Assessment {
    let case = Case { facts, aid, campaign_year };
    let mut findings = Vec::with_capacity(RULES.len());
    findings.extend(RULES.iter().map(|rule| rule.find(case).ruled(rulings)));
    let outcome = Outcome::of(&findings);
    let tier = Tier::of(&facts.student, aid, campaign_year);
    let amount = tier.filter(|_| outcome.shows_amount()).map(|tier| aid.amount(tier));
    let disputed = findings
        .iter()
        .any(|finding| matches!(&finding.measure, Measure::IncomeLine(income) if income.disputed));
    let priority = Priority::of(facts, aid, campaign_year);
    let rules_version = Cow::Borrowed(RULES_VERSION);
    Assessment { rules_version, outcome, amount, tier, disputed, findings, priority }
}

#[cfg(test)]
mod tests;
