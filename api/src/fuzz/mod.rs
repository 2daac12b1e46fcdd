//! Does any octet from outside end a parser, or hold it up? Each is fed with good examples that were spoilt; `tests/run
//! drills fuzz` does so for ten minutes each.

mod mutation;
mod parsers;
mod readings;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rustix::time::{ClockId, clock_gettime};

use parsers::{Parser, parsers};

/// How many examples are tried between two looks at the clock.
const AT_ONCE: u32 = 64;
/// The longest that one may take.
const LONGEST: Duration = Duration::from_secs(2);

/// What became of the examples of a parser.
#[derive(Default)]
struct Tried {
    all: usize,
    taken: usize,
    slowest: Duration,
}

#[expect(
    clippy::disallowed_methods,
    reason = "a drill sets how long it runs, from which seed, and on which parsers"
)]
fn said(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn told(name: &str) -> Option<u64> {
    said(name).map(|text| text.parse().unwrap())
}

/// How long this thread has run, which is not how long it was held up by whatever else the machine does.
fn ran() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap()
}

/// Tries a parser for that long, and at least once.
fn tries(parser: &Parser, time: Duration, seed: u64) -> Result<Tried, String> {
    if let Some(sample) = parser.samples.iter().find(|sample| !(parser.takes)(sample)) {
        return Err(format!("{}: {} is no good example", parser.name, sample.escape_ascii()));
    }
    let mut octets = [0; 32];
    octets[..8].copy_from_slice(&seed.to_be_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &octets);
    let config = Config { cases: AT_ONCE, failure_persistence: None, ..Config::default() };
    let mut chance = TestRunner::new_with_rng(config.clone(), random);
    let (examples, tried) = (mutation::mutated(parser.samples.clone()), Mutex::new(Tried::default()));
    let begun = Instant::now();
    loop {
        // A runner has run once it has tried so many.
        let mut runner = TestRunner::new_with_rng(config.clone(), chance.new_rng());
        let run = runner.run(&examples, |octets| {
            let begun = ran();
            let taken = (parser.takes)(&octets);
            let took = ran().saturating_sub(begun);
            let mut tried = tried.lock().unwrap();
            tried.all += 1;
            tried.taken += usize::from(taken);
            tried.slowest = tried.slowest.max(took);
            prop_assert!(took < LONGEST, "{took:?}");
            Ok(())
        });
        run.map_err(|error| format!("{}: {error}", parser.name))?;
        if begun.elapsed() >= time {
            return Ok(tried.into_inner().unwrap());
        }
    }
}

#[test]
fn no_parser_is_ended_or_held_up_by_what_comes_from_outside() {
    let seed = told("JINQIU_SEED").unwrap_or(20_180_726);
    let time = told("JINQIU_FUZZ_SECONDS").map_or(Duration::from_millis(50), Duration::from_secs);
    // All, or those whose names stand there with commas between.
    let named = said("JINQIU_FUZZ_PARSERS");
    let is_named =
        |parser: &Parser| named.as_ref().is_none_or(|all| all.split(',').any(|name| name == parser.name));
    let parsers: Vec<Parser> = parsers().into_iter().filter(is_named).collect();
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let at_once = told("JINQIU_FUZZ_AT_ONCE").and_then(|many| usize::try_from(many).ok()).unwrap_or(cores);
    println!("seed {seed}, {time:?} each, {at_once} at once");
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(parser) = parsers.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match tries(parser, time, seed) {
                        Ok(Tried { all, taken, slowest }) => {
                            println!("{}: {all} tried, {taken} taken, {slowest:?} at most", parser.name);
                        }
                        Err(fault) => faults.lock().unwrap().push(fault),
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    println!("{} parsers: {} panicked or took too long (limit 0)", parsers.len(), faults.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
