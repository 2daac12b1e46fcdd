//! May what is known of a person be changed from this household? Not while a case of another one, which lies elsewhere, rests on it.
//!
//! A person has one phone, one address and one card, whoever enters them: money for a child goes onto the card that is known.

use crate::application::Stage;
use crate::person::Identifiers;
use crate::text::reasons;

/// A case of another household that rests on a person: its student, or of whose household they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resting {
    /// Where it is on its way.
    pub stage: Stage,
    /// Whether whoever changes the person may also change that household: its union lies in their jurisdiction.
    pub within: bool,
}

/// A live or approved case elsewhere rests on what is known of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestedOn;

reasons! {
    RestedOn {
        Self => "家庭成员中有人在其他工会有未办结或已批准的助学申请,其证件、电话、住址、卡号须与已登记的完全一致,不得在此更改;请由双方共同的上级工会录入或更正",
            "a live or approved case elsewhere rests on a member: id, phone, address and card must be wholly as they are known, and are not changed here; let a union above both enter or correct them";
    }
}

impl RestedOn {
    /// The word of the rule.
    pub const RULE: &'static str = "rested_on_elsewhere";
}

impl Identifiers {
    /// Whether others may be kept in their place, where those cases of other households rest on them. Nothing is said of
    /// which value differs: who types does not learn what is known elsewhere.
    ///
    /// # Errors
    /// [`RestedOn`], where a case that has not ended lies outside the jurisdiction.
    pub fn may_become(&self, wanted: &Self, resting: &[Resting]) -> Result<(), RestedOn> {
        let elsewhere = |case: &Resting| case.stage.live() && !case.within;
        if self != wanted && resting.iter().any(elsewhere) { Err(RestedOn) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_case_elsewhere_rests_on_is_changed_by_a_union_above_both_alone() {
        let kept =
            Identifiers { card: Some("6217000000000000012".parse().unwrap()), ..Identifiers::default() };
        let other = Identifiers::default();
        let rests = |stage, within| [Resting { stage, within }];
        assert_eq!(kept.may_become(&other, &rests(Stage::Approved, false)), Err(RestedOn));
        assert_eq!(kept.may_become(&other, &rests(Stage::Draft, false)), Err(RestedOn));
        assert_eq!(kept.may_become(&kept, &rests(Stage::Approved, false)), Ok(()));
        assert_eq!(kept.may_become(&other, &rests(Stage::Approved, true)), Ok(()));
        assert_eq!(kept.may_become(&other, &rests(Stage::Rejected, false)), Ok(()));
        assert_eq!(kept.may_become(&other, &[]), Ok(()));
    }
}
