//! What of a household counts on the income line, and what is unknown until it is told?

use harness::{Service, Value, json, on_both};

use crate::cast::Cast;
use crate::family::{UNDER, citizen_id, three};

on_both! {
    async fn whoever_counts_as_one_of_the_household_is_known_by_a_number_or_it_is_said_why_not(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = three(UNDER);
        let members = household["members"].as_array_mut().unwrap();
        members.push(json!({"number": 4, "name": "丁多多", "relation": "32", "lives_together": true}));
        let case = people.enter(&people.on_file(&household).await, 2).await;
        let missing = case.view().await["missing"].to_string();
        assert!(missing.contains("/household/members/3/identifiers/citizen_id"), "{missing}");
        assert!(!missing.contains("/members/2/"), "it is said why that is not known: {missing}");
        household["members"][3]["lives_together"] = json!(false);
        case.household(&household).await.expect(200);
        assert!(!case.view().await["missing"].to_string().contains("/members/"));
        household["members"][3]["lives_together"] = json!(true);
        household["members"][3]["identifiers"] = json!({"citizen_id": citizen_id(2001, 8)});
        case.household(&household).await.expect(200);
        assert!(!case.view().await["missing"].to_string().contains("/members/"));
    }

    async fn income_of_other_months_alone_is_not_no_income(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = three(UNDER);
        household["incomes"][0]["months"] = json!({"from": "2010-01", "to": "2010-06"});
        let case = people.enter(&people.on_file(&household).await, 2).await;
        let view = case.view().await;
        assert_eq!((&view["outcome"], &view["hindering"][0]["rule"]), (&json!("incomplete"), &json!("income_line")));
        household["incomes"][0] =
            json!({"member": 1, "kind": "wage", "months": {"from": "2017-07", "to": "2018-06"}, "amount_fen": 0});
        case.household(&household).await.expect(200);
        assert_eq!(case.view().await["outcome"], "eligible");
    }

    async fn the_tuition_of_a_child_is_taken_off_once(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = three(UNDER);
        let row: Value = household["tuition"][0].clone();
        household["tuition"].as_array_mut().unwrap().push(row);
        let told = people.caseworker.post("/dossiers", &json!({ "household": household })).await.refused(422, "invalid");
        assert_eq!(told.pointers(), ["/household/tuition/1"]);
    }
}
