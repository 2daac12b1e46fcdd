//! Who acts? An officer by one of their accounts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Role;
use crate::id::{AccountId, OfficerId, UnionId};
use crate::union::Level;

/// An officer who acts by an account. Separation of duties compares officers, permissions compare accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    /// The person.
    pub officer: OfficerId,
    /// The account they act by.
    pub account: AccountId,
    /// Its role.
    pub role: Role,
    /// Its union.
    pub union: UnionId,
    /// At which level that union stands.
    pub level: Level,
    /// The union they act as: their own, or the city federation for officers of its service centre.
    pub stands_for: UnionId,
}
