//! Does a long import come to its end, whatever happens on the way? Killed halfway and gone on with: each bad row named, no family twice,
//! none missing; in how much memory, and in how many times of only reading the file and inserting its rows.

use std::collections::BTreeMap;
use std::time::Instant;

use harness::{Client, Method, Service, Value, json, on_both};

use super::figure::{at_most, count, program, seed};
use crate::family_rows::{SHEET, WRONG, other_rows, put, spreadsheet};

/// The memory that it may take, in KiB.
const MOST_KIB: u64 = 256 * 1024;
/// In so many times of reading and bare inserting it is done.
const TIMES: u128 = 2;

async fn job(who: &Client, id: &str) -> Value {
    who.get(&format!("/jobs/{id}")).await.expect(200).body
}

/// The refused lines of a job: the row and column of each first fault.
async fn refused(who: &Client, id: &str) -> BTreeMap<(u64, String), u64> {
    let mut found = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/jobs/{id}/lines?outcome=refused&limit=200{cursor}");
        let page = who.get(&path).await.expect(200).body;
        for line in page["items"].as_array().unwrap() {
            let faults = line["faults"].as_array().unwrap();
            assert_eq!(faults.len(), 1, "{line}");
            let column = faults[0]["column"].as_str().unwrap_or_default().to_owned();
            *found.entry((faults[0]["row"].as_u64().unwrap(), column)).or_default() += 1;
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

/// Inserts rows of texts into a table without anything around it: how long that takes, in microseconds.
async fn bare(rows: usize) -> u128 {
    let folder = std::env::temp_dir().join(format!("jinqiu-bare-{}", std::process::id()));
    let url = format!("sqlite:{}?mode=rwc", folder.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let _ = sqlx::query("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h)")
        .execute(&pool)
        .await
        .unwrap();
    let begun = Instant::now();
    let mut transaction = pool.begin().await.unwrap();
    for row in 0..rows {
        let number = i64::try_from(row).unwrap();
        let mut insert =
            sqlx::query("INSERT INTO bare (a, b, c, d, e, f, g, h) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .bind(number);
        for cell in ["丁建华", "本人", "640104197405121014", "男", "是", "困难农民工", "兴庆纺织厂"]
        {
            insert = insert.bind(cell);
        }
        let _ = insert.execute(&mut *transaction).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let took = begun.elapsed().as_micros();
    pool.close().await;
    drop(std::fs::remove_file(folder));
    took
}

on_both! {
    async fn an_import_that_is_killed_comes_to_its_end(service: Service) {
        let first = usize::try_from(seed() % 10_000).unwrap();
        let families = count(180, 100_000) / 3;
        let bad_every = if families > 1_000 { 33 } else { 3 };
        let (mut rows, mut wanted) = (Vec::new(), BTreeMap::new());
        for number in 0..families {
            let mut family = other_rows(first + number);
            // The program lives today, when there are other categories than in 2018.
            put(&mut family[0], "困难类别", "相对困难");
            if number % bad_every == 1 {
                let (row, heading, cell) = WRONG[number / bad_every % WRONG.len()];
                put(&mut family[row], heading, cell);
                let _ = wanted.insert((u64::try_from(4 + number * 3 + row).unwrap(), heading.to_owned()), 1);
            }
            rows.extend(family);
        }
        let bad = wanted.len();
        let file = spreadsheet(&rows);
        drop(rows);
        let mut program = service.program(&program());
        let _ = program.serve();
        let who = program.sign_in("caseworker.04fz01").await;
        let begun = Instant::now();
        let request = who.request(Method::POST, "/imports?campaign=2018&mode=each").octets(SHEET, file.clone());
        let id = request.send().await.expect(201).id();
        let reading = begun.elapsed().as_micros();
        let (mut killed, mut most, mut who, mut looks) = (false, 0, who, 0);
        loop {
            looks += 1;
            if looks % 200 == 0 {
                who = program.sign_in("caseworker.04fz01").await;
            }
            let read = job(&who, &id).await;
            most = most.max(program.resident_kib());
            if read["ended_at"].is_string() {
                break;
            }
            if !killed && read["done"].as_u64() >= read["rows"].as_u64().map(|rows| rows / 2) {
                killed = true;
                program.stop();
                let _ = program.serve();
                who = program.sign_in("caseworker.04fz01").await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        let took = begun.elapsed().as_micros();
        let ended = job(&who, &id).await;
        assert_eq!((&ended["state"], &ended["done"]), (&json!("done"), &json!(families * 3)));
        let sound = families - bad;
        let lines = who.get(&format!("/jobs/{id}/lines?limit=1")).await.expect(200).body;
        assert_eq!(ended["families"], json!({"entered": sound, "changed": 0, "unchanged": 0, "sound": 0, "refused": bad}), "{lines}");
        assert_eq!(refused(&who, &id).await, wanted);
        for (path, wanted) in [("/dossiers", sound), ("/applications", sound)] {
            let listed = who.get(&format!("{path}?total=true&limit=1")).await.expect(200).body;
            assert_eq!(listed["total"], json!(wanted), "{path}");
        }
        let (engine, inserting) = (service.engine(), bare(families * 3).await);
        println!(
            "{} rows on {engine:?}, {bad} families bad, killed {killed}: taken in in {} ms, read in {} ms, inserted bare in {} ms",
            families * 3, took / 1000, reading / 1000, inserting / 1000,
        );
        at_most(&format!("memory, {engine:?}"), most, MOST_KIB, "KiB");
        at_most(&format!("import against reading and bare inserting, {engine:?}"), took / 1000, TIMES * (reading + inserting) / 1000, "ms");
    }
}
