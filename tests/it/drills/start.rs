//! How long is it from the start to the first answer? Under 50 ms on a migrated database.

use harness::{Engine, Process, run_apart};

use super::figure::{at_most, count, program};

async fn starts(engine: Engine, mut process: Process) {
    let mut took: Vec<u128> = (0..count(3, 31)).map(|_| process.serve().as_micros()).collect();
    took.sort_unstable();
    let median = took[took.len() / 2];
    println!("start on {engine:?}: {} to {} µs", took[0], took[took.len() - 1]);
    at_most(
        &format!("start to first answer, {engine:?}, the median of {}", took.len()),
        median,
        50_000,
        "µs",
    );
    let token = process.sign_in("head.640104").await;
    let _ = token.get("/me").await.expect(200);
}

mod the_program_answers_soon_after_it_was_started {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), |process| starts(Engine::Sqlite, process));
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), |process| starts(Engine::Postgres, process));
    }
}
