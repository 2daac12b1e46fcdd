//! Who may enter an objection and who may decide it, and how often is it entered?

use harness::{Answer, Client, Service, json, on_both};

use crate::cast::{Case, Cast, newcomer, told};
use crate::family::{UNDER, three};

async fn posted(people: &Cast) -> (Case<'_>, String) {
    let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
    case.to_unit_review().await;
    let posting = case.post().await.expect(201).id();
    (case, posting)
}

async fn object(who: &Client, case: &Case<'_>, posting: &str, word: &str) -> Answer {
    who.post(&case.path("/objections"), &json!({"posting": posting, "word": word})).await
}

async fn decide(who: &Client, case: &Case<'_>, at: usize) -> Answer {
    let objection = case.view().await["objections"][at]["id"].clone();
    let path = case.path(&format!("/objections/{}/decision", objection.as_str().unwrap()));
    who.post_at(&path, case.version().await, &json!({"upheld": false, "reasons": "经核实"})).await
}

on_both! {
    async fn whoever_entered_an_objection_does_not_decide_it(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        let _ = object(&people.county, &case, &posting, "该户另有收入").await.expect(200);
        told(decide(&people.county, &case, 0).await, "own_objection", None);
        let colleague = newcomer(&service, "head2.640104", "head", "640104").await;
        told(decide(&people.city, &case, 0).await, "wrong_union", Some("N15"));
        let _ = decide(&colleague, &case, 0).await.expect(200);
    }

    async fn where_nobody_else_is_there_the_union_above_decides(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        let _ = object(&people.county, &case, &posting, "该户另有收入").await.expect(200);
        let _ = decide(&people.city, &case, 0).await.expect(200);
        let register = people.city.get(&format!("/exceptions?application={}", case.id)).await.expect(200).body;
        assert_eq!(register["items"][0]["kind"], "desk_passed", "{register}");
    }

    async fn whoever_prepared_the_case_decides_no_objection_to_it(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        let path = format!("/dossiers/{}", case.dossier);
        let version = people.county_caseworker.get(&path).await.expect(200).version();
        let household = json!({"household": three(UNDER - 100)});
        let both = newcomer(&service, "head2.640104", "head", "640104").await;
        let prepared = people.county_caseworker.put_at(&path, version, &household).await.expect(200);
        assert_eq!(prepared.status, 200);
        let _ = object(&people.caseworker, &case, &posting, "该户另有收入").await.expect(200);
        // The same person, in another post of theirs.
        let admin = service.sign_in("accounts.640100").await;
        let union = admin.get("/unions?code=640104").await.expect(200).body["items"][0]["id"].clone();
        let officer = crate::cast::officer(&people.county_caseworker).await;
        let password = "a-long-walk-in-autumn";
        let account = json!({"username": "head3.640104", "password": password, "officer": officer, "union": union, "role": "head"});
        let _ = admin.post("/accounts", &account).await.expect(201);
        service.confirm("head3.640104").await;
        let same = service.settle("head3.640104", password).await;
        told(decide(&same, &case, 0).await, "prepared_it", None);
        let _ = decide(&both, &case, 0).await.expect(200);
    }

    async fn the_same_objection_waits_once(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        let first = object(&people.caseworker, &case, &posting, "该户另有收入").await.expect(200);
        let before = case.view().await;
        told(object(&people.caseworker, &case, &posting, "该户另有收入").await, "same_objection", None);
        let line = json!({"application": case.id, "word": "该户另有收入"});
        let again = people.county.post(&format!("/postings/{posting}/objections"), &line).await;
        told(again, "same_objection", None);
        assert_eq!(case.view().await, before);
        let _ = object(&people.caseworker, &case, &posting, "房产不符").await.expect(200);
        assert_eq!(first.body["objections"].as_array().unwrap().len(), 1);
        let _ = decide(&people.county, &case, 0).await.expect(200);
        let _ = object(&people.caseworker, &case, &posting, "该户另有收入").await.expect(200);
    }
}
