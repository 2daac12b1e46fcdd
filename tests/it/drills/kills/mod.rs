//! What is left when the service is killed in the middle, time and again? All that it acknowledged, once; of all else
//! nothing, or what the same request, sent again with its key, is then answered with.
//!
//! SQLite is the real file, each commit on disk. The PostgreSQL that is killed itself waits for the disk, too; where the
//! service alone is killed, it is the tests', which does not: a process that dies takes nothing along that it wrote.

pub(super) mod account;
pub(super) mod writer;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use harness::{Breakable, Client, Engine, Process, run_apart};

use super::dice::Dice;
use super::figure::{count, program, seed};
use writer::{Desk, Told, Writer};

/// Who write at the same time.
const WRITERS: usize = 16;
/// How many of their requests are answered before a kill, at least: a kill of what has acknowledged nothing shows nothing.
const ANSWERED: usize = 8;
/// How long after that it comes at most (ms).
const WRITE: u64 = 100;
/// For how long a sign-in is good, with room to spare.
const SIGNED_IN: Duration = Duration::from_mins(5);
/// For how long PostgreSQL is away.
const AWAY: Duration = Duration::from_millis(200);

/// Who signed in when.
pub(super) struct SignedIn {
    tokens: [String; 2],
    at: Instant,
}

impl SignedIn {
    pub(super) async fn at(process: &Process) -> Self {
        let [admin, caseworker] =
            [process.sign_in("accounts.640100").await, process.sign_in("caseworker.04fz01").await];
        Self { tokens: [admin, caseworker].map(|client| client.token().to_owned()), at: Instant::now() }
    }

    /// The same two where the program answers after it was started again.
    pub(super) async fn desk(&mut self, process: &Process) -> Desk {
        if self.at.elapsed() > SIGNED_IN {
            *self = Self::at(process).await;
        }
        let [admin, caseworker] = &self.tokens;
        let client = |token: &str| -> Client { process.anyone().with_token(token) };
        Desk::new(client(admin), client(caseworker))
    }
}

pub(super) async fn writers(desk: &Desk) -> Vec<Writer> {
    let county = desk.admin.get("/unions?code=640104").await.expect(200).body;
    let parent = county["items"][0]["id"].as_str().unwrap();
    (0..WRITERS).map(|number| Writer::new(number, WRITERS, parent)).collect()
}

/// Until enough was answered to be lost, and some moment more.
async fn moment(desk: &Desk, within: Duration) {
    desk.answers(ANSWERED).await;
    tokio::time::sleep(within).await;
}

/// All write until that has happened.
pub(super) async fn until(all: &mut [Writer], desk: &Desk, happens: impl Future<Output = ()>) {
    let stop = AtomicBool::new(false);
    let works = join_all(all.iter_mut().map(|writer| writer.work(desk, &stop)));
    let stops = async {
        happens.await;
        stop.store(true, Ordering::Relaxed);
    };
    let _ = tokio::join!(works, stops);
}

/// What is in doubt is settled, and the account of all is held against the database.
pub(super) async fn settle(process: &Process, desk: &Desk, all: &mut [Writer], before: &[i64]) {
    let _ = join_all(all.iter_mut().map(|writer| writer.settle(desk))).await;
    let told: Vec<&Told> = all.iter().map(|writer| &writer.told).collect();
    account::holds(process, desk, &told, before).await;
}

async fn killed(engine: Engine, mut process: Process) {
    let kills = count(3, 100);
    let mut dice = Dice((seed() << 1) | 1);
    process.demo();
    let mut signed_in = SignedIn::at(&process).await;
    let mut desk = signed_in.desk(&process).await;
    let before = account::rows(&process).await;
    let mut all = writers(&desk).await;
    let mut starting = Duration::ZERO;
    for _ in 0..kills {
        let within = Duration::from_millis(dice.roll(WRITE));
        until(&mut all, &desk, async {
            moment(&desk, within).await;
            process.stop();
        })
        .await;
        let begun = Instant::now();
        process.demo();
        starting = starting.max(begun.elapsed());
        desk = signed_in.desk(&process).await;
    }
    println!(
        "{engine:?}: killed {kills} times under {WRITERS} writers, started again in {starting:?} at most"
    );
    settle(&process, &desk, &mut all, &before).await;
}

mod a_service_that_is_killed_loses_nothing_that_it_acknowledged {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), |process| killed(Engine::Sqlite, process));
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), |process| killed(Engine::Postgres, process));
    }
}

async fn loses_its_database(mut server: Breakable, mut process: Process) {
    let kills = count(2, 25);
    let mut dice = Dice((seed() << 1) | 1);
    process.demo();
    let mut signed_in = SignedIn::at(&process).await;
    let mut desk = signed_in.desk(&process).await;
    let before = account::rows(&process).await;
    let mut all = writers(&desk).await;
    for _ in 0..kills {
        let within = Duration::from_millis(dice.roll(WRITE));
        until(&mut all, &desk, async {
            moment(&desk, within).await;
            server.kill();
            tokio::time::sleep(AWAY).await;
            server.revive();
        })
        .await;
        desk = signed_in.desk(&process).await;
    }
    println!("its PostgreSQL was killed {kills} times under {WRITERS} writers");
    settle(&process, &desk, &mut all, &before).await;
}

mod a_service_whose_database_is_killed_loses_nothing_that_it_acknowledged {
    use super::*;

    #[test]
    fn postgres() {
        let server = Breakable::durable();
        let folder = std::env::temp_dir().join(format!("jinqiu_bereft_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let process = Process::at(&program(), &server.url(), &folder);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(loses_its_database(server, process));
        drop(std::fs::remove_dir_all(folder));
    }
}
