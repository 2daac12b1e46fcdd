//! What does the service put its name to? That the log up to a position is this one and no other.

use serde::{Deserialize, Serialize};

use super::{Link, Octets, Position};

/// A signed statement about the whole log up to a position. Whoever keeps one elsewhere is its witness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Up to which position.
    pub position: Position,
    /// The link of that position.
    pub link: Link,
    /// When it was made, by the real clock, in microseconds since 1970.
    pub at_micros: i64,
    /// The name of the key.
    pub key: String,
    /// The signature over [`text`](Self::text).
    pub signature: Octets,
}

/// A text that is no checkpoint.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "not a checkpoint of this log: one line of JSON is expected, as `jinqiu log checkpoint` prints it ({0})"
)]
pub struct NotCheckpoint(String);

impl Checkpoint {
    /// Reads one as it was printed.
    ///
    /// # Errors
    /// [`NotCheckpoint`] with where it is malformed.
    pub fn read(text: &str) -> Result<Self, NotCheckpoint> {
        serde_json::from_str(text.trim()).map_err(|error| NotCheckpoint(error.to_string()))
    }

    /// What is signed.
    pub fn text(position: Position, link: Link, at_micros: i64, key: &str) -> Vec<u8> {
        format!("jinqiu log checkpoint 1\n{position}\n{link}\n{at_micros}\n{key}\n").into_bytes()
    }

    /// What this one's signature is over.
    pub fn signed(&self) -> Vec<u8> {
        Self::text(self.position, self.link, self.at_micros, &self.key)
    }
}
