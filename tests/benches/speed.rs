//! How near does the service come to its database, compiled as it is released? `tests/run drills speed`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench fails by a panic")]

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
    run_apart(Engine::Postgres, &program(), ratios::on_postgres);
    run_apart(Engine::Sqlite, &program(), ratios::on_sqlite);
}
