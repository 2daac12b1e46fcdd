//! What if a disk cannot be read? Whoever asks for what lies there is told to come again, whoever asks for something else is
//! answered, and all goes on when the disk is well.

use std::time::Duration;

use harness::{Answer, Disk, Engine, Method, Process, json, run_apart};

use super::figure::{count, program};
use super::kills::writer::Desk;
use super::kills::{SignedIn, until, writers};

/// For how long all write until somebody has brought a paper.
const WRITE: Duration = Duration::from_millis(500);

async fn cannot_be_read(mut process: Process) {
    let beside = process.folder().with_extension("disk");
    std::fs::create_dir_all(&beside).unwrap();
    let papers = Disk::of_papers(process.folder(), &beside);
    process.on(&papers).demo();
    let desk = SignedIn::at(&process).await.desk(&process).await;
    let mut all = writers(&desk).await;
    let (path, octets) = loop {
        until(&mut all, &desk, tokio::time::sleep(WRITE)).await;
        let cases = all.iter().flat_map(|writer| &writer.told.cases);
        let paper = cases.flat_map(|case| case.papers.iter().map(move |paper| (case, paper))).next();
        if let Some((case, (id, octets))) = paper {
            break (format!("/applications/{}/attachments/{id}", case.id), octets.clone());
        }
    };
    let read = || desk.caseworker.request(Method::GET, &path).once().send();
    assert_eq!(read().await.expect(200).text.as_bytes(), octets);
    papers.cannot_be_read();
    let times = count(4, 1000);
    for _ in 0..times {
        assert_eq!(read().await.refused(503, "unavailable").header("retry-after"), "1");
        let _ = desk.caseworker.get("/applications").await.expect(200);
    }
    papers.is_well();
    println!("{:?}: a paper that cannot be read was asked for {times} times", process.engine());
    assert_eq!(read().await.expect(200).text.as_bytes(), octets);
    std::fs::remove_dir_all(beside).unwrap();
}

mod a_paper_on_a_disk_that_cannot_be_read_is_told_to_be_away {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), cannot_be_read);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), cannot_be_read);
    }
}

/// Somebody enters an officer, and all read: what readers remember of the file is then of no use to them.
async fn all_are_at_work(desk: &Desk) -> Vec<Answer> {
    let officer = desk.admin.request(Method::POST, "/officers").json(&json!({ "name": "白云飞" }));
    let mut answers = vec![officer.once().send().await];
    for (who, path) in [
        (&desk.admin, "/officers"),
        (&desk.admin, "/unions"),
        (&desk.caseworker, "/dossiers"),
        (&desk.caseworker, "/applications"),
    ] {
        answers.push(who.request(Method::GET, path).once().send().await);
    }
    answers
}

async fn database_cannot_be_read(mut process: Process) {
    let beside = process.folder().with_extension("disk");
    std::fs::create_dir_all(&beside).unwrap();
    let whole = Disk::below(process.folder(), &beside);
    process.on(&whole).demo();
    let desk = SignedIn::at(&process).await.desk(&process).await;
    let (times, mut away) = (count(10, 1000), 0);
    for _ in 0..times {
        for answer in all_are_at_work(&desk).await {
            assert!(answer.status < 300, "{}", answer.text);
        }
        whole.cannot_be_read();
        let answers = all_are_at_work(&desk).await;
        whole.is_well();
        for answer in answers.into_iter().filter(|answer| answer.status >= 300) {
            assert_eq!(answer.refused(503, "unavailable").header("retry-after"), "1");
            away += 1;
        }
    }
    println!("of {times} times {away} requests were told that the database is away");
    assert!(away > 0, "nobody noticed");
    std::fs::remove_dir_all(beside).unwrap();
}

mod a_database_on_a_disk_that_cannot_be_read_is_told_to_be_away {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), database_cannot_be_read);
    }
}
