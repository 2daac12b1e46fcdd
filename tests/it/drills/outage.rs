//! What does a caller notice when the database is away? 503 with Retry-After within 1.5 s, and the service is
//! back by itself within half a second of the database. Only a PostgreSQL can be away.

use std::time::{Duration, Instant};

use harness::{Answer, Breakable, Client, Method, Process, Service, json, race};

use super::figure::{at_most, count, program};
use super::wire::{Proxy, Wire};

/// Requests under way at the same time, more than there are connections.
const AT_ONCE: usize = 24;
/// For how long the database is away, as often as it goes.
const AWAY: Duration = Duration::from_millis(2500);

async fn read(client: &Client) -> Answer {
    client.request(Method::GET, "/unions").once().send().await
}

/// Somebody writes, on a third of all occasions; the rest read.
async fn ask(client: &Client, number: usize) -> (Answer, Duration) {
    let begun = Instant::now();
    let answer = if number.is_multiple_of(3) {
        let officer = json!({ "name": "白云飞" });
        client.request(Method::POST, "/officers").json(&officer).once().send().await
    } else {
        read(client).await
    };
    (answer, begun.elapsed())
}

/// While it is away everybody is told so; the slowest answer.
async fn away(client: &Client, wire: &str) -> Duration {
    let mut slowest = Duration::ZERO;
    let begun = Instant::now();
    while begun.elapsed() < AWAY {
        for (answer, took) in race(AT_ONCE, |number| ask(client, number)).await {
            let told = answer.refused(503, "unavailable");
            assert_eq!(told.header("retry-after"), "1", "{wire}");
            slowest = slowest.max(took);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    slowest
}

/// How long it takes until the service answers again.
async fn back(client: &Client) -> Duration {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        if read(client).await.status == 200 {
            let (all, _): (Vec<Answer>, Vec<Duration>) =
                race(AT_ONCE, |number| ask(client, number)).await.into_iter().unzip();
            if all.iter().all(|answer| answer.status < 300) {
                return begun.elapsed();
            }
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the service does not come back");
}

fn told(what: &str, slowest: Duration, returned: Duration) {
    at_most(&format!("{what}: told after"), slowest.as_millis(), 1500, "ms");
    at_most(&format!("{what}: back after"), returned.as_millis(), 500, "ms");
}

async fn suffers(service: Service, wires: &[Wire]) {
    let proxy = Proxy::before(service.database_port());
    let behind = service.twin_through(proxy.port()).await;
    let client = behind.sign_in("accounts.640100").await;
    for wire in wires.iter().cycle().take(wires.len() * count(1, 3)) {
        let _ = race(AT_ONCE, |number| ask(&client, number)).await;
        proxy.set(*wire);
        let slowest = away(&client, &format!("{wire:?}")).await;
        proxy.set(Wire::Through);
        told(&format!("{wire:?}"), slowest, back(&client).await);
    }
}

mod a_database_that_is_cut_off_is_told_and_forgotten {
    use harness::{Engine, run};

    use super::*;

    #[test]
    fn postgres() {
        run(Engine::Postgres, |service| suffers(service, &[Wire::Cut, Wire::Reset]));
    }
}

mod a_database_that_falls_silent_is_told_and_forgotten {
    use harness::{Engine, run};

    use super::*;

    #[test]
    fn postgres() {
        run(Engine::Postgres, |service| suffers(service, &[Wire::Silent]));
    }
}

mod a_database_that_is_killed_is_told_and_forgotten {
    use super::*;

    #[test]
    fn postgres() {
        let mut server = Breakable::start();
        let folder = std::env::temp_dir().join(format!("jinqiu_killed_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut process = Process::at(&program(), &server.url(), &folder);
        process.demo();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = process.sign_in("accounts.640100").await;
            for _ in 0..count(1, 3) {
                let _ = race(AT_ONCE, |number| ask(&client, number)).await;
                server.kill();
                let slowest = away(&client, "killed").await;
                server.revive();
                told("killed", slowest, back(&client).await);
            }
        });
        drop(process);
        drop(std::fs::remove_dir_all(folder));
    }
}
