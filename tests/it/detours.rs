//! What becomes of a case that is returned, rejected, appealed or objected to?

use harness::{Service, Value, json, on_both};

use crate::cast::Cast;
use crate::family::{UNDER, three};

fn does(action: &str) -> Value {
    json!({ "action": action })
}

fn because(action: &str) -> Value {
    json!({ "action": action, "note": "核对后认为应当如此" })
}

fn back(to: &str) -> Value {
    json!({ "action": "return", "to": to, "note": "请核对收入证明" })
}

on_both! {
    async fn what_a_union_above_returned_comes_straight_back(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_county(&service).await;
        let stops = case.view().await["road"]["stops"].clone();
        let at = |stop: usize| ("review".to_owned(), stops[stop]["position"].clone());
        assert_eq!(case.place().await, at(1));
        let _ = case.does(&people.county, back("draft")).await.expect(200);
        let returned = case.view().await["returned"].clone();
        assert_eq!(returned["decision"]["reasons"], "请核对收入证明", "whoever corrects it reads why: {returned}");
        assert_eq!(returned["from"], stops[1]["position"]);
        case.refuses(&people.head, does("forward"), "not_now", None).await;
        case.act(&people.caseworker, "submit").await;
        case.act(&people.head, "sign").await;
        case.act(&people.head, "forward").await;
        assert_eq!(case.place().await, at(1));
        case.act(&people.county, "endorse").await;
        let _ = case.does(&people.city, back("unit_review")).await.expect(200);
        case.act(&people.head, "forward").await;
        assert_eq!(case.place().await, at(2));
        case.act(&people.city, "approve").await;
    }

    async fn a_rejection_is_appealed_once_and_heard_by_another(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(1_000_000)).await, 2).await;
        case.to_city(&service).await;
        let _ = case.does(&people.city, because("reject")).await.expect(200);
        case.refuses(&people.city, does("approve"), "not_now", None).await;
        case.refuses(&people.head, because("appeal"), "wrong_role", None).await;
        case.refuses(&people.caseworker, does("appeal"), "no_grounds", None).await;
        let _ = case.does(&people.caseworker, because("appeal")).await.expect(200);
        case.refuses(&people.city, because("uphold"), "own_decision", None).await;
        let _ = case.does(&people.second, because("uphold")).await.expect(200);
        assert_eq!(case.place().await.0, "review");
        case.refuses(&people.city, because("reject"), "upheld_before", None).await;
        case.act(&people.city, "approve").await;
        let found = people.city.get(&case.path("/assessment?recompute=true")).await.expect(200).body;
        assert_eq!((&found["same"], &found["assessment"]["outcome"]), (&json!(true), &json!("eligible")));
    }

    async fn an_appeal_dismissed_is_for_good_for_that_matter(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(1_000_000)).await, 2).await;
        case.to_county(&service).await;
        let _ = case.does(&people.county, because("reject")).await.expect(200);
        let _ = case.does(&people.caseworker, because("appeal")).await.expect(200);
        case.refuses(&people.county, because("dismiss"), "wrong_union", Some("N15")).await;
        let _ = case.does(&people.city, because("dismiss")).await.expect(200);
        case.refuses(&people.caseworker, because("appeal"), "rejected_for_good", None).await;
        let again = people.enter(&case.dossier, 2).await;
        again.papers().await;
        again.refuses(&people.caseworker, does("submit"), "same_matter_dismissed", None).await;
    }

    async fn an_objection_holds_the_case_until_it_is_decided(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_unit_review().await;
        let posting = case.post().await.expect(201).id();
        let word = json!({ "posting": posting, "word": "该户另有收入" });
        let held = people.county_caseworker.post(&case.path("/objections"), &word).await.expect(200);
        let objection = held.body["objections"][0]["id"].as_str().unwrap().to_owned();
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        case.refuses(&people.head, does("forward"), "objection_open", None).await;
        let path = case.path(&format!("/objections/{objection}/decision"));
        let body = json!({ "upheld": false, "reasons": "经核实并无其他收入" });
        people.caseworker.post_at(&path, case.version().await, &body).await.refused(403, "forbidden");
        let decided = people.county.post_at(&path, case.version().await, &body).await.expect(200);
        assert_eq!(decided.body["objections"][0]["state"], "dismissed");
        case.act(&people.head, "forward").await;
    }
}
