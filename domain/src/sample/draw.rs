//! Which cases does a seed draw? Those whose lots come first: anybody can draw them again with `sha256sum`.
//!
//! The lot of a case is SHA-256 over the seed in UTF-8, a line feed and the number of the case; the smaller lot comes first,
//! octet by octet. Shared out by union, each union has of the sample what it has of the population, rounded down; the
//! cases that remain go one each to the unions with the largest remainders, of equal ones to the smaller id.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::{SampleSize, Spread};
use crate::id::UnionId;
use crate::name::Line;

/// A case that may be drawn.
pub trait Candidate {
    /// Its number, which no other has.
    fn number(&self) -> &str;
    /// The union that took it.
    fn entry(&self) -> UnionId;
}

type Lot = [u8; 32];

fn lot(seed: &Line, number: &str) -> Lot {
    let mut hash = Sha256::new();
    hash.update(seed.as_str());
    hash.update(b"\n");
    hash.update(number);
    hash.finalize().into()
}

/// What tells a population from every other: SHA-256, in hexadecimal digits, over the numbers in ascending order, each with a
/// line feed behind it.
pub fn digest<C: Candidate>(population: &[C]) -> String {
    let mut numbers: Vec<&str> = population.iter().map(C::number).collect();
    numbers.sort_unstable();
    let mut hash = Sha256::new();
    for number in numbers {
        hash.update(number);
        hash.update(b"\n");
    }
    hex::encode(hash.finalize())
}

/// The cases that are drawn, the smallest lot first.
pub fn draw<'c, C: Candidate>(
    population: &'c [C],
    seed: &Line,
    size: SampleSize,
    spread: Spread,
) -> Vec<&'c C> {
    let mut lots: Vec<(Lot, &C)> = population.iter().map(|case| (lot(seed, case.number()), case)).collect();
    lots.sort_unstable_by(|one, other| (one.0, one.1.number()).cmp(&(other.0, other.1.number())));
    let size = usize::from(size.get()).min(lots.len());
    match spread {
        Spread::Together => lots.truncate(size),
        Spread::ByUnion => {
            let mut left = shares(population, size);
            lots.retain(|(_, case)| left.get_mut(&case.entry()).is_some_and(taken));
        }
    }
    lots.into_iter().map(|(_, case)| case).collect()
}

/// Takes one of what is left, if something is.
const fn taken(left: &mut usize) -> bool {
    let some = *left > 0;
    *left = left.saturating_sub(1);
    some
}

/// How many of so many each union has, by largest remainder.
fn shares<C: Candidate>(population: &[C], size: usize) -> BTreeMap<UnionId, usize> {
    let mut cases: BTreeMap<UnionId, usize> = BTreeMap::new();
    for case in population {
        *cases.entry(case.entry()).or_default() += 1;
    }
    let all = population.len().max(1);
    let mut remainders: Vec<(usize, UnionId)> =
        cases.iter().map(|(union, cases)| (cases * size % all, *union)).collect();
    remainders.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut shares: BTreeMap<UnionId, usize> =
        cases.into_iter().map(|(union, cases)| (union, cases * size / all)).collect();
    let remaining = size.saturating_sub(shares.values().sum());
    for (_, union) in remainders.into_iter().take(remaining) {
        *shares.entry(union).or_default() += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    struct Case(String, UnionId);

    impl Candidate for Case {
        fn number(&self) -> &str {
            &self.0
        }

        fn entry(&self) -> UnionId {
            self.1
        }
    }

    fn cases(of: &[(&str, u128, usize)]) -> Vec<Case> {
        let each = |(code, union, count): &(&str, u128, usize)| {
            let (code, union) = ((*code).to_owned(), UnionId::new(Uuid::from_u128(*union)));
            (1..=*count).map(move |at| Case(format!("JQ2018-{code}-{at:06}"), union)).collect::<Vec<_>>()
        };
        of.iter().flat_map(each).collect()
    }

    fn drawn(population: &[Case], seed: &str, size: i64, spread: Spread) -> Vec<String> {
        let drawn = draw(population, &seed.parse().unwrap(), size.try_into().unwrap(), spread);
        drawn.into_iter().map(|case| case.0.clone()).collect()
    }

    /// Made with `printf '%s\n%s' SEED NUMBER | sha256sum`, sorted, and `sha256sum` over the sorted numbers.
    #[test]
    fn the_same_seed_draws_what_sha256sum_draws() {
        let population = cases(&[("640104", 1, 5), ("640105", 2, 1)]);
        assert_eq!(digest(&population), "4f4b1dee615b41dfc77be2e9a28b33f8bf5ff395ccc22e905b4242e71a78c46b");
        assert_eq!(
            drawn(&population, "双色球2018088期", 6, Spread::Together),
            [
                "JQ2018-640104-000002",
                "JQ2018-640104-000005",
                "JQ2018-640104-000001",
                "JQ2018-640104-000003",
                "JQ2018-640104-000004",
                "JQ2018-640105-000001"
            ]
        );
        let reversed: Vec<Case> = population.into_iter().rev().collect();
        assert_eq!(digest(&reversed), "4f4b1dee615b41dfc77be2e9a28b33f8bf5ff395ccc22e905b4242e71a78c46b");
        assert_eq!(
            drawn(&reversed, "双色球2018088期", 2, Spread::Together),
            ["JQ2018-640104-000002", "JQ2018-640104-000005"]
        );
        assert_ne!(
            drawn(&reversed, "双色球2018089期", 6, Spread::Together),
            drawn(&reversed, "双色球2018088期", 6, Spread::Together)
        );
    }

    #[test]
    fn each_union_has_its_share_and_the_largest_remainders_have_what_is_over() {
        let counted = |sizes: [usize; 3], size| {
            let population =
                cases(&[("640104", 1, sizes[0]), ("640105", 2, sizes[1]), ("640106", 3, sizes[2])]);
            let drawn = drawn(&population, "1", size, Spread::ByUnion);
            ["640104", "640105", "640106"]
                .map(|code| drawn.iter().filter(|number| number.contains(code)).count())
        };
        // 10 of 100: 5.0, 3.3, 1.7.
        assert_eq!(counted([50, 33, 17], 10), [5, 3, 2]);
        // 2 of 3 equal ones: the smaller ids.
        assert_eq!(counted([4, 4, 4], 2), [1, 1, 0]);
        // More than there are: all.
        assert_eq!(counted([2, 1, 3], 10), [2, 1, 3]);
        assert_eq!(counted([0, 0, 0], 10), [0, 0, 0]);
        // 1 of 100: 0.98, 0.01, 0.01.
        assert_eq!(counted([98, 1, 1], 1), [1, 0, 0]);
    }

    #[test]
    fn within_a_union_the_smallest_lots_are_drawn() {
        let population = cases(&[("640104", 1, 20), ("640105", 2, 20)]);
        let order = drawn(&population, "种子", 40, Spread::Together);
        let first = |code: &str| {
            order.iter().filter(|number| number.contains(code)).take(3).cloned().collect::<Vec<_>>()
        };
        let mut expected = [first("640104"), first("640105")].concat();
        expected.sort_by_key(|number| order.iter().position(|of| of == number));
        assert_eq!(drawn(&population, "种子", 6, Spread::ByUnion), expected);
    }
}
