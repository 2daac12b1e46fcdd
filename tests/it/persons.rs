//! What is known of a person, and who changes it? No household changes what a case of another one rests on.

use domain::person::Identifiers;
use harness::canary::{ADDRESS, CARD, DAUGHTER, PHONE, SON, WORKER};
use harness::{Service, Value, json, on_both};

use crate::cast::{Cast, newcomer, told};
use crate::decisions::approved;
use crate::dossiers::{enter, path};
use crate::family::{UNDER, three};

/// A card that is good, and another's.
const OTHERS: &str = "6217000000000000020";

/// What is known of the person with that citizen id.
async fn known(service: &Service, number: &str) -> Identifiers {
    let store = service.store().await;
    let found = store.read(async |work| {
        let person = work.persons().find_by_citizen_id(number).await?.unwrap();
        work.persons().identifiers(&[person]).await
    });
    let found: Result<_, persistence::StoreError> = found.await;
    found.unwrap().into_values().next().unwrap()
}

/// A household of the worker alone, with that identification.
fn alone(identifiers: &Value) -> Value {
    json!({"worker_kind": "migrant_worker", "worker": 1, "card_of": 1, "members": [
        {"number": 1, "name": "丁建华", "relation": "01", "sex": "male", "lives_together": true,
         "identifiers": identifiers}]})
}

fn typed(card: &str) -> Value {
    json!({ "citizen_id": WORKER, "phone": PHONE, "address": ADDRESS, "card": card })
}

async fn close(people: &Cast, dossier: &str) {
    let path = format!("/dossiers/{dossier}");
    let version = people.county_caseworker.get(&path).await.expect(200).version();
    let close = json!({ "deed": "close" });
    let _ = people.county_caseworker.post_at(&format!("{path}/standing"), version, &close).await.expect(200);
}

on_both! {
    async fn what_another_union_types_changes_nothing_that_an_approved_case_rests_on(service: Service) {
        let people = Cast::of(&service).await;
        let case = approved(&people, &service).await;
        let before = known(&service, WORKER).await;
        let stranger = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        // While the household is open, nobody of it is in another.
        enter(&stranger, &alone(&typed(OTHERS))).await.refused(409, "duplicate");
        assert_eq!(known(&service, WORKER).await, before);
        close(&people, &case.dossier).await;
        for identifiers in [typed(OTHERS), json!({ "citizen_id": WORKER })] {
            let refused = enter(&stranger, &alone(&identifiers)).await;
            assert!(!refused.text.contains("丁建华") && !refused.text.contains("0012"), "{}", refused.text);
            told(refused, "rested_on_elsewhere", None);
            assert_eq!(known(&service, WORKER).await, before);
        }
        // As they are known they come in, and are not changed from there.
        let made = enter(&stranger, &alone(&typed(CARD))).await.expect(201);
        let change = json!({ "household": alone(&typed(OTHERS)) });
        told(stranger.put_at(&path(&made), 1, &change).await, "rested_on_elsewhere", None);
        assert_eq!(known(&service, WORKER).await, before);
        // A union above both corrects them for both.
        let city = newcomer(&service, "caseworker2.640100", "caseworker", "640100").await;
        let _ = city.put_at(&path(&made), 1, &change).await.expect(200);
        assert_eq!(known(&service, WORKER).await.card.unwrap().reveal(), OTHERS);
    }

    async fn where_no_case_elsewhere_rests_on_a_person_they_are_entered_as_they_are_today(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.on_file(&three(UNDER)).await;
        close(&people, &dossier).await;
        let stranger = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        let made = enter(&stranger, &alone(&typed(OTHERS))).await.expect(201);
        assert_eq!(known(&service, WORKER).await.card.unwrap().reveal(), OTHERS);
        // Who was not known before, and who becomes known: nobody rests on them.
        let mut household = alone(&typed(OTHERS));
        let members = household["members"].as_array_mut().unwrap();
        members.push(json!({"number": 2, "name": "丁小山", "relation": "22", "identifiers": {}}));
        let _ = stranger.put_at(&path(&made), 1, &json!({ "household": household })).await.expect(200);
        household["members"][1]["identifiers"] = json!({ "citizen_id": SON, "phone": PHONE });
        let _ = stranger.put_at(&path(&made), 2, &json!({ "household": household })).await.expect(200);
        assert!(known(&service, SON).await.phone.is_some());
    }

    async fn a_child_who_moved_out_of_a_household_keeps_what_its_case_rests_on(service: Service) {
        let people = Cast::of(&service).await;
        let case = approved(&people, &service).await;
        let mut left = three(UNDER);
        left["members"].as_array_mut().unwrap().remove(1);
        left["tuition"] = json!([]);
        left["unknowns"] = json!([{"field": "/members/1/identifiers/citizen_id", "remark": "身份证遗失,正在补办"}]);
        let _ = case.household(&left).await.expect(200);
        let stranger = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        let her = json!({ "citizen_id": DAUGHTER, "card": OTHERS });
        let mut household = alone(&her);
        household["members"][0]["relation"] = json!("02");
        household["members"][0]["sex"] = json!("female");
        told(enter(&stranger, &household).await, "rested_on_elsewhere", None);
        household["members"][0]["identifiers"] = json!({ "citizen_id": DAUGHTER });
        let _ = enter(&stranger, &household).await.expect(201);
    }
}
