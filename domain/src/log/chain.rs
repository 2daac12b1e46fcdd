//! Where does an entry stand in the log? At a position, whose link holds all that stands before it.

use core::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::text::reasons;

/// The place of an entry in the log: 1, 2, 3 and on, without gaps.
pub type Position = u64;

/// What a position holds of the whole log up to it: SHA-256 over the link before, the position and its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(
    as = LogLink,
    value_type = String,
    pattern = "^[0-9a-f]{64}$",
    example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
)]
pub struct Link([u8; 32]);

/// A text that is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLink;

reasons! {
    NotLink {
        Self => "日志链值为64位小写十六进制字符,请按接口返回的填写",
            "a link has 64 hexadecimal digits in lower case; take it as an answer gave it";
    }
}

impl Link {
    /// What the first position follows.
    pub const ORIGIN: Self = Self([0; 32]);

    /// A link from storage.
    pub const fn new(octets: [u8; 32]) -> Self {
        Self(octets)
    }

    /// The link for storage.
    pub const fn octets(self) -> [u8; 32] {
        self.0
    }

    /// The link of a position that follows this one.
    #[must_use]
    pub fn next(self, position: Position, digest: &[u8; 32]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"jinqiu log link 1");
        hash.update(position.to_be_bytes());
        hash.update(self.0);
        hash.update(digest);
        Self(hash.finalize().into())
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl TryFrom<String> for Link {
    type Error = NotLink;

    fn try_from(text: String) -> Result<Self, NotLink> {
        let lower = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let octets: Result<[u8; 32], _> = hex::decode(text).map_err(|_| NotLink)?.try_into();
        octets.ok().filter(|_| lower).map(Self).ok_or(NotLink)
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.to_string()
    }
}

/// What is signed of a position: its entry by itself, and with all before it, so that a position is proved without the
/// others.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Where.
    pub position: Position,
    /// The digest of the entry.
    pub digest: [u8; 32],
    /// The link.
    pub link: Link,
}

impl Place {
    /// What the signature is over.
    pub fn text(&self) -> Vec<u8> {
        let mut text = b"jinqiu log position 1".to_vec();
        text.extend_from_slice(&self.position.to_be_bytes());
        text.extend_from_slice(&self.digest);
        text.extend_from_slice(&self.link.octets());
        text
    }
}
