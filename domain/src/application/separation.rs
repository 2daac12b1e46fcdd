//! Who must keep their hands off? Separation of duties, over officers whatever accounts they hold.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Application;
use super::evidence::Visit;
use super::refusal::Refusal;
use super::road::Position;
use super::seats::Staff;
use crate::access::Role;
use crate::id::OfficerId;
use crate::words::named;

named! {
    /// What an officer's part in a case was.
    Part {
        /// Entered it, submitted it, or changed its matter.
        Prepared
        /// Anything else that counts as acting at a union.
        Acted
    }
}

/// That an officer had a hand in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct Hand {
    /// The officer.
    pub officer: OfficerId,
    /// At which union of the road; none for a change of facts made from elsewhere.
    pub position: Option<Position>,
    /// What part it was.
    pub part: Part,
}

/// Whether an officer may act at a union of the road in a role; every act of a head decides.
pub(crate) fn allows(
    case: &Application,
    officer: OfficerId,
    at: Position,
    role: Role,
    staff: &Staff,
) -> Result<(), Refusal> {
    let mut elsewhere =
        case.hands.iter().filter(|hand| hand.officer == officer).filter_map(|hand| hand.position);
    if let Some(position) = elsewhere.find(|position| *position != at) {
        return Err(Refusal::ActedElsewhere { position });
    }
    if role == Role::Head { decides(case, officer, staff) } else { Ok(()) }
}

/// Whether an officer may decide on a case at all.
pub(crate) fn decides(case: &Application, officer: OfficerId, staff: &Staff) -> Result<(), Refusal> {
    if case.hands.iter().any(|hand| hand.officer == officer && hand.part == Part::Prepared) {
        return Err(Refusal::PreparedIt);
    }
    if Visit::latest(&case.visits).and_then(Visit::only_visitor) == Some(officer) {
        return Err(Refusal::OnlyVisitor);
    }
    if case.kinships.iter().any(|kinship| kinship.officer == officer && kinship.withdrawn.is_none()) {
        return Err(Refusal::Kin);
    }
    not_of_the_family(officer, staff)
}

/// Whether an officer is nobody of the household.
pub(crate) fn not_of_the_family(officer: OfficerId, staff: &Staff) -> Result<(), Refusal> {
    if staff.family.contains(&officer) { Err(Refusal::OfTheFamily) } else { Ok(()) }
}

/// Whether an officer may hear the appeal: not against their own decision.
pub(crate) fn hears(case: &Application, officer: OfficerId) -> Result<(), Refusal> {
    let own = case.state().rejection().is_some_and(|rejection| rejection.decision.by == officer);
    if own { Err(Refusal::OwnDecision) } else { Ok(()) }
}
