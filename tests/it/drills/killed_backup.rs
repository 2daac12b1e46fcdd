//! What does a backup leave behind that is killed in the middle? Nothing that is taken for whole; and the next one is made.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use harness::{Method, Process, Service, on_both};

use super::dice::Dice;
use super::figure::{at_most, count, program, seed};
use crate::backup::{beside, elsewhere, says};
use crate::cast::Cast;
use crate::family::{UNDER, three};

/// What killed backups have left in the folder.
fn left(process: &Process) -> Vec<PathBuf> {
    let files = fs::read_dir(process.folder()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|end| end == "partial")).collect()
}

/// Whether a file is a whole backup.
fn verified(process: &Process, file: &str) -> bool {
    process.told(&["backup", "--verify", file], "", &[]).0
}

async fn entered(service: &Service) {
    let people = Cast::of(service).await;
    let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
    let scan = [b"%PDF-1.4\n", vec![b'x'; 4 << 20].as_slice(), b"\n%%EOF\n"].concat();
    let request = people.caseworker.request(Method::POST, &case.path("/attachments?kind=income_proof"));
    let request = request.if_match(case.version().await).octets("application/octet-stream", scan);
    let _ = request.send().await.expect(201);
}

on_both! {
    async fn a_backup_that_is_killed_leaves_nothing_that_is_taken_for_whole(service: Service) {
        entered(&service).await;
        let here = service.program(&program());
        let path = |name: &str| beside(&here, name).to_str().unwrap().to_owned();
        let begun = Instant::now();
        says(here.told(&["backup", &path("first")], "", &[]), true, &["written"]);
        let took = u64::try_from(begun.elapsed().as_millis()).unwrap();
        let mut again = elsewhere(&here);
        let mut dice = Dice((seed() << 1) | 1);
        let (of, mut early, mut torn, mut taken) = (count(4, 100), 0, 0, 0);
        for n in 0..of {
            let file = path(&format!("{n}.backup"));
            let mut child = here.begin(&["backup", &file]);
            tokio::time::sleep(Duration::from_millis(dice.roll(took))).await;
            drop(child.kill());
            drop(child.wait());
            let there = fs::exists(&file).unwrap();
            early += usize::from(!there);
            taken += usize::from(there && !verified(&here, &file));
            for part in left(&here) {
                torn += 1;
                let part_path = part.to_str().unwrap();
                let (restored, said) = again.told(&["restore", part_path], "", &[]);
                if restored {
                    // It may lack nothing but its name.
                    println!("restored: {said}");
                    taken += usize::from(!verified(&here, part_path));
                    again = elsewhere(&here);
                }
                fs::remove_file(part).unwrap();
            }
        }
        println!("{of} backups killed within {took} ms: {early} before they were there, of which {torn} parts are left");
        at_most("parts that were taken for whole", taken, 0, "parts");
        assert_eq!(taken, 0);
        assert!(early > 0, "none was killed in the middle");
        let last = path("last");
        says(here.told(&["backup", &last], "", &[]), true, &["written"]);
        says(again.told(&["restore", &last], "", &[]), true, &["restored"]);
        says(again.told(&["check", "--full"], "", &[]), true, &["figures"]);
    }

    async fn the_next_backup_removes_what_a_killed_one_left_and_nothing_that_is_held_or_anothers(service: Service) {
        let here = service.program(&program());
        let file = beside(&here, "daily.backup");
        let (mut gone, mut kept) = (Vec::new(), Vec::new());
        for (name, is_left) in [
            ("daily.backup.1.partial", true),
            ("backup.2.partial", true),
            ("backup.2.partial-wal", true),
            ("daily.backup.3.partial", false),
            ("daily.backup.old.partial", false),
            ("other.backup.4.partial", false),
        ] {
            fs::write(beside(&here, name), "left").unwrap();
            if is_left { gone.push(name) } else { kept.push(name) }
        }
        // Somebody writes there, as its lock says.
        let held = fs::File::open(beside(&here, "daily.backup.3.partial")).unwrap();
        held.lock().unwrap();
        let said = says(here.told(&["backup", file.to_str().unwrap()], "", &[]), true, &["removed", "written"]);
        assert!(!said.contains("daily.backup.3.partial"), "{said}");
        for name in gone {
            assert!(!beside(&here, name).exists(), "{name}");
        }
        for name in &kept {
            assert_eq!(fs::read(beside(&here, name)).unwrap(), b"left", "{name}");
        }
        let left = fs::read_dir(beside(&here, "")).unwrap().flatten();
        let left = left.filter(|entry| entry.file_name().to_string_lossy().contains(".partial")).count();
        assert_eq!(left, kept.len(), "nothing of its own is left");
    }
}
