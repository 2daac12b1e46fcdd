//! Does any body make the service fail? Those of all routes, as the document has them, spoilt as those of its other parsers are
//! (`api/src/fuzz`), by somebody who may send them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use harness::{Client, Engine, Method, Process, Value, json, run_apart};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::figure::{at_most, count, program, seed};

#[path = "../../../api/src/fuzz/mutation.rs"]
mod mutation;

/// Those who send, each what they may.
const CALLERS: [&str; 5] =
    ["caseworker.04fz01", "head.640104", "head.640100", "accounts.640100", "security.640100"];
/// An id that nothing has.
const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
/// No example is nested more deeply.
const DEEPEST: usize = 12;
/// The longest that an answer may take.
const LONGEST: Duration = Duration::from_secs(3);

/// A route that takes a body, and an example of it.
struct Door {
    method: Method,
    path: String,
    body: Vec<u8>,
}

impl Door {
    async fn ask(&self, caller: &Client, body: Vec<u8>) -> Option<harness::Answer> {
        let request = caller.request(self.method.clone(), &self.path).octets("application/json", body);
        request.if_match(1).once().try_send().await
    }
}

fn doors() -> Vec<Door> {
    let document: Value = serde_json::from_str(api::DOCUMENT).unwrap();
    let mut doors = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in [Method::POST, Method::PUT] {
            let operation = &item[method.as_str().to_lowercase()];
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if schema.is_object() {
                let filled = path.split('/').map(|part| if part.starts_with('{') { ID } else { part });
                let body = example(&document, schema, 0).to_string().into_bytes();
                doors.push(Door { method, path: filled.collect::<Vec<_>>().join("/"), body });
            }
        }
    }
    doors
}

/// An example of what a schema of the document describes.
fn example(document: &Value, schema: &Value, depth: usize) -> Value {
    let below = |schema: &Value| example(document, schema, depth + 1);
    if depth > DEEPEST {
        return Value::Null;
    }
    if let Some(named) = schema["$ref"].as_str() {
        return below(document.pointer(named.trim_start_matches('#')).unwrap());
    }
    if let Some(said) =
        schema.get("example").or_else(|| schema.get("const")).or_else(|| schema["enum"].get(0))
    {
        return said.clone();
    }
    let either = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array());
    if let Some(first) = either.and_then(|each| each.iter().find(|one| one["type"] != "null")) {
        return below(first);
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("object");
    match kind {
        "object" => {
            let mut fields = serde_json::Map::new();
            for part in schema["allOf"].as_array().into_iter().flatten() {
                fields.extend(below(part).as_object().cloned().unwrap_or_default());
            }
            let own = schema["properties"].as_object().into_iter().flatten();
            fields.extend(own.map(|(name, schema)| (name.clone(), below(schema))));
            Value::Object(fields)
        }
        "array" => json!([below(&schema["items"])]),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        "boolean" => json!(true),
        _ => match schema["format"].as_str() {
            Some("uuid") => json!(ID),
            Some("date") => json!("2018-07-30"),
            Some("date-time") => json!("2018-07-30T08:30:00Z"),
            _ => json!("情况属实"),
        },
    }
}

/// Each door with somebody who may pass it.
async fn passed(doors: Vec<Door>, callers: &[Client]) -> Vec<(Door, &Client)> {
    let mut passed = Vec::new();
    for door in doors {
        for caller in callers {
            let answer = door.ask(caller, b"{".to_vec()).await.unwrap();
            if !matches!(answer.status, 401 | 403) {
                passed.push((door, caller));
                break;
            }
        }
    }
    passed
}

async fn takes_anything(mut process: Process) {
    process.serve();
    let mut callers = Vec::new();
    for username in CALLERS {
        callers.push(process.sign_in(username).await);
    }
    let all = doors();
    let of = all.len();
    let samples: Vec<Vec<u8>> = all.iter().map(|door| door.body.clone()).collect();
    let doors = passed(all, &callers).await;
    println!("{} of {of} routes with a body are passed by {} callers", doors.len(), CALLERS.len());
    assert!(doors.len() * 4 > of * 3, "too few of them can be tried");
    let mut octets = [0; 32];
    octets[..8].copy_from_slice(&seed().to_be_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &octets);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let (mut statuses, mut failed, mut slowest) = (BTreeMap::<u16, usize>::new(), 0, Duration::ZERO);
    let (begun, time) = (Instant::now(), Duration::from_secs(u64::try_from(count(2, 600)).unwrap()));
    // Its own example as often as all others together.
    let spoilt =
        |own: &[u8]| mutation::mutated([vec![own.to_vec(); samples.len()], samples.clone()].concat());
    let doors: Vec<_> = doors.into_iter().map(|(door, caller)| (spoilt(&door.body), door, caller)).collect();
    while begun.elapsed() < time {
        for (bodies, door, caller) in &doors {
            let body = bodies.new_tree(&mut runner).unwrap().current();
            let asked = Instant::now();
            let answer = door.ask(caller, body.clone()).await;
            slowest = slowest.max(asked.elapsed());
            let status = answer.as_ref().map_or(0, |answer| answer.status);
            *statuses.entry(status).or_default() += 1;
            if status == 0 || status == 500 {
                failed += 1;
                println!("{} {}: {status}: {}", door.method, door.path, body.escape_ascii());
            }
        }
    }
    println!("{:?}: answers by status {statuses:?}", process.engine());
    at_most("bodies that made it fail", failed, 0, "bodies");
    at_most("the longest answer", slowest.as_millis(), LONGEST.as_millis(), "ms");
    assert_eq!(failed, 0, "{}", process.log());
    assert!(!process.log().contains("panicked"), "{}", process.log());
}

mod no_body_of_any_route_makes_the_service_fail {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), takes_anything);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), takes_anything);
    }
}
