//! What does an operator bring, and is it taken? For those who try to break its reading.

use std::io::{Read, Write};

use persistence::backup::{Opener, Sealer};
use persistence::{Root, Roots};

pub(crate) use super::backup::tests::{backup, is_backup};
pub(crate) use super::keys::is_key;

/// The roots of what is sealed here.
pub(crate) fn roots() -> Roots {
    Roots { demonstration: false, versions: [(1, Root::new([7; Root::LEN]))].into() }
}

/// The text of a key.
pub(crate) fn key_file() -> String {
    let first = "3a60d9c1f57e82b4096bd8e3471cfa952d8e06b17f43c9a05be2d7641890ff3c";
    let second = "8f1c2be07a9d4463d5f0b91e6c7a3352e84d0fb6219ac57838e6f17d40c25ba9";
    format!("# The root of all keys\ndemonstration\n1 {first}\n2 {second}\n")
}

/// Octets, sealed as a backup is.
pub(crate) fn sealed(octets: &[u8], roots: &Roots) -> Vec<u8> {
    let mut sealer = Sealer::begin(Vec::new(), 1, &roots.versions[&1]).unwrap();
    sealer.write_all(octets).unwrap();
    sealer.finish().unwrap()
}

/// What lies in sealed backups.
pub(crate) fn opened(backups: &[Vec<u8>], roots: &Roots) -> Vec<Vec<u8>> {
    let opened = |sealed: &Vec<u8>| {
        let mut octets = Vec::new();
        let _ = Opener::begin(sealed.as_slice(), roots).unwrap().read_to_end(&mut octets).unwrap();
        octets
    };
    backups.iter().map(opened).collect()
}
