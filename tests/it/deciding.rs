//! Where a county decides, what is left to the city? To read, and to take objections.

use harness::{Method, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer, told};
use crate::editions::{campaign_of_2018, content, publish};
use crate::family::{UNDER, enrolment, three};

on_both! {
    async fn unions_after_the_deciding_one_only_read(service: Service) {
        let people = Cast::of(&service).await;
        let mut policy = content(&people.city).await;
        for desk in policy["procedure"]["final_desks"].as_array_mut().unwrap() {
            desk["value"]["desk"] = json!("county");
        }
        let _ = publish(&people.city, &campaign_of_2018(&people.city).await, &policy).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        assert_eq!(case.view().await["road"]["deciding"], 1);
        let explanation = case.attach("explanation").await;
        let exception = json!({"excepted": "single_visitor", "reasons": "只有一人在岗", "evidence": [explanation]});
        let path = case.path("/exceptions");
        told(people.city.post_at(&path, case.version().await, &exception).await, "only_reads", Some("N15"));
        // What only the city sets aside elsewhere, the county does that decides.
        let identity = case.attach("identity").await;
        let odd = json!({"excepted": "odd_id", "reasons": "户口待补录", "evidence": [identity]});
        told(people.city.post_at(&path, case.version().await, &odd).await, "only_reads", Some("N15"));
        told(people.head.post_at(&path, case.version().await, &odd).await, "exception_level", None);
        let second = newcomer(&service, "head2.640104", "head", "640104").await;
        let _ = second.post_at(&path, case.version().await, &odd).await.expect(200);
        let centre = service.sign_in("caseworker.6401fw").await;
        let mut other = enrolment(2);
        other["years"] = json!(5);
        let path = case.path("/enrolment");
        told(centre.put_at(&path, case.version().await, &other).await, "only_reads", Some("N15"));
        let paper = centre.request(Method::POST, &case.path("/attachments?kind=other")).if_match(case.version().await);
        let paper = paper.octets("application/octet-stream", "%PDF-1.4\n%%EOF\n").send().await;
        told(paper, "only_reads", Some("N15"));
        case.to_unit_review().await;
        let posting = case.post().await.expect(201).id();
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        let word = json!({"posting": posting, "word": "该户另有收入"});
        let held = centre.post(&case.path("/objections"), &word).await.expect(200);
        let objection = held.body["objections"][0]["id"].as_str().unwrap().to_owned();
        let path = case.path(&format!("/objections/{objection}/decision"));
        let decision = json!({"upheld": false, "reasons": "经核实并无其他收入"});
        told(people.city.post_at(&path, case.version().await, &decision).await, "wrong_union", Some("N15"));
        people.county.post_at(&path, case.version().await, &decision).await.expect(200);
        case.act(&people.head, "forward").await;
        for (action, note) in [("endorse", Value::Null), ("approve", Value::Null), ("reject", json!("不符"))] {
            let mut body = json!({ "action": action });
            if !note.is_null() {
                body["note"] = note;
            }
            let refused = case.does(&people.city, body).await.refused(409, "refused");
            assert!(["not_now", "wrong_union"].contains(&refused.body["rule"].as_str().unwrap()), "{}", refused.text);
        }
        case.act(&people.county, "approve").await;
        let found = people.city.get(&case.path("/assessment?recompute=true")).await.expect(200).body;
        assert_eq!((&found["same"], case.place().await.0.as_str()), (&json!(true), "approved"));
    }
}
