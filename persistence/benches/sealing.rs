//! How long does it take to seal a field, and to open it? Under 2 microseconds each.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use persistence::{Place, SealError, SealingKey};
use uuid::Uuid;

const LIMIT_NS: u128 = 2_000;
const ROUNDS: u32 = 15;
const PER_ROUND: u32 = 50_000;
/// As long as the longest identifier: an address.
const FIELD: &str = "宁夏回族自治区银川市兴庆区示例路1号示例小区2号楼3单元402室";
const PLACE: Place = Place { table: "persons", column: "sealed", row: Uuid::nil() };

/// The median round in nanoseconds for one field.
fn median(mut once: impl FnMut() -> Result<(), SealError>) -> Result<u128, SealError> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for _ in 0..PER_ROUND {
            once()?;
        }
        rounds.push(begun.elapsed().as_nanos() / u128::from(PER_ROUND));
    }
    rounds.sort_unstable();
    Ok(rounds.get(rounds.len() / 2).copied().unwrap_or(u128::MAX))
}

fn main() -> Result<ExitCode, SealError> {
    let key = SealingKey::new(1, &[7; 32])?;
    let sealed = key.seal(PLACE, FIELD.as_bytes())?;
    let figures = [
        (
            "sealing",
            median(|| {
                key.seal(black_box(PLACE), black_box(FIELD.as_bytes())).map(|text| drop(black_box(text)))
            })?,
        ),
        (
            "opening",
            median(|| key.open(black_box(PLACE), black_box(&sealed)).map(|text| drop(black_box(text))))?,
        ),
    ];
    let mut outcome = ExitCode::SUCCESS;
    for (what, figure) in figures {
        let kept = figure < LIMIT_NS;
        let verdict = if kept { "kept" } else { "exceeded" };
        println!("{what} a field: {figure} ns each (limit {LIMIT_NS} ns): {verdict}");
        if !kept {
            outcome = ExitCode::FAILURE;
        }
    }
    Ok(outcome)
}
