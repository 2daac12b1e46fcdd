//! Could a root be guessed? Whoever typed it by hand, counted, or took a text made no key; chance makes none like these.

use std::collections::BTreeSet;

use persistence::Root;

/// Of so many octets at random, fewer than so many different ones do not come in the age of the universe.
const DIFFERENT: usize = 17;

/// Why a root is weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Weakness {
    /// A part of it comes again and again.
    #[error("its octets repeat themselves")]
    Repeats,
    /// Each octet differs from the one before by as much.
    #[error("its octets count up or down")]
    Counts,
    /// There are few different octets in it.
    #[error("it has few different octets")]
    Few,
    /// All octets are characters.
    #[error("its octets are a text")]
    Text,
    /// All digits are decimal ones.
    #[error("its digits are decimal ones alone")]
    Decimal,
    /// It reads the same from behind.
    #[error("its second half is the first one from behind")]
    Mirrored,
}

/// Why that root is weak, if it is.
pub(super) fn weakness(root: &[u8; Root::LEN]) -> Option<Weakness> {
    let steps = root.iter().zip(root.iter().skip(1)).map(|(one, next)| next.wrapping_sub(*one));
    let steps: BTreeSet<u8> = steps.collect();
    let different: BTreeSet<&u8> = root.iter().collect();
    let (first, second) = root.split_at(Root::LEN / 2);
    let decimal = |octet: &u8| octet >> 4 < 10 && octet & 15 < 10;
    if (1..=Root::LEN / 2)
        .any(|period| root.iter().zip(root.iter().skip(period)).all(|(one, next)| one == next))
    {
        Some(Weakness::Repeats)
    } else if steps.len() == 1 {
        Some(Weakness::Counts)
    } else if first.iter().eq(second.iter().rev()) {
        Some(Weakness::Mirrored)
    } else if root.iter().all(|octet| octet.is_ascii_graphic() || *octet == b' ') {
        Some(Weakness::Text)
    } else if root.iter().all(decimal) {
        Some(Weakness::Decimal)
    } else if different.len() < DIFFERENT {
        Some(Weakness::Few)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(octet: impl FnMut(u8) -> u8) -> [u8; 32] {
        let octets: Vec<u8> = (0..32).map(octet).collect();
        octets.try_into().unwrap()
    }

    #[test]
    fn what_people_make_up_is_weak() {
        let random =
            [0x8f, 0x1c, 0x2b, 0xe0, 0x7a, 0x9d, 0x44, 0x63, 0xd5, 0xf0, 0xb9, 0x1e, 0x6c, 0x7a, 0x33, 0x52];
        let pi = [
            0x31, 0x41, 0x59, 0x26, 0x53, 0x58, 0x97, 0x93, 0x23, 0x84, 0x62, 0x64, 0x33, 0x83, 0x27, 0x95,
            0x02, 0x88, 0x41, 0x97, 0x16, 0x93, 0x99, 0x37, 0x51, 0x05, 0x82, 0x09, 0x74, 0x94, 0x45, 0x92,
        ];
        for (weak, why) in [
            (root(|_| 0), Weakness::Repeats),
            (root(|_| 0xab), Weakness::Repeats),
            (root(|at| at % 2), Weakness::Repeats),
            (root(|at| random[usize::from(at % 16)]), Weakness::Repeats),
            (root(|at| random[usize::from(at % 11)]), Weakness::Repeats),
            (root(|at| random[usize::from(if at < 16 { at } else { 31 - at })]), Weakness::Mirrored),
            (root(|at| at), Weakness::Counts),
            (root(|at| 200 - 3 * at), Weakness::Counts),
            (root(|at| at / 3), Weakness::Few),
            (*b"correct horse battery staple 123", Weakness::Text),
            (pi, Weakness::Decimal),
        ] {
            assert_eq!(weakness(&weak), Some(why), "{weak:?}");
        }
    }

    #[test]
    fn what_chance_makes_is_not_weak() {
        for _ in 0..10_000 {
            assert_eq!(weakness(Root::random().unwrap().octets()), None);
        }
    }
}
