//! Who comes first where money or time is short? By the edition's keys, from what the dossier says (N05).

use harness::{Service, Value, json, on_both};

use crate::cast::{Case, Cast};
use crate::family::{others, siblings, three};

/// The keys by which a case stands where it does, each with its value at the last act.
async fn reasons(case: &Case<'_>) -> Vec<(String, Value)> {
    let found = case.cast.city.get(&case.path("/assessment")).await.expect(200).body;
    let reasons = found["assessment"]["priority"]["reasons"].as_array().unwrap();
    reasons.iter().map(|one| (one["key"].as_str().unwrap().to_owned(), one["numerator"].clone())).collect()
}

async fn submitted<'a>(people: &'a Cast, household: &Value) -> Case<'a> {
    let case = people.enter(&people.on_file(household).await, 2).await;
    case.papers().await;
    case.act(&people.caseworker, "submit").await;
    case
}

/// The policy of 2018 in force.
async fn aid(people: &Cast) -> Value {
    let campaign = people.city.get("/campaigns?year=2018").await.expect(200).body["items"][0].clone();
    let editions = format!("/campaigns/{}/editions", campaign["id"].as_str().unwrap());
    let first = people.city.get(&editions).await.expect(200).body["items"][0].clone();
    let path = format!("{editions}/{}", first["id"].as_str().unwrap());
    people.city.get(&path).await.expect(200).body["content"]["aid"].clone()
}

on_both! {
    async fn the_harder_category_comes_first_among_new_entrants(service: Service) {
        let people = Cast::of(&service).await;
        let ranks = aid(&people).await["hardship"].clone();
        assert_eq!((&ranks["value"][0], &ranks["source"]), (&json!("subsistence"), &json!("practice")));
        let poorer = submitted(&people, &others(three(1_000_000), 1)).await;
        let mut household = others(three(2_000_000), 2);
        household["hardship_category"] = json!("subsistence");
        let harder = submitted(&people, &household).await;
        let mut household = others(three(1_000_000), 3);
        household.as_object_mut().unwrap().remove("hardship_category");
        let unknown = submitted(&people, &household).await;
        let list = people.city.get("/applications?sort=priority&stage=signing").await.expect(200).body;
        let order: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|line| &line["id"]).collect();
        assert_eq!(order, [&harder.id, &poorer.id, &unknown.id]);
        for (case, rank) in [(&harder, json!(1)), (&poorer, json!(2)), (&unknown, Value::Null)] {
            assert!(reasons(case).await.contains(&("hardship".to_owned(), rank)));
        }
    }

    async fn all_of_the_household_who_are_at_college_are_counted_whoever_applies(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = siblings();
        household["members"][3]["education"] = json!({"level": "20", "admission_year": 2016, "years": 4});
        household["members"][2]["education"] = json!({"level": "20", "admission_year": 1990, "years": 4});
        let case = submitted(&people, &household).await;
        assert!(reasons(&case).await.contains(&("students_in_college".to_owned(), json!(2))));
    }
}
