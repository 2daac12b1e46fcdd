//! Of which paper is a scan? Of one signature, and of what the case was about when it was attached.

use harness::{Answer, Service, json, on_both};

use crate::cast::{Case, Cast, TODAY, told};
use crate::family::{UNDER, enrolment, three};

async fn sign(case: &Case<'_>, scan: &str) -> Answer {
    let body = json!({"day": TODAY, "signed": true, "sealed": true, "scan": scan});
    case.cast.caseworker.post_at(&case.path("/signatures"), case.version().await, &body).await
}

async fn submitted(people: &Cast) -> Case<'_> {
    let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
    case.papers().await;
    case.act(&people.caseworker, "submit").await;
    case
}

on_both! {
    async fn a_scan_serves_one_signature(service: Service) {
        let people = Cast::of(&service).await;
        let case = submitted(&people).await;
        let scan = case.attach("signature_scan").await;
        let _ = sign(&case, &scan).await.expect(200);
        told(sign(&case, &scan).await, "scan_named", Some("N14"));
        let next = case.attach("signature_scan").await;
        let _ = sign(&case, &next).await.expect(200);
    }

    async fn a_scan_of_what_stood_before_signs_nothing_else(service: Service) {
        let people = Cast::of(&service).await;
        let case = submitted(&people).await;
        let scan = case.attach("signature_scan").await;
        let mut other = enrolment(2);
        other["years"] = json!(5);
        let _ = case.studies(&other).await.expect(200);
        told(sign(&case, &scan).await, "scan_outdated", Some("N14"));
        let _ = case.household(&three(UNDER - 100)).await.expect(200);
        told(sign(&case, &scan).await, "scan_outdated", Some("N14"));
        case.visit().await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
    }
}
