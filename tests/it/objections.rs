//! Who may object to what was posted, when, and what comes of it?

use harness::{Answer, Client, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer, told};
use crate::family::{UNDER, three};

fn does(action: &str) -> Value {
    json!({ "action": action })
}

/// A case at unit review, posted: the posting beside it.
pub(crate) async fn posted(people: &Cast) -> (Case<'_>, String) {
    let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
    case.to_unit_review().await;
    let posting = case.post().await.expect(201).id();
    (case, posting)
}

/// The same, approved by the city's first head.
async fn approved<'a>(service: &Service, people: &'a Cast) -> (Case<'a>, String) {
    let (case, posting) = posted(people).await;
    service.set_clock("2018-08-06T09:00:00+08:00").await;
    case.act(&people.head, "forward").await;
    case.act(&people.county, "endorse").await;
    case.act(&people.city, "approve").await;
    (case, posting)
}

/// Somebody objects to the case's line; the id of the objection.
pub(crate) async fn object(who: &Client, case: &Case<'_>, posting: &str) -> String {
    let body = json!({"application": case.id, "word": "该户另有收入"});
    let entered = who.post(&format!("/postings/{posting}/objections"), &body).await.expect(200);
    assert_eq!(entered.body["application"], case.id.as_str());
    entered.body["objection"]["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn decide(who: &Client, case: &Case<'_>, objection: &str, upheld: bool) -> Answer {
    let path = case.path(&format!("/objections/{objection}/decision"));
    let body = json!({"upheld": upheld, "reasons": "经核实"});
    who.post_at(&path, case.version().await, &body).await
}

pub(crate) async fn objections(who: &Client, posting: &str, query: &str) -> Vec<Value> {
    let found = who.get(&format!("/postings/{posting}/objections{query}")).await.expect(200).body;
    found["items"].as_array().unwrap().clone()
}

on_both! {
    async fn officers_object_to_a_line_and_the_posting_lists_it(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        let objection = object(&people.county_caseworker, &case, &posting).await;
        let listed = objections(&people.caseworker, &posting, "").await;
        assert_eq!((&listed[0]["objection"]["id"], &listed[0]["objection"]["state"]), (&json!(objection), &json!("open")));
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        case.refuses(&people.head, does("forward"), "objection_open", None).await;
        decide(&people.county, &case, &objection, true).await.expect(200);
        case.refuses(&people.head, does("forward"), "posting_lifted", Some("N14")).await;
        assert_eq!(objections(&people.city, &posting, "?state=open").await, Vec::<Value>::new());
        assert_eq!(objections(&people.city, &posting, "?state=upheld").await.len(), 1);
        let path = format!("/postings/{posting}/objections");
        let other = json!({"application": "01890a5d-ac96-774b-bcce-b302099a8057", "word": "另有收入"});
        assert_eq!(people.county.post(&path, &other).await.refused(422, "invalid").pointers(), ["/application"]);
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        elsewhere.get(&path).await.refused(404, "not_found");
        elsewhere.post(&path, &other).await.refused(404, "not_found");
    }

    async fn an_objection_upheld_after_approval_revokes_by_another_head(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = approved(&service, &people).await;
        let before = case.view().await;
        let frozen = people.city.get(&case.path("/assessment")).await.expect(200).body;
        let objection = object(&people.head, &case, &posting).await;
        told(decide(&people.city, &case, &objection, true).await, "own_decision", None);
        told(decide(&people.county, &case, &objection, true).await, "wrong_union", Some("N15"));
        let fallen = decide(&people.second, &case, &objection, true).await.expect(200);
        assert_eq!(fallen.body["state"]["stage"], "revoked");
        assert_eq!(fallen.body["state"]["decision"]["reasons"], "经核实");
        assert_eq!(fallen.body["objections"][0]["state"], "upheld");
        let lines = case.history().await;
        let last = lines.last().unwrap();
        assert_eq!((&last["action"], &last["to"]["stage"]), (&json!("revoke"), &json!("revoked")));
        assert_eq!(last["version"], fallen.body["version"]);
        assert_eq!(people.city.get(&case.path("/assessment")).await.expect(200).body, frozen);
        assert_eq!(fallen.body["amount_fen"], before["amount_fen"]);
        let again = people.caseworker.post("/applications", &crate::family::new_case(&case.dossier, 2)).await;
        let _ = again.expect(201);
    }

    async fn an_objection_dismissed_after_approval_leaves_the_approval(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = approved(&service, &people).await;
        let objection = object(&people.caseworker, &case, &posting).await;
        case.refuses(&people.second, json!({"action": "revoke", "note": "撤销"}), "objection_open", None).await;
        told(decide(&people.city, &case, &objection, false).await, "own_decision", None);
        let kept = decide(&people.second, &case, &objection, false).await.expect(200);
        assert_eq!(kept.body["state"]["stage"], "approved");
        assert_eq!(case.history().await.last().unwrap()["action"], "approve");
    }

    async fn an_open_objection_stands_with_the_application_that_it_follows_to(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        let _ = object(&people.county, &case, &posting).await;
        let _ = case.does(&people.caseworker, json!({"action": "withdraw", "note": "暂不申请"})).await.expect(200);
        let next = people.enter(&case.dossier, 2).await;
        let listed = objections(&people.county, &posting, "").await;
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["application"], next.id.as_str());
    }

    async fn an_objection_that_was_decided_does_not_come_back(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        let objection = object(&people.county_caseworker, &case, &posting).await;
        let word = json!({"action": "withdraw", "note": "暂不申请"});
        let _ = case.does(&people.caseworker, word.clone()).await.expect(200);
        let second = people.enter(&case.dossier, 2).await;
        assert_eq!(case.view().await["objections"][0]["state"], "followed");
        assert_eq!(second.view().await["objections"][0]["state"], "open");
        let entries = "SELECT count(*) FROM log_entries WHERE act = 'record_evidence'";
        let before = service.numbers(entries).await;
        decide(&people.county, &second, &objection, false).await.expect(200);
        assert_eq!(service.numbers(entries).await[0], before[0] + 1);
        let _ = second.does(&people.caseworker, word.clone()).await.expect(200);
        let third = people.enter(&case.dossier, 2).await;
        assert_eq!(third.view().await["objections"], json!([]));
        let _ = third.does(&people.caseworker, word).await.expect(200);
        let fourth = people.enter(&case.dossier, 2).await;
        assert_eq!(fourth.view().await["objections"], json!([]));
        let listed = objections(&people.county, &posting, "").await;
        assert_eq!(listed.len(), 1);
        assert_eq!((&listed[0]["objection"]["state"], &listed[0]["application"]), (&json!("dismissed"), &json!(second.id)));
    }

    async fn an_objection_follows_two_steps_and_holds_the_last(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        let objection = object(&people.county_caseworker, &case, &posting).await;
        let word = json!({"action": "withdraw", "note": "暂不申请"});
        let _ = case.does(&people.caseworker, word.clone()).await.expect(200);
        let second = people.enter(&case.dossier, 2).await;
        let _ = second.does(&people.caseworker, word).await.expect(200);
        let third = people.enter(&case.dossier, 2).await;
        third.papers().await;
        third.refuses(&people.caseworker, does("submit"), "objection_open", None).await;
        let held = third.view().await["objections"].clone();
        assert_eq!((held.as_array().unwrap().len(), &held[0]["id"]), (1, &json!(objection)));
        assert_eq!(objections(&people.county, &posting, "?state=open").await.len(), 1);
    }
}
