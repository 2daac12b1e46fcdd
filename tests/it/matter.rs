//! What must be seen and signed anew when it changes? All that the rules read and that people looked at.

use harness::{Service, Value, json, on_both};

use crate::cast::{Case, Cast};
use crate::family::{enrolment, three};

const INCOME: i64 = 1_000_000;

/// At signing, seen and signed.
async fn signed(case: &Case<'_>) {
    case.papers().await;
    case.act(&case.cast.caseworker, "submit").await;
    case.visit().await;
    case.seal(true).await;
}

/// What was seen no longer holds; it does again after another visit.
async fn seen_anew(case: &Case<'_>, what: &str) {
    let sign = json!({ "action": "sign" });
    let refused = case.does(&case.cast.head, sign).await.refused(409, "refused");
    assert_eq!(refused.body["rule"], "visit_outdated", "{what}: {}", refused.text);
    case.visit().await;
}

on_both! {
    async fn another_enrolment_is_another_matter(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(INCOME)).await, 2).await;
        let mut third = enrolment(2);
        third["batch"] = json!("third");
        case.studies(&third).await.expect(200);
        signed(&case).await;
        case.studies(&enrolment(2)).await.expect(200);
        assert_eq!(case.view().await["outcome"], "eligible");
        seen_anew(&case, "batch").await;
        for (field, value) in [
            ("years", json!(5)),
            ("enrolment_proof", json!("verified")),
            ("batch", json!("first")),
        ] {
            let mut other = enrolment(2);
            other[field] = value;
            case.studies(&other).await.expect(200);
            seen_anew(&case, field).await;
        }
        // What neither a rule reads nor a visitor looks at changes nothing.
        let mut subject = enrolment(2);
        subject["batch"] = json!("first");
        subject["major"] = json!("土木工程");
        case.studies(&subject).await.expect(200);
        case.seal(true).await;
        case.act(&people.head, "sign").await;
    }

    async fn another_relation_workplace_or_union_aid_is_another_matter(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(INCOME)).await, 2).await;
        signed(&case).await;
        let mut household = three(INCOME);
        for (pointer, value) in [
            ("/members/1/relation", json!("31")),
            ("/workplace/name", json!("兴庆印染厂")),
            ("/union_aid", json!([{"member": 2, "received_on": "2017-08-25", "amount_fen": 100_000}])),
        ] {
            *household.pointer_mut(pointer).unwrap() = value;
            case.household(&household).await.expect(200);
            seen_anew(&case, pointer).await;
        }
        household["housing"] = Value::Null;
        case.household(&household).await.expect(200);
        case.seal(true).await;
        case.act(&people.head, "sign").await;
    }

    async fn a_ruling_on_one_relation_does_not_hold_for_another(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = three(INCOME);
        household["members"][1]["relation"] = json!("42");
        let case = people.enter(&people.on_file(&household).await, 2).await;
        let ruling = json!({"rule": "child", "ruled": "met", "reasons": "父母双亡,由祖父监护"});
        let _ = people.county.post_at(&case.path("/rulings"), case.version().await, &ruling).await.expect(200);
        assert_eq!(case.view().await["outcome"], "eligible");
        household["members"][1]["relation"] = json!("44");
        case.household(&household).await.expect(200);
        assert_eq!(case.view().await["outcome"], "for_review");
    }
}
