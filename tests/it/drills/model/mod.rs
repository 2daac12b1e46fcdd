//! Does the service break a promise when random officers do random deeds over HTTP? What is promised is written
//! from the clauses: the second account of each case is the one that `domain` is held against (`shadow`).

mod advance;
mod deeds;
mod evidence;
mod facts;
mod judge;
mod town;

#[path = "../../../../domain/tests/workflow/shadow.rs"]
mod shadow;

use harness::{Engine, Service, run};

use super::dice::Dice;
use super::figure::{count, seed};
use town::Town;

/// Steps of one town; a drill of more steps takes more towns.
const STEPS: usize = 2000;
/// What must have happened in a town of so many steps, or it has shown nothing.
const HAPPENS: [&str; 10] =
    ["submit", "sign", "post", "forward", "endorse", "approve", "return", "reject", "withdraw", "appeal"];

async fn walk(service: Service, seed: u64, steps: usize) {
    let mut dice = Dice((seed << 1) | 1);
    let mut town = Town::build(service).await;
    for step in 0..steps {
        town.step(&mut dice).await;
        if step % 250 == 249 {
            town.agrees().await;
        }
    }
    town.agrees().await;
    println!("seed {seed}, {steps} steps: {:?}", town.done);
    if steps >= STEPS {
        for action in HAPPENS {
            assert!(town.done.contains_key(action), "{action} never happened: {:?}", town.done);
        }
    }
}

fn towns(engine: Engine) {
    let (first, steps) = (seed(), count(STEPS, 10 * STEPS));
    for (town, seed) in (0..steps.div_ceil(STEPS)).zip(first..) {
        let steps = STEPS.min(steps - town * STEPS);
        run(engine, |service| walk(service, seed, steps));
    }
}

mod random_deeds_over_http_break_no_promise {
    use super::*;

    #[test]
    fn sqlite() {
        towns(Engine::Sqlite);
    }

    #[test]
    fn postgres() {
        towns(Engine::Postgres);
    }
}
