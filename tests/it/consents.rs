//! Who agrees to what, and how is it known? By a code, a paper of the case or a call; for whom is under age a guardian.

use harness::canary::PHONE;
use harness::{Service, json, on_both};

use crate::case::consent;
use crate::cast::{Cast, TODAY, newcomer, officer, told};
use crate::family::{UNDER, citizen_id, three};

on_both! {
    async fn a_consent_is_known_by_a_code_a_paper_of_the_case_or_a_call(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let (by, path) = (&people.caseworker, case.path("/consents"));
        let given = |evidence| json!({"giver": "worker", "covers": "sensitive_data", "evidence": evidence});
        let send = async |evidence| by.post_at(&path, case.version().await, &given(evidence)).await;
        let bare = json!({"giver": "worker", "covers": "processing"});
        by.post_at(&path, case.version().await, &bare).await.refused(422, "invalid");
        for (evidence, wrong) in [
            (json!({"means": "code", "on": TODAY}), vec!["/evidence/reference"]),
            (json!({"means": "paper", "on": TODAY, "reference": "档案柜3"}), vec!["/evidence/reference", "/evidence/scan"]),
            (json!({"means": "telephone", "on": TODAY, "reference": "录音7"}), vec!["/evidence/number", "/evidence/officer"]),
            (json!({"means": "telephone", "on": TODAY, "reference": "录音7", "number": "139"}), vec!["/evidence/number"]),
        ] {
            assert_eq!(send(evidence).await.refused(422, "invalid").pointers(), wrong);
        }
        // A paper is there, and is one of consent.
        let letter = case.attach("admission_letter").await;
        let scan = case.attach("consent_form").await;
        let paper = |scan: &str| json!({"means": "paper", "on": TODAY, "scan": scan});
        assert_eq!(send(paper(&letter)).await.refused(422, "invalid").pointers(), ["/evidence/scan"]);
        assert_eq!(send(paper(&case.id)).await.refused(422, "invalid").pointers(), ["/evidence/scan"]);
        let kept = send(paper(&scan)).await.expect(200);
        assert_eq!(kept.body["consents"][0]["evidence"], paper(&scan));
        let file = case.path(&format!("/attachments/{scan}"));
        told(by.request(harness::Method::DELETE, &file).if_match(case.version().await).send().await, "attachment_named", None);
        // Of a number that was called the stars are kept; who called has a post on the road.
        let call = |who: &harness::Value| {
            json!({"means": "telephone", "on": TODAY, "reference": "录音7", "number": PHONE, "officer": who})
        };
        let kept = send(call(&people.visitors[1])).await.expect(200);
        assert_eq!(kept.body["consents"][1]["evidence"]["number"], "139****0001");
        let stranger = json!("01890a5d-ac96-774b-bcce-b302099a8057");
        told(send(call(&stranger)).await, "caller_not_on_road", None);
        // Whom they may not see is not named for an id that was typed.
        let elsewhere = newcomer(&service, "head.640105b", "head", "640105").await;
        let foreign = officer(&elsewhere).await;
        let name = elsewhere.get("/me").await.expect(200).body["officer"]["name"].as_str().unwrap().to_owned();
        let refused = send(call(&foreign)).await;
        assert!(!refused.text.contains(&name), "{}", refused.text);
        told(refused, "caller_not_on_road", None);
        told(send(json!({"means": "code", "on": "2018-07-31", "reference": "短信8"})).await, "day_to_come", None);
        let listed = people.county.get("/consents?covers=sensitive_data&giver=worker").await.expect(200).body;
        assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    }

    async fn a_student_under_age_agrees_with_a_guardian_and_of_age_themself(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = three(UNDER);
        // Number 1500 of a year is born on 2 January.
        household["members"][1]["identifiers"]["citizen_id"] = json!(citizen_id(2001, 1502));
        let case = people.enter(&people.dossier(&household).await, 2).await;
        let path = case.path("/consents");
        let send = async |giver| people.caseworker.post_at(&path, case.version().await, &consent(giver, "processing")).await;
        let refused = send("student").await;
        assert!(refused.text.contains("民法典第十九条"), "{}", refused.text);
        told(refused, "consent_under_age", None);
        let _ = send("guardian").await.expect(200);
        let grown = people.enter(&people.dossier(&crate::family::others(three(UNDER), 7)).await, 2).await;
        let of_age = people.caseworker.post_at(&grown.path("/consents"), 1, &consent("guardian", "processing")).await;
        told(of_age, "consent_of_age", None);
        let _ = people.caseworker.post_at(&grown.path("/consents"), 1, &consent("student", "processing")).await.expect(200);
    }

    async fn what_is_taken_back_stops_the_undecided_case_and_leaves_what_was_done(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_city(&service).await;
        let by = &people.caseworker;
        let back = async |covers: &str, body: harness::Value| {
            let marks = case.view().await["consents"].clone();
            let mark = marks.as_array().unwrap().iter().find(|mark| mark["giver"] == "worker" && mark["covers"] == covers);
            let id = mark.unwrap()["id"].as_str().unwrap().to_owned();
            by.post_at(&case.path(&format!("/consents/{id}/withdrawal")), case.version().await, &body).await
        };
        let word = json!({"word": "不再同意", "on": "2018-08-05",
            "evidence": {"means": "code", "on": "2018-08-05", "reference": "短信平台0099"}});
        let taken = back("processing", word).await.expect(200).body;
        let mark = taken["consents"].as_array().unwrap().iter().find(|mark| !mark["withdrawn"].is_null()).unwrap();
        assert_eq!((&mark["withdrawn"]["effect"], &mark["withdrawn"]["on"]), (&json!("stops"), &json!("2018-08-05")));
        assert_eq!(mark["withdrawn"]["evidence"]["means"], "code");
        case.refuses(&people.city, json!({ "action": "approve" }), "consent_missing", None).await;
        // What was agreed to before is gone; what is agreed to again counts.
        let again = async |on: &str| {
            let evidence = json!({"means": "code", "on": on, "reference": "短信平台0100"});
            let body = json!({"giver": "worker", "covers": "processing", "evidence": evidence});
            by.post_at(&case.path("/consents"), case.version().await, &body).await
        };
        assert_eq!(again("2018-08-04").await.refused(409, "refused").body["rule"], "consent_before_withdrawal");
        let _ = again("2018-08-05").await.expect(200);
        case.act(&people.city, "approve").await;
        let taken = back("publication", json!({"word": "不愿公示"})).await.expect(200).body;
        let last = taken["consents"].as_array().unwrap().iter().find(|mark| mark["covers"] == "publication").unwrap().clone();
        assert_eq!(last["withdrawn"]["effect"], "done_stays");
        assert_eq!(case.place().await.0, "approved");
    }
}
