//! How long does a form take that is printed? Under 50 ms after the first, which reads the typeface.

use std::time::Instant;

use harness::{Method, Service, json, on_both};

use super::figure::{at_most, count, program};
use crate::cast::Cast;
use crate::family::{UNDER, three};

on_both! {
    async fn a_form_is_printed_while_one_waits(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let mut program = service.program(&program());
        let _ = program.serve();
        let who = program.sign_in("caseworker.04fz01").await;
        let body = json!({ "applications": [case.id] });
        let mut took = Vec::new();
        for _ in 0..=count(3, 61) {
            let begun = Instant::now();
            let request = who.request(Method::POST, "/applications/approval-forms").json(&body).without_key();
            assert!(request.send().await.expect(200).octets.starts_with(b"%PDF-"));
            took.push(begun.elapsed().as_micros());
        }
        let (first, engine) = (took.remove(0), service.engine());
        took.sort_unstable();
        println!("forms on {engine:?}: the first {first} µs, then {} to {} µs", took[0], took[took.len() - 1]);
        let what = format!("a form after the first, {engine:?}, the median of {}", took.len());
        at_most(&what, took[took.len() / 2], 50_000, "µs");
    }
}
