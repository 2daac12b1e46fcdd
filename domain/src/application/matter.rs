//! What was it about? A digest of what a visit leaves, by which evidence knows whether it still holds.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::money::Money;

/// The matter of a case: SHA-256 over its canonical form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(
    value_type = String,
    pattern = "^[0-9a-f]{64}$",
    example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)]
pub struct Matter([u8; 32]);

/// What a matter is made of. People come as keyed hashes of their citizen ids, so none can be guessed from it.
#[derive(Clone, Copy, Debug)]
pub struct MatterOf<'a> {
    /// Keyed hash of the student's citizen id.
    pub student: &'a [u8],
    /// Keyed hash of the worker's citizen id.
    pub worker: &'a [u8],
    /// The household's income of the edition's months.
    pub income: Option<Money>,
    /// How many live together.
    pub people: Option<u32>,
    /// The school, as scheme and code.
    pub school: Option<&'a str>,
    /// Tuition of all the household's children for the school year that begins.
    pub tuition: Option<Money>,
    /// The tier, as cohort and place.
    pub tier: Option<&'a str>,
}

/// A text that is no matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a matter is 64 hexadecimal digits in lower case")]
pub struct NotMatter;

impl MatterOf<'_> {
    /// The digest of it.
    pub fn digest(&self) -> Matter {
        let mut hash = Sha256::new();
        hash.update(b"jinqiu matter 1");
        let money = |sum: Option<Money>| sum.map(|sum| sum.as_fen().to_be_bytes());
        part(&mut hash, Some(self.student));
        part(&mut hash, Some(self.worker));
        part(&mut hash, money(self.income).as_ref().map(<[u8; 8]>::as_slice));
        part(&mut hash, self.people.map(u32::to_be_bytes).as_ref().map(<[u8; 4]>::as_slice));
        part(&mut hash, self.school.map(str::as_bytes));
        part(&mut hash, money(self.tuition).as_ref().map(<[u8; 8]>::as_slice));
        part(&mut hash, self.tier.map(str::as_bytes));
        Matter(hash.finalize().into())
    }
}

/// Every part stands with its length, and a missing one differs from an empty one: no two forms read alike.
fn part(hash: &mut Sha256, bytes: Option<&[u8]>) {
    match bytes {
        None => hash.update([0]),
        Some(bytes) => {
            hash.update([1]);
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        }
    }
}

impl Matter {
    /// Takes a digest from the storage edge.
    pub const fn new(raw: [u8; 32]) -> Self {
        Self(raw)
    }

    /// Gives the digest to the storage edge.
    pub const fn raw(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Matter {
    type Err = NotMatter;

    fn from_str(text: &str) -> Result<Self, NotMatter> {
        let lower = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if text.len() != 64 || !lower {
            return Err(NotMatter);
        }
        let mut raw = [0; 32];
        for (byte, at) in raw.iter_mut().zip((0..64).step_by(2)) {
            let pair = text.get(at..at + 2).ok_or(NotMatter)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotMatter)?;
        }
        Ok(Self(raw))
    }
}

impl TryFrom<String> for Matter {
    type Error = NotMatter;

    fn try_from(text: String) -> Result<Self, NotMatter> {
        text.parse()
    }
}

impl From<Matter> for String {
    fn from(matter: Matter) -> Self {
        matter.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(school: Option<&'a str>, tier: Option<&'a str>) -> MatterOf<'a> {
        let (income, tuition) = (Money::fen(2_000_000).ok(), Money::fen(500_000).ok());
        MatterOf { student: b"s", worker: b"w", income, people: Some(3), school, tuition, tier }
    }

    #[test]
    fn each_part_counts_and_none_runs_into_the_next() {
        let all = [
            of(Some("moe:1"), Some("2")).digest(),
            of(Some("moe:12"), Some("")).digest(),
            of(Some("moe:1"), None).digest(),
            of(None, Some("2")).digest(),
            MatterOf { people: Some(4), ..of(Some("moe:1"), Some("2")) }.digest(),
            MatterOf { income: None, ..of(Some("moe:1"), Some("2")) }.digest(),
        ];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn a_matter_is_read_as_it_is_written() {
        let matter = of(None, None).digest();
        assert_eq!(matter.to_string().parse(), Ok(matter));
        assert_eq!("0g".repeat(32).parse::<Matter>(), Err(NotMatter));
    }
}
