//! Who puts a dossier on file, by which visit, and what keeps it open?

use harness::{Answer, Client, Service, json, on_both};

use crate::cast::{Cast, newcomer, told};
use crate::family::{UNDER, others, three};

/// Somebody moves the dossier, on its present version.
async fn moves(who: &Client, dossier: &str, body: harness::Value) -> Answer {
    let path = format!("/dossiers/{dossier}");
    let version = who.get(&path).await.expect(200).version();
    who.post_at(&format!("{path}/standing"), version, &body).await
}

on_both! {
    async fn a_visit_of_last_year_confirms_nothing_whatever_day_is_named(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&three(UNDER)).await;
        service.set_clock("2019-01-05T09:00:00+08:00").await;
        let lapse = json!({"deed": "lapse", "on": "2019-01-01"});
        moves(&people.county, &dossier, lapse).await.expect(200);
        told(moves(&people.county, &dossier, json!({"deed": "confirm"})).await, "visited_this_year", None);
        let early = json!({"deed": "confirm", "on": "2018-12-31"});
        told(moves(&people.county, &dossier, early).await, "not_before_since", None);
        let close = json!({"deed": "close", "on": "2018-12-31"});
        told(moves(&people.county, &dossier, close).await, "not_before_since", None);
    }

    async fn a_visit_that_disagrees_takes_back_what_one_of_the_year_found(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        case.visit().await;
        case.visited("in_person", false).await;
        let kept = people.county.get(&format!("/dossiers/{dossier}")).await.expect(200).body;
        assert_eq!(kept["standing"]["visited_on"], harness::Value::Null);
        told(moves(&people.county, &dossier, json!({"deed": "confirm"})).await, "visited_this_year", None);
        case.visit().await;
        moves(&people.county, &dossier, json!({"deed": "confirm"})).await.expect(200);
    }

    async fn the_nearest_county_level_union_confirms_and_the_city_only_where_there_is_none(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        told(moves(&people.city, &dossier, json!({"deed": "close"})).await, "nearest_county", None);
        let allowed = async |who: &Client, dossier: &str| {
            who.get(&format!("/dossiers/{dossier}")).await.expect(200).body["allowed"].clone()
        };
        assert_eq!(allowed(&people.city, &dossier).await, json!([]));
        assert_eq!(allowed(&people.county, &dossier).await, json!(["close"]));
        let direct = newcomer(&service, "caseworker.6401gj", "caseworker", "6401GJ").await;
        let own = direct.post("/dossiers", &json!({"household": others(three(UNDER), 5)})).await.expect(201).id();
        assert_eq!(allowed(&people.city, &own).await, json!(["close"]));
        moves(&people.city, &own, json!({"deed": "close"})).await.expect(200);
        // A county in which nobody has such a post is none.
        let far = newcomer(&service, "caseworker.05jx01", "caseworker", "05JX01").await;
        let own = far.post("/dossiers", &json!({"household": others(three(UNDER), 6)})).await.expect(201).id();
        moves(&people.city, &own, json!({"deed": "close"})).await.expect(200);
    }

    async fn a_dossier_is_not_closed_under_a_case_that_is_not_decided(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        told(moves(&people.county, &case.dossier, json!({"deed": "close"})).await, "case_open", None);
        let word = json!({"action": "withdraw", "note": "暂不申请"});
        let _ = case.does(&people.caseworker, word).await.expect(200);
        moves(&people.county, &case.dossier, json!({"deed": "close"})).await.expect(200);
    }
}
