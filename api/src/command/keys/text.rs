//! What does the text of a key say? A line for each version of the root, and whether it is a demonstration's.

use std::collections::BTreeMap;

use persistence::{Root, Roots};

use super::weak::{Weakness, weakness};

/// The line by which a key is a demonstration's.
const DEMONSTRATION: &str = "demonstration";

/// What is wrong with the text of a key. Nothing of the text is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Damage {
    /// A line is none that a key has.
    #[error(
        "line {0} is damaged, for a version from 1 to 65535 and 64 hexadecimal digits are expected; put back the copy of it"
    )]
    Line(usize),
    /// There is no root in it.
    #[error("there is no key in it; put back the copy of it")]
    Empty,
    /// A version stands there twice.
    #[error("version {0} stands there twice; put back the copy of it")]
    Twice(u16),
    /// Two versions have one root.
    #[error("version {0} has the root of another version; take one of the two lines out")]
    Same(u16),
    /// A root that could be guessed.
    #[error(
        "the root of version {0} is weak: {1}; make one of 32 random octets, as `openssl rand -hex 32` prints them"
    )]
    Weak(u16, Weakness),
}

/// Reads the text. A line that is nothing but a root is version 1.
pub(super) fn read(text: &str) -> Result<Roots, Damage> {
    let (mut demonstration, mut versions) = (false, BTreeMap::new());
    let lines = text.lines().map(str::trim).enumerate().map(|(at, line)| (at + 1, line));
    for (at, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        if line == DEMONSTRATION {
            demonstration = true;
            continue;
        }
        let (version, digits) = line.split_once(char::is_whitespace).unwrap_or(("1", line));
        let version: u16 = version.parse().ok().filter(|number| *number > 0).ok_or(Damage::Line(at))?;
        let root = octets(digits.trim()).ok_or(Damage::Line(at))?;
        if let Some(weakness) = weakness(&root) {
            return Err(Damage::Weak(version, weakness));
        }
        let root = Root::new(root);
        if versions.values().any(|other| *other == root) {
            return Err(if versions.contains_key(&version) {
                Damage::Twice(version)
            } else {
                Damage::Same(version)
            });
        }
        if versions.insert(version, root).is_some() {
            return Err(Damage::Twice(version));
        }
    }
    if versions.is_empty() { Err(Damage::Empty) } else { Ok(Roots { demonstration, versions }) }
}

/// Writes it.
pub(super) fn write(roots: &Roots) -> String {
    let head = if roots.demonstration {
        "# The key of a demonstration: nothing else is served with it.\ndemonstration"
    } else {
        "# The root of all keys, a line for each version. Keep a copy elsewhere, and give it to nobody."
    };
    let line = |(version, root): (&u16, &Root)| format!("{version} {}", crate::edge::hex(root.octets()));
    let lines: Vec<String> = roots.versions.iter().map(line).collect();
    format!("{head}\n{}\n", lines.join("\n"))
}

fn octets(digits: &str) -> Option<[u8; Root::LEN]> {
    if digits.len() != 2 * Root::LEN || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let octets: Result<Vec<u8>, _> = (0..Root::LEN)
        .map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2).unwrap_or(""), 16))
        .collect();
    octets.ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "8f1c2be07a9d4463d5f0b91e6c7a3352e84d0fb6219ac57838e6f17d40c25ba9";
    const TWO: &str = "3a60d9c1f57e82b4096bd8e3471cfa952d8e06b17f43c9a05be2d7641890ff3c";

    #[test]
    fn what_is_written_is_read() {
        for demonstration in [false, true] {
            let mut roots = read(&format!("1 {ONE}\n7\t{TWO}\n")).unwrap();
            roots.demonstration = demonstration;
            assert_eq!(read(&write(&roots)).unwrap(), roots);
            assert_eq!(roots.versions.keys().copied().collect::<Vec<_>>(), [1, 7]);
        }
        assert_eq!(read(ONE), read(&format!("# old\n\n 1  {}  \n", ONE.to_uppercase())));
    }

    #[test]
    fn what_is_damaged_is_told_by_its_line_and_not_repeated() {
        let cases = [
            (String::new(), Damage::Empty),
            ("# nothing\ndemonstration\n".to_owned(), Damage::Empty),
            (format!("1 {ONE}\n2 {}", &TWO[1..]), Damage::Line(2)),
            (format!("0 {ONE}"), Damage::Line(1)),
            (format!("65536 {ONE}"), Damage::Line(1)),
            (format!("one {ONE}"), Damage::Line(1)),
            (format!("1 {ONE} {TWO}"), Damage::Line(1)),
            (format!("\n1 +{}", &ONE[1..]), Damage::Line(2)),
            (format!("1 {ONE}\n1 {TWO}"), Damage::Twice(1)),
            (format!("1 {ONE}\n1 {ONE}"), Damage::Twice(1)),
            (format!("1 {ONE}\n2 {ONE}"), Damage::Same(2)),
        ];
        for (text, damage) in cases {
            assert_eq!(read(&text), Err(damage));
            let told = damage.to_string();
            assert!(!told.contains(&ONE[..8]) && !told.contains(&TWO[1..9]), "{told}");
        }
        assert!(matches!(read(&"ab".repeat(32)), Err(Damage::Weak(1, _))));
    }
}
