//! Which roots of all keys are held? Several versions of 32 octets, and what they are for; never printed.

use std::collections::BTreeMap;
use std::fmt;

use aws_lc_rs::hmac;

use crate::SealError;
use crate::keys::{SealingKey, expand, hashing, random};

/// The root of all keys of one version.
#[derive(Clone, PartialEq, Eq)]
pub struct Root([u8; Self::LEN]);

impl Root {
    /// Its length in octets.
    pub const LEN: usize = 32;

    /// A root out of its octets.
    pub const fn new(octets: [u8; Self::LEN]) -> Self {
        Self(octets)
    }

    /// A new one, from the system's randomness.
    pub fn random() -> Result<Self, SealError> {
        random().map(Self)
    }

    /// The octets, for the key file.
    pub const fn octets(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Root(…)")
    }
}

/// The roots that a process holds, by version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots {
    /// Whether they serve a demonstration, and nothing else.
    pub demonstration: bool,
    /// Each version, from 1.
    pub versions: BTreeMap<u16, Root>,
}

impl Roots {
    /// One root, of version 1, for work in earnest.
    pub fn one(root: Root) -> Self {
        Self { demonstration: false, versions: BTreeMap::from([(1, root)]) }
    }
}

/// Where the roots are read, again and again: whoever keeps them may add one.
pub type Source = Box<dyn Fn() -> Result<Roots, String> + Send + Sync>;

/// What is made of a root: a key that seals, and one that finds.
pub(crate) struct Derived {
    root: Root,
    pub(crate) sealing: SealingKey,
    pub(crate) index: hmac::Key,
}

/// What is made of all roots that are held.
pub(crate) struct Held {
    pub(crate) demonstration: bool,
    pub(crate) versions: BTreeMap<u16, Derived>,
}

impl Held {
    /// Derives the keys of each version.
    pub(crate) fn derive(roots: Roots) -> Result<Self, SealError> {
        let derive = |(version, root): (u16, Root)| {
            let sealing = SealingKey::new(version, &expand(&root.0, b"jinqiu sealing 1")?)?;
            let index = hashing(&expand(&root.0, b"jinqiu index 1")?);
            Ok((version, Derived { root, sealing, index }))
        };
        let versions = roots.versions.into_iter().map(derive).collect::<Result<_, SealError>>()?;
        Ok(Self { demonstration: roots.demonstration, versions })
    }

    /// Whether it was derived from those roots.
    pub(crate) fn is_of(&self, roots: &Roots) -> bool {
        let same =
            |(held, read): ((&u16, &Derived), (&u16, &Root))| held.0 == read.0 && held.1.root == *read.1;
        self.demonstration == roots.demonstration
            && self.versions.len() == roots.versions.len()
            && self.versions.iter().zip(&roots.versions).all(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_not_printed() {
        let roots = Roots::one(Root::new([0xab; 32]));
        let printed = format!("{roots:?} {roots:#?}").to_lowercase();
        assert!(!printed.contains("ab") && !printed.contains("171"), "{printed}");
    }
}
