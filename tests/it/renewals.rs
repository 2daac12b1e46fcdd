//! Which visit renews a dossier? One that holds by itself, or as soon as an exception covers it.

use harness::{Service, Value, json, on_both};

use crate::cast::{Case, Cast, TODAY, officer};
use crate::family::{UNDER, siblings, three};

/// The day on which a visit last found the household as the dossier has it.
async fn visited_on(case: &Case<'_>) -> Value {
    let path = format!("/dossiers/{}", case.dossier);
    case.cast.caseworker.get(&path).await.expect(200).body["standing"]["visited_on"].clone()
}

/// The county sets the condition aside on evidence of that kind.
async fn except(case: &Case<'_>, excepted: &str, evidence: &str) {
    let file = case.attach(evidence).await;
    let body = json!({"excepted": excepted, "reasons": "情况属实", "evidence": [file]});
    let _ =
        case.cast.county.post_at(&case.path("/exceptions"), case.version().await, &body).await.expect(200);
}

/// The county tries to put the dossier on file.
async fn confirm(case: &Case<'_>) -> harness::Answer {
    let path = format!("/dossiers/{}", case.dossier);
    let version = case.cast.county_caseworker.get(&path).await.expect(200).version();
    let body = json!({"deed": "confirm", "on": TODAY});
    case.cast.county_caseworker.post_at(&format!("{path}/standing"), version, &body).await
}

async fn renewals(service: &Service) -> i64 {
    service.numbers("SELECT count(*) FROM log_entries WHERE act = 'renew_dossier'").await[0]
}

on_both! {
    async fn a_visit_by_video_renews_when_its_exception_is_recorded(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        case.visited("video", true).await;
        assert_eq!((visited_on(&case).await, renewals(&service).await), (Value::Null, 0));
        assert_eq!(confirm(&case).await.refused(409, "refused").body["rule"], "visited_this_year");
        except(&case, "single_visitor", "explanation").await;
        assert_eq!(visited_on(&case).await, Value::Null, "that is another exception");
        except(&case, "video_visit", "visit_record").await;
        assert_eq!((visited_on(&case).await, renewals(&service).await), (json!(TODAY), 1));
        let _ = confirm(&case).await.expect(200);
        assert_eq!(case.view().await["outcome"], "eligible");
    }

    async fn a_single_visitor_renews_at_once_where_that_was_excepted_before(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        case.visit_alone().await;
        assert_eq!(visited_on(&case).await, Value::Null);
        let other = people.enter(&people.dossier(&crate::family::others(three(UNDER), 5)).await, 2).await;
        except(&other, "single_visitor", "explanation").await;
        other.visit_alone().await;
        assert_eq!(visited_on(&other).await, json!(TODAY));
    }

    async fn an_exception_does_not_renew_what_a_siblings_visit_doubted_since(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&siblings()).await;
        let (case, sibling) = (people.enter(&dossier, 2).await, people.enter(&dossier, 4).await);
        let visitors = json!([officer(&people.caseworker).await, officer(&people.head).await]);
        case.record("visits", json!({"day": "2018-07-29", "visitors": visitors, "manner": "video", "agrees": true})).await;
        sibling.visited("in_person", false).await;
        except(&case, "video_visit", "visit_record").await;
        assert_eq!(visited_on(&case).await, Value::Null);
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        case.visit().await;
        assert_eq!(visited_on(&case).await, json!(TODAY));
    }

    async fn a_visit_that_disagrees_counts_against_the_dossier_whoever_came(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        case.visit().await;
        assert_eq!(visited_on(&case).await, json!(TODAY));
        case.visited("video", false).await;
        assert_eq!(visited_on(&case).await, Value::Null);
        except(&case, "video_visit", "visit_record").await;
        assert_eq!(visited_on(&case).await, Value::Null);
    }
}
