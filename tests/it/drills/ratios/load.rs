//! How much does the service do in a second? Asked by clients that only send and read, so that they take little of the machine.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use harness::{Client, Method, Process, Value, connections, json, race};

use crate::family::{UNDER, new_case, others, three};

/// Families that wait for their cases, and cases that are there to be read.
pub(super) struct Load {
    http: reqwest::Client,
    url: String,
    token: String,
    at_once: usize,
    /// What is sent to enter a case, by the dossier that each is of.
    bodies: Vec<(String, String)>,
    cases: Vec<String>,
    /// A case that nobody reads: what the database writes alone is of its household.
    pub(super) apart: String,
}

impl Load {
    /// As many families as there will be cases, each with a dossier, and one whose case stands apart.
    pub(super) async fn prepare(process: &Process, at_once: usize, families: usize) -> Self {
        let caseworker = process.sign_in("caseworker.04fz01").await;
        let next = AtomicUsize::new(0);
        let bodies = race(at_once, |_| enter_families(&caseworker, &next, families + 1)).await;
        let mut load = Self {
            http: connections(),
            url: process.url(),
            token: caseworker.token().to_owned(),
            at_once,
            bodies: bodies.into_iter().flatten().collect(),
            cases: Vec::new(),
            apart: String::new(),
        };
        let _ = load.create(1).await;
        let path = load.cases.pop().unwrap();
        path.rsplit('/').next().unwrap_or_default().clone_into(&mut load.apart);
        load
    }

    /// Enters so many cases: how many a second.
    pub(super) async fn create(&mut self, cases: usize) -> f64 {
        let bodies = self.bodies.split_off(self.bodies.len() - cases);
        let next = AtomicUsize::new(0);
        let begun = Instant::now();
        let made = race(self.at_once, |_| async {
            let mut made = Vec::new();
            while let Some((dossier, body)) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
                made.push(self.enter(dossier, body).await);
            }
            made
        });
        let made = made.await;
        let rate = per_second(cases, begun);
        self.cases.extend(made.into_iter().flatten());
        rate
    }

    async fn enter(&self, dossier: &str, body: &str) -> String {
        let request = self.http.post(format!("{}/api/v1/applications", self.url)).bearer_auth(&self.token);
        let request = request.header("Idempotency-Key", dossier).header("Content-Type", "application/json");
        let answer = request.body(body.to_owned()).send().await.unwrap();
        let (status, location) = (answer.status().as_u16(), answer.headers().get("location").cloned());
        let text = answer.text().await.unwrap();
        assert_eq!(status, 201, "{text}");
        location.unwrap().to_str().unwrap().to_owned()
    }

    /// Reads so many cases: how many a second.
    pub(super) async fn read(&self, reads: usize) -> f64 {
        self.get(reads, |number| &self.cases[number * 7919 % self.cases.len()]).await
    }

    /// Asks so often whether the service is there, for which it asks nobody: how many answers a second.
    pub(super) async fn ask_for_nothing(&self, times: usize) -> f64 {
        self.get(times, |_| "/health/live").await
    }

    async fn get<'a>(&self, times: usize, path: impl Fn(usize) -> &'a str) -> f64 {
        let next = AtomicUsize::new(0);
        let begun = Instant::now();
        let _ = race(self.at_once, |_| async {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= times {
                    break;
                }
                let address = format!("{}{}", self.url, path(number));
                let answer = self.http.get(address).bearer_auth(&self.token).send().await.unwrap();
                assert_eq!(answer.status().as_u16(), 200);
                let _ = answer.bytes().await.unwrap();
            }
        })
        .await;
        per_second(times, begun)
    }
}

fn per_second(count: usize, begun: Instant) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / begun.elapsed().as_secs_f64()
}

/// Dossiers of families who have no case yet, and what is sent to enter one for each.
async fn enter_families(caseworker: &Client, next: &AtomicUsize, families: usize) -> Vec<(String, String)> {
    let mut bodies = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= families {
            return bodies;
        }
        let household: Value = others(three(UNDER), number);
        let request = caseworker.request(Method::POST, "/dossiers").json(&json!({ "household": household }));
        let dossier = request.send().await.expect(201).id();
        let body = new_case(&dossier, 2).to_string();
        bodies.push((dossier, body));
    }
}
