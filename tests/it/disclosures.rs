//! Who has looked? Each disclosure is on record with purpose, fields and subjects, and nobody takes it back.

use harness::canary::find;
use harness::{Engine, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer, officer};
use crate::disclosing::{ask, asked, member, one};
use crate::family::{UNDER, others, three};

on_both! {
    async fn each_is_listed_with_who_what_for_and_of_whom(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let mut wanted = asked("other", &["card", "phone"], &[member(&dossier, 1), member(&dossier, 2)]);
        wanted["reasons"] = json!("银行来函核对卡号");
        let shown = ask(&people.head, &wanted).await.expect(200);
        let auditor = service.sign_in("auditor.640100").await;
        let path = format!("/disclosures/{}", shown.body["id"].as_str().unwrap());
        let kept = auditor.get(&path).await.expect(200);
        assert_eq!(find(kept.text.as_bytes()), None);
        let kept = kept.body;
        assert_eq!(kept["officer"], officer(&people.head).await);
        for (field, value) in [
            ("purpose", json!("other")),
            ("fields", wanted["fields"].clone()),
            ("reasons", wanted["reasons"].clone()),
            ("role", json!("head")),
            ("shown", json!(2)),
            ("request_id", json!(shown.header("x-request-id"))),
            ("standing_purpose", Value::Null),
        ] {
            assert_eq!(kept[field], value, "{field}");
        }
        let subjects = kept["subjects"].as_array().unwrap();
        assert_eq!((subjects.len(), &subjects[1]["id"], &subjects[1]["member"]), (2, &json!(dossier), &json!(2)));
        let logged = "SELECT count(*) FROM log_entries WHERE act = 'disclose' AND subject_kind = 'disclosure'";
        assert_eq!(service.numbers(logged).await, [1]);
    }

    async fn they_are_read_by_auditors_security_and_the_heads_of_the_families_unions(service: Service) {
        let people = Cast::of(&service).await;
        let first = people.dossier(&three(UNDER)).await;
        let made = json!({ "household": others(three(UNDER), 5) });
        let second = people.county_caseworker.post("/dossiers", &made).await.expect(201).id();
        let wanted = asked("verify_identity", &["citizen_id"], &[member(&first, 1), member(&second, 1)]);
        let shown = ask(&people.county, &wanted).await.expect(200).body["id"].clone();
        let seen = async |who: &harness::Client| {
            let page = who.get("/disclosures").await.expect(200).body;
            let items = page["items"].as_array().unwrap().clone();
            items.iter().map(|item| (item["id"].clone(), item["subjects"].as_array().unwrap().len())).collect::<Vec<_>>()
        };
        let auditor = service.sign_in("auditor.640100").await;
        let security = service.sign_in("security.640100").await;
        for who in [&auditor, &security, &people.county, &people.city] {
            assert_eq!(seen(who).await, [(shown.clone(), 2)]);
        }
        // Of another union's families a head is told nothing.
        assert_eq!(seen(&people.head).await, [(shown.clone(), 1)]);
        let stranger = newcomer(&service, "head.640105", "head", "640105").await;
        assert_eq!(seen(&stranger).await, []);
        stranger.get(&format!("/disclosures/{}", shown.as_str().unwrap())).await.refused(404, "not_found");
        for who in [&people.caseworker, &service.sign_in("finance.640100").await, &service.sign_in("accounts.640100").await] {
            who.get("/disclosures").await.refused(403, "forbidden");
        }
    }

    async fn they_are_found_by_subject_officer_purpose_and_day(service: Service) {
        let people = Cast::of(&service).await;
        let first = people.dossier(&three(UNDER)).await;
        let second = people.dossier(&others(three(UNDER), 5)).await;
        let case = people.enter(&first, 2).await;
        let _ = ask(&people.head, &asked("verify_identity", &["citizen_id"], &[member(&first, 1)])).await.expect(200);
        let _ = ask(&people.county, &asked("contact_family", &["phone"], &[member(&second, 1)])).await.expect(200);
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let of_case = [one("student", &json!(case.id))];
        let _ = ask(&people.county, &asked("verify_identity", &["citizen_id"], &of_case)).await.expect(200);
        let auditor = service.sign_in("auditor.640100").await;
        let head = officer(&people.head).await;
        for (query, count) in [
            (format!("subject={first}"), 1),
            (format!("subject={}", case.id), 1),
            (format!("officer={}", head.as_str().unwrap()), 1),
            ("purpose=verify_identity".to_owned(), 2),
            ("from=2018-07-31".to_owned(), 1),
            ("to=2018-07-30".to_owned(), 2),
            ("from=2018-07-30&to=2018-07-31".to_owned(), 3),
            ("from=2018-08-01".to_owned(), 0),
        ] {
            let page = auditor.get(&format!("/disclosures?total=true&{query}")).await.expect(200).body;
            assert_eq!((&page["total"], page["items"].as_array().unwrap().len()), (&json!(count), count), "{query}");
        }
        let page = auditor.get("/disclosures?limit=2").await.expect(200).body;
        let next = auditor.get(&format!("/disclosures?limit=2&cursor={}", page["next_cursor"].as_str().unwrap())).await;
        let next = next.expect(200).body;
        assert_eq!((next["items"].as_array().unwrap().len(), &next["next_cursor"]), (1, &Value::Null));
        auditor.get("/disclosures?purpose=curiosity").await.refused(400, "bad_query");
    }

    async fn none_is_taken_back(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let shown = ask(&people.head, &asked("verify_identity", &["citizen_id"], &[member(&dossier, 1)])).await.expect(200);
        let path = format!("/disclosures/{}", shown.body["id"].as_str().unwrap());
        let security = service.sign_in("security.640100").await;
        security.delete_at(&path, 1).await.refused(405, "method_not_allowed");
        security.put_at(&path, 1, &json!({})).await.refused(405, "method_not_allowed");
        // The service's own role on PostgreSQL has no right to it either.
        if service.engine() == Engine::Postgres {
            for statement in ["UPDATE disclosures SET purpose = 'audit'", "DELETE FROM disclosed"] {
                let told = service.sql(statement).await.unwrap_err();
                assert!(told.contains("permission denied"), "{statement}: {told}");
            }
        }
        let _ = security.get(&path).await.expect(200);
    }
}
