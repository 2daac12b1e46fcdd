//! Who is shown a whole value, of whom, and what for? Who may, within their jurisdiction, all of a list or none.

use harness::canary::{ADDRESS, CARD, DAUGHTER, PHONE, WORKER, find};
use harness::{Answer, Client, Method, Service, Value, json, on_both, race};

use crate::cast::{Cast, newcomer, officer};
use crate::family::{UNDER, citizen_id, others, siblings, three};

/// A member of a dossier, as one is named.
pub(crate) fn member(dossier: &str, number: u8) -> Value {
    json!({ "kind": "member", "id": dossier, "member": number })
}

/// The student or the worker of a case, or an officer.
pub(crate) fn one(kind: &str, id: &Value) -> Value {
    json!({ "kind": kind, "id": id })
}

/// What is asked for.
pub(crate) fn asked(purpose: &str, fields: &[&str], subjects: &[Value]) -> Value {
    json!({ "purpose": purpose, "fields": fields, "subjects": subjects })
}

/// Asks for it.
pub(crate) async fn ask(who: &Client, asked: &Value) -> Answer {
    who.request(Method::POST, "/disclosures").json(asked).without_key().send().await
}

/// The total of the list, as an auditor reads it.
async fn on_record(service: &Service) -> Value {
    let auditor = service.sign_in("auditor.640100").await;
    auditor.get("/disclosures?total=true").await.expect(200).body["total"].clone()
}

on_both! {
    async fn whole_values_are_shown_by_purpose_and_by_role(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let worker = [member(&dossier, 1)];
        let finance = service.sign_in("finance.640100").await;
        let shown = ask(&finance, &asked("payment", &["card", "citizen_id"], &worker)).await.expect(200);
        let nothing = Value::Null;
        let values = &shown.body["items"][0]["values"];
        assert_eq!((&values["card"], &values["citizen_id"], &values["phone"]), (&json!(CARD), &json!(WORKER), &nothing));
        assert_eq!((&shown.body["items"][0]["name"], shown.header("cache-control")), (&json!("丁建华"), "no-store"));
        let called = ask(&people.caseworker, &asked("contact_family", &["phone", "address"], &worker)).await.expect(200);
        let values = &called.body["items"][0]["values"];
        assert_eq!((&values["phone"], &values["address"], &values["card"]), (&json!(PHONE), &json!(ADDRESS), &nothing));
        for (who, purpose, field) in [
            (&finance, "payment", "phone"),
            (&finance, "audit", "card"),
            (&people.caseworker, "contact_family", "citizen_id"),
            (&people.caseworker, "audit", "citizen_id"),
            (&people.caseworker, "national_report", "citizen_id"),
        ] {
            let told = ask(who, &asked(purpose, &[field], &worker)).await.refused(403, "forbidden");
            assert!(told.body["detail"].as_str().unwrap().contains("可"), "{}", told.text);
        }
        for name in ["accounts.640100", "security.640100"] {
            let admin = service.sign_in(name).await;
            ask(&admin, &asked("verify_identity", &["citizen_id"], &worker)).await.refused(403, "forbidden");
        }
        assert_eq!(on_record(&service).await, 2);
    }

    async fn what_is_outside_the_jurisdiction_is_not_there_and_one_such_spoils_the_list(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        let id = json!(case.id);
        let head = newcomer(&service, "head.640105", "head", "640105").await;
        let nobody = json!("01890a5d-ac96-774b-bcce-b302099a8057");
        let mine = [member(&dossier, 1), member(&dossier, 2)];
        for (who, subjects) in [
            (&head, vec![member(&dossier, 1)]),
            (&head, vec![one("student", &id)]),
            (&people.head, vec![mine[0].clone(), member(nobody.as_str().unwrap(), 1)]),
            (&people.head, vec![mine[0].clone(), member(&dossier, 9)]),
            (&people.head, vec![one("student", &id), one("worker", &nobody)]),
            // A dossier is no case, and a case is no dossier.
            (&people.head, vec![one("student", &json!(dossier))]),
            (&people.head, vec![member(&case.id, 1)]),
        ] {
            let told = ask(who, &asked("verify_identity", &["citizen_id"], &subjects)).await.refused(404, "not_found");
            assert_eq!(find(told.text.as_bytes()), None);
        }
        assert_eq!(on_record(&service).await, 0);
        let both = [one("worker", &id), mine[1].clone(), one("student", &id)];
        let shown = ask(&people.head, &asked("verify_identity", &["citizen_id"], &both)).await.expect(200);
        let numbers: Vec<&Value> =
            shown.body["items"].as_array().unwrap().iter().map(|item| &item["values"]["citizen_id"]).collect();
        assert_eq!(numbers, [WORKER, DAUGHTER, DAUGHTER]);
    }

    async fn a_caseworker_sees_the_families_of_their_own_union_and_a_head_those_below(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        let (of_dossier, of_case) = ([member(&dossier, 1)], [one("student", &json!(case.id))]);
        for subjects in [&of_dossier, &of_case] {
            let wanted = asked("verify_identity", &["citizen_id"], subjects);
            let _ = ask(&people.caseworker, &wanted).await.expect(200);
            let _ = ask(&people.county, &wanted).await.expect(200);
            ask(&people.county_caseworker, &wanted).await.refused(403, "forbidden");
        }
        // The national system is entered at the county, when there is something to enter.
        let report = asked("national_report", &["citizen_id"], &of_case);
        let told = ask(&people.county_caseworker, &report).await.refused(403, "forbidden");
        assert!(told.body["detail"].as_str().unwrap().contains("已批准"), "{}", told.text);
        // Who has acted on a case has it on their desk.
        let attach = people.county_caseworker.request(Method::POST, &case.path("/attachments?kind=explanation"));
        let attach = attach.if_match(case.version().await).octets("application/octet-stream", "%PDF-1.4\n%%EOF\n");
        let _ = attach.send().await.expect(201);
        let _ = ask(&people.county_caseworker, &asked("verify_identity", &["citizen_id"], &of_case)).await.expect(200);
    }

    async fn the_national_system_is_told_of_approved_cases_alone(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        case.to_city(&service).await;
        let report = asked("national_report", &["citizen_id"], &[one("student", &json!(case.id))]);
        ask(&people.county_caseworker, &report).await.refused(403, "forbidden");
        case.act(&people.city, "approve").await;
        let _ = ask(&people.county_caseworker, &report).await.expect(200);
        let of_member = asked("national_report", &["citizen_id"], &[member(&dossier, 1)]);
        ask(&people.county_caseworker, &of_member).await.refused(403, "forbidden");
    }

    async fn a_purpose_of_no_name_asks_for_reasons_and_a_list_for_each_once(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let worker = member(&dossier, 1);
        let mut wanted = asked("other", &["card"], &[worker.clone(), worker.clone(), one("member", &json!(dossier))]);
        wanted["subjects"][2]["member"] = Value::Null;
        let told = ask(&people.head, &wanted).await.refused(422, "invalid");
        assert_eq!(told.pointers(), ["/reasons", "/subjects/1", "/subjects/2/member"]);
        let mut good = asked("other", &["card"], &[worker]);
        good["reasons"] = json!("银行来函核对卡号");
        let _ = ask(&people.head, &good).await.expect(200);
        for wrong in [asked("payment", &[], &[member(&dossier, 1)]), asked("payment", &["card"], &[])] {
            ask(&people.head, &wrong).await.refused(422, "invalid");
        }
        let many: Vec<Value> = (0..201).map(|_| member(&dossier, 1)).collect();
        assert_eq!(ask(&people.head, &asked("other", &["card"], &many)).await.refused(422, "invalid").pointers()[0], "/subjects");
    }

    async fn an_officer_is_shown_to_those_who_keep_the_service_safe(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let number = citizen_id(1975, 8);
        let new = json!({ "name": "白云飞", "citizen_id": number, "phone": "13909510001" });
        let person = json!(admin.post("/officers", &new).await.expect(201).id());
        let wanted = asked("verify_identity", &["citizen_id", "phone"], &[one("officer", &person)]);
        let security = service.sign_in("security.640100").await;
        let shown = ask(&security, &wanted).await.expect(200);
        assert_eq!(shown.body["items"][0]["values"]["citizen_id"], json!(number));
        ask(&admin, &wanted).await.refused(403, "forbidden");
        ask(&service.sign_in("head.640100").await, &wanted).await.refused(403, "forbidden");
        let auditor = service.sign_in("auditor.640100").await;
        let audit = asked("audit", &["citizen_id"], &[one("officer", &officer(&security).await), one("officer", &person)]);
        let items = ask(&auditor, &audit).await.expect(200).body["items"].clone();
        let numbers = items.as_array().unwrap().iter().map(|item| item["values"]["citizen_id"].as_str().unwrap());
        assert!(numbers.eq(["640104197909239059", number.as_str()]));
    }

    async fn a_day_has_a_limit_also_for_requests_that_come_at_once(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&others(siblings(), 5)).await;
        let wanted = asked("verify_identity", &["citizen_id"], &[member(&dossier, 1), member(&dossier, 2)]);
        let _ = ask(&people.head, &wanted).await.expect(200);
        let _ = service.sql("UPDATE disclosure_counts SET shown = 494").await.unwrap();
        let answers = race(6, |_| ask(&people.head, &wanted)).await;
        let shown = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(shown, 3);
        let told = ask(&people.head, &wanted).await.refused(429, "too_many_requests");
        let wait: u64 = told.header("retry-after").parse().unwrap();
        assert!((1..=86_400).contains(&wait) && told.body["detail"].as_str().unwrap().contains("500"), "{}", told.text);
        // Nor is it asked of one number after another whose it is.
        let number = json!({ "citizen_id": "640104197405121014" });
        people.head.post("/dossiers/search", &number).await.refused(429, "too_many_requests");
        assert_eq!(on_record(&service).await, 4);
        // An officer's second post has no second limit; another officer has one of their own, and tomorrow is another day.
        let admin = service.sign_in("accounts.640100").await;
        let union = admin.get("/unions?code=640104").await.expect(200).body["items"][0]["id"].clone();
        let second = json!({ "username": "head2.640104", "password": "a-long-walk-in-autumn", "role": "head",
            "officer": officer(&people.head).await, "union": union });
        let _ = admin.post("/accounts", &second).await.expect(201);
        service.confirm("head2.640104").await;
        let second = service.settle("head2.640104", "a-long-walk-in-autumn").await;
        ask(&second, &wanted).await.refused(429, "too_many_requests");
        let _ = ask(&people.county, &wanted).await.expect(200);
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let _ = ask(&people.head, &wanted).await.expect(200);
    }

    async fn nothing_that_was_shown_is_kept_for_a_repetition(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let wanted = asked("verify_identity", &["citizen_id"], &[member(&dossier, 1)]);
        let before = service.numbers("SELECT count(*) FROM idempotency_keys").await;
        let send = || people.head.request(Method::POST, "/disclosures").json(&wanted).key("again").send();
        let first = send().await.expect(200);
        let second = send().await.expect(200);
        assert_ne!(first.body["id"], second.body["id"]);
        assert_eq!(service.numbers("SELECT count(*) FROM idempotency_keys").await, before);
        assert_eq!(on_record(&service).await, 2);
    }
}
