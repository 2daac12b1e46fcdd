//! What may be set aside for one case, on which day does that count, and what still binds?

use harness::{Answer, Client, Service, Value, json, on_both};

use crate::cast::{Case, Cast, TODAY, told};
use crate::family::{UNDER, three};

fn does(action: &str) -> Value {
    json!({ "action": action })
}

/// Somebody sets it aside on evidence of that kind.
async fn except(who: &Client, case: &Case<'_>, excepted: &str, evidence: &str, more: Value) -> Answer {
    let file = case.attach(evidence).await;
    let mut body = json!({"excepted": excepted, "reasons": "情况属实", "evidence": [file]});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    who.post_at(&case.path("/exceptions"), case.version().await, &body).await
}

/// All papers but the proof of income.
async fn without_income_proof(case: &Case<'_>) {
    for kind in
        ["written_application", "dossier_material", "approval_form", "admission_letter", "tuition_proof"]
    {
        let _ = case.attach(kind).await;
    }
}

async fn draft(people: &Cast) -> Case<'_> {
    people.enter(&people.on_file(&three(UNDER)).await, 2).await
}

/// Submitted, without a visit.
async fn submitted(people: &Cast) -> Case<'_> {
    let case = draft(people).await;
    case.papers().await;
    case.act(&people.caseworker, "submit").await;
    case
}

on_both! {
    async fn a_late_paper_lets_a_case_be_submitted_and_not_approved(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        without_income_proof(&case).await;
        case.refuses(&people.caseworker, does("submit"), "incomplete", Some("N14")).await;
        let late = |until: Value| json!({"papers": ["income_proof"], "until": until});
        told(except(&people.county, &case, "late_paper", "explanation", late(json!("2018-08-20"))).await, "exception_evidence", None);
        told(except(&people.county, &case, "late_paper", "undertaking", late(json!("2018-08-30"))).await, "exception_too_long", None);
        told(except(&people.county, &case, "late_paper", "undertaking", late(json!("2018-07-29"))).await, "exception_past", None);
        told(except(&people.head, &case, "late_paper", "undertaking", late(json!("2018-08-20"))).await, "exception_level", None);
        except(&people.county, &case, "late_paper", "undertaking", late(json!("2018-08-20"))).await.expect(200);
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
        case.opinion(true).await;
        case.consents().await;
        let _ = case.post().await.expect(201);
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        case.act(&people.head, "forward").await;
        case.refuses(&people.county, does("approve"), "not_now", None).await;
        // Above the county, so that another head than the one who excepted it may go on.
        let other = crate::cast::newcomer(&service, "head2.640104", "head", "640104").await;
        case.act(&other, "endorse").await;
        case.refuses(&people.city, does("approve"), "incomplete", Some("N14")).await;
        let _ = case.attach("income_proof").await;
        case.act(&people.city, "approve").await;
    }

    async fn a_late_paper_is_due_on_its_day(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        without_income_proof(&case).await;
        let late = json!({"papers": ["income_proof"], "until": "2018-08-01"});
        except(&people.county, &case, "late_paper", "undertaking", late).await.expect(200);
        service.set_clock("2018-08-02T00:00:00+08:00").await;
        case.refuses(&people.caseworker, does("submit"), "incomplete", Some("N14")).await;
    }

    async fn the_street_speaks_for_a_workplace_that_does_not_answer(service: Service) {
        let people = Cast::of(&service).await;
        let case = submitted(&people).await;
        case.visit().await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
        case.consents().await;
        case.record("opinions", json!({"from": "street", "day": TODAY, "in_favour": true})).await;
        told(case.post().await, "opinion_missing", Some("N14"));
        let until = json!({"until": TODAY});
        except(&people.county, &case, "silent_workplace", "explanation", until).await.expect(200);
        // It was given while the exception stood.
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let _ = case.post().await.expect(201);
    }

    async fn a_visit_by_video_or_by_others_is_excepted_on_its_own_day(service: Service) {
        let people = Cast::of(&service).await;
        let case = submitted(&people).await;
        case.seal(true).await;
        for (manner, excepted, evidence) in
            [("video", "video_visit", "visit_record"), ("entrusted", "entrusted_visit", "entrustment")]
        {
            case.visited(manner, true).await;
            case.refuses(&people.head, does("sign"), "visit_not_in_person", Some("N15")).await;
            except(&people.county, &case, excepted, evidence, json!({"until": TODAY})).await.expect(200);
        }
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        case.act(&people.head, "sign").await;
    }

    async fn a_single_visitor_is_excepted_on_the_day_of_the_visit(service: Service) {
        let people = Cast::of(&service).await;
        let case = submitted(&people).await;
        case.seal(true).await;
        case.visit_alone().await;
        let until = json!({"until": TODAY});
        except(&people.county, &case, "single_visitor", "explanation", until).await.expect(200);
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        case.act(&people.head, "sign").await;
    }

    async fn a_student_without_a_citizen_id_takes_the_citys_exception_to_the_end(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = three(UNDER);
        household["members"][1]["identifiers"] = json!({});
        let case = people.enter(&people.on_file(&household).await, 2).await;
        case.papers().await;
        case.refuses(&people.caseworker, does("submit"), "incomplete", Some("N14")).await;
        told(except(&people.county, &case, "odd_id", "identity", json!({})).await, "exception_level", None);
        except(&people.second, &case, "odd_id", "identity", json!({})).await.expect(200);
        case.to_city(&service).await;
        case.act(&people.city, "approve").await;
    }
}
