//! How long does a drill run, from which seed, and what does it say at the end?

use std::fmt::Display;
use std::path::PathBuf;

/// Set by `tests/run drills`: figures are judged then, for the program is the released one and nothing else runs.
const JUDGED: &str = "JINQIU_DRILL";
/// The program to start, instead of the one that was built with the tests.
const PROGRAM: &str = "JINQIU_DRILL_PROGRAM";
/// How often, or how many.
const COUNT: &str = "JINQIU_DRILL_COUNT";
/// Where chance begins.
const SEED: &str = "JINQIU_DRILL_SEED";

#[expect(clippy::disallowed_methods, reason = "a drill sets how long it runs and from which seed")]
fn said(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whether figures are judged, and not only printed.
pub(super) fn judged() -> bool {
    said(JUDGED).is_some()
}

/// How often or how many: in the ordinary run, and in a drill unless it is told.
pub(super) fn count(ordinary: usize, drill: usize) -> usize {
    let told = said(COUNT).map(|text| text.parse().unwrap());
    if judged() { told.unwrap_or(drill) } else { ordinary }
}

/// The seed: the same in every ordinary run.
pub(super) fn seed() -> u64 {
    let seed = said(SEED).map_or(20_180_726, |text| text.parse().unwrap());
    println!("seed {seed}");
    seed
}

/// The program that a drill starts.
pub(crate) fn program() -> PathBuf {
    said(PROGRAM).map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_jinqiu-under-test")), PathBuf::from)
}

/// Prints figure, limit and verdict; in a drill a limit that is missed fails.
pub(super) fn at_most<T: PartialOrd + Display + Copy>(what: &str, figure: T, limit: T, unit: &str) {
    let kept = figure <= limit;
    let verdict = if kept { "kept" } else { "MISSED" };
    println!("{what}: {figure} {unit} (at most {limit} {unit}): {verdict}");
    assert!(kept || !judged(), "{what}: {figure} {unit}, at most {limit} {unit}");
}

/// Whether a figure that is to be reached was reached; what is judged fails when all figures are printed.
pub(super) fn reaches(what: &str, figure: f64, limit: f64, unit: &str) -> bool {
    let kept = figure >= limit;
    let verdict = if kept { "kept" } else { "MISSED" };
    println!("{what}: {figure:.1} {unit} (at least {limit:.0} {unit}): {verdict}");
    kept || !judged()
}
