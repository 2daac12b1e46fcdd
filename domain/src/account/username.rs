//! Under which names may an account sign in?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::reasons;

/// The name under which an account signs in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[a-z0-9][a-z0-9._-]{2,39}$", example = "caseworker.640104")]
pub struct Username(String);

/// A name that cannot be signed in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUsername;

reasons! {
    NotUsername {
        Self => "用户名为3至40个小写字母、数字、点、连字符或下划线,以字母或数字开头,请更正",
            "a user name has 3 to 40 small letters, digits, dots, hyphens or underscores, and begins with a letter or digit; correct it";
    }
}

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
