//! How do octets stand in a text? In base64, as they came.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Octets, written in base64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Octets(pub Vec<u8>);

/// A text that is no base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not base64")]
pub struct NotOctets;

impl TryFrom<String> for Octets {
    type Error = NotOctets;

    fn try_from(text: String) -> Result<Self, NotOctets> {
        STANDARD.decode(text).map(Self).map_err(|_| NotOctets)
    }
}

impl From<Octets> for String {
    fn from(octets: Octets) -> Self {
        STANDARD.encode(octets.0)
    }
}
