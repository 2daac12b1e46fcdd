//! What does the last page of a list cost? What the first does, at a hundred thousand cases, in every order.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use harness::{Answer, Client, Engine, Method, Process, Value, connections, json, operation, run_apart};

use super::figure::{at_most, count, program};
use crate::family::{UNDER, new_case, three};

const LIMIT: usize = 200;
const MEASURED: usize = 21;
/// The first of a whole list is there within so many milliseconds.
const FIRST_WITHIN: u128 = 100;
/// So much memory a whole list may take, in KiB.
const MOST_KIB: u64 = 32 * 1024;

/// Every order that the document names; the usual one is without a name.
fn orders() -> Vec<String> {
    let document: Value = serde_json::from_str(api::DOCUMENT).unwrap();
    let parameters =
        operation(&Method::GET, "/api/v1/applications").unwrap()["parameters"].as_array().unwrap();
    let sort = parameters.iter().find(|parameter| parameter["name"] == "sort");
    let words = sort.map(|sort| {
        let schema = &sort["schema"];
        let named = schema["$ref"].as_str().or_else(|| schema["oneOf"][1]["$ref"].as_str());
        let schema = named.and_then(|name| document.pointer(name.trim_start_matches('#'))).unwrap_or(schema);
        schema["enum"].as_array().unwrap_or_else(|| panic!("no orders in {sort}")).clone()
    });
    let words = words.unwrap_or_default();
    std::iter::once(String::new())
        .chain(words.iter().map(|word| format!("&sort={}", word.as_str().unwrap())))
        .collect()
}

async fn page(client: &Client, query: &str, cursor: Option<&str>) -> (Answer, Duration) {
    let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
    let path = format!("/applications?limit={LIMIT}{query}{cursor}");
    let begun = Instant::now();
    let answer = client.get(&path).await.expect(200);
    (answer, begun.elapsed())
}

/// All pages: how many cases they hold, and where the last full one begins.
async fn walk(client: &Client, query: &str) -> (usize, String) {
    let (mut seen, mut cursors) = (BTreeSet::new(), Vec::new());
    let mut at: Option<String> = None;
    loop {
        let (answer, _) = page(client, query, at.as_deref()).await;
        for case in answer.body["items"].as_array().unwrap() {
            assert!(seen.insert(case["id"].as_str().unwrap().to_owned()), "{case} twice in {query:?}");
        }
        match answer.body["next_cursor"].as_str() {
            Some(next) => cursors.push(next.to_owned()),
            None => break,
        }
        at = cursors.last().cloned();
    }
    // The page that begins at the last cursor may be short; the one before it is full.
    (seen.len(), cursors[cursors.len().saturating_sub(2)].clone())
}

fn median(mut took: Vec<Duration>) -> u128 {
    took.sort_unstable();
    took[took.len() / 2].as_micros()
}

async fn cost(client: &Client, engine: Engine, query: &str, expected: usize) {
    let (cases, last) = walk(client, query).await;
    assert_eq!(cases, expected, "{query:?}");
    let (mut first_took, mut last_took) = (Vec::new(), Vec::new());
    for _ in 0..count(3, MEASURED) {
        first_took.push(page(client, query, None).await.1);
        last_took.push(page(client, query, Some(&last)).await.1);
    }
    let (first, last) = (median(first_took), median(last_took));
    println!("{engine:?} {cases} cases {query:?}: first page {first} µs, last {last} µs");
    at_most(
        &format!("{engine:?}: last page of {query:?} in hundredths of the first"),
        last * 100 / first,
        150,
        "%",
    );
}

/// The whole list as lines: all of it, soon begun, in little memory.
async fn stream(process: &Process, client: &Client, engine: Engine, expected: usize) {
    let before = process.own_kib();
    let begun = Instant::now();
    let asked =
        connections().get(format!("{}/api/v1/applications", process.url())).bearer_auth(client.token());
    let mut answer = asked.header("Accept", "application/x-ndjson").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let (mut first, mut lines, mut most) = (None, 0, before);
    while let Some(some) = answer.chunk().await.unwrap() {
        let _ = first.get_or_insert_with(|| begun.elapsed().as_millis());
        lines += memchr::memchr_iter(b'\n', &some).count();
        most = most.max(process.own_kib());
    }
    assert_eq!(lines, expected);
    println!("{engine:?}: {expected} cases as lines in {} ms", begun.elapsed().as_millis());
    at_most(&format!("{engine:?}: the first of the lines"), first.unwrap_or(u128::MAX), FIRST_WITHIN, "ms");
    at_most(&format!("{engine:?}: memory that the stream takes"), most - before, MOST_KIB, "KiB");
}

async fn pages(engine: Engine, mut process: Process, cases: usize) {
    process.demo();
    let caseworker = process.sign_in("caseworker.04fz01").await;
    let dossier = caseworker.post("/dossiers", &json!({ "household": three(UNDER) })).await.expect(201).id();
    let case = caseworker.post("/applications", &new_case(&dossier, 2)).await.expect(201).id();
    let (new_id, one) = match engine {
        Engine::Sqlite => ("randomblob(16)", format!("x'{}'", case.replace('-', ""))),
        Engine::Postgres => ("gen_random_uuid()", format!("'{case}'::uuid")),
    };
    let stage = "CASE n % 4 WHEN 0 THEN 'rejected' ELSE 'withdrawn' END";
    let moment = "one.updated_at + n % 1000";
    let changed = [
        ("id", new_id),
        ("number", "'DRILL-' || n"),
        ("live", "false"),
        ("stage", stage),
        ("updated_at", moment),
    ];
    process.multiply("applications", &format!("one.id = {one}"), cases, &changed).await;
    let road = format!("one.application = {one}");
    let copies = "(SELECT id FROM applications WHERE number = 'DRILL-' || n)";
    process.multiply("roads", &road, cases, &[("application", copies), ("updated_at", moment)]).await;
    let head = process.sign_in("head.640100").await;
    let all = head.get("/applications?total=true&limit=1").await.expect(200).body["total"].as_u64().unwrap();
    let all = usize::try_from(all).unwrap();
    assert!(all > cases);
    stream(&process, &head, engine, all).await;
    for order in orders() {
        cost(&head, engine, &order, all).await;
        cost(&caseworker, engine, &format!("{order}&stage=rejected&dossier={dossier}"), cases / 4).await;
    }
}

mod the_last_page_costs_what_the_first_does {
    use super::*;

    #[test]
    fn sqlite() {
        let cases = count(1500, 100_000);
        run_apart(Engine::Sqlite, &program(), |process| pages(Engine::Sqlite, process, cases));
    }

    #[test]
    fn postgres() {
        let cases = count(1500, 100_000);
        run_apart(Engine::Postgres, &program(), |process| pages(Engine::Postgres, process, cases));
    }
}
