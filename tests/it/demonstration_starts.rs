//! How does the demonstration come to be? Once, however many start at once, and whole, however often a start is cut short.

use std::time::Duration;

use harness::{Engine, Process, Value, json, run_anew};

use crate::drills::program;

/// How many accounts, dossiers, cases and editions there are.
async fn loaded(process: &Process) -> Vec<Value> {
    let (admin, city) = (process.sign_in("accounts.640100").await, process.sign_in("head.640100").await);
    let mut counts = Vec::new();
    for (client, path) in [
        (&admin, "/accounts"),
        (&city, "/dossiers"),
        (&city, "/applications"),
        (&city, "/campaigns"),
        (&city, "/schools"),
    ] {
        counts
            .push(client.get(&format!("{path}?total=true&limit=1")).await.expect(200).body["total"].clone());
    }
    counts
}

const LOADED: [i64; 4] = [45, 48, 49, 1];

async fn is_loaded_once(process: &Process) {
    let counts = loaded(process).await;
    assert_eq!(counts[..4], LOADED.map(|count| json!(count)));
}

mod two_processes_that_start_at_once_load_it_once {
    use super::*;

    #[test]
    fn postgres() {
        run_anew(Engine::Postgres, &program(), async |mut one: Process| {
            let mut two = one.twin();
            std::thread::scope(|scope| {
                let _ = scope.spawn(|| one.demo());
                let _ = scope.spawn(|| two.demo());
            });
            is_loaded_once(&one).await;
            is_loaded_once(&two).await;
        });
    }
}

async fn starts_again(mut process: Process) {
    for moment in [50, 250, 600, 1200, 2000] {
        process.demo_killed_after(Duration::from_millis(moment));
    }
    process.demo();
    is_loaded_once(&process).await;
    process.stop();
    process.demo();
    is_loaded_once(&process).await;
}

mod a_start_that_was_cut_short_leaves_nothing_half_there {
    use super::*;

    #[test]
    fn sqlite() {
        run_anew(Engine::Sqlite, &program(), starts_again);
    }

    #[test]
    fn postgres() {
        run_anew(Engine::Postgres, &program(), starts_again);
    }
}
