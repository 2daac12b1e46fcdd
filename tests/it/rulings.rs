//! Who decides what the rules leave to a person, for how long does it hold, and what comes of it for siblings?

use harness::{Answer, Client, Service, Value, json, on_both};

use crate::cast::{Case, Cast, told};
use crate::family::{enrolment, siblings, three};

fn does(action: &str) -> Value {
    json!({ "action": action })
}

/// A student of a private school in a province that has merged its batches.
fn merged(member: u8) -> Value {
    let mut of = enrolment(member);
    of["school"]["code"] = json!("4161012712");
    of["batch"] = json!("merged");
    of
}

async fn rule(who: &Client, case: &Case<'_>, rule: &str, ruled: &str) -> Answer {
    let body = json!({"rule": rule, "ruled": ruled, "reasons": "已查阅招生章程"});
    who.post_at(&case.path("/rulings"), case.version().await, &body).await
}

async fn comes_to(case: &Case<'_>, outcome: &str, amount_fen: Value) {
    let view = case.view().await;
    assert_eq!((&view["outcome"], &view["amount_fen"]), (&json!(outcome), &amount_fen), "{view}");
}

/// What is kept with the case counts its rulings, and gives the same made again.
async fn keeps(case: &Case<'_>, outcome: &str) {
    let kept = case.cast.city.get(&case.path("/assessment?recompute=true")).await.expect(200).body;
    let has = (&kept["made_on"], &kept["same"], &kept["assessment"]["outcome"]);
    assert_eq!(has, (&json!("last_act"), &json!(true), &json!(outcome)));
}

on_both! {
    async fn a_merged_batch_is_ruled_on_by_the_county_again_and_anew_for_another_matter(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(1_000_000)).await, 2).await;
        case.studies(&merged(2)).await.expect(200);
        comes_to(&case, "for_review", json!(500_000)).await;
        told(rule(&people.head, &case, "batch", "met").await, "wrong_union", Some("N15"));
        told(rule(&people.city, &case, "batch", "met").await, "wrong_union", Some("N15"));
        told(rule(&people.county, &case, "not_military", "met").await, "not_for_review", None);
        rule(&people.caseworker, &case, "batch", "met").await.refused(403, "forbidden");
        rule(&people.county, &case, "batch", "met").await.expect(200);
        comes_to(&case, "eligible", json!(500_000)).await;
        keeps(&case, "eligible").await;
        rule(&people.county, &case, "batch", "not_met").await.expect(200);
        comes_to(&case, "not_eligible", Value::Null).await;
        keeps(&case, "not_eligible").await;
        rule(&people.county, &case, "batch", "met").await.expect(200);
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        case.household(&three(900_000)).await.expect(200);
        comes_to(&case, "for_review", json!(500_000)).await;
        case.refuses(&people.head, does("sign"), "not_eligible", Some("N01")).await;
        rule(&people.county, &case, "batch", "met").await.expect(200);
        case.visit().await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
        let made = people.city.get(&case.path("/assessment?recompute=true")).await.expect(200).body;
        assert_eq!((&made["same"], &made["assessment"]["outcome"]), (&json!(true), &json!("eligible")));
        assert_eq!(case.view().await["rulings"].as_array().unwrap().len(), 4);
    }

    async fn a_postgraduate_is_for_the_city_alone_to_rule_on(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(1_000_000)).await, 2).await;
        let mut postgraduate = enrolment(2);
        postgraduate["level"] = json!("postgraduate");
        postgraduate["batch"] = Value::Null;
        case.studies(&postgraduate).await.expect(200);
        comes_to(&case, "for_review", json!(400_000)).await;
        told(rule(&people.county, &case, "level", "met").await, "wrong_union", Some("N15"));
        rule(&people.second, &case, "level", "met").await.expect(200);
        comes_to(&case, "eligible", json!(400_000)).await;
    }

    async fn a_sibling_who_was_ruled_out_counts_again_when_the_ruling_falls(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&siblings()).await;
        let (case, sibling) = (people.enter(&dossier, 2).await, people.enter(&dossier, 4).await);
        sibling.studies(&merged(4)).await.expect(200);
        sibling.papers().await;
        sibling.act(&people.caseworker, "submit").await;
        comes_to(&case, "not_eligible", Value::Null).await;
        rule(&people.county, &sibling, "batch", "not_met").await.expect(200);
        comes_to(&case, "eligible", json!(400_000)).await;
        sibling.studies(&enrolment(4)).await.expect(200);
        comes_to(&case, "not_eligible", Value::Null).await;
        let listed = people.city.get("/applications?outcome=not_eligible&total=true").await.expect(200).body;
        assert_eq!((&listed["total"], &listed["items"][0]["id"]), (&json!(1), &json!(case.id)));
    }
}
