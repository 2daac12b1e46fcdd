//! How is a value sealed, and how is one hashed so that it is found again?
//!
//! Sealing is AES-256-GCM; the envelope names its suite and key version, and table, column and row are
//! bound in, so a value moved elsewhere does not open. Finding is by HMAC-SHA-256 under another key.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac, rand};
use uuid::Uuid;

/// The first octet of an envelope: AES-256-GCM with a random nonce.
const SUITE: u8 = 1;
const HEADER: usize = 1 + 2 + NONCE_LEN;

/// Where a sealed value stands; it opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row.
    pub row: Uuid,
}

/// What does not open, or cannot be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not an envelope of this suite.
    #[error("not a sealed value")]
    NotSealed,
    /// The key version is not held.
    #[error("sealed under key version {0}, which is not held")]
    UnknownKey(u16),
    /// Altered, moved, or sealed under another key.
    #[error("the seal is broken")]
    Broken,
    /// The system gives no randomness, or the key has the wrong length.
    #[error("cannot seal")]
    CannotSeal,
}

/// A key that seals values.
pub struct SealingKey {
    version: u16,
    key: LessSafeKey,
}

impl SealingKey {
    /// A sealing key from 32 octets.
    pub fn new(version: u16, octets: &[u8]) -> Result<Self, SealError> {
        let key = UnboundKey::new(&AES_256_GCM, octets).map_err(|_| SealError::CannotSeal)?;
        Ok(Self { version, key: LessSafeKey::new(key) })
    }

    /// Seals a value for its place.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).map_err(|_| SealError::CannotSeal)?;
        let mut text = Vec::with_capacity(HEADER + plain.len() + AES_256_GCM.tag_len());
        text.push(SUITE);
        text.extend_from_slice(&self.version.to_be_bytes());
        text.extend_from_slice(&nonce);
        let mut body = plain.to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound(place)), &mut body)
            .map_err(|_| SealError::CannotSeal)?;
        text.extend_from_slice(&body);
        Ok(text)
    }

    /// Opens what was sealed for this place.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (header, body) = sealed.split_at_checked(HEADER).ok_or(SealError::NotSealed)?;
        let version = version_of(sealed)?;
        let [_, _, _, nonce @ ..] = header else { return Err(SealError::NotSealed) };
        if version != self.version {
            return Err(SealError::UnknownKey(version));
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::NotSealed)?;
        let mut body = body.to_vec();
        let plain = self
            .key
            .open_in_place(nonce, Aad::from(bound(place)), &mut body)
            .map_err(|_| SealError::Broken)?
            .len();
        body.truncate(plain);
        Ok(body)
    }
}

fn bound(place: Place) -> Vec<u8> {
    let mut text = Vec::with_capacity(place.table.len() + place.column.len() + 18);
    text.extend_from_slice(place.table.as_bytes());
    text.push(0);
    text.extend_from_slice(place.column.as_bytes());
    text.push(0);
    text.extend_from_slice(place.row.as_bytes());
    text
}

/// The version of the key that an envelope names.
pub(crate) fn version_of(sealed: &[u8]) -> Result<u16, SealError> {
    match sealed {
        [SUITE, high, low, ..] => Ok(u16::from_be_bytes([*high, *low])),
        _ => Err(SealError::NotSealed),
    }
}

/// The first octets of every envelope of that version.
pub(crate) fn header(version: u16) -> [u8; 3] {
    let [high, low] = version.to_be_bytes();
    [SUITE, high, low]
}

/// A key for keyed hashes.
pub(crate) fn hashing(octets: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, octets)
}

/// The keyed hash of a value of that kind.
pub(crate) fn hash(key: &hmac::Key, kind: &str, value: &[u8]) -> Vec<u8> {
    let mut context = hmac::Context::with_key(key);
    context.update(kind.as_bytes());
    context.update(&[0]);
    context.update(value);
    context.sign().as_ref().to_vec()
}

/// New octets for a key, from the system's randomness.
pub(crate) fn random() -> Result<[u8; 32], SealError> {
    let mut octets = [0; 32];
    rand::fill(&mut octets).map_err(|_| SealError::CannotSeal)?;
    Ok(octets)
}

/// An id that nothing orders: that of a process.
pub(crate) fn random_id() -> Result<Uuid, SealError> {
    let mut octets = [0; 16];
    rand::fill(&mut octets).map_err(|_| SealError::CannotSeal)?;
    Ok(uuid::Builder::from_random_bytes(octets).into_uuid())
}

/// A key of 32 octets for a purpose, out of a root.
pub(crate) fn expand(root: &[u8], purpose: &[u8]) -> Result<[u8; 32], SealError> {
    let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"jinqiu");
    let mut octets = [0; 32];
    salt.extract(root)
        .expand(&[purpose], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut octets))
        .map_err(|_| SealError::CannotSeal)?;
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place = Place { table: "persons", column: "sealed", row: Uuid::nil() };

    #[test]
    fn a_value_opens_only_in_its_place() {
        let key = SealingKey::new(1, &[7; 32]).unwrap();
        let sealed = key.seal(HERE, b"640104197405121014").unwrap();
        assert_eq!(key.open(HERE, &sealed).unwrap(), b"640104197405121014");
        let elsewhere = Place { row: Uuid::max(), ..HERE };
        assert_eq!(key.open(elsewhere, &sealed), Err(SealError::Broken));
        assert_eq!(SealingKey::new(1, &[8; 32]).unwrap().open(HERE, &sealed), Err(SealError::Broken));
        assert_eq!(SealingKey::new(2, &[7; 32]).unwrap().open(HERE, &sealed), Err(SealError::UnknownKey(1)));
    }

    #[test]
    fn every_altered_octet_is_noticed() {
        let key = SealingKey::new(1, &[7; 32]).unwrap();
        let sealed = key.seal(HERE, b"secret").unwrap();
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(key.open(HERE, &altered).is_err(), "octet {at}");
            assert!(key.open(HERE, &sealed[..at]).is_err(), "cut at {at}");
        }
    }
}
