//! Is everything told at once that is wrong with a request? Each fault with its place and its own words, none that only
//! follows from another, and no more than there are.

use harness::{Method, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::family::{UNDER, new_case, others, three};

/// What is told at that place.
fn told<'a>(body: &'a Value, pointer: &str) -> &'a str {
    let errors = body["errors"].as_array().unwrap();
    errors.iter().find(|error| error["pointer"] == pointer).unwrap()["detail"].as_str().unwrap()
}

/// Another body than is right, by what is put at each place; null takes a field away.
fn spoilt(mut body: Value, changes: &[(&str, Value)]) -> Value {
    for (pointer, value) in changes {
        let (above, name) = pointer.rsplit_once('/').unwrap();
        let above = body.pointer_mut(above).unwrap();
        match (above, value) {
            (Value::Object(fields), Value::Null) => drop(fields.remove(name).unwrap()),
            (Value::Object(fields), value) => drop(fields.insert(name.to_owned(), value.clone())),
            (Value::Array(items), value) => items[name.parse::<usize>().unwrap()] = value.clone(),
            (_, _) => panic!("{pointer}"),
        }
    }
    body
}

on_both! {
    async fn every_fault_of_a_body_is_told_at_once_and_none_that_follows(service: Service) {
        let people = Cast::of(&service).await;
        let right = json!({ "household": three(UNDER) });
        let changes = [
            ("/colour", json!("red")),
            ("/household/colour", json!({"deep": 1})),
            ("/household/incomes/0/amount_fen", json!(-1)),
            ("/household/incomes/0/kind", json!("moon")),
            ("/household/incomes/0/months/to", json!("2018-13")),
            ("/household/members/0/identifiers/citizen_id", json!("640104197405121015")),
            ("/household/members/0/name", Value::Null),
            ("/household/members/1/sex", json!(7)),
            ("/household/members/1/lives_together", json!("yes")),
            ("/household/members/2", json!("nobody")),
            ("/household/other_causes", json!(["1", "2", "3", "4"])),
            ("/household/tuition/0/school_year", Value::Null),
            ("/household/union_aid", json!({})),
            ("/household/worker", Value::Null),
            ("/household/workplace/name", json!("")),
        ];
        let body = spoilt(right.clone(), &changes);
        let before = service.rows(&[]).await;
        let answer = people.caseworker.post("/dossiers", &body).await.refused(422, "invalid");
        let mut wanted: Vec<&str> = changes.iter().map(|(pointer, _)| *pointer).collect();
        wanted.sort_unstable();
        assert_eq!(answer.pointers(), wanted, "{}", answer.text);
        for (pointer, words) in [
            ("/colour", "没有此项"),
            ("/household/incomes/0/amount_fen", "金额应为"),
            ("/household/members/0/identifiers/citizen_id", "校验码"),
            ("/household/members/0/name", "此项必填"),
            ("/household/members/1/lives_together", "true或false"),
            ("/household/other_causes", "最多填写3条"),
            ("/household/worker", "此项必填"),
            ("/household/workplace/name", "1至100个字"),
        ] {
            assert!(told(&answer.body, pointer).contains(words), "{pointer}: {}", answer.text);
        }
        // Each alone is told in the same words, so that none of them comes of the others.
        for change in changes {
            let alone = spoilt(right.clone(), std::slice::from_ref(&change));
            let alone = people.caseworker.post("/dossiers", &alone).await.refused(422, "invalid");
            assert_eq!(alone.pointers(), [change.0], "{}", alone.text);
            assert_eq!(told(&alone.body, change.0), told(&answer.body, change.0));
        }
        assert!(service.rows(&[]).await == before, "something has changed");
    }

    async fn a_body_without_anything_lacks_each_field_that_it_must_have(service: Service) {
        let people = Cast::of(&service).await;
        let lacks = |path: &'static str, body: Value| {
            let who = &people.caseworker;
            async move { who.post(path, &body).await.refused(422, "invalid").pointers().join(" ") }
        };
        assert_eq!(lacks("/applications", json!({})).await, "/campaign /dossier /enrolment");
        let mut case = new_case("no id", 2);
        case["enrolment"]["years"] = json!("four");
        case["enrolment"]["colour"] = json!(1);
        assert_eq!(lacks("/applications", case).await, "/dossier /enrolment/colour /enrolment/years");
        assert_eq!(lacks("/sessions", json!({"user": "a"})).await, "/password /user /username");
        let school = json!({"scheme": "moe", "code": 12});
        let asked = json!({"campaign": "2018", "student": {"school": school, "years": -1}});
        assert_eq!(
            lacks("/assessments", asked).await,
            "/dossier /household /student/school/code /student/years",
        );
    }

    async fn a_field_that_stands_twice_is_refused_and_neither_counts(service: Service) {
        let people = Cast::of(&service).await;
        let twice = |body: String| people.caseworker.request(Method::POST, "/dossiers").octets("application/json", body);
        let household = three(UNDER).to_string();
        let other = others(three(UNDER), 9).to_string();
        let answer = twice(format!("{{\"household\": {household}, \"household\": {other}}}")).send().await;
        assert_eq!(answer.refused(422, "invalid").pointers(), ["/household"]);
        let deep = household.replacen("\"number\":1,", "\"number\":1,\"number\":1,", 1);
        assert_ne!(deep, household);
        let answer = twice(format!("{{\"household\": {deep}, \"colour\": 1}}")).send().await;
        assert_eq!(answer.refused(422, "invalid").pointers(), ["/colour", "/household/members/0/number"]);
        let asked = people.caseworker.get("/applications?stage=draft&stage=draft").await.refused(400, "bad_query");
        assert!(asked.text.contains("stage: 此项重复"), "{}", asked.text);
    }

    async fn every_fault_of_a_query_is_told_at_once(service: Service) {
        let people = Cast::of(&service).await;
        let path = "/applications?colour=red&stage=moon&limit=many&campaign=1";
        let answer = people.caseworker.get(path).await.refused(400, "bad_query");
        for words in ["colour: 没有此项", "stage: 不在可选值之中", "limit: 此处应为", "campaign: "] {
            assert!(answer.text.contains(words), "{words}: {}", answer.text);
        }
    }

    async fn of_many_cases_to_be_posted_it_is_told_which_is_refused(service: Service) {
        let people = Cast::of(&service).await;
        let ready = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        ready.to_unit_review().await;
        let draft = people.enter(&people.dossier(&others(three(UNDER), 9)).await, 2).await;
        let number = draft.view().await["number"].as_str().unwrap().to_owned();
        let listed = json!([{"id": ready.id, "version": ready.version().await}, {"id": draft.id, "version": draft.version().await}]);
        let posting = json!({"place": "厂区公告栏", "applications": listed});
        let refused = people.caseworker.post("/postings", &posting).await.refused(409, "refused");
        let detail = refused.body["detail"].as_str().unwrap();
        assert!(detail.starts_with(&format!("申请{number}:当前阶段(草拟)")), "{detail}");
    }

    async fn what_is_wrong_a_thousand_times_is_told_fifty_times(service: Service) {
        let people = Cast::of(&service).await;
        let mut body = json!({ "household": three(UNDER) });
        body["household"]["incomes"] = Value::Array(vec![json!({"member": "x"}); 400]);
        let answer = people.caseworker.post("/dossiers", &body).await.refused(422, "invalid");
        assert_eq!(answer.pointers().len(), 50, "{}", answer.text);
        let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
        let body = format!("{{\"household\": {{\"members\": {deep}, \"incomes\": {deep}}}, \"x\": {deep}}}");
        let stranger = newcomer(&service, "caseworker.05jx01", "caseworker", "05JX01").await;
        let answer = stranger.request(Method::POST, "/dossiers").octets("application/json", body).send().await;
        let answer = answer.refused(422, "invalid");
        let wanted =
            ["/household/incomes/0", "/household/members/0", "/household/worker", "/household/worker_kind", "/x"];
        assert_eq!(answer.pointers(), wanted, "{}", answer.text);
    }
}
