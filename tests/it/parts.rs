//! Is a dossier entered and changed in pieces? Each part alone, checked alone, with what it brings elsewhere.

use harness::canary::{ACCOUNT, CARD};
use harness::{Answer, Client, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::family::{UNDER, citizen_id, others, three};

/// Changes a part at the version that stands.
async fn change(who: &Client, dossier: &str, part: &str, body: &Value) -> Answer {
    let path = format!("/dossiers/{dossier}");
    let version = who.get(&path).await.expect(200).version();
    who.put_at(&format!("{path}/{part}"), version, body).await
}

async fn household(who: &Client, dossier: &str) -> Value {
    who.get(&format!("/dossiers/{dossier}")).await.expect(200).body["household"].clone()
}

on_both! {
    async fn members_are_changed_alone_and_drag_nothing_along(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let who = &people.caseworker;
        let before = household(who, &dossier).await;
        let mut members = before["members"].clone();
        members[2]["name"] = json!("纳秀兰");
        members[0]["model_worker"] = json!("municipal");
        let born = json!({"number": 4, "name": "丁小山", "relation": "22", "lives_together": true,
            "identifiers": {"citizen_id": citizen_id(2001, 77)}});
        members.as_array_mut().unwrap().push(born);
        let mut body = json!({"worker_kind": "difficult_worker", "worker": 1, "members": members});
        let changed = change(who, &dossier, "members", &body).await.expect(200);
        let after = &changed.body["household"];
        assert_eq!((&after["worker_kind"], &after["members"][0]["model_worker"]), (&json!("difficult_worker"), &json!("municipal")));
        assert_eq!((&after["members"][2]["name"], after["members"].as_array().unwrap().len()), (&json!("纳秀兰"), 4));
        for part in ["incomes", "tuition", "workplace", "card_of", "housing"] {
            assert_eq!(after[part], before[part], "{part}");
        }
        assert_eq!(after["members"][0]["identifiers"], before["members"][0]["identifiers"]);
        // Whoever earns is not left out.
        body["members"].as_array_mut().unwrap().remove(0);
        body["worker"] = json!(3);
        body["members"][1]["relation"] = json!("01");
        let refused = change(who, &dossier, "members", &body).await.refused(422, "invalid");
        assert!(refused.pointers().contains(&"/members"), "{}", refused.text);
        assert!(refused.text.contains("/incomes/0/member"), "{}", refused.text);
        body["members"][0]["model_worker"] = json!("nobody");
        let refused = change(who, &dossier, "members", &body).await.refused(422, "invalid");
        assert!(refused.pointers().contains(&"/members/0/model_worker"), "{}", refused.text);
    }

    async fn a_member_of_another_household_is_refused_with_the_union_to_ring(service: Service) {
        let people = Cast::of(&service).await;
        let _ = people.dossier(&three(UNDER)).await;
        let elsewhere = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        let other = others(three(UNDER), 9);
        let dossier = elsewhere.post("/dossiers", &json!({"household": other})).await.expect(201).id();
        let mut members = household(&elsewhere, &dossier).await["members"].clone();
        members[1]["identifiers"] = three(UNDER)["members"][1]["identifiers"].clone();
        let body = json!({"worker_kind": "migrant_worker", "worker": 1, "members": members});
        let refused = change(&elsewhere, &dossier, "members", &body).await.refused(409, "duplicate");
        assert_eq!(refused.body["rule"], "one_household");
        assert!(refused.text.contains("兴庆纺织厂工会"), "{}", refused.text);
    }

    async fn hardship_housing_and_workplace_are_changed_alone(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let who = &people.caseworker;
        let hardship = json!({"hardship_category": "subsistence", "main_cause": "6", "other_causes": ["9"], "dossier_category": null});
        let changed = change(who, &dossier, "hardship", &hardship).await.expect(200).body["household"].clone();
        for (part, value) in hardship.as_object().unwrap() {
            assert_eq!(&changed[part], value);
        }
        let housing = json!({"housing": "self_built", "floor_area": "50_to_70"});
        let changed = change(who, &dossier, "housing", &housing).await.expect(200).body["household"].clone();
        assert_eq!((&changed["housing"], &changed["floor_area"]), (&json!("self_built"), &json!("50_to_70")));
        let workplace = json!({"name": "兴庆纺织厂", "credit_code": null, "nature": "private", "contract_term": "two_years"});
        let changed = change(who, &dossier, "workplace", &json!({"workplace": workplace})).await.expect(200);
        assert_eq!(changed.body["household"]["workplace"], workplace);
        assert_eq!(changed.body["household"]["main_cause"], "6", "what was not sent stays");
        for (part, body, pointers) in [
            ("hardship", json!({"main_cause": null, "other_causes": ["9"]}), vec!["/main_cause"]),
            ("hardship", json!({"hardship_category": "deep", "dossier_category": "added"}), vec!["/dossier_category", "/hardship_category"]),
            ("housing", json!({"floor_area": "huge"}), vec!["/floor_area"]),
            ("workplace", json!({"workplace": {"name": "厂", "nature": "own"}}), vec!["/workplace/nature"]),
        ] {
            assert_eq!(change(who, &dossier, part, &body).await.refused(422, "invalid").pointers(), pointers, "{part}");
        }
        let path = format!("/dossiers/{dossier}/housing");
        who.put(&path, &housing).await.refused(428, "version_required");
        who.put_at(&path, 1, &housing).await.refused(412, "stale");
        people.head.put_at(&path, 4, &housing).await.refused(403, "forbidden");
        let lists = who.get("/code-lists").await.expect(200).text;
        for key in ["floor_area", "contract_term", "dossier_category"] {
            assert!(lists.contains(key), "{key}");
        }
    }

    async fn the_card_or_an_account_is_changed_alone_and_shown_with_stars(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let who = &people.caseworker;
        let account = json!({"bank": "宁夏银行兴庆支行", "number": ACCOUNT});
        let body = json!({"card_of": 3, "card": null, "account": account});
        let changed = change(who, &dossier, "card", &body).await.expect(200);
        let shown = &changed.body["household"];
        let stars = json!({"bank": "宁夏银行兴庆支行", "number": "************4321"});
        assert_eq!((&shown["card_of"], &shown["members"][2]["identifiers"]["account"]), (&json!(3), &stars));
        let others_card = shown["members"][0]["identifiers"]["card"].as_str().unwrap();
        assert!(others_card.starts_with('*') && others_card.ends_with(&CARD[15..]), "that of others stays: {others_card}");
        // Stars sent back mean the kept number; the bank may be put right beside them.
        let again = json!({"card_of": 3, "card": CARD, "account": {"bank": "宁夏银行", "number": stars["number"]}});
        let changed = change(who, &dossier, "card", &again).await.expect(200).body["household"].clone();
        assert_eq!(changed["members"][2]["identifiers"]["account"], json!({"bank": "宁夏银行", "number": stars["number"]}));
        assert!(changed["members"][2]["identifiers"]["card"].is_string());
        let whole = household(who, &dossier).await;
        let path = format!("/dossiers/{dossier}");
        let version = who.get(&path).await.expect(200).version();
        let same = who.put_at(&path, version, &json!({"household": whole})).await.expect(200);
        assert_eq!(same.body["household"], whole, "what was read can be sent back");
        for (body, pointer) in [
            (json!({"card_of": 3, "card": "6217000000000000013"}), "/card"),
            (json!({"card_of": 2, "card": "***************0012"}), "/card"),
            (json!({"card_of": 3, "account": {"bank": "宁夏银行", "number": "***9999"}}), "/account/number"),
            (json!({"card_of": 3, "account": {"bank": "宁夏银行", "number": "12"}}), "/account/number"),
            (json!({"card_of": 3, "account": {"bank": "", "number": ACCOUNT}}), "/account/bank"),
            (json!({"card_of": 9}), "/card_of"),
            (json!({"card": CARD}), "/card_of"),
        ] {
            assert_eq!(change(who, &dossier, "card", &body).await.refused(422, "invalid").pointers(), [pointer], "{body}");
        }
        let none = change(who, &dossier, "card", &json!({"card_of": null})).await.expect(200);
        assert_eq!(none.body["household"]["card_of"], Value::Null);
    }

    async fn a_code_whose_time_is_over_is_sent_back_as_it_was_read_and_not_chosen_anew(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let who = &people.caseworker;
        service.set_clock("2019-03-01T09:00:00+08:00").await;
        let path = format!("/dossiers/{dossier}");
        let read = who.get(&path).await.expect(200);
        let warned = read.body["warnings"].as_array().unwrap();
        assert!(warned.iter().any(|one| one["pointer"] == "/household/hardship_category"), "{}", read.text);
        let body = json!({"household": read.body["household"]});
        let same = who.put_at(&path, read.version(), &body).await.expect(200);
        assert_eq!(same.body["household"], read.body["household"]);
        let housing = json!({"housing": "none"});
        let _ = change(who, &dossier, "housing", &housing).await.expect(200);
        let chosen = json!({"hardship_category": "subsistence", "main_cause": "9"});
        assert_eq!(change(who, &dossier, "hardship", &chosen).await.refused(422, "invalid").pointers(), ["/hardship_category"]);
        let fresh = others(three(UNDER), 11);
        let refused = who.post("/dossiers", &json!({"household": fresh})).await.refused(422, "invalid");
        assert_eq!(refused.pointers(), ["/household/hardship_category"]);
    }
}
