//! How was a finding decided that asks for a person?

use core::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::application::matter::Matter;
use crate::application::road::Position;
use crate::eligibility::finding::RuleId;
use crate::id::{OfficerId, RulingId};
use crate::name::Remark;
use crate::text::{Language, Tell, Told, reasons};
use crate::time::Instant;
use crate::words::named;

/// The name of a rule of eligibility, as findings carry it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[a-z][a-z_]{0,39}$", example = "batch")]
pub struct RuleName(String);

/// A text that names no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRuleName;

reasons! {
    NotRuleName {
        Self => "审核规则名为1至40个小写字母或下划线,请从审核结果中选取",
            "a rule's name is 1 to 40 small letters and underscores; take it from the findings";
    }
}

impl RuleName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Tell for RuleName {
    /// What the rule asks; the name itself where no rule has it.
    fn tell(&self) -> Told {
        let rule: Option<RuleId> = self.0.parse().ok();
        rule.map_or_else(
            || Told::new(self.0.clone(), self.0.clone()),
            |rule| Told::new(rule.text(Language::Chinese), rule.text(Language::English)),
        )
    }
}

impl TryFrom<String> for RuleName {
    type Error = NotRuleName;

    fn try_from(text: String) -> Result<Self, NotRuleName> {
        let letters = text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let fits = (1..=40).contains(&text.len()) && letters && !text.starts_with('_');
        if fits { Ok(Self(text)) } else { Err(NotRuleName) }
    }
}

impl From<RuleName> for String {
    fn from(name: RuleName) -> Self {
        name.0
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

named! {
    /// What a ruling says of a finding.
    Ruled {
        /// The condition is met.
        Met
        /// It is not.
        NotMet
    }
}

/// A decision on a finding that asks for a person; a fact for the next assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ruling {
    /// Which.
    pub id: RulingId,
    /// On which rule's finding.
    pub rule: RuleName,
    /// What it says.
    pub ruled: Ruled,
    /// Why.
    pub reasons: Remark,
    /// The matter that it was given on.
    pub matter: Matter,
    /// The union that gave it.
    pub position: Position,
    /// Who gave it.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
}

impl Ruling {
    /// The rulings that hold for a matter: of several on one rule the latest.
    pub fn holding(rulings: &[Self], matter: Matter) -> Vec<&Self> {
        let same = |ruling: &&Self| ruling.matter == matter;
        let later = |at: usize, rule: &RuleName| rulings.iter().skip(at + 1).any(|other| other.rule == *rule);
        let latest = rulings.iter().enumerate().filter(|(at, ruling)| !later(*at, &ruling.rule));
        latest.map(|(_, ruling)| ruling).filter(same).collect()
    }
}
