//! Whom does one meet in the demonstration? Forty-eight families, each where its own history has brought it.

use std::collections::BTreeSet;

use harness::{Client, Service, Value, json, on_both};

use crate::counts::{figures_are_what_counting_gives, figures_are_what_lists_count};

/// Students: name, stage, outcome, amount in yuan (0: none is shown), the rule that decides and its verdict. By hand
/// from the clauses, N03 as I - T + A against 10080 N yuan; a rule is left out where nothing was done to the case since
/// its facts were known.
#[rustfmt::skip]
const STUDENTS: &[(&str, &str, &str, i64, &str)] = &[
    // 31239.99 - 5000 + 4000 = 30239.99 < 30240; a fen more is on the line, and another over it.
    ("马晓霞", "approved",    "eligible",     4000, "income_line met"),
    ("李文博", "appealed",    "not_eligible",    0, "income_line not_met"),
    ("张雨欣", "signing",     "not_eligible",    0, "income_line not_met"),
    // 45000 - 10000 + 4000 + 4000 = 43000 > 40320: each alone would be under.
    ("陈思远", "signing",     "not_eligible",    0, "income_line not_met"),
    ("陈思敏", "signing",     "not_eligible",    0, "income_line not_met"),
    // 30000 - 10500 + 4000 (outside, earlier) + 4000 (inside, new) = 27500 < 40320.
    ("丁晓东", "posted",      "eligible",     4000, "income_line met"),
    ("丁晓雪", "posted",      "eligible",     4000, "income_line met"),
    ("周浩然", "review",      "eligible",     5000, "batch met"),
    ("黑小龙", "signing",     "for_review",   5000, "batch for_review"),
    ("马小虎", "signing",     "incomplete",      0, "on_file unknown"),
    ("纳小萍", "draft",       "incomplete",      0, ""),
    ("马小娟", "posted",      "eligible",     5000, "batch met"),
    ("李欣怡", "signing",     "for_review",   4000, "child for_review"),
    ("何俊杰", "posted",      "eligible",     3000, "child met"),
    ("刘帅",   "rejected",    "not_eligible",    0, "not_military not_met"),
    ("田雨",   "review",      "eligible",     5000, "income_line met"),
    ("沙晓明", "signing",     "eligible",     4000, "income_line met"),
    ("余飞",   "unit_review", "eligible",     5000, "not_military met"),
    ("海涛涛", "signing",     "not_eligible",    0, "batch not_met"),
    ("虎小梅", "signing",     "incomplete",      0, "on_file unknown"),
    ("金小宝", "withdrawn",   "incomplete",      0, "on_file unknown"),
    ("苏丽娜", "posted",      "eligible",     4000, "income_line met"),
    ("穆小燕", "review",      "eligible",     3000, "enrolled met"),
    ("白晓燕", "rejected",    "not_eligible",    0, "enrolled not_met"),
    ("海金龙", "signing",     "incomplete",      0, "on_file unknown"),
    ("朱小丽", "review",      "eligible",     5000, "income_line met"),
    ("高飞",   "signing",     "incomplete",      0, "on_file unknown"),
    ("丁玲",   "review",      "eligible",     4000, "income_line met"),
    // 30700 - 5200 + 4000 = 29500 < 30240; with the 5000 received instead, 30500.
    ("陆海燕", "signing",     "eligible",     4000, "income_line met"),
    ("蒋雪",   "posted",      "eligible",     5000, "batch met"),
    ("马小龙", "draft",       "eligible",     4000, ""),
    ("杨帆",   "signing",     "for_review",   4000, "level for_review"),
    ("王磊",   "signing",     "not_eligible",    0, "level not_met"),
    ("马小刚", "posted",      "eligible",     5000, "income_line met"),
    ("黑小梅", "signing",     "incomplete",      0, "on_file unknown"),
    ("王小丫", "review",      "eligible",     4000, "level met"),
    ("罗小霞", "posted",      "eligible",     4000, "income_line met"),
    ("陈浩",   "draft",       "incomplete",      0, ""),
    ("刘洋",   "signing",     "incomplete",      0, "on_file unknown"),
    ("孙悦",   "review",      "eligible",     5000, "income_line met"),
    ("许磊",   "signing",     "for_review",   3000, "enrolled for_review"),
    ("邓丽",   "review",      "eligible",     5000, "income_line met"),
    ("郭帅",   "signing",     "for_review",   5000, "not_military for_review"),
    ("韩雪",   "posted",      "eligible",     4000, "income_line met"),
    ("吴昊",   "signing",     "incomplete",      0, "on_file unknown"),
    ("曹颖",   "approved",    "eligible",     3000, "enrolled met"),
    ("龚翔",   "review",      "eligible",     5000, "income_line met"),
    ("曹阳",   "signing",     "not_eligible",    0, "unified_enrolment not_met"),
    // The dossier was closed before: a family has a right to a written answer all the same.
    ("铁柱",   "signing",     "not_eligible",    0, "on_file not_met"),
];

/// The students of whom the readings of the line disagree.
const DISPUTED: [&str; 5] = ["李文博", "张雨欣", "陈思远", "陈思敏", "陆海燕"];

/// All cases that a reader finds.
async fn cases(reader: &Client) -> Vec<Value> {
    let found = reader.get("/applications?limit=200").await.expect(200).body;
    found["items"].as_array().unwrap().clone()
}

async fn case_of(city: &Client, student: &str) -> Value {
    let mut found = cases(city).await;
    found.retain(|case| case["student_name"] == student);
    assert_eq!(found.len(), 1, "{student}");
    found.remove(0)
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

/// The frozen assessment of a case, which must come out the same again; none for a draft to which nothing was done.
async fn frozen(city: &Client, case: &Value) -> Option<Value> {
    let answer = city.get(&format!("/applications/{}/assessment?recompute=true", id(case))).await;
    if answer.status == 404 {
        assert_eq!(case["stage"], "draft");
        return None;
    }
    let found = answer.expect(200).body;
    assert_eq!(found["same"], true, "{case}");
    Some(found["assessment"].clone())
}

fn finding<'a>(assessment: &'a Value, rule: &str) -> &'a Value {
    assessment["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == rule).unwrap()
}

on_both! {
    async fn every_case_stands_where_the_clauses_and_its_history_put_it(service: Service) {
        service.families().await;
        let city = service.sign_in("head.640100").await;
        let mut found = cases(&city).await;
        for (student, stage, outcome, yuan, decides) in STUDENTS {
            let at = found.iter().position(|case| case["student_name"] == *student);
            let case = found.swap_remove(at.unwrap_or_else(|| panic!("{student} is not met")));
            let amount = if *yuan == 0 { Value::Null } else { json!(yuan * 100) };
            let stands = (&case["stage"], &case["outcome"], &case["amount_fen"]);
            assert_eq!(stands, (&json!(stage), &json!(outcome), &amount), "{student}");
            assert_eq!(case["disputed"], DISPUTED.contains(student), "{student}");
            let made = frozen(&city, &case).await;
            if let Some((rule, verdict)) = decides.split_once(' ') {
                assert_eq!(finding(&made.unwrap(), rule)["verdict"], verdict, "{student}");
            }
        }
        assert_eq!(found, Vec::<Value>::new(), "somebody whom the table does not know");
        figures_are_what_counting_gives(&service).await;
        figures_are_what_lists_count(&city).await;
    }

    async fn the_three_at_the_line_are_a_fen_apart(service: Service) {
        service.families().await;
        let city = service.sign_in("head.640100").await;
        // N = 3: 840 x 12 x 3 = 30240 yuan.
        for (student, left, within) in
            [("马晓霞", 3_023_999, true), ("李文博", 3_024_000, false), ("张雨欣", 3_024_001, false)]
        {
            let made = frozen(&city, &case_of(&city, student).await).await.unwrap();
            let line = &finding(&made, "income_line")["measure"];
            assert_eq!((&line["left_fen"], &line["right_fen"]), (&json!(left), &json!(3_024_000)), "{student}");
            assert_eq!(line["readings"]["awarded"]["within"], within, "{student}");
        }
    }

    async fn every_officer_finds_something_to_do(service: Service) {
        service.families().await;
        for account in harness::everybody() {
            let (username, role) = (account["username"].as_str().unwrap(), account["role"].as_str().unwrap());
            let officer = service.sign_in(username).await;
            let found = match (role, account["level"].as_str().unwrap()) {
                ("head", _) | ("caseworker", "grassroots") => may_act(&officer).await,
                ("caseworker", _) => waits_for_confirmation(&officer).await,
                ("finance" | "auditor", _) => !cases(&officer).await.is_empty(),
                _ => officer.get("/accounts?total=true").await.expect(200).body["total"].as_i64().unwrap() > 40,
            };
            assert!(found, "nothing lies on the desk of {username}");
        }
    }

    async fn desks_without_a_head_are_passed_over_and_seats_filled_from_above(service: Service) {
        service.families().await;
        let city = service.sign_in("head.640100").await;
        let register = city.get("/exceptions?limit=200").await.expect(200).body;
        let text = register.to_string();
        for kind in ["late_paper", "seat_filled", "desk_passed"] {
            assert!(text.contains(kind), "{kind}: {text}");
        }
        let passed = case_of(&city, "朱小丽").await;
        let here = city.get("/unions?code=640100").await.expect(200).body["items"][0]["id"].clone();
        assert_eq!(passed["desk_union"], here);
    }

    async fn dossiers_stand_in_each_of_the_four_ways(service: Service) {
        service.families().await;
        let city = service.sign_in("head.640100").await;
        let mut all = 0;
        for (status, count) in [("proposed", 9), ("on_file", 36), ("lapsed", 1), ("closed", 2)] {
            let found = city.get(&format!("/dossiers?status={status}&total=true")).await.expect(200).body;
            assert_eq!(found["total"], count, "{status}");
            all += count;
        }
        assert_eq!(all, 48);
    }
}

/// Whether a case of theirs may be acted on now.
async fn may_act(officer: &Client) -> bool {
    for case in cases(officer).await {
        let view = officer.get(&format!("/applications/{}", id(&case))).await.expect(200).body;
        let mut allowed = view["allowed_actions"].as_array().unwrap().iter();
        if allowed.any(|action| action["hindrances"] == json!([])) {
            return true;
        }
    }
    false
}

/// Whether a dossier of theirs was visited this year and is not on file.
async fn waits_for_confirmation(officer: &Client) -> bool {
    let mut visited = Vec::new();
    for status in ["proposed", "lapsed"] {
        let found = officer.get(&format!("/dossiers?status={status}&limit=200")).await.expect(200).body;
        visited.extend(
            found["items"].as_array().unwrap().iter().map(|row| row["standing"]["visited_on"].clone()),
        );
    }
    visited.iter().any(|day| day.as_str().is_some_and(|day| day.starts_with("2018")))
}

#[test]
fn no_identifier_is_met_twice_or_used_elsewhere() {
    let column = |text: &'static str, name: &str| {
        let mut lines = text.lines();
        let at = lines.next().unwrap().split(',').position(|title| title == name).unwrap();
        let values =
            lines.map(move |line| line.split(',').nth(at).unwrap()).filter(|value| !value.is_empty());
        values.collect::<Vec<&str>>()
    };
    let families = include_str!("../../api/data/demonstration/families.csv");
    let members = include_str!("../../api/data/demonstration/members.csv");
    let walked = [include_str!("../walkthrough.sh"), include_str!("../outside/client/walk.ts")].concat();
    let mut met = BTreeSet::new();
    for value in [
        column(families, "phone"),
        column(families, "card"),
        column(families, "address"),
        column(members, "citizen_id"),
    ]
    .concat()
    {
        assert!(met.insert(value), "{value} twice");
        assert_eq!(harness::canary::find(value.as_bytes()), None, "{value}");
        assert!(!walked.contains(value), "{value}");
    }
    assert!(met.len() > 250, "{}", met.len());
}
