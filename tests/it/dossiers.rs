//! How is a household entered, read, changed, and kept apart from those who have no business with it?

use harness::canary::{ADDRESS, CARD, DAUGHTER, PHONE, SON, WORKER as FATHER};
use harness::{Answer, Client, Engine, Method, Service, Value, json, on_both, race};

use crate::cast::newcomer;

pub(crate) fn family() -> Value {
    json!({
        "worker_kind": "migrant_worker", "worker": 1, "card_of": 1,
        "hardship_category": "near_subsistence", "main_cause": "9", "housing": "rented",
        "members": [
            {"number": 1, "name": "马建国", "relation": "01", "sex": "male", "lives_together": true,
             "identifiers": {"citizen_id": FATHER, "phone": PHONE, "address": ADDRESS, "card": CARD}},
            {"number": 2, "name": "马小兰", "relation": "32", "lives_together": true, "health": "good",
             "identifiers": {"citizen_id": DAUGHTER}, "education": {"admission_year": 2018, "years": 4}},
            {"number": 3, "name": "杨秀兰", "relation": "12", "lives_together": true}],
        "incomes": [{"member": 1, "kind": "wage", "months": {"from": "2017-07", "to": "2018-06"}, "amount_fen": 2_400_000}],
        "union_aid": [{"member": 2, "received_on": "2017-08-25", "amount_fen": 300_000}],
        "tuition": [{"member": 2, "school_year": 2018, "amount_fen": 500_000}],
        "workplace": {"name": "兴庆纺织集团"},
        "unknowns": [{"field": "/members/2/health", "remark": "本人外出务工,尚未核实"}]
    })
}

pub(crate) async fn enter(client: &Client, household: &Value) -> Answer {
    client.post("/dossiers", &json!({ "household": household })).await
}

/// Enters as a client should: what could not be answered now is sent again under the same key.
async fn insist(client: &Client, key: &str, household: &Value) -> Answer {
    let body = json!({ "household": household });
    loop {
        let answer = client.request(Method::POST, "/dossiers").key(key).json(&body).send().await;
        if answer.status != 503 && answer.code() != "in_flight" {
            return answer;
        }
        assert_eq!(answer.header("retry-after"), "1");
    }
}

pub(crate) fn path(dossier: &Answer) -> String {
    format!("/dossiers/{}", dossier.id())
}

fn hidden(answer: &Answer) {
    for secret in [FATHER, DAUGHTER, SON, PHONE, ADDRESS, CARD, "19740512", "示例路"] {
        assert!(!answer.text.contains(secret), "{secret} in {}", answer.text);
    }
}

on_both! {
    async fn a_whole_family_is_entered_in_one_call_and_read_with_stars(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let made = enter(&caseworker, &family()).await.expect(201);
        hidden(&made);
        let found = caseworker.get(made.header("location")).await.expect(200);
        assert_eq!((found.body.clone(), found.version()), (made.body.clone(), 1));
        let dossier = &found.body;
        assert_eq!((&dossier["worker_name"], &dossier["standing"]["status"]), (&json!("马建国"), &json!("proposed")));
        let father = &dossier["household"]["members"][0];
        assert_eq!(father["identifiers"]["citizen_id"], "****************14");
        assert_eq!(father["identifiers"]["card"], "***************0012");
        assert_eq!((&dossier["people"][0]["age"], &dossier["people"][2]["age"]), (&json!(44), &Value::Null));
        assert_eq!(dossier["household"]["incomes"][0]["amount_fen"], 2_400_000);
        assert_eq!((&dossier["warnings"], &dossier["allowed"]), (&json!([]), &json!([])));
        let list = caseworker.get("/dossiers?status=proposed&worker_name=马建&total=true").await.expect(200);
        assert_eq!((&list.body["total"], &list.body["items"][0]["id"]), (&json!(1), &dossier["id"]));
        assert_eq!(caseworker.get("/dossiers?worker_name=建国").await.expect(200).body["items"], json!([]));
    }

    async fn every_wrong_field_is_named_at_once(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let mut wrong = family();
        wrong["worker_kind"] = json!("clerk");
        wrong["members"][0]["identifiers"] =
            json!({"citizen_id": "64010419740512101", "phone": "139", "address": "", "card": "6217000000000000013"});
        wrong["members"][1]["relation"] = json!("1");
        wrong["members"][2]["lives_together"] = json!("yes");
        wrong["incomes"][0]["amount_fen"] = json!(-1);
        wrong["tuition"][0]["amount_fen"] = json!(10_000_000_001_i64);
        wrong["workplace"]["credit_code"] = json!("81640104MC0000012X");
        let answer = enter(&caseworker, &wrong).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), [
            "/household/incomes/0/amount_fen",
            "/household/members/0/identifiers/address",
            "/household/members/0/identifiers/card",
            "/household/members/0/identifiers/citizen_id",
            "/household/members/0/identifiers/phone",
            "/household/members/1/relation",
            "/household/members/2/lives_together",
            "/household/tuition/0/amount_fen",
            "/household/worker_kind",
            "/household/workplace/credit_code",
        ]);
    }

    async fn what_does_not_hang_together_is_named_at_once_in_both_languages(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let mut wrong = family();
        wrong["worker"] = json!(2);
        wrong["members"][1]["sex"] = json!("male");
        wrong["members"][2]["number"] = json!(1);
        wrong["main_cause"] = json!("no_such");
        wrong["union_aid"][0]["received_on"] = json!("2019-01-01");
        wrong["incomes"][0]["member"] = json!(9);
        let answer = enter(&caseworker, &wrong).await.refused(422, "invalid");
        let pointers = answer.pointers();
        for pointer in [
            "/household/incomes/0/member", "/household/main_cause", "/household/members/0/relation",
            "/household/members/1/sex", "/household/members/2/number", "/household/union_aid/0/received_on",
        ] {
            assert!(pointers.contains(&pointer), "{pointer} in {pointers:?}");
        }
        assert!(answer.text.contains("没有9号成员"), "{}", answer.text);
        let english = caseworker.request(Method::POST, "/dossiers").header("Accept-Language", "en");
        let english = english.json(&json!({ "household": wrong })).send().await.refused(422, "invalid");
        assert!(english.text.contains("there is no member 9"), "{}", english.text);
        let mut twice = family();
        twice["members"][1]["identifiers"]["citizen_id"] = json!(FATHER);
        let answer = enter(&caseworker, &twice).await.refused(422, "invalid");
        assert!(answer.pointers().contains(&"/household/members/1/identifiers/citizen_id"), "{}", answer.text);
    }

    async fn too_many_rows_are_refused(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let mut wrong = family();
        let bad = json!({"number": 0, "name": "", "relation": "x"});
        wrong["members"] = Value::Array(vec![bad; 31]);
        let answer = enter(&caseworker, &wrong).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/household/members"]);
        wrong["members"] = json!([]);
        enter(&caseworker, &wrong).await.refused(422, "invalid");
    }

    async fn a_person_of_another_open_household_is_told_as_the_union_to_ring_only(service: Service) {
        let first = service.sign_in("caseworker.04fz01").await;
        let made = enter(&first, &family()).await.expect(201);
        let county = service.sign_in("caseworker.640104").await;
        let mut other = family();
        other["members"] = json!([
            {"number": 1, "name": "王强", "relation": "01", "identifiers": {"phone": "13995000009"}},
            {"number": 2, "name": "马小兰", "relation": "32", "identifiers": {"citizen_id": DAUGHTER}}]);
        other["unknowns"] = json!([]);
        let answer = enter(&county, &other).await.refused(409, "duplicate");
        assert_eq!(answer.body["rule"], "one_household");
        // It tells as much as a search for each of the numbers does.
        assert_eq!(service.numbers("SELECT shown FROM disclosure_counts").await, [1]);
        let union = first.get(&format!("/unions/{}", made.body["union"].as_str().unwrap())).await.expect(200).body;
        assert!(answer.text.contains(union["name"].as_str().unwrap()), "{}", answer.text);
        for kept in [made.id().as_str(), "马小兰", "马建国"] {
            assert!(!answer.text.contains(kept), "{}", answer.text);
        }
        hidden(&answer);
        let conflicts = "SELECT count(*) FROM log_entries WHERE act = 'household_conflict'";
        assert_eq!(service.numbers(conflicts).await, [1]);
        // A closed household holds nobody.
        let closed = json!({ "deed": "close" });
        let _ = county.post_at(&format!("{}/standing", path(&made)), 1, &closed).await.expect(200);
        let _ = enter(&county, &other).await.expect(201);
        let answer = first.put_at(&path(&made), 2, &json!({ "household": family() })).await;
        assert_eq!(answer.refused(409, "refused").body["rule"], "not_closed");
    }

    async fn sixty_four_at_once_enter_the_same_student_and_one_wins(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let households: Vec<Value> = (0..64).map(|number| {
            let mut household = family();
            household["members"][0]["identifiers"] = json!({ "phone": format!("139950001{number:02}") });
            household
        }).collect();
        let answers = race(64, async |number| insist(&caseworker, &format!("race-{number}"), &households[number]).await).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            let answer = answer.clone().refused(409, "duplicate");
            assert_eq!(answer.body["rule"], "one_household");
        }
        assert_eq!(made, 1);
        let list = caseworker.get("/dossiers?total=true").await.expect(200);
        assert_eq!(list.body["total"], 1);
    }

    async fn another_unions_dossier_is_not_there(service: Service) {
        let first = service.sign_in("caseworker.04fz01").await;
        let made = enter(&first, &family()).await.expect(201);
        let stranger = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        let change = json!({ "household": family() });
        stranger.get(&path(&made)).await.refused(404, "not_found");
        stranger.get(&format!("{}?as_of=2018-07-30", path(&made))).await.refused(404, "not_found");
        stranger.get(&format!("{}/versions", path(&made))).await.refused(404, "not_found");
        stranger.put_at(&path(&made), 1, &change).await.refused(404, "not_found");
        stranger.post_at(&format!("{}/standing", path(&made)), 1, &json!({ "deed": "close" })).await.refused(404, "not_found");
        assert_eq!(stranger.get("/dossiers").await.expect(200).body["items"], json!([]));
        let search = json!({ "citizen_id": DAUGHTER });
        assert_eq!(stranger.post("/dossiers/search", &search).await.expect(200).body["items"], json!([]));
        let union = json!({ "union": made.body["union"], "household": family() });
        assert_eq!(stranger.post("/dossiers", &union).await.refused(422, "invalid").pointers(), ["/union"]);
        let county = service.sign_in("caseworker.640104").await;
        let _ = county.get(&path(&made)).await.expect(200);
        let found = county.post("/dossiers/search", &search).await.expect(200);
        assert_eq!(found.body["items"][0]["id"], made.body["id"]);
        hidden(&found);
    }

    async fn a_county_enters_for_a_union_of_its_own(service: Service) {
        let county = service.sign_in("caseworker.640104").await;
        let factory = county.get("/unions?code=04FZ01").await.expect(200).body["items"][0]["id"].clone();
        let made = county.post("/dossiers", &json!({ "union": factory, "household": family() })).await.expect(201);
        assert_eq!(made.body["union"], factory);
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let _ = caseworker.get(&path(&made)).await.expect(200);
    }

    async fn no_identifier_stands_in_the_files_in_clear(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let made = enter(&caseworker, &family()).await.expect(201);
        hidden(&made);
        let other = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        hidden(&enter(&other, &family()).await.refused(409, "duplicate"));
        hidden(&caseworker.post("/dossiers/search", &json!({ "citizen_id": FATHER })).await.expect(200));
        if service.engine() == Engine::Sqlite {
            for file in ["jinqiu.db", "jinqiu.db-wal"] {
                let octets = std::fs::read(service.folder().join(file)).unwrap();
                let holds = |text: &str| octets.windows(text.len()).any(|window| window == text.as_bytes());
                for secret in [FATHER, DAUGHTER, PHONE, ADDRESS, CARD, "示例路", "migrant_worker", "尚未核实"] {
                    assert!(!holds(secret), "{secret} in {file}");
                }
            }
        }
    }

    async fn the_examples_of_the_document_are_accepted(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let document: Value = serde_json::from_str(api::DOCUMENT).unwrap();
        let example = |name: &str| document["components"]["schemas"][name]["example"].clone();
        let made = caseworker.post("/dossiers", &example("NewDossier")).await.expect(201);
        let _ = caseworker.post("/dossiers/search", &example("DossierSearch")).await.expect(200);
        let _ = caseworker.put_at(&path(&made), 1, &example("DossierChange")).await.expect(200);
        let head = service.sign_in("head.640104").await;
        let closing = example("StandingChange");
        let _ = head.post_at(&format!("{}/standing", path(&made)), 2, &closing).await.expect(200);
    }
}
