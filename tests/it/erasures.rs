//! Who erases what, when, and what do others see of it afterwards? A head of the city, after its time or on a person's word.

use harness::{Client, Engine, Service, Value, json, on_both};

use crate::cast::{Cast, told};
use crate::family::{UNDER, new_case, three};
use crate::log_chain::moment;

/// What stands where a name was.
const BLANK: &str = "已依法清除";

fn why(ground: &str) -> Value {
    json!({ "ground": ground, "reasons": "依来信办理" })
}

async fn erase(who: &Client, path: &str, ground: &str) -> harness::Answer {
    let version = who.get(path).await.expect(200).version();
    who.post_at(&format!("{path}/erasure"), version, &why(ground)).await
}

async fn withdrawn(people: &Cast, dossier: &str) -> String {
    let case = people.enter(dossier, 2).await;
    let _ =
        case.does(&people.caseworker, json!({ "action": "withdraw", "note": "暂不申请" })).await.expect(200);
    case.id
}

on_both! {
    async fn a_case_without_money_goes_after_three_years_or_on_a_persons_word(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let (first, second) = (withdrawn(&people, &dossier).await, withdrawn(&people, &dossier).await);
        let (first, second) = (format!("/applications/{first}"), format!("/applications/{second}"));
        people.county.post_at(&format!("{first}/erasure"), 2, &why("term")).await.refused(403, "forbidden");
        told(erase(&people.city, &first, "term").await, "term_over", None);
        people.city.post_at(&format!("{first}/erasure"), 1, &why("demand")).await.refused(412, "stale");
        let _ = erase(&people.city, &first, "demand").await.expect(200);
        for below in ["", "/history", "/attachments", "/assessment"] {
            people.city.get(&format!("{first}{below}")).await.refused(410, "erased");
        }
        people.caseworker.post_at(&format!("{first}/actions"), 2, &json!({ "action": "submit" })).await.refused(410, "erased");
        let listed = people.caseworker.get(&format!("/applications?dossier={dossier}")).await;
        let listed = if listed.status == 200 { listed } else { people.caseworker.get("/applications").await.expect(200) };
        let items = listed.body["items"].as_array().unwrap();
        let named: Vec<&Value> = items.iter().map(|item| &item["student_name"]).collect();
        assert_eq!(named.iter().filter(|name| ***name == BLANK).count(), 1, "{named:?}");
        // The household is as it was, and a case of it is entered again.
        let _ = people.caseworker.get(&format!("/dossiers/{dossier}")).await.expect(200);
        let third = people.caseworker.post("/applications", &new_case(&dossier, 2)).await.expect(201).id();
        told(erase(&people.city, &format!("/applications/{third}"), "demand").await, "under_way", None);
        let due = "/erasures/due/applications?total=true";
        service.set_clock("2021-07-29T09:00:00+08:00").await;
        assert_eq!(people.city.get(due).await.expect(200).body["total"], 0);
        service.set_clock("2021-07-30T09:00:00+08:00").await;
        let listed = people.city.get(due).await.expect(200).body;
        let ids: Vec<String> = listed["items"].as_array().unwrap().iter().map(|item| format!("/applications/{}", item["id"].as_str().unwrap())).collect();
        assert_eq!(ids, [second.as_str()]);
        let _ = erase(&people.city, &second, "term").await.expect(200);
    }

    async fn a_dossier_goes_when_it_was_closed_and_what_others_have_of_its_people_stays(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let path = format!("/dossiers/{dossier}");
        let case = withdrawn(&people, &dossier).await;
        told(erase(&people.city, &path, "demand").await, "dossier_closed", None);
        let version = people.city.get(&path).await.expect(200).version();
        let _ = people.county_caseworker.post_at(&format!("{path}/standing"), version, &json!({ "deed": "close" })).await.expect(200);
        told(erase(&people.city, &path, "term").await, "term_over", None);
        // The same people in another household: what it has of them stays.
        let other = people.dossier(&three(UNDER)).await;
        let _ = erase(&people.city, &path, "demand").await.expect(200);
        people.city.get(&path).await.refused(410, "erased");
        people.city.get(&format!("{path}/versions")).await.refused(410, "erased");
        people.city.get(&format!("/applications/{case}")).await.refused(410, "erased");
        people.caseworker.post("/applications", &new_case(&dossier, 2)).await.refused(410, "erased");
        let whole = people.caseworker.get(&format!("/dossiers/{other}")).await.expect(200);
        assert!(whole.text.contains("****************14"), "{}", whole.text);
        let names = people.caseworker.get("/dossiers").await.expect(200);
        assert_eq!(names.text.matches(BLANK).count(), 1, "{}", names.text);
    }

    async fn the_log_says_by_whom_and_why_and_no_key_comes_back(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = withdrawn(&people, &dossier).await;
        let _ = erase(&people.city, &format!("/applications/{case}"), "demand").await.expect(200);
        service.store().await.seal_all(moment()).await.unwrap();
        let auditor = service.sign_in("auditor.640100").await;
        let found = auditor.get(&format!("/log?subject={case}")).await.expect(200).body;
        let mut details = Vec::new();
        for entry in found["items"].as_array().unwrap() {
            let detail = auditor.get(&format!("/log/{}", entry["position"])).await.expect(200).body;
            details.push((entry["act"].as_str().unwrap().to_owned(), detail));
        }
        let (last, before) = details.split_last().unwrap();
        assert_eq!((last.0.as_str(), &last.1["erased"]), ("erase_application", &json!(false)));
        assert_eq!(last.1["detail"]["before"]["reasons"], "依来信办理");
        assert_eq!(last.1["detail"]["after"], json!({ "stage": "withdrawn", "amount_fen": null }));
        assert!(!before.is_empty() && before.iter().all(|(_, detail)| detail["erased"] == true), "{before:?}");
        // What an auditor tries to read of it is on record, and opens nothing.
        auditor.get(&format!("/applications/{case}")).await.refused(410, "erased");
        let (id, some) = match service.engine() {
            Engine::Sqlite => (format!("x'{}'", case.replace('-', "")), "x'00'"),
            Engine::Postgres => (format!("'{case}'"), "'\\x00'"),
        };
        for statement in [
            format!("INSERT INTO subject_keys (subject, sealed, created_at) VALUES ({id}, {some}, 0)"),
            format!("UPDATE erasures SET at = 0 WHERE subject = {id}"),
            format!("DELETE FROM erasures WHERE subject = {id}"),
        ] {
            let said = service.sql(&statement).await.unwrap_err();
            assert!(said.contains("stays so") || said.contains("not made again"), "{statement}: {said}");
        }
    }
}
