//! Does an officer see at once whether and why a family qualifies, and why they may not act themselves?

use harness::{Client, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer};
use crate::family::{OVER, UNDER, enrolment, new_case, three};

/// The rules of these findings, each with its verdict.
fn verdicts(findings: &Value) -> Vec<(String, String)> {
    let word = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let of = |finding: &Value| (word(finding, "rule"), word(finding, "verdict"));
    findings.as_array().unwrap().iter().map(of).collect()
}

/// The same of what hinders a case, which says each in words.
fn hindering(view: &Value) -> Vec<(String, String)> {
    for finding in view["hindering"].as_array().unwrap() {
        assert!(!finding["text"].as_str().unwrap().is_empty(), "{finding}");
        assert!(finding["clause"].is_string(), "{finding}");
    }
    verdicts(&view["hindering"])
}

fn pair(rule: &str, verdict: &str) -> (String, String) {
    (rule.to_owned(), verdict.to_owned())
}

async fn assessment(who: &Client, case: &Case<'_>, query: &str) -> Value {
    who.get(&case.path(&format!("/assessment{query}"))).await.expect(200).body
}

async fn officer(client: &Client) -> Value {
    client.get("/me").await.expect(200).body["account"]["officer"].clone()
}

on_both! {
    async fn entering_and_changing_a_case_answers_what_keeps_it_from_being_eligible(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(OVER)).await;
        let mut entry = new_case(&dossier, 2);
        entry["enrolment"]["batch"] = Value::Null;
        let made = people.caseworker.post("/applications", &entry).await.expect(201);
        assert_eq!((&made.body["outcome"], &made.body["amount_fen"]), (&json!("not_eligible"), &Value::Null));
        let open = [pair("on_file", "unknown"), pair("batch", "unknown"), pair("income_line", "not_met")];
        assert_eq!(hindering(&made.body), open);
        let case = Case { cast: &people, id: made.id(), dossier };
        assert_eq!(hindering(&case.view().await), open);
        let path = case.path("/enrolment");
        let changed = people.caseworker.put_at(&path, case.version().await, &enrolment(2)).await.expect(200);
        assert_eq!(hindering(&changed.body), [pair("on_file", "unknown"), pair("income_line", "not_met")]);
        let path = format!("/dossiers/{}", case.dossier);
        let version = people.caseworker.get(&path).await.expect(200).version();
        let _ = people.caseworker.put_at(&path, version, &json!({"household": three(UNDER)})).await.expect(200);
        case.visit().await;
        case.confirm().await;
        let view = case.view().await;
        assert_eq!((hindering(&view), &view["amount_fen"]), (vec![], &json!(400_000)));
    }

    async fn the_findings_of_today_are_read_before_the_first_act_and_beside_those_of_the_last(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let fresh = assessment(&people.caseworker, &case, "").await;
        assert_eq!((&fresh["made_on"], &fresh["assessment"]["outcome"]), (&json!("today"), &json!("eligible")));
        assert_eq!((&fresh["same"], fresh["assessment"]["findings"].as_array().unwrap().len()), (&Value::Null, 10));
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let kept = assessment(&people.city, &case, "?recompute=true").await;
        assert_eq!((&kept["made_on"], &kept["same"]), (&json!("last_act"), &json!(true)));
        let path = format!("/dossiers/{}", case.dossier);
        let version = people.caseworker.get(&path).await.expect(200).version();
        let _ = people.caseworker.put_at(&path, version, &json!({"household": three(OVER)})).await.expect(200);
        assert_eq!(assessment(&people.city, &case, "").await["assessment"]["outcome"], "eligible");
        let today = assessment(&people.city, &case, "?today=true").await;
        assert_eq!((&today["made_on"], &today["assessment"]["outcome"]), (&json!("today"), &json!("not_eligible")));
        let version = case.version().await;
        assert_eq!(assessment(&people.city, &case, "?today=true").await["assessment"], today["assessment"]);
        assert_eq!(case.version().await, version, "asking leaves nothing behind");
        people.city.get(&case.path("/assessment?when=today")).await.refused(400, "bad_query");
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        elsewhere.get(&case.path("/assessment?today=true")).await.refused(404, "not_found");
    }

    async fn a_case_says_who_had_a_hand_in_it_and_what_returns_and_appeals_left_behind(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let (caseworker, county) = (officer(&people.caseworker).await, officer(&people.county).await);
        let view = case.view().await;
        assert_eq!(view["hands"], json!([{"officer": caseworker, "position": 0, "part": "prepared"}]));
        assert_eq!((&view["stand_ins"], &view["returned"]), (&json!([]), &Value::Null));
        assert_eq!((&view["appealed"], &view["upheld"]), (&json!(false), &Value::Null));
        case.to_county(&service).await;
        let back = json!({"action": "return", "to": "unit_review", "note": "公示照片不清楚"});
        let returned = case.does(&people.county, back).await.expect(200).body;
        let (mark, by) = (&returned["returned"], &returned["returned"]["decision"]);
        assert_eq!((&mark["from"], &mark["matter"]), (&json!(1), &returned["matter"]));
        assert_eq!((&by["by"], &by["reasons"]), (&county, &json!("公示照片不清楚")));
        assert_eq!(returned["visits"][0]["matter"], returned["matter"], "the visit holds");
        let hands = returned["hands"].as_array().unwrap();
        assert!(hands.contains(&json!({"officer": county, "position": 1, "part": "acted"})), "{hands:?}");
        let reject = json!({"action": "reject", "note": "家庭另有收入"});
        let _ = case.does(&people.head, reject).await.expect(200);
        let appeal = json!({"action": "appeal", "note": "收入已核对"});
        let appealed = case.does(&people.caseworker, appeal).await.expect(200).body;
        assert_eq!((&appealed["appealed"], &appealed["upheld"]), (&json!(true), &Value::Null));
        let other = newcomer(&service, "head2.640104", "head", "640104").await;
        let uphold = json!({"action": "uphold", "note": "理由成立"});
        let upheld = case.does(&other, uphold).await.expect(200).body;
        assert_eq!(upheld["upheld"], upheld["matter"]);
    }
}
