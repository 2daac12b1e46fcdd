//! Does a role at a level do at one union what it may only do at another? Every route, by every role at every level,
//! inside and outside the jurisdiction, with the ids of records that are there.

use std::collections::BTreeMap;

use api::route::Allow;
use domain::access::{Deed, Role, holds};
use domain::union::Level;
use harness::{Answer, Client, Method, Service, Value, json, on_both};
use strum::VariantArray;

use crate::cast::{Case, Cast, newcomers};
use crate::example::{NOBODY, body};
use crate::family::{UNDER, three};

/// Unions on the road of the case, and unions beside it.
const UNIONS: [(&str, Level, bool); 5] = [
    ("04FZ01", Level::Grassroots, true),
    ("05JX01", Level::Grassroots, false),
    ("640104", Level::County, true),
    ("640105", Level::County, false),
    ("640100", Level::City, true),
];

/// Somebody of a role at one of the unions.
struct Officer {
    client: Client,
    role: Role,
    level: Level,
    inside: bool,
}

async fn officers(service: &Service) -> Vec<Officer> {
    let mut officers = Vec::new();
    let security = service.sign_in("security.640100").await;
    for (code, level, inside) in UNIONS {
        // Programs have scopes beside their role, and a grid of their own.
        for role in Role::VARIANTS.iter().filter(|role| **role != Role::Service) {
            let word: &str = role.into();
            let client = newcomers(service, 1, word, word, code).await.remove(0);
            if *role == Role::Auditor {
                let me = client.get("/me").await.expect(200).body;
                let _ = crate::mandates::give(&security, &me["account"]["id"], code).await;
            }
            officers.push(Officer { client, role: *role, level, inside });
        }
    }
    officers
}

/// Ids of what is there, by the part of a path before them.
async fn records(service: &Service, case: &Case<'_>) -> BTreeMap<&'static str, String> {
    let people = case.cast;
    case.to_unit_review().await;
    let posting = case.post().await.expect(201).id();
    let word = json!({ "posting": posting, "word": "该户另有收入" });
    let held = people.county.post(&case.path("/objections"), &word).await.expect(200).body;
    let admin = service.sign_in("accounts.640100").await;
    let account = people.caseworker.get("/me").await.expect(200).body["account"].clone();
    let union = admin.get("/unions?code=04FZ01").await.expect(200).body["items"][0]["id"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    BTreeMap::from([
        ("applications", case.id.clone()),
        ("objections", text(&held["objections"][0]["id"])),
        ("consents", text(&held["consents"][0]["id"])),
        ("attachments", case.attach("tuition_proof").await),
        ("dossiers", case.dossier.clone()),
        ("postings", posting),
        ("accounts", text(&account["id"])),
        ("unions", text(&union)),
    ])
}

/// The path with the ids of what is there.
fn filled(path: &str, records: &BTreeMap<&str, String>) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        let before = parts.last().copied().unwrap_or("");
        let known = records.get(before).map_or(NOBODY, String::as_str);
        parts.push(if part.starts_with('{') { known } else { part });
    }
    parts.join("/")
}

/// The file that a path takes instead of JSON.
fn file(path: &str) -> Option<(&'static str, &'static [u8])> {
    let picture = ("application/octet-stream", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice());
    let table = ("text/csv", "业务参考号,金额(元),处理结果\n".as_bytes());
    match path.rsplit('/').next()? {
        "attachments" | "photographs" => Some(picture),
        "result-file" => Some(table),
        _ => None,
    }
}

async fn knock(client: &Client, method: &Method, path: &str, document: &Value) -> Answer {
    let attaches = *method == Method::POST && path.ends_with("/attachments");
    let said = if attaches { "?kind=tuition_proof" } else { "" };
    let request = client.request(method.clone(), &format!("{path}{said}"));
    if *method == Method::GET {
        return request.send().await;
    }
    let request = request.if_match(1);
    match (file(path), body(document, method, path)) {
        (Some((kind, octets)), _) => request.octets(kind, octets).send().await,
        (None, Value::Null) => request.send().await,
        (None, body) => request.json(&body).send().await,
    }
}

/// Whether what is behind such a permission belongs to a jurisdiction.
const fn of_people(deed: Deed) -> bool {
    !matches!(
        deed,
        Deed::ReadReference
            | Deed::ManageReference
            | Deed::DraftPolicy
            | Deed::PublishPolicy
            | Deed::Extend
            | Deed::ManageOwnAccount
            | Deed::SetClock
            | Deed::Assess
    )
}

on_both! {
    async fn every_cell_that_is_denied_by_role_level_or_place_is_refused_and_changes_nothing(service: Service) {
        let document: Value = serde_json::from_str(api::DOCUMENT).unwrap();
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let records = records(&service, &case).await;
        let officers = officers(&service).await;
        let routes = api::routes();
        let before = service.rows(&[]).await;
        let (mut by_role, mut by_place) = (0, 0);
        for Officer { client, role, level, inside } in &officers {
            for (method, path, allow) in routes.declared() {
                let Allow::Can(deed) = allow else { continue };
                let (verb, real): (Method, String) = (method.parse().unwrap(), filled(path, &records));
                let about = format!("{role:?} at {level:?}, inside {inside}: {method} {path}");
                if !holds(*role, *level, deed) {
                    let answer = knock(client, &verb, &real, &document).await;
                    assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{about}: {}", answer.text);
                    by_role += 1;
                } else if !inside && path.contains('{') && of_people(deed) {
                    let answer = knock(client, &verb, &real, &document).await;
                    assert_eq!((answer.status, answer.code()), (404, "not_found"), "{about}: {}", answer.text);
                    by_place += 1;
                }
            }
        }
        println!("{by_role} cells denied by role and level, {by_place} by place");
        assert!(by_role > 500 && by_place > 50);
        assert_eq!(service.rows(&[]).await, before);
    }
}
