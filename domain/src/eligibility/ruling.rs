//! What did a person decide on a finding that asks for one?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::finding::{RuleId, Verdict};
use crate::name::Remark;
use crate::words::named;

named! {
    /// How a person decides.
    RulingVerdict {
        /// The rule is met.
        Met
        /// It is not.
        NotMet
    }
}

/// A person's decision on a finding `for_review`; it touches no other finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RulingFact)]
pub struct Ruling {
    /// The rule decided on.
    pub rule: RuleId,
    /// How.
    pub verdict: RulingVerdict,
    /// Why.
    pub reasons: Remark,
}

impl From<RulingVerdict> for Verdict {
    fn from(ruled: RulingVerdict) -> Self {
        match ruled {
            RulingVerdict::Met => Self::Met,
            RulingVerdict::NotMet => Self::NotMet,
        }
    }
}
