//! Is anything of 2018 in the code? Other years' rules come in as data and are decided by, from entry to decision.

use harness::{Client, Service, Value, json, on_both};

use crate::cast::{Case, Cast, told};
use crate::family::{ON_THE_LINE, OVER, enrolment, three};

/// The policy of 2018 as it is in force, to be changed.
pub(crate) async fn content(head: &Client) -> Value {
    let campaign = head.get("/campaigns?year=2018").await.expect(200).body["items"][0].clone();
    let all = format!("/campaigns/{}/editions", campaign["id"].as_str().unwrap());
    let first = head.get(&all).await.expect(200).body["items"][0].clone();
    head.get(&format!("{all}/{}", first["id"].as_str().unwrap())).await.expect(200).body["content"].clone()
}

/// Brings a policy into force in a campaign.
pub(crate) async fn publish(head: &Client, campaign: &str, content: &Value) -> Value {
    let editions = format!("{campaign}/editions");
    let made = head.post(&editions, &json!({ "content": content })).await.expect(201);
    let path = format!("{editions}/{}/publish", made.id());
    head.act_at(&path, made.version()).await.expect(200).body
}

pub(crate) async fn campaign_of_2018(head: &Client) -> String {
    let found = head.get("/campaigns?year=2018").await.expect(200).body;
    format!("/campaigns/{}", found["items"][0]["id"].as_str().unwrap())
}

/// The 2018 policy with every day moved by five years, and the amounts, line and tiers of 2023.
fn of_2023(mut content: Value) -> Value {
    let aid = include_str!("../../domain/tests/editions/2023.aid.json");
    content["aid"] = serde_json::from_str(aid).unwrap();
    let procedure = content["procedure"].to_string().replace("\"2018-", "\"2023-");
    content["procedure"] = serde_json::from_str(&procedure).unwrap();
    content
}

/// A family of three at exactly 1,500 yuan a month and head: 56000 - 5000 + 3000 = 3 * 12 * 1500.
fn household_of_2023(income_fen: i64) -> Value {
    let mut household = three(income_fen);
    household["incomes"][0]["months"] = json!({"from": "2022-07", "to": "2023-06"});
    household["tuition"][0]["school_year"] = json!(2023);
    // The categories of hardship changed in 2019.
    household["hardship_category"] = json!("relative");
    household
}

const AT_MOST_2023: i64 = 5_600_000;

/// From a draft to unit review on a day of 2023.
async fn to_unit_review(case: &Case<'_>, visitors: &Value) {
    let people = case.cast;
    let day = "2023-07-10";
    case.papers().await;
    case.act(&people.caseworker, "submit").await;
    case.record("visits", json!({"day": day, "visitors": visitors, "manner": "in_person", "agrees": true}))
        .await;
    let path = format!("/dossiers/{}", case.dossier);
    let version = people.county_caseworker.get(&path).await.expect(200).version();
    let confirm = json!({"deed": "confirm", "on": day});
    let _ =
        people.county_caseworker.post_at(&format!("{path}/standing"), version, &confirm).await.expect(200);
    let scan = case.attach("signature_scan").await;
    case.record("signatures", json!({"day": day, "signed": true, "sealed": true, "scan": scan})).await;
    case.act(&people.head, "sign").await;
    case.record("opinions", json!({"from": "workplace", "day": day, "in_favour": true})).await;
    case.consents_of(day).await;
}

async fn officer(client: &Client) -> Value {
    client.get("/me").await.expect(200).body["account"]["officer"].clone()
}

on_both! {
    async fn a_campaign_of_2023_is_decided_by_its_own_line_months_and_amounts(service: Service) {
        let people = Cast::of(&service).await;
        let policy = of_2023(content(&people.city).await);
        let made = people.city.post("/campaigns", &json!({"year": 2023, "name": "2023年金秋助学活动"})).await.expect(201);
        let published = publish(&people.city, made.header("location"), &policy).await;
        assert_eq!(published["status"], "published");
        service.set_clock("2023-07-10T09:00:00+08:00").await;
        let dossier = people.dossier(&household_of_2023(AT_MOST_2023)).await;
        let mut student = enrolment(2);
        student["admission_year"] = json!(2023);
        let entry = json!({"campaign": 2023, "dossier": dossier, "enrolment": student});
        let id = people.caseworker.post("/applications", &entry).await.expect(201).id();
        let case = Case { cast: &people, id, dossier };
        to_unit_review(&case, &json!([officer(&people.caseworker).await, officer(&people.head).await])).await;
        // At most 1,500 yuan: who is on the line qualifies, for 3,000 yuan.
        let view = case.view().await;
        assert_eq!((&view["outcome"], &view["amount_fen"]), (&json!("eligible"), &json!(300_000)));
        // Five working days from a Monday, in the calendar of 2023.
        let posting = case.post().await.expect(201).body;
        assert_eq!((&posting["first_day"], &posting["last_day"]), (&json!("2023-07-10"), &json!("2023-07-14")));
        service.set_clock("2023-07-15T09:00:00+08:00").await;
        case.act(&people.head, "forward").await;
        case.act(&people.county, "endorse").await;
        case.act(&people.city, "approve").await;
        let found = people.city.get(&case.path("/assessment?recompute=true")).await.expect(200).body;
        assert_eq!((&found["same"], &found["assessment"]["edition"]), (&json!(true), &published["id"]));
    }

    async fn a_fen_over_the_line_of_2023_is_not_signed(service: Service) {
        let people = Cast::of(&service).await;
        let policy = of_2023(content(&people.city).await);
        let made = people.city.post("/campaigns", &json!({"year": 2023, "name": "2023年金秋助学活动"})).await.expect(201);
        publish(&people.city, made.header("location"), &policy).await;
        service.set_clock("2023-07-10T09:00:00+08:00").await;
        let dossier = people.dossier(&household_of_2023(AT_MOST_2023 + 1)).await;
        let mut student = enrolment(2);
        student["admission_year"] = json!(2023);
        let entry = json!({"campaign": 2023, "dossier": dossier, "enrolment": student});
        let made = people.caseworker.post("/applications", &entry).await.expect(201).body;
        assert_eq!((&made["outcome"], &made["amount_fen"]), (&json!("not_eligible"), &Value::Null));
    }

    async fn where_counties_decide_finally_the_city_only_reads(service: Service) {
        let people = Cast::of(&service).await;
        let mut policy = content(&people.city).await;
        policy["procedure"]["final_desks"][0]["value"]["desk"] = json!("county");
        publish(&people.city, &campaign_of_2018(&people.city).await, &policy).await;
        let case = people.enter(&people.on_file(&three(1_000_000)).await, 2).await;
        case.to_county(&service).await;
        case.refuses(&people.county, json!({"action": "endorse"}), "not_now", None).await;
        case.refuses(&people.city, json!({"action": "approve"}), "wrong_union", Some("N15")).await;
        case.act(&people.county, "approve").await;
        assert_eq!(case.place().await.0, "approved");
        case.refuses(&people.city, json!({"action": "revoke", "note": "核对后认为应当如此"}), "wrong_union", Some("N15")).await;
        people.city.get(&case.path("/assessment")).await.expect(200);
    }

    async fn another_comparator_lets_in_who_is_on_the_line_but_nobody_over_it(service: Service) {
        let people = Cast::of(&service).await;
        let mut policy = content(&people.city).await;
        policy["aid"]["comparator"]["value"] = json!("at_most");
        publish(&people.city, &campaign_of_2018(&people.city).await, &policy).await;
        let case = people.enter(&people.on_file(&three(ON_THE_LINE)).await, 2).await;
        assert_eq!(case.view().await["outcome"], "eligible");
        let path = format!("/dossiers/{}", case.dossier);
        let version = people.caseworker.get(&path).await.expect(200).version();
        let _ = people.caseworker.put_at(&path, version, &json!({ "household": three(OVER) })).await.expect(200);
        assert_eq!(case.view().await["outcome"], "not_eligible");
    }

    async fn a_policy_by_which_cases_would_come_to_a_halt_is_not_taken(service: Service) {
        let people = Cast::of(&service).await;
        let editions = format!("{}/editions", campaign_of_2018(&people.city).await);
        let sound = content(&people.city).await;
        let wrong = [
            ("/aid/amounts_new/value/inside_fen", json!(0)),
            ("/aid/line_fen/value", json!(0)),
            ("/aid/months/value", json!({"from": "1900-01", "to": "1900-01"})),
            ("/aid/school_year/value", json!(1)),
            ("/aid/on_file/value/closed", json!("met")),
            ("/aid/child/value/accepted", json!([])),
            ("/aid/priority/value", json!(["hardship", "hardship"])),
            ("/procedure/draft_days/value", json!(0)),
            ("/procedure/deadlines/0/value/kind", json!("grassroots")),
            ("/procedure/exceptions/0/value/longest_days", Value::Null),
        ];
        let mut flawed = sound.clone();
        for (place, value) in &wrong {
            *flawed.pointer_mut(place).unwrap() = value.clone();
        }
        let told = people.city.post(&editions, &json!({ "content": flawed })).await.refused(422, "invalid");
        for (place, _) in &wrong {
            let place = format!("/content{place}");
            assert!(told.pointers().iter().any(|pointer| pointer.starts_with(&place)), "{place}: {}", told.text);
        }
        for (place, word) in [("/aid/batch/value/third/public", "unknown"), ("/procedure/rulings_at_deciding/value/0", "nonsense")] {
            let mut flawed = sound.clone();
            *flawed.pointer_mut(place).unwrap() = json!(word);
            let told = people.city.post(&editions, &json!({ "content": flawed })).await.refused(422, "invalid");
            assert_eq!(told.pointers(), [format!("/content{place}")]);
        }
    }

    async fn a_case_keeps_the_policy_of_its_submission(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(1_000_000)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let mut policy = content(&people.city).await;
        policy["aid"]["amounts_new"]["value"]["inside_fen"] = json!(100_000);
        policy["procedure"]["visitors"]["value"] = json!(3);
        let newer = publish(&people.city, &campaign_of_2018(&people.city).await, &policy).await;
        let view = case.view().await;
        assert_eq!(view["amount_fen"], 400_000);
        assert_ne!(view["edition"], newer["id"]);
        case.visit().await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
        told(case.post().await, "opinion_missing", Some("N14"));
    }
}
