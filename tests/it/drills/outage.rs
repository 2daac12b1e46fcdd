//! What does a caller notice when the database is away or far? 503 with Retry-After within 1.5 s, and the service is
//! back by itself within half a second of the database. Only a PostgreSQL can be away.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use harness::{Breakable, Client, Engine, Method, Process, json, race, run_apart};

use super::figure::{at_most, count, program};
use super::wire::{Proxy, Wire};

/// Requests under way at the same time, more than there are connections.
const AT_ONCE: usize = 24;
/// For how long the database is there before, and after.
const THERE: Duration = Duration::from_millis(1200);
/// For how long the database is away, as often as it goes.
const AWAY: Duration = Duration::from_millis(2500);
/// Before the same caller asks again.
const PAUSE: Duration = Duration::from_millis(50);

/// One answer: when it was asked for, how long it took, and its status.
struct Told {
    asked: Instant,
    took: Duration,
    status: u16,
}

/// Somebody writes, on a third of all occasions; the rest read. Whatever they are told is a success, or to come again.
async fn ask(client: &Client, number: usize) -> Told {
    let asked = Instant::now();
    let request = if number.is_multiple_of(3) {
        client.request(Method::POST, "/officers").json(&json!({ "name": "白云飞" }))
    } else {
        client.request(Method::GET, "/unions")
    };
    let answer = request.once().send().await;
    let (took, status) = (asked.elapsed(), answer.status);
    if status >= 300 {
        assert_eq!(answer.refused(503, "unavailable").header("retry-after"), "1");
    }
    Told { asked, took, status }
}

/// All ask, again and again, until that has happened: what they were told, and since when the database is back.
async fn under_load(client: &Client, happens: impl Future<Output = Instant>) -> (Vec<Told>, Instant) {
    let stop = AtomicBool::new(false);
    let asks = race(AT_ONCE, |number| {
        let stop = &stop;
        async move {
            let mut told = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                told.push(ask(client, number).await);
                tokio::time::sleep(PAUSE).await;
            }
            told
        }
    });
    let stops = async {
        let back = happens.await;
        tokio::time::sleep(THERE).await;
        stop.store(true, Ordering::Relaxed);
        back
    };
    let (told, back) = tokio::join!(asks, stops);
    (told.into_iter().flatten().collect(), back)
}

/// Prints and judges what all were told of one outage.
fn judge(what: &str, told: &[Told], back: Instant) {
    let mut statuses = BTreeMap::<u16, usize>::new();
    for told in told {
        *statuses.entry(told.status).or_default() += 1;
    }
    println!("{what}: answers by status {statuses:?}");
    assert!(statuses.contains_key(&503), "nobody noticed");
    let slowest = told.iter().map(|told| told.took).max().unwrap_or_default();
    at_most(&format!("{what}: answered after"), slowest.as_millis(), 1500, "ms");
    let refused = told.iter().filter(|told| told.status == 503);
    let last = refused.map(|told| told.asked.saturating_duration_since(back)).max().unwrap_or_default();
    at_most(&format!("{what}: back after"), last.as_millis(), 500, "ms");
    assert!(told.iter().any(|told| told.asked > back && told.status < 300), "the service does not come back");
}

async fn suffers(mut process: Process, wires: &[Wire]) {
    let proxy = Proxy::before(process.database_port());
    process.through(proxy.port()).serve();
    let client = process.sign_in("accounts.640100").await;
    for wire in wires.iter().cycle().take(wires.len() * count(1, 20)) {
        let (told, back) = under_load(&client, async {
            tokio::time::sleep(THERE).await;
            proxy.set(*wire);
            tokio::time::sleep(AWAY).await;
            proxy.set(Wire::Through);
            Instant::now()
        })
        .await;
        judge(&format!("{wire:?}"), &told, back);
    }
}

mod a_database_that_is_cut_off_is_told_and_forgotten {
    use super::*;

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), |process| suffers(process, &[Wire::Cut, Wire::Reset]));
    }
}

mod a_database_that_falls_silent_is_told_and_forgotten {
    use super::*;

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), |process| suffers(process, &[Wire::Silent]));
    }
}

mod a_database_that_is_slow_is_told_and_forgotten {
    use super::*;

    #[test]
    fn postgres() {
        let each_way = [100, 300, 3000].map(|millis| Wire::Slow(Duration::from_millis(millis)));
        run_apart(Engine::Postgres, &program(), |process| async move { suffers(process, &each_way).await });
    }
}

/// Does that to the server while others ask.
async fn done(mut server: Breakable, what: fn(&mut Breakable)) -> Breakable {
    let done = tokio::task::spawn_blocking(move || {
        what(&mut server);
        server
    });
    done.await.unwrap()
}

async fn dies(mut server: Breakable, process: &Process) {
    let client = process.sign_in("accounts.640100").await;
    for _ in 0..count(1, 20) {
        let mut revived = None;
        let (told, back) = under_load(&client, async {
            tokio::time::sleep(THERE).await;
            let dead = done(server, Breakable::kill).await;
            tokio::time::sleep(AWAY).await;
            revived = Some(done(dead, Breakable::revive).await);
            Instant::now()
        })
        .await;
        judge("stopped at once", &told, back);
        server = revived.unwrap();
    }
}

mod a_database_that_is_killed_is_told_and_forgotten {
    use super::*;

    #[test]
    fn postgres() {
        let server = Breakable::start();
        let folder = std::env::temp_dir().join(format!("jinqiu_killed_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut process = Process::at(&program(), &server.url(), &folder);
        process.demo();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(dies(server, &process));
        drop(process);
        drop(std::fs::remove_dir_all(folder));
    }
}
