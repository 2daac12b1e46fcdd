//! What is a program shown? What a standing purpose of today names, and no more on a day than it says.

use harness::canary::CARD;
use harness::{Client, Service, Value, json, on_both};

use crate::case::consent;
use crate::cast::{Cast, newcomer};
use crate::disclosing::{ask, asked, member, one};
use crate::family::{UNDER, others, three};
use crate::service_accounts::program;

async fn union(client: &Client, code: &str) -> Value {
    client.get(&format!("/unions?code={code}")).await.expect(200).body["items"][0]["id"].clone()
}

async fn account(program: &Client) -> Value {
    program.get("/me").await.expect(200).body["account"]["id"].clone()
}

/// A standing purpose for payment, of a program at the city.
pub(crate) async fn payment(program: &Client, code: &str) -> Value {
    json!({ "account": account(program).await, "union": union(program, code).await, "purpose": "payment",
        "fields": ["card", "account"], "valid_to": "2018-09-30", "most_a_day": 2, "ground": "代发协议" })
}

on_both! {
    async fn a_program_is_shown_what_it_was_granted_and_no_more(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let elsewhere = newcomer(&service, "clerk.640105", "caseworker", "640105").await;
        let made = json!({ "household": others(three(UNDER), 5) });
        let other = elsewhere.post("/dossiers", &made).await.expect(201).id();
        let bank = program(&service, "program.bank", &["disclosures"]).await;
        let security = service.sign_in("security.640100").await;
        let cards = asked("payment", &["card"], &[member(&dossier, 1)]);
        ask(&bank, &cards).await.refused(403, "forbidden");
        let granted = security.post("/standing-purposes", &payment(&bank, "640104").await).await.expect(201);
        let shown = ask(&bank, &cards).await.expect(200);
        assert_eq!(shown.body["items"][0]["values"]["card"], CARD);
        for wanted in [
            asked("payment", &["citizen_id"], &[member(&dossier, 1)]),
            asked("national_report", &["phone"], &[member(&dossier, 1)]),
            asked("verify_identity", &["citizen_id"], &[member(&dossier, 1)]),
        ] {
            ask(&bank, &wanted).await.refused(403, "forbidden");
        }
        ask(&bank, &asked("payment", &["card"], &[member(&other, 1)])).await.refused(404, "not_found");
        let _ = ask(&bank, &cards).await.expect(200);
        ask(&bank, &cards).await.refused(429, "too_many_requests");
        let listed = security.get("/disclosures").await.expect(200).body["items"].as_array().unwrap().clone();
        assert_eq!(listed.len(), 2);
        assert_eq!((&listed[0]["standing_purpose"], &listed[0]["officer"]), (&json!(granted.id()), &Value::Null));
        // With another scope it does not even ask.
        let reader = program(&service, "program.reader", &["cases"]).await;
        let _ = security.post("/standing-purposes", &payment(&reader, "640104").await).await.expect(201);
        ask(&reader, &cards).await.refused(403, "forbidden");
    }

    async fn it_is_over_after_its_last_day_or_when_it_is_ended(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let bank = program(&service, "program.bank", &["disclosures"]).await;
        let security = service.sign_in("security.640100").await;
        let cards = asked("payment", &["card"], &[member(&dossier, 1)]);
        let mut later = payment(&bank, "640100").await;
        later["valid_from"] = json!("2018-07-31");
        later["valid_to"] = json!("2018-07-31");
        let later = security.post("/standing-purposes", &later).await.expect(201);
        ask(&bank, &cards).await.refused(403, "forbidden");
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let _ = ask(&bank, &cards).await.expect(200);
        service.set_clock("2018-08-01T09:00:00+08:00").await;
        ask(&bank, &cards).await.refused(403, "forbidden");
        let path = format!("/standing-purposes/{}/end", later.id());
        assert_eq!(security.act_at(&path, 1).await.refused(409, "refused").body["rule"], "standing_purpose_over");
        let granted = security.post("/standing-purposes", &payment(&bank, "640100").await).await.expect(201);
        let _ = ask(&bank, &cards).await.expect(200);
        let path = format!("/standing-purposes/{}", granted.id());
        security.post(&format!("{path}/end"), &json!({})).await.refused(428, "version_required");
        let ended = security.act_at(&format!("{path}/end"), 1).await.expect(200);
        assert!(ended.body["ended_at"].is_string());
        assert_eq!(security.get(&path).await.expect(200).body, ended.body);
        ask(&bank, &cards).await.refused(403, "forbidden");
        let listed = security.get("/standing-purposes?total=true").await.expect(200).body;
        assert_eq!(listed["total"], 2);
        assert_eq!(security.get("/standing-purposes?on=2018-08-01").await.expect(200).body["items"], json!([]));
    }

    async fn it_is_granted_by_security_for_a_year_at_most_to_a_program_within_its_reach(service: Service) {
        let bank = program(&service, "program.bank", &["disclosures"]).await;
        let security = service.sign_in("security.640100").await;
        let good = payment(&bank, "640104").await;
        for who in ["accounts.640100", "head.640100", "auditor.640100"] {
            service.sign_in(who).await.post("/standing-purposes", &good).await.refused(403, "forbidden");
        }
        let head = service.sign_in("head.640104").await.get("/me").await.expect(200).body["account"]["id"].clone();
        for (field, value, pointer) in [
            ("valid_to", json!("2019-07-31"), "/valid_to"),
            ("valid_from", json!("2018-07-29"), "/valid_from"),
            ("purpose", json!("audit"), "/purpose"),
            ("fields", json!(["phone"]), "/purpose"),
            ("fields", json!([]), "/fields"),
            ("most_a_day", json!(0), "/most_a_day"),
            ("account", head, "/account"),
        ] {
            let mut wrong = good.clone();
            wrong[field] = value;
            let told = security.post("/standing-purposes", &wrong).await.refused(422, "invalid");
            assert_eq!(told.pointers(), [pointer], "{field}");
        }
        let county = newcomer(&service, "security.640104", "security_admin", "640104").await;
        assert_eq!(county.post("/standing-purposes", &good).await.refused(422, "invalid").pointers(), ["/account"]);
        let granted = security.post("/standing-purposes", &good).await.expect(201);
        // It is for families of the county: its own administrators see it.
        let _ = county.get(granted.header("location")).await.expect(200);
        let other = newcomer(&service, "security.640105", "security_admin", "640105").await;
        other.get(granted.header("location")).await.refused(404, "not_found");
    }

    async fn of_a_family_that_took_back_that_a_bank_is_told_a_program_is_shown_nothing(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        let other = people.enter(&people.dossier(&others(three(UNDER), 5)).await, 2).await;
        let bank = program(&service, "program.bank", &["disclosures"]).await;
        let security = service.sign_in("security.640100").await;
        let mut granted = payment(&bank, "640104").await;
        granted["most_a_day"] = json!(100);
        let _ = security.post("/standing-purposes", &granted).await.expect(201);
        let (by, path) = (&people.caseworker, case.path("/consents"));
        let agrees = async |giver: &str, covers: &str| {
            let kept = by.post_at(&path, case.version().await, &consent(giver, covers)).await.expect(200);
            kept.body["consents"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned()
        };
        let takes_back = async |id: &str| {
            let path = format!("{path}/{id}/withdrawal");
            let _ = by.post_at(&path, case.version().await, &json!({"word": "不再同意"})).await.expect(200);
        };
        let own = [one("student", &json!(case.id)), one("worker", &json!(case.id)), member(&dossier, 1), member(&dossier, 2)];
        let theirs = one("worker", &json!(other.id));
        let list = asked("payment", &["card"], &[std::slice::from_ref(&theirs), own.as_slice()].concat());
        let shown = async |who: &Client| {
            let told = ask(who, &list).await.expect(200).body;
            ["items", "withheld"].map(|part| told[part].as_array().unwrap().len())
        };
        assert_eq!(shown(&bank).await, [5, 0], "nobody was asked");
        let (worker, student) =
            (agrees("worker", "provision_to_bank").await, agrees("student", "provision_to_bank").await);
        takes_back(&agrees("worker", "provision_to_national_system").await).await;
        assert_eq!(shown(&bank).await, [5, 0], "what was taken back is of others");
        for (giver, id) in [("student", student), ("worker", worker)] {
            takes_back(&id).await;
            let told = ask(&bank, &list).await.expect(200).body;
            assert_eq!(told["items"].as_array().unwrap().len(), 1);
            assert_eq!(told["items"][0]["id"], other.id);
            for (withheld, own) in told["withheld"].as_array().unwrap().iter().zip(&own) {
                assert_eq!((&withheld["kind"], &withheld["id"]), (&own["kind"], &own["id"]));
                assert_eq!((&withheld["member"], &withheld["consent"]), (&own["member"], &json!("provision_to_bank")));
            }
            assert_eq!(told["withheld"].as_array().unwrap().len(), 4);
            assert!(!told.to_string().contains(CARD));
            let records = security.get("/disclosures?limit=200").await.expect(200).body;
            let subjects = records["items"].as_array().unwrap().last().unwrap()["subjects"].as_array().unwrap();
            assert_eq!((subjects.len(), &subjects[0]["id"]), (1, &json!(other.id)), "who was shown is on record");
            for alone in &own {
                let refused = ask(&bank, &asked("payment", &["card"], std::slice::from_ref(alone))).await.refused(403, "forbidden");
                assert!(refused.body["detail"].as_str().unwrap().contains("/consents"), "{}", refused.text);
            }
            let finance = service.sign_in("finance.640100").await;
            assert_eq!(shown(&finance).await, [5, 0], "the federation itself sees what it pays");
            let _ = agrees(giver, "provision_to_bank").await;
            assert_eq!(shown(&bank).await, [5, 0], "it was given again");
        }
    }
}
