//! What is thrown for? Worlds and deeds, from one printed seed.

use domain::access::Role::{self, Caseworker, Head};
use domain::union::UnionKind;

use crate::world::{BUREAU, THREE, TWO, World, counties_decide, procedure};

/// A small generator, so that a printed seed tells the whole run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % sides
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.roll(u64::try_from(of.len()).unwrap());
        &of[usize::try_from(at).unwrap()]
    }

    pub(crate) fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

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
