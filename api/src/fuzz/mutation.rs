//! What becomes of a good example on its way here? It is flipped, cut, repeated, spliced with another, or filled with what
//! programs trip over.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The most octets that come of it.
pub(crate) const MOST_OCTETS: usize = 64 * 1024;
/// The most changes of one example.
const MOST_CHANGES: usize = 4;

/// What programs trip over: ends of texts and lists, huge numbers, characters that are none or are more than one, deep nesting.
const STUMBLING: [&[u8]; 35] = [
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\n",
    b"\r\n\r\n",
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"\\",
    b"'",
    b"-1",
    b"0",
    b"-0",
    b"1e400",
    b"0.1",
    b"99999999999999999999",
    b"-9223372036854775808",
    b"9223372036854775807",
    b"18446744073709551616",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":",
    b"]}",
    b"null",
    b"../../",
    b"%00",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\xf0\xa0\xae\xb7",
    b"\xcc\x81\xcc\x81\xcc\x81",
    b"9999-99-99T99:99:99.999999999+99:99",
    b"9999-12-31T23:59:59-23:59",
    b"0000-01-01T00:00:00+23:59",
];

/// Values of JSON that programs trip over.
const VALUES: [&str; 16] = [
    "null",
    "true",
    "-1",
    "0.5",
    "1e400",
    "99999999999999999999",
    "[]",
    "{}",
    "[[]]",
    r#""""#,
    r#""\u0000""#,
    r#""\ud800""#,
    r#""𠮷\u200b""#,
    r#""9999-12-31T23:59:59-23:59""#,
    r#""0000-01-01""#,
    r#""640104197405121014""#,
];

/// One change.
#[derive(Clone, Debug)]
enum Mutation {
    /// A bit becomes the other.
    Flip(Index, u8),
    /// An octet becomes any other.
    Put(Index, u8),
    /// What lies between is taken out.
    Cut(Index, Index),
    /// The end is torn off.
    Tear(Index),
    /// What lies between comes so many times.
    Repeat(Index, Index, usize),
    /// Something stands there in place of nothing.
    Insert(Index, &'static [u8]),
    /// The end is that of another example.
    Splice(Index, Index, Vec<u8>),
    /// It is something else altogether.
    Become(&'static [u8]),
    /// A value of JSON is another one.
    Value(Index, &'static str),
}

impl Mutation {
    fn of(octets: &mut Vec<u8>, change: &Self) {
        let place = |index: &Index| index.index(octets.len() + 1);
        match change {
            Self::Flip(at, bit) if !octets.is_empty() => {
                let at = at.index(octets.len());
                octets[at] ^= 1 << (bit % 8);
            }
            Self::Put(at, octet) if !octets.is_empty() => {
                let at = at.index(octets.len());
                octets[at] = *octet;
            }
            Self::Flip(..) | Self::Put(..) => {}
            Self::Cut(a, b) => {
                let (a, b) = (place(a), place(b));
                drop(octets.drain(a.min(b)..a.max(b)));
            }
            Self::Tear(at) => octets.truncate(place(at)),
            Self::Repeat(a, b, times) => {
                let (a, b) = (place(a), place(b));
                let part = &octets[a.min(b)..a.max(b)];
                let part = part.repeat((*times).min(MOST_OCTETS / part.len().max(1)));
                drop(octets.splice(a..a, part));
            }
            Self::Insert(at, what) => {
                let at = place(at);
                drop(octets.splice(at..at, what.iter().copied()));
            }
            Self::Splice(at, other_at, other) => {
                octets.truncate(place(at));
                octets.extend_from_slice(&other[other_at.index(other.len() + 1)..]);
            }
            Self::Become(what) => *octets = what.to_vec(),
            Self::Value(at, value) => {
                let after = |from: usize, ends: &[u8]| {
                    octets[from..].iter().position(|octet| ends.contains(octet)).map(|found| from + found)
                };
                let begin = after(place(at), b":[,").map(|mark| mark + 1);
                if let Some((begin, end)) = begin.and_then(|begin| Some((begin, after(begin, b",]}")?))) {
                    drop(octets.splice(begin..end, value.bytes()));
                }
            }
        }
        octets.truncate(MOST_OCTETS);
    }
}

fn mutation(samples: Vec<Vec<u8>>) -> impl Strategy<Value = Mutation> {
    let at = || any::<Index>();
    prop_oneof![
        2 => (at(), any::<u8>()).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        1 => (at(), any::<u8>()).prop_map(|(at, octet)| Mutation::Put(at, octet)),
        2 => (at(), at()).prop_map(|(a, b)| Mutation::Cut(a, b)),
        1 => at().prop_map(Mutation::Tear),
        2 => (at(), at(), select(vec![1, 2, 7, 300, 5000])).prop_map(|(a, b, times)| Mutation::Repeat(a, b, times)),
        3 => (at(), select(STUMBLING.to_vec())).prop_map(|(at, what)| Mutation::Insert(at, what)),
        1 => select(STUMBLING.to_vec()).prop_map(Mutation::Become),
        8 => (at(), select(VALUES.to_vec())).prop_map(|(at, value)| Mutation::Value(at, value)),
        1 => (at(), at(), select(samples)).prop_map(|(at, from, other)| Mutation::Splice(at, from, other)),
    ]
}

/// Any of the examples, changed in some ways or in none.
pub(crate) fn mutated(samples: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (select(samples.clone()), vec(mutation(samples), 0..=MOST_CHANGES)).prop_map(|(mut octets, changes)| {
        for change in &changes {
            Mutation::of(&mut octets, change);
        }
        octets
    })
}
