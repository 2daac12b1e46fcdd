//! Who acts? An officer in one of their posts, or in one that was lent to them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Role;
use crate::id::{AccountId, DelegationId, OfficerId, UnionId};
use crate::union::Level;

/// An officer who acts in a post. Separation of duties compares officers, permissions compare accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    /// The person.
    pub officer: OfficerId,
    /// The account whose post they act in.
    pub account: AccountId,
    /// The delegation by which they act in it; none in a post of their own.
    #[serde(default)]
    pub delegation: Option<DelegationId>,
    /// Its role.
    pub role: Role,
    /// Its union.
    pub union: UnionId,
    /// At which level that union stands.
    pub level: Level,
    /// The union they act as: their own, or the city federation for officers of its service centre.
    pub stands_for: UnionId,
}
