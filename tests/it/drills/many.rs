//! How long do two hundred cases in one call take? No longer than any other write may, along the whole road.

use std::time::Instant;

use harness::{Client, Engine, Process, Value, json, run_apart};

use super::figure::{at_most, count, program};
use crate::cast::{Case, Cast};
use crate::crowd::{many, outcomes};
use crate::family::{UNDER, others, three};

/// How long a write may take, in milliseconds.
const DEADLINE: u128 = 1200;
/// What was done to all of them at once, and how many milliseconds it took.
type Figures = Vec<(&'static str, u128)>;

async fn versions<'a>(cases: &'a [Case<'_>]) -> Vec<(&'a str, i64)> {
    let mut read = Vec::with_capacity(cases.len());
    for case in cases {
        read.push((case.id.as_str(), case.version().await));
    }
    read
}

/// All of them in one call, every one of which must be done.
async fn all(figures: &mut Figures, who: &Client, action: &'static str, cases: &[Case<'_>]) {
    let body = many(&json!({ "action": action }), &versions(cases).await);
    let begun = Instant::now();
    let answer = who.post("/applications/actions", &body).await.expect(200);
    figures.push((action, begun.elapsed().as_millis()));
    assert!(outcomes(&answer).iter().all(|(status, _)| *status == 200), "{}", answer.text);
}

async fn post(figures: &mut Figures, who: &Client, cases: &[Case<'_>]) {
    let read = versions(cases).await;
    let listed: Vec<Value> =
        read.iter().map(|(id, version)| json!({ "id": id, "version": version })).collect();
    let body = json!({ "place": "厂区公告栏", "applications": listed });
    let begun = Instant::now();
    let _ = who.post("/postings", &body).await.expect(201);
    figures.push(("post", begun.elapsed().as_millis()));
}

async fn road(engine: Engine, mut process: Process) {
    process.demo();
    let people = Cast::who(async |username| process.sign_in(username).await).await;
    let mut cases = Vec::new();
    for number in 0..count(3, 200) {
        let dossier = people.dossier(&others(three(UNDER), number)).await;
        cases.push(people.enter(&dossier, 2).await);
    }
    let mut figures = Figures::new();
    for case in &cases {
        case.papers().await;
    }
    all(&mut figures, &people.caseworker, "submit", &cases).await;
    for case in &cases {
        case.visit().await;
        case.confirm().await;
        case.seal(true).await;
    }
    all(&mut figures, &people.head, "sign", &cases).await;
    for case in &cases {
        case.opinion(true).await;
        case.consents().await;
    }
    post(&mut figures, &people.caseworker, &cases).await;
    let later = json!({ "now": "2018-08-06T09:00:00+08:00" });
    let _ = people.city.put("/demo/clock", &later).await.expect(200);
    all(&mut figures, &people.head, "forward", &cases).await;
    all(&mut figures, &people.county, "endorse", &cases).await;
    all(&mut figures, &people.city, "approve", &cases).await;
    println!("{engine:?}, {} cases: {figures:?} ms", cases.len());
    for (action, took) in figures {
        at_most(&format!("{engine:?}: {action} of {} cases in one call", cases.len()), took, DEADLINE, "ms");
    }
}

mod two_hundred_cases_in_one_call_keep_the_deadline {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), |process| road(Engine::Sqlite, process));
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), |process| road(Engine::Postgres, process));
    }
}
