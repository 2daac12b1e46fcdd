//! Who is an officer, and how is one person kept from being two?

use harness::{Service, Value, json, on_both};

use crate::cast::newcomer;
use crate::unions::{path, union};

const NUMBER: &str = "640104197405121014";
const PHONE: &str = "13995000001";

on_both! {
    async fn what_identifies_an_officer_is_shown_with_stars(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = json!({ "name": "白云飞", "citizen_id": NUMBER, "phone": PHONE });
        let made = admin.post("/officers", &new).await.expect(201);
        assert_eq!(made.body["citizen_id"], "****************14");
        assert_eq!(made.body["phone"], "139****0001");
        let path = format!("/officers/{}", made.id());
        let found = admin.get(&path).await.expect(200);
        assert_eq!(found.body, made.body);
        for text in [&made.text, &found.text] {
            assert!(!text.contains("19740512") && !text.contains("9950000"), "{text}");
        }
    }

    async fn whom_one_works_with_is_told_by_name_and_nothing_more(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        for (code, name) in [("04FZ01", "兴庆纺织厂工会"), ("640104", "兴庆区总工会"), ("640100", "银川市总工会")] {
            let union = union(&caseworker, code).await;
            assert_eq!(union["name"], name);
            let staff = caseworker.get(&format!("{}/staff?role=head", path(&union))).await.expect(200).body;
            let staff = staff["items"].as_array().unwrap().clone();
            assert!(!staff.is_empty(), "{name}");
            for colleague in &staff {
                let told: Vec<&str> = colleague.as_object().unwrap().keys().map(String::as_str).collect();
                assert_eq!((told, &colleague["role"]), (vec!["name", "officer", "role"], &json!("head")));
            }
        }
        let elsewhere = union(&caseworker, "640105").await;
        caseworker.get(&format!("{}/staff", path(&elsewhere))).await.refused(404, "not_found");
        let city = service.sign_in("head.640100").await;
        let _ = city.get(&format!("{}/staff", path(&elsewhere))).await.expect(200);
    }

    async fn stars_sent_back_mean_unchanged(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = json!({ "name": "白云飞", "citizen_id": NUMBER, "phone": PHONE });
        let made = admin.post("/officers", &new).await.expect(201);
        let path = format!("/officers/{}", made.id());
        let change = json!({ "name": "白云", "citizen_id": made.body["citizen_id"], "phone": made.body["phone"] });
        admin.put(&path, &change).await.refused(428, "version_required");
        let changed = admin.put_at(&path, 1, &change).await.expect(200);
        assert_eq!((changed.version(), &changed.body["name"]), (2, &json!("白云")));
        assert_eq!(changed.body["citizen_id"], made.body["citizen_id"]);
        // The number is still the officer's: nobody else gets it.
        admin.post("/officers", &new).await.refused(409, "duplicate");
        admin.put_at(&path, 1, &change).await.refused(412, "stale");
        let wrong = json!({ "name": "白云", "citizen_id": "****************15", "phone": "130****0001" });
        let told = admin.put_at(&path, 2, &wrong).await.refused(422, "invalid");
        assert_eq!(told.pointers(), ["/citizen_id", "/phone"]);
        let removed = json!({ "name": "白云", "citizen_id": null, "phone": null });
        assert_eq!(admin.put_at(&path, 2, &removed).await.refused(422, "invalid").pointers(), ["/citizen_id"]);
        let without_phone = json!({ "name": "白云", "citizen_id": "****************14", "phone": null });
        assert_eq!(admin.put_at(&path, 2, &without_phone).await.expect(200).body["phone"], Value::Null);
    }

    async fn one_person_is_one_officer_and_where_is_not_told(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = json!({ "name": "白云飞", "citizen_id": NUMBER });
        let first = admin.post("/officers", &new).await.expect(201);
        // The same number as an input method leaves it, and another name.
        let again = json!({ "name": "白小云", "citizen_id": "６４０１０４197405121014" });
        let told = admin.post("/officers", &again).await.refused(409, "duplicate");
        for hint in [first.id().as_str(), "白云飞", "19740512", "总工会"] {
            assert!(!told.text.contains(hint), "{}", told.text);
        }
        let other = admin.post("/officers", &json!({ "name": "白小云" })).await.expect(201);
        let path = format!("/officers/{}", other.id());
        admin.put_at(&path, 1, &again).await.refused(409, "duplicate");
        assert_eq!(admin.get(&path).await.expect(200).version(), 1);
        let malformed = json!({ "name": "", "citizen_id": "640104197405121015", "phone": "1399" });
        let told = admin.post("/officers", &malformed).await.refused(422, "invalid");
        assert_eq!(told.pointers(), ["/citizen_id", "/name", "/phone"]);
    }

    async fn officers_elsewhere_are_not_there(service: Service) {
        let city = service.sign_in("accounts.640100").await;
        let county = newcomer(&service, "accounts.640105", "account_admin", "640105").await;
        let elsewhere = service.sign_in("head.640104").await.get("/me").await.expect(200).body["officer"]["id"].clone();
        let path = format!("/officers/{}", elsewhere.as_str().unwrap());
        let _ = city.get(&path).await.expect(200);
        county.get(&path).await.refused(404, "not_found");
        county.put_at(&path, 1, &json!({ "name": "别人" })).await.refused(404, "not_found");
        let seen = county.get("/officers?limit=200").await.expect(200).body;
        let seen: Vec<&Value> = seen["items"].as_array().unwrap().iter().map(|officer| &officer["id"]).collect();
        assert!(!seen.contains(&&elsewhere));
        // Who has no post yet can be given one by whoever enters them.
        let made = county.post("/officers", &json!({ "name": "新来的" })).await.expect(201);
        let _ = county.get(made.header("location")).await.expect(200);
    }
}
