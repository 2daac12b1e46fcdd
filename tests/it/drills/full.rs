//! What if the disk is full, or fails, under sixteen writers? They are told so, whoever reads is answered, nothing that was
//! acknowledged is lost, and all goes on by itself when the disk is well again.
//!
//! The disk is the harness's: it lets writes below one folder fail. PostgreSQL finds it full below its tables, or below its
//! log: then it ends, and to start it again is the operator's.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use harness::{Breakable, Disk, Engine, Method, Process, run_apart};
use sqlx::{Connection, Executor, PgConnection};

use super::figure::{at_most, count, program};
use super::kills::account;
use super::kills::writer::{Desk, Writer};
use super::kills::{SignedIn, settle, until, writers};

/// For how long all write while the disk is well, and while it is not.
const WRITE: Duration = Duration::from_millis(1500);
/// So often at most they write that long on a disk that is full, until somebody needs room.
const MOST_TIMES: usize = 10;

/// What happens to the disk.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Full,
    Failing,
}

/// How often each status was answered to those who write.
fn told(all: &[Writer]) -> BTreeMap<u16, usize> {
    let mut sum = BTreeMap::new();
    for (status, count) in all.iter().flat_map(|writer| &writer.told.statuses) {
        *sum.entry(*status).or_default() += count;
    }
    sum
}

/// How often they were told that nothing can be written.
fn refused(all: &[Writer]) -> usize {
    let statuses = told(all);
    [503, 507].iter().filter_map(|status| statuses.get(status)).sum()
}

/// Somebody reads for as long as that: how often they are not answered.
async fn reads(desk: &Desk, time: Duration) -> usize {
    let (begun, mut failed) = (Instant::now(), 0);
    while begun.elapsed() < time {
        for path in ["/dossiers", "/applications", "/unions"] {
            let who = if path == "/unions" { &desk.admin } else { &desk.caseworker };
            failed += usize::from(who.request(Method::GET, path).once().send().await.status != 200);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    failed
}

/// How long it takes until somebody's entry is acknowledged.
async fn back(desk: &Desk) -> Duration {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        let officer = harness::json!({ "name": "白云飞" });
        if desk.admin.request(Method::POST, "/officers").json(&officer).once().send().await.status == 201 {
            return begun.elapsed();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the service does not come back");
}

async fn suffers(process: Process, disk: &Disk, fates: &[Fate]) {
    let seats = SignedIn::at(&process).await.desk(&process).await;
    let before = account::rows(&process).await;
    let mut all = writers(&seats).await;
    for fate in fates.iter().cycle().take(fates.len() * count(1, 10)) {
        until(&mut all, &seats, tokio::time::sleep(WRITE)).await;
        let (well, refused_before) = (told(&all), refused(&all));
        match fate {
            Fate::Full => disk.is_full(),
            Fate::Failing => disk.fails(),
        }
        let mut unread = 0;
        // What fits into files that are long enough already is written on a full disk, too.
        for _ in 0..MOST_TIMES {
            until(&mut all, &seats, async { unread += reads(&seats, WRITE).await }).await;
            if refused(&all) > refused_before {
                break;
            }
        }
        disk.is_well();
        let returned = back(&seats).await;
        let mut answers = told(&all);
        for (status, count) in &mut answers {
            *count -= well.get(status).unwrap_or(&0);
        }
        println!("{fate:?}: answers by status {answers:?}");
        assert!(refused(&all) > refused_before, "nobody noticed");
        at_most(&format!("{fate:?}: reads that were not answered"), unread, 0, "reads");
        assert_eq!(unread, 0);
        at_most(&format!("{fate:?}: back after"), returned.as_millis(), 500, "ms");
    }
    until(&mut all, &seats, tokio::time::sleep(WRITE)).await;
    settle(&process, &seats, &mut all, &before).await;
}

mod a_disk_that_is_full_or_fails_is_told_and_forgotten {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), async |mut process: Process| {
            let beside = process.folder().with_extension("disk");
            std::fs::create_dir_all(&beside).unwrap();
            let disk = Disk::below(process.folder(), &beside);
            process.on(&disk).demo();
            suffers(process, &disk, &[Fate::Full, Fate::Failing]).await;
            std::fs::remove_dir_all(beside).unwrap();
        });
    }

    #[test]
    fn postgres() {
        on_a_disk("full", Disk::of_tables, async |_, process, disk| {
            suffers(process, &disk, &[Fate::Full]).await;
        });
    }
}

/// A PostgreSQL whose files lie on a disk, and the service before it.
fn on_a_disk(
    name: &str,
    disk: fn(&Path, &Path) -> Disk,
    claim: impl AsyncFnOnce(&mut Breakable, Process, Disk),
) {
    let folder = std::env::temp_dir().join(format!("jinqiu_{name}_{}", std::process::id()));
    let (data, files) = (folder.join("data"), folder.join("files"));
    for made in [&folder, &data, &files] {
        std::fs::create_dir_all(made).unwrap();
        // PostgreSQL runs as somebody else where the tests are root's.
        std::fs::set_permissions(made, std::fs::Permissions::from_mode(0o777)).unwrap();
    }
    let disk = disk(&data, &folder);
    let mut server = Breakable::on(&data, &disk);
    let mut process = Process::at(&program(), &server.url(), &files);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        process.demo();
        claim(&mut server, process, disk).await;
    });
    drop(server);
    std::fs::remove_dir_all(folder).unwrap();
}

/// Has PostgreSQL begin one file of its log after another, until there is no room for the next.
async fn fill_the_log(url: &str) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        let Ok(mut server) = PgConnection::connect(url).await else { return };
        let next = "SELECT pg_logical_emit_message(true, 'a', 'b'); SELECT pg_switch_wal()";
        if server.execute(next).await.is_err() {
            return;
        }
    }
    panic!("there is always room for the log");
}

async fn has_no_room_for_its_log(server: &mut Breakable, process: Process, disk: Disk) {
    let seats = SignedIn::at(&process).await.desk(&process).await;
    let before = account::rows(&process).await;
    let mut all = writers(&seats).await;
    for _ in 0..count(1, 10) {
        until(&mut all, &seats, tokio::time::sleep(WRITE)).await;
        let (well, refused_before) = (told(&all), refused(&all));
        disk.is_full();
        until(&mut all, &seats, async {
            fill_the_log(&server.url()).await;
            tokio::time::sleep(WRITE).await;
        })
        .await;
        disk.is_well();
        server.kill();
        server.revive();
        let returned = back(&seats).await;
        let mut answers = told(&all);
        for (status, count) in &mut answers {
            *count -= well.get(status).unwrap_or(&0);
        }
        println!("no room for the log: answers by status {answers:?}");
        assert!(refused(&all) > refused_before, "nobody noticed");
        at_most("no room for the log: back after", returned.as_millis(), 500, "ms");
    }
    until(&mut all, &seats, tokio::time::sleep(WRITE)).await;
    settle(&process, &seats, &mut all, &before).await;
}

mod a_database_without_room_for_its_log_loses_nothing {
    use super::*;

    #[test]
    fn postgres() {
        on_a_disk("no_room", Disk::of_log, has_no_room_for_its_log);
    }
}
