//! How near does the service come to its database, compiled as it is released? `tests/run drills speed`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench fails by a panic")]

use std::thread::spawn;

use harness::{Engine, run_apart};

use self::figure::program;

#[path = "../it/family.rs"]
#[expect(dead_code, reason = "it knows more families than these")]
mod family;
#[path = "../it/drills/figure.rs"]
#[expect(dead_code, reason = "other drills print other figures")]
mod figure;
#[path = "../it/drills/ratios/mod.rs"]
mod ratios;

fn main() {
    // What misses a limit on one of them keeps nobody from seeing the figures of the other.
    let kept = [
        spawn(|| run_apart(Engine::Postgres, &program(), ratios::on_postgres)).join(),
        spawn(|| run_apart(Engine::Sqlite, &program(), ratios::on_sqlite)).join(),
    ];
    assert!(kept.iter().all(Result::is_ok), "a figure is missed");
}
