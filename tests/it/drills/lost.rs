//! What if an answer is lost on the way, the service's or that of its database to COMMIT? Whoever was not answered sends the
//! same again with its key, is answered once and for all, and nothing is there twice.

use std::time::Duration;

use harness::{Engine, Process, run_apart};

use super::figure::{count, program};
use super::kills::writer::Desk;
use super::kills::{account, settle, until, writers};
use super::wire::{Proxy, Wire};

/// For how long all write while every answer comes, and while some do not.
const WRITE: Duration = Duration::from_millis(1500);

/// Sixteen write, signed in where the program answers by that port.
async fn write(process: &Process, port: u16, proxy: &Proxy, wire: Wire) {
    let [admin, caseworker] =
        [process.sign_in("accounts.640100").await, process.sign_in("caseworker.04fz01").await]
            .map(|client| process.anyone_by(port).with_token(client.token()));
    let desk = Desk::new(admin, caseworker);
    let before = account::rows(process).await;
    let mut all = writers(&desk).await;
    for _ in 0..count(1, 20) {
        for wire in [Wire::Through, wire] {
            proxy.set(wire);
            until(&mut all, &desk, tokio::time::sleep(WRITE)).await;
        }
    }
    proxy.set(Wire::Through);
    println!("{wire:?} on {:?}: {} answers were lost", process.engine(), proxy.lost());
    settle(process, &desk, &mut all, &before).await;
    let settled: usize = all.iter().map(|writer| writer.told.settled).sum();
    assert!(settled > 0, "nobody noticed");
}

async fn answers_are_lost(mut process: Process) {
    process.demo();
    let proxy = Proxy::before(process.address().port());
    write(&process, proxy.port(), &proxy, Wire::Unheard).await;
}

mod an_answer_that_is_lost_on_the_way_leaves_nothing_twice {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), answers_are_lost);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), answers_are_lost);
    }
}

async fn commits_are_unconfirmed(mut process: Process) {
    // The families, thousands of statements, come by the short way.
    process.demo();
    let proxy = Proxy::before(process.database_port());
    process.through(proxy.port()).demo();
    write(&process, process.address().port(), &proxy, Wire::Unconfirmed).await;
}

/// Only a PostgreSQL answers from elsewhere.
mod a_commit_whose_answer_is_lost_leaves_nothing_twice {
    use super::*;

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), commits_are_unconfirmed);
    }
}
