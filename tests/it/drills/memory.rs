//! How much memory does it hold? Under 48 MiB before the first login and again after it.

use harness::{Engine, Process, race, run_apart};

use super::figure::{at_most, count, program};

const LIMIT_KIB: u64 = 48 * 1024;
/// What is left of logins may be this much of the program's own: a hash takes 19 MiB while it is made, and pages of the program
/// that are read in by the way are no memory of theirs.
const LEFT_KIB: u64 = 12 * 1024;

async fn holds(engine: Engine, mut process: Process) {
    process.serve();
    let (before, own) = (process.resident_kib(), process.own_kib());
    at_most(&format!("resident before the first login, {engine:?}"), before, LIMIT_KIB, "KiB");
    for _ in 0..count(3, 25) {
        let _ = process.sign_in("head.640104").await;
    }
    let one_by_one = process.resident_kib();
    at_most(&format!("resident after logins one by one, {engine:?}"), one_by_one, LIMIT_KIB, "KiB");
    let _ = race(count(4, 64), |_| process.sign_in("head.640104")).await;
    let after = process.resident_kib();
    at_most(&format!("resident after logins at once, {engine:?}"), after, LIMIT_KIB, "KiB");
    let left = process.own_kib().saturating_sub(own);
    at_most(&format!("left of the logins, {engine:?}"), left, LEFT_KIB, "KiB");
}

mod what_a_login_takes_is_given_back {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), |process| holds(Engine::Sqlite, process));
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), |process| holds(Engine::Postgres, process));
    }
}
