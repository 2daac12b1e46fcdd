//! On which roads, with which officers, does a random walk go?

use domain::access::Role::{self, Caseworker, Head};
use domain::union::UnionKind;

use crate::dice::Dice;
use crate::world::{BUREAU, THREE, TWO, World, counties_decide, procedure};

/// A road with officers on it, some of them at two of its unions.
pub(crate) fn world(dice: &mut Dice) -> World {
    let kinds: &[UnionKind] = match dice.roll(4) {
        0 => &TWO,
        1 => &BUREAU,
        _ => &THREE,
    };
    let mut posts: Vec<(u8, u128, Role)> = Vec::new();
    let last = u8::try_from(kinds.len() - 1).unwrap();
    for at in 0..=last {
        for _ in 0..=dice.roll(3) {
            // Now and then an officer holds a post at another union of the road as well.
            let n = if dice.one_in(8) {
                u128::from(dice.roll(30))
            } else {
                u128::from(at) * 10 + u128::from(dice.roll(4))
            };
            posts.push((at, n, *dice.pick(&[Caseworker, Head, Head])));
        }
    }
    posts.extend([
        (last, u128::from(last) * 10 + 7, Head),
        (last, u128::from(last) * 10 + 8, Head),
        (last, 29, Caseworker),
    ]);
    posts.sort_unstable();
    posts.dedup();
    let procedure = if dice.one_in(4) { counties_decide() } else { procedure() };
    World::new(kinds, procedure, &posts)
}
