//! Who are the officers, and which posts do they hold?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Deed, Role};
use crate::id::{AccountId, DelegationId, OfficerId, UnionId};
use crate::name::{Line, PersonName};
use crate::time::{Day, Instant};

/// The name under which an account signs in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[a-z0-9][a-z0-9._-]{2,39}$", example = "caseworker.640104")]
pub struct Username(String);

/// A name that cannot be signed in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a user name has 3 to 40 small letters, digits, dots, hyphens or underscores, and begins with a letter or digit"
)]
pub struct NotUsername;

impl Username {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Username {
    type Error = NotUsername;

    fn try_from(text: String) -> Result<Self, NotUsername> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let legal = (3..=40).contains(&text.len())
            && text.bytes().all(|b| plain(b) || matches!(b, b'.' | b'_' | b'-'))
            && text.bytes().next().is_some_and(plain);
        if legal { Ok(Self(text)) } else { Err(NotUsername) }
    }
}

impl core::str::FromStr for Username {
    type Err = NotUsername;

    fn from_str(text: &str) -> Result<Self, NotUsername> {
        Self::try_from(text.to_owned())
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0
    }
}

/// An officer: a person, who may hold several posts (人员).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Officer {
    /// The officer.
    pub id: OfficerId,
    /// The name.
    pub name: PersonName,
    /// The version of this record.
    pub version: i64,
}

/// A post that an officer holds, or a program's way in (账号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// The name to sign in with.
    pub username: Username,
    /// The officer; none for a program.
    pub officer: Option<OfficerId>,
    /// The union where the post is.
    pub union: UnionId,
    /// The role.
    pub role: Role,
    /// What a program may do; empty for officers.
    pub scopes: Vec<Deed>,
    /// The first day.
    pub valid_from: Day,
    /// The last day; none while it is open.
    pub valid_to: Option<Day>,
    /// The version of this record.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl Account {
    /// Whether the post is held on that day.
    pub fn is_open(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// A post lent to another officer for some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Delegation {
    /// The delegation.
    pub id: DelegationId,
    /// The account that is lent.
    pub account: AccountId,
    /// The officer who acts in it.
    pub officer: OfficerId,
    /// The first day.
    pub valid_from: Day,
    /// The last day.
    pub valid_to: Day,
    /// Why.
    pub reason: Line,
    /// The version of this record.
    pub version: i64,
}
