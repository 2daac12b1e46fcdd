//! Does everything that was acknowledged before a backup come back elsewhere, while sixteen go on writing? And is each backup
//! refused that was altered, cut or put in another order?

use std::fs;
use std::path::Path;
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use harness::{Client, Engine, Method, Process, Service, json, on_both, race};

use super::dice::Dice;
use super::figure::{at_most, count, program, seed};
use crate::backup::{beside, elsewhere, says};
use crate::cast::Cast;
use crate::family::{UNDER, three};

const WRITERS: usize = 16;
/// A sealed chunk of a backup, and what stands before the first.
const CHUNK: usize = 64 * 1024 + 16;
const HEAD: usize = 66;

/// Who writes while the backup is made, and what of it was acknowledged.
#[derive(Default)]
struct Load {
    acknowledged: Mutex<Vec<String>>,
    failed: AtomicUsize,
    stop: AtomicBool,
}

impl Load {
    async fn write(&self, admin: &Client) {
        while !self.stop.load(Ordering::Relaxed) {
            let body = json!({ "name": "白云飞" });
            let made = admin.request(Method::POST, "/officers").json(&body).once().send().await;
            if made.status == 201 {
                self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(made.id());
            } else {
                println!("failed: {}", made.text);
                let _ = self.failed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn so_far(&self) -> Vec<String> {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn ended(child: &mut Child) -> bool {
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// How many of these officers are there.
async fn there(process: &Process, ids: &[String]) -> usize {
    let literal = |id: &String| match process.engine() {
        Engine::Sqlite => format!("x'{}'", id.replace('-', "")),
        Engine::Postgres => format!("'{id}'"),
    };
    let mut found = 0;
    for some in ids.chunks(500) {
        let list = some.iter().map(literal).collect::<Vec<_>>().join(", ");
        found += process.numbers(&format!("SELECT count(*) FROM officers WHERE id IN ({list})")).await[0];
    }
    usize::try_from(found).unwrap()
}

fn below(dice: &mut Dice, sides: usize) -> usize {
    usize::try_from(dice.roll(u64::try_from(sides).unwrap())).unwrap()
}

/// One backup made wrong in some way: which way.
fn spoil(octets: &mut Vec<u8>, dice: &mut Dice, way: usize) -> &'static str {
    let chunks = (octets.len() - HEAD) / CHUNK;
    match way % 3 {
        0 => {
            let at = below(dice, octets.len());
            octets[at] ^= 1 << below(dice, 8);
            "altered"
        }
        1 => {
            // At the border of a chunk as often as anywhere.
            let end = if below(dice, 2) == 0 {
                HEAD + below(dice, chunks.max(1)) * CHUNK
            } else {
                below(dice, octets.len())
            };
            octets.truncate(end);
            "cut"
        }
        _ => {
            assert!(chunks >= 2, "there are chunks to put in another order");
            let first = below(dice, chunks - 1);
            let (front, back) = octets.split_at_mut(HEAD + (first + 1) * CHUNK);
            front[HEAD + first * CHUNK..].swap_with_slice(&mut back[..CHUNK]);
            "put in another order"
        }
    }
}

fn refused(process: &Process, file: &Path) {
    let whole = fs::read(file).unwrap();
    let mut dice = Dice((seed() << 1) | 1);
    let spoiled = beside(process, "spoiled.backup");
    let (of, mut taken) = (count(12, 600), 0);
    for way in 0..of {
        let mut octets = whole.clone();
        let how = spoil(&mut octets, &mut dice, way);
        fs::write(&spoiled, octets).unwrap();
        let (done, said) = process.told(&["backup", "--verify", spoiled.to_str().unwrap()], "", &[]);
        if done
            || !said.contains("nothing of it was put anywhere")
                && !said.contains("copy of the key file")
                && !said.contains("wrote")
        {
            println!("not refused as {how}: {said}");
            taken += 1;
        }
    }
    println!("{of} backups that were altered, cut or put in another order");
    at_most("of them taken", taken, 0, "backups");
    assert_eq!(taken, 0);
}

on_both! {
    async fn what_was_acknowledged_comes_back_and_what_was_altered_does_not(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let scan = [b"%PDF-1.4\n", vec![b'x'; 5 * CHUNK].as_slice(), b"\n%%EOF\n"].concat();
        let request = people.caseworker.request(Method::POST, &case.path("/attachments?kind=income_proof"));
        let request = request.if_match(case.version().await).octets("application/octet-stream", scan.clone());
        let paper = request.send().await.expect(201).id();
        case.to_city(&service).await;
        case.act(&people.city, "approve").await;
        let mut here = service.program(&program());
        let _ = here.serve();
        let [file, keys, kept] = ["all.backup", "keys", "kept"].map(|name| beside(&here, name));
        fs::write(&keys, says(here.told(&["log", "keys"], "", &[]), true, &[])).unwrap();
        fs::write(&kept, says(here.told(&["log", "checkpoint"], "", &[]), true, &[])).unwrap();
        let admin = here.sign_in("accounts.640100").await;
        let load = Load::default();
        let writes = race(WRITERS, |_| load.write(&admin));
        let saved = async {
            while load.so_far().len() < count(60, 4000) && load.failed.load(Ordering::Relaxed) == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let before = load.so_far();
            let mut child = here.begin(&["backup", file.to_str().unwrap()]);
            let done = ended(&mut child).await;
            load.stop.store(true, Ordering::Relaxed);
            assert!(done, "{}", here.said());
            before
        };
        let (_, before) = tokio::join!(writes, saved);
        let all = load.so_far();
        println!("{:?}: {} writes acknowledged before the backup began, {} in all", here.engine(), before.len(), all.len());
        at_most("writes that failed meanwhile", load.failed.load(Ordering::Relaxed), 0, "writes");
        assert!(all.len() > before.len(), "there was a load while the backup was made");
        let half = "SELECT count(*) FROM officers o WHERE NOT EXISTS (SELECT 1 FROM log_entries e WHERE e.subject = o.id)";
        let without_entry = here.numbers(half).await;
        here.stop();

        let mut again = elsewhere(&here);
        says(again.told(&["restore", file.to_str().unwrap()], "", &[]), true, &["restored"]);
        let found = there(&again, &before).await;
        println!("{found} of {} came back", before.len());
        at_most("acknowledged writes that did not come back", before.len() - found, 0, "writes");
        assert_eq!(found, before.len());
        assert_eq!(again.numbers(half).await, without_entry, "an officer without an entry of the log");
        says(again.told(&["check", "--full"], "", &[]), true, &["figures"]);
        says(again.told(&["decisions", "verify"], "", &[]), true, &[" 0 altered"]);
        let log = beside(&again, "log.jsonl");
        says(again.told(&["log", "export", "--output", log.to_str().unwrap()], "", &[]), true, &[]);
        let [log, keys, kept] = [&log, &keys, &kept].map(|path| path.to_str().unwrap());
        says(again.told(&["log", "verify", log, "--key", keys, "--since", kept], "", &[]), true, &["same log", "RESTORED"]);
        let _ = again.serve();
        let caseworker = again.sign_in("caseworker.04fz01").await;
        let opened = caseworker.get(&case.path(&format!("/attachments/{paper}"))).await.expect(200);
        assert!(opened.text.as_bytes() == scan, "the paper is the one that was attached");
        let anew = again.sign_in("accounts.640100").await;
        let _ = anew.request(Method::POST, "/officers").json(&json!({ "name": "白云飞" })).once().send().await.expect(201);
        refused(&here, &file);
    }
}
