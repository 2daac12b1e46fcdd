//! How near does the service come to its database? Cases entered and read over HTTP, in turns with what the database
//! alone does when it is sent the same rows: pgbench on PostgreSQL, a loop of one connection on SQLite.
//!
//! Figures are ratios within one run, for the machine is shared. They are judged by the bench, which is compiled as the
//! released program is; the ordinary run does a few of each, so that the statements stay those of the tables.

mod load;
mod pgbench;
mod sqlite;

use harness::Process;

use self::load::Load;
use super::figure::{count, reaches};

/// How many write, or read, at the same time.
const AT_ONCE: usize = 16;
/// What is measured alternates so often, so that what else the machine does falls on both.
const ROUNDS: usize = 3;
/// A commit that takes less is no limit to a loop (microseconds).
const SLOW_COMMIT: f64 = 500.0;

/// The one in the middle.
fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// On PostgreSQL.
pub(crate) async fn on_postgres(mut process: Process) {
    process.demo();
    let database = process.database_url().to_owned();
    println!("fsync is {}", pgbench::fsync(&database).await);
    let mut load = Load::prepare(&process, AT_ONCE, ROUNDS * count(AT_ONCE, 1500)).await;
    let known = pgbench::known(&database, &load.apart).await;
    let (mut creating, mut reading, mut answering) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let created = load.create(count(AT_ONCE, 1500)).await;
        let rows = pgbench::creates(&database, AT_ONCE, round, &known);
        let plain = pgbench::reads(&database, AT_ONCE, round);
        let read = load.read(count(AT_ONCE, 6000)).await;
        let nothing = load.ask_for_nothing(count(AT_ONCE, 6000)).await;
        println!(
            "round {round}: {created:.0} cases entered a second, {rows:.0} by pgbench; {read:.0} read, {plain:.0} by pgbench; \
             {nothing:.0} answers with nothing behind them"
        );
        creating.push(created / rows);
        reading.push(read / plain);
        answering.push(nothing / plain);
    }
    // No read comes nearer than this: client, connection and server alone, on the same cores.
    println!(
        "PostgreSQL: answering without a database, of a read by pgbench: {:.1} %",
        median(answering) * 100.0
    );
    let kept = [
        reaches("PostgreSQL: entering a case, of what pgbench does", median(creating) * 100.0, 50.0, "%"),
        reaches("PostgreSQL: reading a case, of what pgbench does", median(reading) * 100.0, 20.0, "%"),
    ];
    assert!(kept.iter().all(|kept| *kept), "a figure is missed");
}

/// On SQLite.
pub(crate) async fn on_sqlite(mut process: Process) {
    process.demo();
    let mut load = Load::prepare(&process, AT_ONCE, ROUNDS * count(AT_ONCE, 1500)).await;
    let (mut ratios, mut commits) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let created = load.create(count(AT_ONCE, 1500)).await;
        let alone = sqlite::creates(process.database_url(), &load.apart, count(AT_ONCE, 1500), round).await;
        println!(
            "round {round}: {created:.0} cases entered a second, {:.0} by the loop, whose commit takes {:.0} us",
            alone.rate, alone.commit_us
        );
        ratios.push(created / alone.rate);
        commits.push(alone.commit_us);
    }
    let (ratio, commit) = (median(ratios) * 100.0, median(commits));
    // Where a commit costs next to nothing, there is nothing to be won by sharing it.
    let limit = if commit > SLOW_COMMIT { 100.0 } else { 0.0 };
    let kept = reaches("SQLite: entering a case, of what a loop does that commits each", ratio, limit, "%");
    assert!(kept, "a figure is missed");
}
