//! Who may do what? The whole table as a grid that people review, and every denied cell tried.

use std::fmt::Write as _;

use api::route::Allow;
use domain::access::{Deed, Role, Scope, holds};
use domain::union::Level;
use harness::{Client, Method, Service, Value, cast, json, on_both};
use strum::VariantArray;

const GRID: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/it/grids/access.txt");

/// An id of a record that nobody has.
const NOBODY: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn allows(allow: Allow, role: Role, level: Level) -> bool {
    match allow {
        Allow::Anyone => true,
        Allow::Can(deed) => holds(role, level, deed),
    }
}

/// Whether a program that is for that alone may use it; with none, what is for everyone.
fn in_scope(allow: Allow, scope: Option<Scope>) -> bool {
    let gives = |deed: Deed| deed.is_for_everyone() || scope.is_some_and(|scope| scope.covers(deed));
    match allow {
        Allow::Anyone => true,
        Allow::Can(deed) => gives(deed),
    }
}

/// A line a route, a group a level, a letter a role: the letter where it is allowed, a dot where not. The
/// last group has a letter a scope of programs.
fn grid() -> String {
    let mut text = String::from("a route, and who may use it at each level (grassroots county city)\n");
    for role in Role::VARIANTS {
        let _ = writeln!(text, "  {} {}", letter(*role), <&str>::from(*role));
    }
    text.push_str("and which programs, by scope (a program's letter above: with that scope)\n");
    for scope in Scope::VARIANTS {
        let _ = writeln!(text, "  {} {}", initial(*scope), scope.word());
    }
    text.push('\n');
    let routes = api::routes();
    let mut lines: Vec<(&str, &str, Allow)> = routes.declared().collect();
    lines.sort_by_key(|(method, path, _)| (*path, *method));
    for (method, path, allow) in lines {
        let groups: Vec<String> = Level::VARIANTS
            .iter()
            .map(|level| {
                let cell = |role: &Role| if allows(allow, *role, *level) { letter(*role) } else { '.' };
                Role::VARIANTS.iter().map(cell).collect()
            })
            .collect();
        let scope = |scope: &Scope| if in_scope(allow, Some(*scope)) { initial(*scope) } else { '.' };
        let scopes: String = Scope::VARIANTS.iter().map(scope).collect();
        let needs = match allow {
            Allow::Anyone => "anyone",
            Allow::Can(deed) => <&str>::from(deed),
        };
        let _ = writeln!(text, "{} {scopes}  {method:<6} {path}  ({needs})", groups.join(" "));
    }
    text
}

const fn letter(role: Role) -> char {
    match role {
        Role::Caseworker => 'c',
        Role::Head => 'h',
        Role::Finance => 'f',
        Role::AccountAdmin => 'a',
        Role::SecurityAdmin => 's',
        Role::Auditor => 'u',
        Role::Service => 'p',
    }
}

const fn initial(scope: Scope) -> char {
    match scope {
        Scope::Assess => 'A',
        Scope::Cases => 'C',
        Scope::Staff => 'S',
        Scope::Witness => 'W',
        Scope::Disclosures => 'D',
        Scope::NationalRecords => 'N',
    }
}

#[test]
fn the_grid_of_routes_is_as_it_was_reviewed() {
    let now = grid();
    if std::env::var_os("UPDATE_GRIDS").is_some() {
        std::fs::write(GRID, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(GRID).unwrap_or_default();
    assert_eq!(reviewed, now, "review the change, then UPDATE_GRIDS=1 cargo test -p tests grid");
}

/// A request to a route, with ids that nobody has and a body that says nothing.
async fn knock(client: &Client, method: &str, path: &str) -> (u16, String) {
    let parts = path.split('/').map(|part| if part.starts_with('{') { NOBODY } else { part });
    let path = parts.collect::<Vec<_>>().join("/");
    let method: Method = method.parse().unwrap();
    let request = client.request(method.clone(), &path);
    let request = if method == Method::GET { request } else { request.if_match(1).json(&json!({})) };
    let answer = request.send().await;
    (answer.status, answer.code().to_owned())
}

async fn totals(auditor: &Client) -> Vec<Value> {
    let mut totals = Vec::new();
    for path in ["/unions", "/officers", "/accounts"] {
        totals.push(auditor.get(&format!("{path}?total=true")).await.expect(200).body["total"].clone());
    }
    totals
}

fn named<T: std::str::FromStr>(value: &Value) -> T {
    value.as_str().and_then(|name| name.parse().ok()).unwrap_or_else(|| panic!("{value}"))
}

on_both! {
    async fn every_denied_cell_is_refused_and_changes_nothing(service: Service) {
        let auditor = service.sign_in("auditor.640100").await;
        let before = totals(&auditor).await;
        let routes = api::routes();
        for username in cast() {
            let client = service.sign_in(&username).await;
            let me = client.get("/me").await.expect(200).body;
            let (role, level): (Role, Level) = (named(&me["role"]), named(&me["level"]));
            for (method, path, allow) in routes.declared() {
                if !allows(allow, role, level) {
                    let told = knock(&client, method, path).await;
                    assert_eq!(told, (403, "forbidden".to_owned()), "{username}: {method} {path}");
                }
            }
        }
        assert_eq!(totals(&auditor).await, before);
    }

    async fn a_program_is_refused_what_its_scopes_do_not_give(service: Service) {
        let auditor = service.sign_in("auditor.640100").await;
        let before = totals(&auditor).await;
        let routes = api::routes();
        for scope in std::iter::once(None).chain(Scope::VARIANTS.iter().copied().map(Some)) {
            let scopes: Vec<&str> = scope.iter().map(|scope| scope.word()).collect();
            let name = format!("program.{}", scopes.first().unwrap_or(&"bare"));
            let program = crate::service_accounts::program(&service, &name, &scopes).await;
            // Signing out would end what the next cells need.
            let cells = routes.declared().filter(|(_, path, _)| !path.starts_with("/api/v1/sessions"));
            for (method, path, allow) in cells {
                let told = knock(&program, method, path).await;
                let refused = told == (403, "forbidden".to_owned());
                assert_eq!(refused, !in_scope(allow, scope), "{name}: {method} {path}: {told:?}");
            }
        }
        assert_eq!(totals(&auditor).await, before);
    }

    async fn without_sign_in_only_the_listed_routes_answer(service: Service) {
        let anyone = service.anyone();
        for (method, path, allow) in api::routes().declared() {
            let (status, code) = knock(&anyone, method, path).await;
            if allow == Allow::Anyone {
                assert_ne!(code, "unauthenticated", "{method} {path}");
            } else {
                assert_eq!((status, code.as_str()), (401, "unauthenticated"), "{method} {path}");
            }
        }
    }

    async fn allowed_cells_are_not_refused_for_want_of_permission(service: Service) {
        for username in ["caseworker.04fz01", "head.640104", "accounts.640100", "auditor.640100"] {
            let client = service.sign_in(username).await;
            let me = client.get("/me").await.expect(200).body;
            let (role, level): (Role, Level) = (named(&me["role"]), named(&me["level"]));
            for (method, path, allow) in api::routes().declared() {
                // Signing out would end what the next cells need.
                if allows(allow, role, level) && !path.starts_with("/api/v1/sessions") {
                    let (status, code) = knock(&client, method, path).await;
                    assert_ne!(code, "forbidden", "{username}: {method} {path}");
                    assert!(status < 500, "{username}: {method} {path}: {status}");
                }
            }
        }
    }

    async fn records_outside_the_jurisdiction_are_not_there(service: Service) {
        let city = service.sign_in("accounts.640100").await;
        let head = service.sign_in("head.640104").await;
        let all = city.get("/accounts?limit=200").await.expect(200).body;
        let seen = head.get("/accounts?limit=200").await.expect(200).body;
        let seen: Vec<&Value> = seen["items"].as_array().unwrap().iter().map(|account| &account["id"]).collect();
        assert!(!seen.is_empty());
        for account in all["items"].as_array().unwrap() {
            let path = format!("/accounts/{}", account["id"].as_str().unwrap());
            let answer = head.get(&path).await;
            if seen.contains(&&account["id"]) {
                let _ = answer.expect(200);
            } else {
                answer.refused(404, "not_found");
            }
        }
    }
}
