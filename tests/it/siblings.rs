//! Does the list show what a case comes to today? Also when a sibling, the household or a name has changed.

use harness::{Service, Value, json, on_both};

use crate::cast::{Case, Cast};
use crate::family::{UNDER, siblings, three};

/// The line of a case in the list.
async fn line(case: &Case<'_>) -> Value {
    let list = case.cast.city.get(&format!("/applications?dossier={}", case.dossier)).await.expect(200).body;
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["id"] == case.id.as_str()).unwrap().clone()
}

async fn listed(case: &Case<'_>) -> (String, Value) {
    let (line, view) = (line(case).await, case.view().await);
    for field in ["outcome", "amount_fen", "disputed", "student_name", "worker_name"] {
        assert_eq!(line[field], view[field], "{field}");
    }
    (line["outcome"].as_str().unwrap().to_owned(), line["amount_fen"].clone())
}

async fn change(case: &Case<'_>, household: &Value) {
    let path = format!("/dossiers/{}", case.dossier);
    let version = case.cast.caseworker.get(&path).await.expect(200).version();
    let body = json!({ "household": household });
    let _ = case.cast.caseworker.put_at(&path, version, &body).await.expect(200);
}

on_both! {
    async fn a_sibling_submitted_later_changes_what_the_first_is_listed_with(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&siblings()).await;
        let (first, second) = (people.enter(&dossier, 2).await, people.enter(&dossier, 4).await);
        for case in [&first, &second] {
            case.papers().await;
            assert_eq!(listed(case).await, ("eligible".to_owned(), json!(400_000)));
        }
        first.act(&people.caseworker, "submit").await;
        assert_eq!(listed(&first).await, ("eligible".to_owned(), json!(400_000)));
        let before = line(&first).await;
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        second.act(&people.caseworker, "submit").await;
        assert_eq!(listed(&first).await, ("not_eligible".to_owned(), Value::Null));
        assert_eq!(listed(&second).await, ("not_eligible".to_owned(), Value::Null));
        let after = line(&first).await;
        assert_eq!((&after["version"], &after["stage"]), (&before["version"], &before["stage"]));
        assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
        assert!(after["assessed_at"].as_str() > before["assessed_at"].as_str());
        let word = json!({ "action": "withdraw", "note": "职工本人说明" });
        let _ = second.does(&people.caseworker, word).await.expect(200);
        assert_eq!(listed(&first).await, ("eligible".to_owned(), json!(400_000)));
    }

    async fn a_changed_household_changes_what_its_cases_are_listed_with(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        assert_eq!(listed(&case).await, ("eligible".to_owned(), json!(400_000)));
        change(&case, &three(UNDER + 1)).await;
        assert_eq!(listed(&case).await, ("not_eligible".to_owned(), Value::Null));
        let mut renamed = three(UNDER);
        renamed["members"][0]["name"] = json!("丁建国");
        change(&case, &renamed).await;
        assert_eq!(listed(&case).await, ("eligible".to_owned(), json!(400_000)));
        assert_eq!(line(&case).await["worker_name"], "丁建国");
    }

    async fn a_board_that_names_another_worker_does_not_let_the_case_go_up(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_unit_review().await;
        let posting = case.post().await.expect(201);
        assert_eq!(posting.body["lines"][0]["worker_name"], "丁建华");
        let mut renamed = three(UNDER);
        renamed["members"][0]["name"] = json!("丁建国");
        change(&case, &renamed).await;
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        case.refuses(&people.head, json!({"action": "forward"}), "posting_names_other", Some("N14")).await;
        let back = json!({ "action": "return", "to": "unit_review", "note": "公示姓名有误" });
        let _ = case.does(&people.head, back).await.expect(200);
        let posting = case.post().await.expect(201);
        assert_eq!(posting.body["lines"][0]["worker_name"], "丁建国");
        service.set_clock("2018-08-13T09:00:00+08:00").await;
        case.act(&people.head, "forward").await;
    }

    async fn another_name_of_the_student_is_shown_and_holds_up_nothing(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_unit_review().await;
        let _ = case.post().await.expect(201);
        let mut renamed = three(UNDER);
        renamed["members"][1]["name"] = json!("丁晓燕");
        change(&case, &renamed).await;
        assert_eq!(line(&case).await["student_name"], "丁晓燕");
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        case.act(&people.head, "forward").await;
    }
}
