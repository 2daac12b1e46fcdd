//! Who is kin to the family, who may say so, and how is it taken back?

use harness::{Client, Service, Value, json, on_both};

use crate::cast::{Case, Cast, officer, told};
use crate::family::{UNDER, three};

async fn declare(who: &Client, case: &Case<'_>, kin: &Client) -> String {
    let body = json!({"officer": officer(kin).await, "word": "户主之弟"});
    let declared = who.post_at(&case.path("/kinships"), case.version().await, &body).await.expect(200);
    let kinships = declared.body["kinships"].as_array().unwrap();
    kinships.last().unwrap()["id"].as_str().unwrap().to_owned()
}

on_both! {
    async fn a_case_that_nobody_may_decide_says_so_and_a_kinship_is_taken_back(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_city(&service).await;
        assert_eq!(case.view().await["nobody_at"], json!([]));
        let first = declare(&people.caseworker, &case, &people.city).await;
        let second = declare(&people.caseworker, &case, &people.second).await;
        assert_eq!(case.view().await["nobody_at"], json!([2]));
        case.refuses(&people.city, json!({"action": "approve"}), "kin", None).await;
        let body = json!({"reasons": "同名同姓,误报"});
        let path = case.path(&format!("/kinships/{first}/withdrawal"));
        told(people.city.post_at(&path, case.version().await, &body).await, "kin", None);
        told(people.county_caseworker.post_at(&path, case.version().await, &body).await, "wrong_role", None);
        people.county.post(&path, &body).await.refused(428, "version_required");
        let taken = people.county.post_at(&path, case.version().await, &body).await.expect(200);
        assert_eq!(taken.body["kinships"][0]["withdrawn"]["reasons"], "同名同姓,误报");
        assert_eq!(taken.body["kinships"][1]["withdrawn"], Value::Null);
        assert_eq!(taken.body["nobody_at"], json!([]));
        told(people.county.post_at(&path, case.version().await, &body).await, "kinship_withdrawn", None);
        let unknown = case.path("/kinships/01890a5d-ac96-774b-bcce-b302099a8057/withdrawal");
        people.county.post_at(&unknown, case.version().await, &body).await.refused(404, "not_found");
        case.refuses(&people.second, json!({"action": "approve"}), "kin", None).await;
        let path = case.path(&format!("/kinships/{second}/withdrawal"));
        people.caseworker.post_at(&path, case.version().await, &body).await.expect(200);
        case.act(&people.second, "approve").await;
    }

    async fn one_officer_declares_a_kinship_once_until_it_is_taken_back(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let kinship = declare(&people.caseworker, &case, &people.city).await;
        let twice = json!({"officer": officer(&people.city).await, "word": "户主之兄"});
        let path = case.path("/kinships");
        told(people.caseworker.post_at(&path, case.version().await, &twice).await, "kinship_declared", None);
        let _ = declare(&people.head, &case, &people.city).await;
        let back = case.path(&format!("/kinships/{kinship}/withdrawal"));
        let reasons = json!({"reasons": "说明有误"});
        let _ = people.caseworker.post_at(&back, case.version().await, &reasons).await.expect(200);
        let _ = people.caseworker.post_at(&path, case.version().await, &twice).await.expect(200);
    }

    async fn finance_declares_kinship_too(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let finance = service.sign_in("finance.640100").await;
        let _ = declare(&finance, &case, &finance).await;
    }
}
