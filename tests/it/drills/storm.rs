//! Does a storm of sign-ins slow those who read? How long a read takes, without one and with one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use harness::{Client, Engine, Process, run_apart};

use super::figure::{at_most, count, program};
use crate::guesses::from;

/// A read takes this long at most while the storm goes on, of a hundred all but one, in milliseconds.
const LIMIT_MS: u128 = 100;
/// How many sign in at the same moment, again and again, each from an address of its own.
const AT_ONCE: usize = 32;

/// How long reads take, of a hundred fifty and ninety-nine, in milliseconds.
async fn reads(head: &Client, reads: usize) -> (u128, u128) {
    let mut took = Vec::new();
    for _ in 0..reads {
        let asked = Instant::now();
        let _ = head.get("/unions").await.expect(200);
        took.push(asked.elapsed().as_millis());
    }
    took.sort_unstable();
    (took[reads / 2], took[reads * 99 / 100])
}

async fn storms(mut process: Process) {
    let _ = process.trusting("127.0.0.1").serve();
    let head = process.sign_in("head.640104").await;
    let times = count(100, 3000);
    let calm = reads(&head, times).await;
    let over = Arc::new(AtomicBool::new(false));
    let storm: Vec<_> = (0..AT_ONCE)
        .map(|n| {
            let (anyone, over) = (process.anyone(), Arc::clone(&over));
            tokio::spawn(async move {
                let mut tries = 0_usize;
                while !over.load(Ordering::Relaxed) {
                    let _ = from(&anyone, &format!("198.18.0.{n}"), &format!("nobody.{n}.{tries}"), "wrong")
                        .await;
                    tries += 1;
                }
                tries
            })
        })
        .collect();
    let stormy = reads(&head, times).await;
    over.store(true, Ordering::Relaxed);
    let mut tries = 0;
    for each in storm {
        tries += each.await.unwrap();
    }
    println!("{times} reads: p50 {} ms, p99 {} ms without a storm", calm.0, calm.1);
    println!("{times} reads beside {tries} sign-ins: p50 {} ms, p99 {} ms", stormy.0, stormy.1);
    at_most("a read beside the storm, p99", stormy.1, LIMIT_MS, "ms");
    assert!(tries > 0);
}

mod a_storm_of_sign_ins_does_not_slow_those_who_read {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), storms);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), storms);
    }
}
