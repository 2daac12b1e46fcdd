//! What does a long drill show that a test of a moment cannot? Each is here in a short form, which `cargo test`
//! runs, and in a long one, which `tests/run drills` runs with the program as it is released.

mod aborts;
mod alterations;
mod backup;
mod batches;
mod canaries;
mod commits;
#[path = "../../../domain/tests/workflow/dice.rs"]
mod dice;
mod erased;
mod exchange;
mod figure;
mod full;
mod fuzz;
mod guesses;
mod imports;
mod killed_backup;
mod kills;
mod lost;
mod many;
mod memory;
mod model;
mod money;
mod outage;
mod pages;
mod papers;
mod races;
mod ratios;
mod rotation;
mod season;
mod sizes;
mod slow;
mod speed;
mod start;
mod storm;
mod unreadable;
mod wire;

pub(crate) use figure::program;
