//! Whose is a case, when its student turns out to be somebody else? One student has one live case, as people are known today.

use harness::canary::DAUGHTER;
use harness::{Service, Value, json, on_both};

use crate::cast::{Case, Cast, told};
use crate::family::{UNDER, citizen_id, enrolment, new_case, others, siblings, three};

fn does(action: &str) -> Value {
    json!({ "action": action })
}

/// The household with another citizen id of one of its members.
fn with_id(mut household: Value, at: usize, number: &str) -> Value {
    household["members"][at]["identifiers"] = json!({ "citizen_id": number });
    household
}

/// Another application for the same member is refused by the one that lives.
async fn has_one(case: &Case<'_>, member: u8) {
    let again = case.cast.caseworker.post("/applications", &new_case(&case.dossier, member)).await;
    told(again, "other_live", Some("N20"));
}

/// From a draft to the city's approval.
async fn approved(service: &Service, case: &Case<'_>) {
    case.to_city(service).await;
    case.act(&case.cast.city, "approve").await;
}

on_both! {
    async fn a_case_goes_with_the_citizen_id_that_is_put_right(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        case.household(&with_id(three(UNDER), 1, &citizen_id(1999, 4))).await.expect(200);
        has_one(&case, 2).await;
        // What was seen and signed was of somebody else.
        case.refuses(&people.head, does("sign"), "visit_outdated", Some("N15")).await;
        case.visit().await;
        case.refuses(&people.head, does("sign"), "signature_outdated", Some("N14")).await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
        let entries = "SELECT count(*) FROM log_entries WHERE act = 'change_application'";
        assert_eq!(service.numbers(entries).await, [1]);
    }

    async fn an_approved_case_stays_its_students(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        approved(&service, &case).await;
        let before = case.view().await;
        let another = with_id(three(UNDER), 1, &citizen_id(1999, 4));
        told(case.household(&another).await, "student_decided", Some("N20"));
        assert_eq!(case.view().await, before);
        case.cast.caseworker.get(&case.path("/letter")).await.refused(404, "not_found");
        let _ = case.does(&people.second, json!({"action": "revoke", "note": "证件号码有误"})).await.expect(200);
        let letter = case.cast.caseworker.get(&case.path("/letter")).await.expect(200).body;
        assert_eq!((&letter["tells"], &letter["appeal"]), (&json!("revocation"), &Value::Null));
        assert_eq!((&letter["decision"]["by"], &letter["decision"]["reasons"]), (&json!("银川市总工会"), &json!("证件号码有误")));
        assert!(letter["text"].as_str().unwrap().contains("由银川市总工会撤销核准"), "{letter}");
        // A wrong id is put right once the approval is taken back.
        case.household(&another).await.expect(200);
        let _ = people.enter(&case.dossier, 2).await;
    }

    async fn nobody_becomes_who_has_a_live_case_elsewhere(service: Service) {
        let people = Cast::of(&service).await;
        let first = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        approved(&service, &first).await;
        let path = format!("/dossiers/{}", first.dossier);
        let version = people.county.get(&path).await.expect(200).version();
        let _ = people.county.post_at(&format!("{path}/standing"), version, &json!({"deed": "close"})).await.expect(200);
        let mut unknown = others(three(UNDER), 9);
        unknown["members"][1]["identifiers"] = json!({});
        for household in [others(three(UNDER), 7), unknown] {
            let second = people.enter(&people.dossier(&household).await, 2).await;
            let path = format!("/dossiers/{}", second.dossier);
            let before = (second.view().await, people.caseworker.get(&path).await.body);
            told(second.household(&with_id(household, 1, DAUGHTER)).await, "other_live", Some("N20"));
            assert_eq!((second.view().await, people.caseworker.get(&path).await.body), before);
        }
    }

    async fn the_cases_of_two_children_whose_ids_were_interchanged_change_places(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = others(siblings(), 3);
        let dossier = people.dossier(&household).await;
        let (first, second) = (people.enter(&dossier, 2).await, people.enter(&dossier, 4).await);
        let members = household["members"].as_array_mut().unwrap();
        let (one, other) = (members[1]["identifiers"].clone(), members[3]["identifiers"].clone());
        members[1]["identifiers"] = other;
        members[3]["identifiers"] = one;
        for member in [1, 3] {
            members[member].as_object_mut().unwrap().remove("sex");
        }
        first.household(&household).await.expect(200);
        has_one(&first, 2).await;
        has_one(&second, 4).await;
        // Each case went with its student: once the first is withdrawn, the member under its number has none.
        let word = json!({"action": "withdraw", "note": "暂不申请"});
        let _ = first.does(&people.caseworker, word).await.expect(200);
        has_one(&second, 4).await;
        let _ = people.enter(&dossier, 2).await;
    }

    async fn a_child_does_not_take_the_place_of_another_whose_case_lives_on(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = others(siblings(), 4);
        let dossier = people.dossier(&household).await;
        let (first, _) = (people.enter(&dossier, 2).await, people.enter(&dossier, 4).await);
        let gone = household["members"].as_array_mut().unwrap().pop().unwrap();
        household["members"][1]["identifiers"] = gone["identifiers"].clone();
        household["members"][1].as_object_mut().unwrap().remove("sex");
        household["tuition"].as_array_mut().unwrap().pop();
        told(first.household(&household).await, "other_live", Some("N20"));
    }

    async fn a_student_who_is_no_member_any_more_is_missing(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.papers().await;
        let mut without = three(UNDER);
        without["members"].as_array_mut().unwrap().remove(1);
        without["tuition"] = json!([]);
        case.household(&without).await.expect(200);
        let missing = case.view().await["missing"].to_string();
        assert!(missing.contains("/enrolment/member"), "{missing}");
        case.refuses(&people.caseworker, does("submit"), "incomplete", Some("N14")).await;
    }

    async fn a_school_that_was_not_there_in_the_year_of_admission_is_refused(service: Service) {
        let people = Cast::of(&service).await;
        // 2016-07-18 was its last day.
        let closed = "UPDATE schools SET valid_to = 17000 WHERE code = '4164010749'";
        assert_eq!(service.sql(closed).await, Ok(1));
        let dossier = people.dossier(&three(UNDER)).await;
        let told = people.caseworker.post("/applications", &new_case(&dossier, 2)).await.refused(422, "invalid");
        assert_eq!(told.pointers(), ["/enrolment/school"]);
        let mut earlier = new_case(&dossier, 2);
        earlier["enrolment"]["admission_year"] = json!(2016);
        let made = people.caseworker.post("/applications", &earlier).await.expect(201);
        let path = format!("/applications/{}/enrolment", made.id());
        let told = people.caseworker.put_at(&path, 1, &enrolment(2)).await.refused(422, "invalid");
        assert_eq!(told.pointers(), ["/school"]);
    }
}
