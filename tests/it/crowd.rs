//! Who comes when many come? Households of many students, each with a case of their own.

use harness::{Answer, Client, Value, json};

use crate::cast::{Case, Cast};

/// A household of a worker and so many students, of whom no identifiers are known yet.
pub(crate) fn students(count: u8) -> Value {
    let member = |number: u8, name: String, relation: &str| json!({"number": number, "name": name, "relation": relation, "lives_together": true});
    let names =
        ["小燕", "小山", "小雨", "小雪", "小云", "小风", "小河", "小海", "小春", "小秋", "小夏", "小冬"];
    let mut members = vec![member(1, "丁建华".to_owned(), "01")];
    members.extend((2..count + 2).zip(names).map(|(number, name)| member(number, format!("丁{name}"), "32")));
    json!({"worker_kind": "migrant_worker", "worker": 1, "members": members})
}

/// A draft for each of those students, in the order of entry.
pub(crate) async fn crowd<'a>(people: &'a Cast, dossier: &str, count: u8) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for number in 2..count + 2 {
        cases.push(people.enter(dossier, number).await);
    }
    cases
}

/// An action with its word.
pub(crate) fn note(action: &str) -> Value {
    json!({ "action": action, "note": "职工本人说明" })
}

/// The same action for many cases, each with the version that was read.
pub(crate) async fn act_on(who: &Client, action: &Value, cases: &[(&str, i64)]) -> Answer {
    who.post("/applications/actions", &many(action, cases)).await
}

/// The body of it.
pub(crate) fn many(action: &Value, cases: &[(&str, i64)]) -> Value {
    let mut body = action.clone();
    let read = |(id, version): &(&str, i64)| json!({"id": id, "version": version});
    body["applications"] = cases.iter().map(read).collect();
    body
}

/// Status and version of each outcome.
pub(crate) fn outcomes(answer: &Answer) -> Vec<(i64, Option<i64>)> {
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| (item["status"].as_i64().unwrap(), item["version"].as_i64())).collect()
}
