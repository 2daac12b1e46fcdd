//! Does the service repeat, or write down, an identifier that it is given where none belongs? Every answer of every
//! test is looked through, and every database at its end (`harness::canary`); here each door is tried on purpose.

use harness::canary::{CARD, PHONE, WORKER};
use harness::{Client, Method, Service, Value, json, on_both};

use crate::cast::Cast;
use crate::example::body;
use crate::family::{UNDER, three};

const PLANTED: [&str; 3] = [WORKER, CARD, PHONE];

/// Where a body has leaves, as JSON pointers.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, inner)| leaves(inner, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(number, inner)| leaves(inner, &format!("{at}/{number}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

/// The planted value as every parameter of the path, as every parameter of the query, and in the headers.
async fn in_the_address(client: &Client, method: &Method, path: &str, planted: &str) {
    let parts = path.split('/').map(|part| if part.starts_with('{') { planted } else { part });
    let real = parts.collect::<Vec<_>>().join("/");
    let _ = client.request(method.clone(), &real).if_match(1).send().await;
    let parameters = harness::operation(method, path).map(|operation| operation["parameters"].clone());
    for parameter in parameters.as_ref().and_then(Value::as_array).into_iter().flatten() {
        if parameter["in"] == "query" {
            let name = parameter["name"].as_str().unwrap();
            let _ =
                client.request(method.clone(), &format!("{real}?{name}={planted}")).if_match(1).send().await;
        }
    }
    for header in ["If-Match", "Accept-Language"] {
        let _ = client.request(method.clone(), &real).header(header, planted).send().await;
    }
    let _ = client.request(method.clone(), &real).key(planted).send().await;
}

/// The planted value in place of every leaf of a body, as a text and as a number, and in what is no JSON.
async fn in_the_body(client: &Client, method: &Method, path: &str, document: &Value, planted: &str) {
    let body = body(document, method, path);
    let send = async |octets: String| {
        let request = client.request(method.clone(), path).if_match(1);
        let _ = request.octets("application/json", octets).send().await;
    };
    let mut found = Vec::new();
    leaves(&body, "", &mut found);
    for at in found.iter().filter(|at| !at.contains("identifiers") && !at.ends_with("citizen_id")) {
        for value in [json!(planted), json!(planted.parse::<u64>().unwrap_or(u64::MAX)), json!([planted])] {
            let mut changed = body.clone();
            *changed.pointer_mut(at).unwrap() = value;
            send(changed.to_string()).await;
        }
    }
    send(format!("{{\"{planted}")).await;
    send(format!("\"{planted}\"")).await;
}

on_both! {
    async fn no_door_repeats_or_keeps_an_identifier_that_does_not_belong_there(service: Service) {
        let document: Value = serde_json::from_str(api::DOCUMENT).unwrap();
        let people = Cast::of(&service).await;
        // The planted identifiers are those of people who are there.
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_city(&service).await;
        let routes = api::routes();
        for client in [&people.caseworker, &people.city, &service.sign_in("accounts.640100").await] {
            for (method, path, _) in routes.declared() {
                // Signing out would end what the next doors need.
                if path.starts_with("/api/v1/sessions/end") {
                    continue;
                }
                let method: Method = method.parse().unwrap();
                for planted in PLANTED {
                    in_the_address(client, &method, path, planted).await;
                    if method != Method::GET {
                        in_the_body(client, &method, path, &document, planted).await;
                    }
                }
            }
        }
    }

    async fn a_household_in_the_way_is_told_without_an_identifier(service: Service) {
        let people = Cast::of(&service).await;
        let _ = people.dossier(&three(UNDER)).await;
        let told = people.caseworker.post("/dossiers", &json!({ "household": three(UNDER) })).await;
        assert_eq!(told.status, 409, "{}", told.text);
        let found = people.caseworker.post("/dossiers/search", &json!({ "citizen_id": WORKER })).await;
        assert_eq!(found.status, 200, "{}", found.text);
    }
}
