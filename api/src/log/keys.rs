//! Which keys sign the log? Their public halves, a line each, for whoever checks it elsewhere.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::log::Checks;
use persistence::signing_keys::SigningKey;

/// Public keys by their names.
pub struct LogKeys(Vec<(String, Vec<u8>)>);

/// A text that holds no public keys.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "no public keys: a name and a key in base64 are expected in each line, as `jinqiu log keys` prints them"
)]
pub struct NotLogKeys;

impl LogKeys {
    /// Those of the service.
    pub fn of(keys: Vec<SigningKey>) -> Self {
        Self(keys.into_iter().map(|key| (key.kid, key.public)).collect())
    }
}

impl FromStr for LogKeys {
    type Err = NotLogKeys;

    fn from_str(text: &str) -> Result<Self, NotLogKeys> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let key = |line: &str| {
            let (name, key) = line.split_once(' ')?;
            let octets = STANDARD.decode(key.trim()).ok().filter(|octets| octets.len() == 32)?;
            Some((name.to_owned(), octets))
        };
        let keys: Option<Vec<_>> = lines.map(key).collect();
        keys.filter(|keys| !keys.is_empty()).map(Self).ok_or(NotLogKeys)
    }
}

impl fmt::Display for LogKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(name, key)| writeln!(f, "{name} {}", STANDARD.encode(key)))
    }
}

impl Checks for LogKeys {
    fn is_signed(&self, octets: &[u8], signature: &[u8]) -> bool {
        self.0.iter().any(|(_, key)| UnparsedPublicKey::new(&ED25519, key).verify(octets, signature).is_ok())
    }
}
