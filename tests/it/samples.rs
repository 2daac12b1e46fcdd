//! Which cases does a seed draw? The same ones on every day after, whatever becomes of them, and as `sha256sum` would.

use aws_lc_rs::digest::{SHA256, digest};
use harness::{Answer, Client, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer};
use crate::family::{UNDER, others, three};
use crate::mandates::{account, give};

/// The second day of these tests.
const TOMORROW: &str = "2018-07-31T09:00:00+08:00";

fn wanted(as_of: &str, more: &Value, size: u16) -> Value {
    let mut population = json!({ "as_of": as_of });
    for (name, value) in more.as_object().unwrap() {
        population[name] = value.clone();
    }
    json!({ "population": population, "seed": "双色球2018088期", "size": size })
}

async fn draw(auditor: &Client, more: &Value, size: u16) -> Answer {
    auditor.post("/samples", &wanted("2018-07-30", more, size)).await
}

/// All lines of a list below a sample.
async fn lines(auditor: &Client, sample: &str, list: &str) -> Vec<Value> {
    let (mut lines, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = auditor.get(&format!("/samples/{sample}/{list}?limit=2{cursor}")).await.expect(200).body;
        lines.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return lines,
        }
    }
}

fn numbers(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["number"].as_str().unwrap()).collect()
}

/// So many drafts of different families.
async fn drafts(people: &Cast, count: usize) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for number in 0..count {
        let dossier = people.dossier(&others(three(UNDER), number + 1)).await;
        cases.push(people.enter(&dossier, 2).await);
    }
    cases
}

on_both! {
    async fn the_same_seed_draws_the_same_cases_whatever_becomes_of_them(service: Service) {
        let people = Cast::of(&service).await;
        let cases = drafts(&people, 5).await;
        let withdrawn = json!({"action": "withdraw", "note": "暂不申请"});
        let _ = cases[0].does(&people.caseworker, withdrawn.clone()).await.expect(200);
        service.set_clock(TOMORROW).await;
        let auditor = service.sign_in("auditor.640100").await;
        let all = draw(&auditor, &json!({}), 1000).await.expect(201);
        assert_eq!((&all.body["population_size"], &all.body["spread"]), (&json!(5), &json!("together")));
        let drawn = draw(&auditor, &json!({"stage": "draft"}), 2).await.expect(201);
        assert_eq!(drawn.body["population_size"], 4);
        let (population, kept) = (lines(&auditor, &drawn.id(), "population").await, lines(&auditor, &drawn.id(), "cases").await);
        assert_eq!((population.len(), kept.len()), (4, 2));
        let lot = |number: &str| digest(&SHA256, format!("双色球2018088期\n{number}").as_bytes()).as_ref().to_owned();
        let mut order = numbers(&population);
        order.sort_by_key(|number| lot(number));
        assert_eq!(numbers(&kept), order[..2]);
        assert!(kept.iter().all(|case| case["stage"] == "draft" && case["amount_fen"].is_null()));
        // What is done on another day, and what is entered on it, changes nothing.
        let caseworker = service.sign_in("caseworker.04fz01").await;
        for case in &cases[1..] {
            let version = caseworker.get(&case.path("")).await.expect(200).version();
            let _ = caseworker.post_at(&case.path("/actions"), version, &withdrawn).await.expect(200);
        }
        let people = Cast::of(&service).await;
        let _ = people.enter(&people.dossier(&others(three(UNDER), 9)).await, 2).await;
        let again = draw(&auditor, &json!({"stage": "draft"}), 2).await.expect(201);
        assert_eq!(again.body["population_sha256"], drawn.body["population_sha256"]);
        assert_eq!(lines(&auditor, &again.id(), "cases").await, kept);
        assert_eq!(lines(&auditor, &drawn.id(), "population").await, population);
        let told = auditor.get(&format!("/samples/{}/redrawn", drawn.id())).await.expect(200).body;
        assert_eq!(told, json!({"population_size": 4, "population_sha256": drawn.body["population_sha256"],
            "same_population": true, "same_cases": true}));
        // Each is on record, and stays.
        assert_eq!(auditor.get("/samples?total=true").await.expect(200).body["total"], 3);
        assert_eq!(auditor.get(&format!("/samples/{}", drawn.id())).await.expect(200).body, drawn.body);
        assert_eq!(service.numbers("SELECT count(*) FROM log_entries WHERE act = 'draw_sample'").await, [3]);
    }

    async fn what_was_altered_behind_the_service_draws_something_else(service: Service) {
        let people = Cast::of(&service).await;
        let cases = drafts(&people, 3).await;
        service.set_clock(TOMORROW).await;
        let auditor = service.sign_in("auditor.640100").await;
        let drawn = draw(&auditor, &json!({}), 3).await.expect(201);
        let first = lines(&auditor, &drawn.id(), "cases").await[0]["number"].clone();
        assert_eq!(cases.len(), 3);
        let hide = format!("UPDATE roads SET number = number || 'X' WHERE number = '{}'", first.as_str().unwrap());
        service.sql(&hide).await.unwrap();
        let told = auditor.get(&format!("/samples/{}/redrawn", drawn.id())).await.expect(200).body;
        assert_eq!((&told["population_size"], &told["same_population"], &told["same_cases"]), (&json!(3), &json!(false), &json!(false)));
    }

    async fn it_is_cut_down_by_union_campaign_stage_and_exceptions(service: Service) {
        let people = Cast::of(&service).await;
        let cases = drafts(&people, 3).await;
        let elsewhere = newcomer(&service, "clerk.640105", "caseworker", "640105").await;
        let dossier = elsewhere.post("/dossiers", &json!({ "household": others(three(UNDER), 8) })).await.expect(201).id();
        let _ = elsewhere.post("/applications", &crate::family::new_case(&dossier, 2)).await.expect(201);
        let union = |code: &str| format!("/unions?code={code}");
        let id = async |code: &str| people.city.get(&union(code)).await.expect(200).body["items"][0]["id"].clone();
        let (one, other) = (id("640104").await, id("640105").await);
        let evidence = cases[0].attach("undertaking").await;
        let exception = json!({"excepted": "late_paper", "papers": ["income_proof"], "until": "2018-08-20",
            "reasons": "情况属实", "evidence": [evidence]});
        let path = cases[0].path("/exceptions");
        let _ = people.county.post_at(&path, cases[0].version().await, &exception).await.expect(200);
        service.set_clock(TOMORROW).await;
        let auditor = service.sign_in("auditor.640100").await;
        let campaign = auditor.get("/campaigns").await.expect(200).body["items"][0]["id"].clone();
        for (more, size) in [
            (json!({"entry": one}), 3), (json!({"entry": other}), 1), (json!({"campaign": campaign}), 4),
            (json!({"stage": "draft", "entry": one}), 3), (json!({"with_exceptions": true}), 1),
            (json!({"with_exceptions": false}), 3),
        ] {
            assert_eq!(draw(&auditor, &more, 10).await.expect(201).body["population_size"], size, "{more}");
        }
        for more in [json!({"stage": "approved"}), json!({"amount_from": 1}), json!({"campaign": one})] {
            let told = draw(&auditor, &more, 10).await.refused(409, "refused");
            assert_eq!(told.body["rule"], "sample_of_nothing", "{more}");
        }
        let mut shared = wanted("2018-07-30", &json!({}), 2);
        shared["spread"] = json!("by_union");
        let shared = auditor.post("/samples", &shared).await.expect(201).id();
        // Two of four, three of one union and one of another: one and a half, and a half; the smaller id has what is over.
        let taken = lines(&auditor, &shared, "cases").await;
        assert_eq!(taken.len(), 2);
    }

    async fn it_is_drawn_by_an_auditor_within_the_mandate_from_a_day_that_is_over(service: Service) {
        let people = Cast::of(&service).await;
        let _ = drafts(&people, 1).await;
        service.set_clock(TOMORROW).await;
        let good = wanted("2018-07-30", &json!({}), 10);
        for who in ["head.640100", "security.640100", "caseworker.04fz01"] {
            service.sign_in(who).await.post("/samples", &good).await.refused(403, "forbidden");
        }
        let auditor = service.sign_in("auditor.640100").await;
        for (pointer, value, said) in [
            ("/population/as_of", json!("2018-07-31"), "/population/as_of"),
            ("/population/amount_from", json!(-1), "/population/amount_from"),
            ("/size", json!(0), "/size"), ("/size", json!(1001), "/size"),
            ("/seed", json!(""), "/seed"),
        ] {
            let mut wrong = good.clone();
            match wrong.pointer_mut(pointer) {
                Some(at) => *at = value,
                None => wrong["population"]["amount_from"] = value,
            }
            assert_eq!(auditor.post("/samples", &wrong).await.refused(422, "invalid").pointers(), [said], "{pointer}");
        }
        let city = auditor.post("/samples", &good).await.expect(201).id();
        let county = newcomer(&service, "auditor.640105", "auditor", "640105").await;
        let own = account(&county).await;
        let _ = give(&service.sign_in("security.640100").await, &own, "640105").await.expect(200);
        for below in ["", "/cases", "/population", "/redrawn"] {
            county.get(&format!("/samples/{city}{below}")).await.refused(404, "not_found");
        }
        assert_eq!(county.get("/samples?total=true").await.expect(200).body["total"], 0);
        // The other county's auditor has nothing to draw from.
        let told = county.post("/samples", &good).await.refused(409, "refused");
        assert_eq!(told.body["rule"], "sample_of_nothing");
    }
}
