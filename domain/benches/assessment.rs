//! How long does one assessment take, with all its findings and without text? Under 2 microseconds.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use domain::edition::Aid;
use domain::edition::aid::AID_2018;
use domain::eligibility::assess;
use domain::eligibility::request::AssessmentRequest;

const LIMIT_NS: u128 = 2_000;
const ROUNDS: u32 = 15;
const PER_ROUND: u32 = 100_000;
const ROWS: &str = include_str!("../tests/golden/assessments.json");

/// The golden families, one after another; the median round is told.
fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let aid: Aid = serde_json::from_str(AID_2018)?;
    let rows: Vec<serde_json::Value> = serde_json::from_str(ROWS)?;
    let mut families = Vec::new();
    for row in rows {
        let request = row.get("request").cloned().unwrap_or_default();
        let request: AssessmentRequest = serde_json::from_value(request)?;
        families.push(request.resolve(|_| None).map_err(|_| "a golden row names a school by code")?);
    }
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for (_, facts) in (0..PER_ROUND).zip(families.iter().cycle()) {
            black_box(assess(black_box(facts), black_box(&aid), 2018, &[]));
        }
        rounds.push(begun.elapsed().as_nanos() / u128::from(PER_ROUND));
    }
    rounds.sort_unstable();
    let median = rounds.get(rounds.len() / 2).copied().unwrap_or(u128::MAX);
    let kept = median < LIMIT_NS;
    let verdict = if kept { "kept" } else { "exceeded" };
    println!("assessment: {median} ns each (limit {LIMIT_NS} ns): {verdict}");
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
