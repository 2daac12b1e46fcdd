//! Is every denied cell of the reviewed grid denied over HTTP too? Stage, action, position and role, one after another.

use std::collections::BTreeMap;

use harness::{Client, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer};
use crate::family::{UNDER, others, three};

/// The grid of `domain`, where every paper is in order and only stage, seat and separation speak.
const GRID: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/tests/grids/workflow.txt");
const ROLES: [&str; 4] = ["caseworker", "head", "finance", "auditor"];
const ACTIONS: [&str; 13] = [
    "submit", "sign", "post", "forward", "endorse", "approve", "return", "reject", "withdraw", "appeal",
    "uphold", "dismiss", "revoke",
];
const NOTED: [&str; 7] = ["return", "reject", "withdraw", "appeal", "uphold", "dismiss", "revoke"];

/// States in which nobody may do anything, so that the grid has no lines for them.
const ENDED: [&str; 3] = ["rejected for good", "withdrawn", "revoked"];

/// State, action, position, role: what comes of it.
type Cells = BTreeMap<(String, String, usize, &'static str), String>;

/// The cells of the first road: grassroots, county, and the city, which decides.
fn cells() -> Cells {
    let text = std::fs::read_to_string(GRID).unwrap();
    let road = text.split("\n# ").nth(1).unwrap();
    let (mut cells, mut state) = (Cells::new(), String::new());
    for line in road.lines().skip(1).filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix("## ") {
            name.clone_into(&mut state);
            continue;
        }
        let mut parts = line.splitn(3, ' ');
        let action = parts.next().unwrap();
        let (position, rest) = line[action.len()..].trim_start().split_once(' ').unwrap();
        for cell in rest.trim().split("  ") {
            let (role, outcome) = cell.split_once(": ").unwrap();
            let role = ROLES.iter().find(|word| **word == role).unwrap();
            let key = (state.clone(), action.to_owned(), position.parse().unwrap(), *role);
            let _ = cells.insert(key, outcome.to_owned());
        }
    }
    assert!(cells.len() > 200, "{}", cells.len());
    cells
}

/// Four people at each of the three unions.
async fn staff(service: &Service, people: &Cast) -> Vec<(usize, &'static str, Client)> {
    let mut staff = vec![
        (0, "caseworker", people.caseworker.clone()),
        (0, "head", people.head.clone()),
        (1, "caseworker", people.county_caseworker.clone()),
        (1, "head", people.county.clone()),
        (2, "caseworker", newcomer(service, "clerk.640100", "caseworker", "640100").await),
        (2, "head", people.city.clone()),
    ];
    for (position, union) in [(0, "04FZ01"), (1, "640104"), (2, "640100")] {
        for role in ["finance", "auditor"] {
            let username = format!("table.{role}.{union}").to_lowercase();
            staff.push((position, role, newcomer(service, &username, role, union).await));
        }
    }
    staff
}

struct Drill<'a> {
    service: &'a Service,
    cells: Cells,
    staff: Vec<(usize, &'static str, Client)>,
    tried: usize,
}

impl Drill<'_> {
    /// Every cell of that state that is denied, tried; nothing in the whole database has changed.
    async fn denied(&mut self, case: &Case<'_>, state: &str) {
        let listed = self.cells.keys().any(|(named, ..)| named == state);
        assert!(listed || ENDED.contains(&state), "{state} is not in the grid");
        let (before, version) = (self.service.rows(&[]).await, case.version().await);
        for action in ACTIONS {
            for (position, role, client) in &self.staff {
                let key = (state.to_owned(), action.to_owned(), *position, *role);
                let outcome = self.cells.get(&key).map_or("not_now", String::as_str);
                if outcome.starts_with("->") {
                    continue;
                }
                let about = format!("{state}: {action} at {position} by {role}");
                let answer = attempt(client, case, version, action).await;
                // Who may act on no case at all, or post none, is not told more.
                let permitted = *role == "caseworker" || (*role == "head" && action != "post");
                if permitted {
                    let said = (answer.status, answer.body["rule"].as_str());
                    assert_eq!(said, (409, Some(outcome)), "{about}: {}", answer.text);
                } else {
                    assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{about}");
                }
                self.tried += 1;
            }
        }
        assert!(self.service.rows(&[]).await == before, "{state}: something has changed");
    }
}

async fn attempt(client: &Client, case: &Case<'_>, version: i64, action: &str) -> harness::Answer {
    if action == "post" {
        let listed = json!([{ "id": case.id, "version": version }]);
        return client.post("/postings", &json!({ "place": "厂区公告栏", "applications": listed })).await;
    }
    let mut body = json!({ "action": action });
    if action == "return" {
        body["to"] = json!("draft");
    }
    if NOTED.contains(&action) {
        body["note"] = json!("核对后认为应当如此");
    }
    client.post_at(&case.path("/actions"), version, &body).await
}

fn because(action: &str) -> Value {
    json!({ "action": action, "note": "核对后认为应当如此" })
}

on_both! {
    async fn every_denied_cell_of_stage_action_position_and_role_is_refused(service: Service) {
        let people = Cast::of(&service).await;
        let staff = staff(&service, &people).await;
        let mut drill = Drill { service: &service, cells: cells(), staff, tried: 0 };
        let mut cases = Vec::new();
        for number in 0..4 {
            let case = people.enter(&people.on_file(&others(three(UNDER), number)).await, 2).await;
            case.papers().await;
            cases.push(case);
        }
        let [whole, early, late, gone] = cases.as_slice() else { panic!() };
        drill.denied(whole, "draft").await;
        for case in [whole, early, late] {
            case.act(&people.caseworker, "submit").await;
            case.visit().await;
            case.seal(true).await;
            case.opinion(true).await;
            case.consents().await;
        }
        drill.denied(whole, "signing").await;
        for case in [whole, late] {
            case.act(&people.head, "sign").await;
        }
        drill.denied(whole, "unit_review").await;
        for case in [whole, late] {
            let _ = case.post().await.expect(201);
        }
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        drill.denied(whole, "posted").await;
        for case in [whole, late] {
            case.act(&people.head, "forward").await;
        }
        drill.denied(whole, "review at 1").await;
        for case in [whole, late] {
            case.act(&people.county, "endorse").await;
        }
        drill.denied(whole, "review at 2").await;
        case_to_end(&mut drill, whole).await;
        rejected_early(&mut drill, early).await;
        rejected_late(&mut drill, late).await;
        let _ = gone.does(&people.caseworker, because("withdraw")).await.expect(200);
        drill.denied(gone, "withdrawn").await;
        println!("{} denied cells tried", drill.tried);
        assert!(drill.tried > 1500, "{}", drill.tried);
    }
}

async fn case_to_end(drill: &mut Drill<'_>, case: &Case<'_>) {
    case.act(&case.cast.second, "approve").await;
    drill.denied(case, "approved").await;
    let _ = case.does(&case.cast.second, because("revoke")).await.expect(200);
    drill.denied(case, "revoked").await;
}

async fn rejected_early(drill: &mut Drill<'_>, case: &Case<'_>) {
    let people = case.cast;
    let _ = case.does(&people.head, because("reject")).await.expect(200);
    drill.denied(case, "rejected at signing").await;
    let _ = case.does(&people.caseworker, because("appeal")).await.expect(200);
    drill.denied(case, "appealed, rejected at signing").await;
    let _ = case.does(&people.county, because("dismiss")).await.expect(200);
    drill.denied(case, "rejected for good").await;
}

async fn rejected_late(drill: &mut Drill<'_>, case: &Case<'_>) {
    let people = case.cast;
    let _ = case.does(&people.second, because("reject")).await.expect(200);
    drill.denied(case, "rejected at the deciding desk").await;
    let _ = case.does(&people.caseworker, because("appeal")).await.expect(200);
    drill.denied(case, "appealed, rejected at the deciding desk").await;
}
