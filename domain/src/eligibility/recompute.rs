//! Does a decision of the past follow from what it was made on? It is made again, and compared.

use super::facts::Facts;
use super::ruling::Ruling;
use super::{Assessment, RULES_VERSION, assess};
use crate::edition::Aid;

/// What making a decision again shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recomputed {
    /// The same findings.
    Same,
    /// Other findings, and it was made by other rules than those of this program, which need not find the same.
    OtherRules {
        /// The version of those rules.
        then: String,
    },
    /// Other findings by the same rules: facts, policy, rulings or findings are not those of the decision.
    Altered,
}

/// Makes an assessment again from what it was made on.
pub fn recompute(made: &Assessment, facts: &Facts, aid: &Aid, year: i32, rulings: &[Ruling]) -> Recomputed {
    let again = assess(facts, aid, year, rulings);
    let then = made.rules_version.as_ref();
    let findings_are_the_same = Assessment { rules_version: made.rules_version.clone(), ..again } == *made;
    match (findings_are_the_same, then == RULES_VERSION) {
        (true, _) => Recomputed::Same,
        (false, true) => Recomputed::Altered,
        (false, false) => Recomputed::OtherRules { then: then.to_owned() },
    }
}
