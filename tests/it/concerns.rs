//! What does the public say of what is posted, and what becomes of it? Nothing, until an officer answers.

use harness::{Answer, Client, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer, told};
use crate::family::{UNDER, others, three};

/// So much of one line waits unread at most.
const MOST: usize = 50;

/// Two cases at unit review, posted together: the first stands on line 1.
async fn board(people: &Cast) -> ([Case<'_>; 2], String) {
    let one = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
    let other = people.enter(&people.on_file(&others(three(UNDER), 7)).await, 2).await;
    let mut listed = Vec::new();
    for case in [&one, &other] {
        case.to_unit_review().await;
        listed.push(json!({"id": case.id, "version": case.version().await}));
    }
    let body = json!({"place": "厂区公告栏", "applications": listed});
    let posting = people.caseworker.post("/postings", &body).await.expect(201).id();
    ([one, other], posting)
}

/// From now on the edition in force takes objections from anybody.
async fn open_to_the_public(service: &Service) {
    let head = service.sign_in("head.640100").await;
    let found = head.get("/campaigns?year=2018").await.expect(200).body;
    let editions = format!("/campaigns/{}/editions", found["items"][0]["id"].as_str().unwrap());
    let edition = head.post(&editions, &json!({})).await.expect(201).body;
    let mut content = edition["content"].clone();
    content["procedure"]["public_objections"]["value"] = json!(true);
    let path = format!("{editions}/{}", edition["id"].as_str().unwrap());
    let _ = head.put_at(&path, 1, &json!({"content": content})).await.expect(200);
    let _ = head.act_at(&format!("{path}/publish"), 2).await.expect(200);
}

/// Somebody without an account objects to a line.
async fn say(service: &Service, posting: &str, line: i64, word: &str) -> Answer {
    let path = format!("/public/postings/{posting}/objections");
    service.anyone().post(&path, &json!({"line": line, "word": word})).await
}

/// What was said of a posting, as somebody reads it.
async fn concerns(who: &Client, query: &str) -> Vec<Value> {
    let found = who.get(&format!("/concerns?{query}")).await.expect(200).body;
    found["items"].as_array().unwrap().clone()
}

/// An officer answers a concern as it was read.
async fn answer(who: &Client, concern: &Value, admitted: bool) -> Answer {
    let path = format!("/concerns/{}/answer", concern["id"].as_str().unwrap());
    let body = json!({"admitted": admitted, "reasons": "反映的情况具体"});
    who.post_at(&path, concern["version"].as_i64().unwrap(), &body).await
}

on_both! {
    async fn without_an_edition_that_opens_it_the_public_route_is_not_there(service: Service) {
        let people = Cast::of(&service).await;
        let ([case, _], posting) = board(&people).await;
        let before = case.view().await;
        say(&service, &posting, 1, "该户另有收入").await.refused(404, "not_found");
        say(&service, &posting, 9, "该户另有收入").await.refused(404, "not_found");
        say(&service, "01890a5d-ac96-774b-bcce-b302099a8057", 1, "该户另有收入").await.refused(404, "not_found");
        assert_eq!(case.view().await, before);
    }

    async fn what_the_public_says_does_not_touch_the_case_that_officers_work_on(service: Service) {
        let people = Cast::of(&service).await;
        open_to_the_public(&service).await;
        let ([case, _], posting) = board(&people).await;
        let (before, entries) = (case.view().await, service.numbers("SELECT count(*) FROM log_entries").await[0]);
        let received = say(&service, &posting, 1, "该户另有收入").await.expect(202);
        assert_eq!(received.body, json!({"received": true}));
        assert_eq!(service.numbers("SELECT count(*) FROM log_entries").await[0], entries + 1);
        let ours = "SELECT count(*) FROM log_entries WHERE act = 'receive_concern' AND account IS NULL AND union_id IS NOT NULL";
        assert_eq!(service.numbers(ours).await, [1]);
        let mut after = case.view().await;
        assert_eq!((&before["unread_concerns"], &after["unread_concerns"]), (&json!(0), &json!(1)));
        after["unread_concerns"] = json!(0);
        assert_eq!(after, before);
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        let read = before["version"].as_i64().unwrap();
        let _ = people.head.post_at(&case.path("/actions"), read, &json!({"action": "forward"})).await.expect(200);
    }

    async fn an_officer_admits_a_concern_which_then_holds_the_case_or_turns_it_away(service: Service) {
        let people = Cast::of(&service).await;
        open_to_the_public(&service).await;
        let ([case, _], posting) = board(&people).await;
        for word in ["该户另有收入", "房产不符"] {
            let _ = say(&service, &posting, 1, word).await.expect(202);
        }
        let read = concerns(&people.caseworker, &format!("posting={posting}&state=unread")).await;
        assert_eq!((&read[0]["word"], &read[0]["number"]), (&json!("该户另有收入"), &case.view().await["number"]));
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        let auditor = service.sign_in("auditor.640100").await;
        answer(&auditor, &read[0], true).await.refused(403, "forbidden");
        told(answer(&people.caseworker, &read[1], false).await, "prepared_it", None);
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        answer(&elsewhere, &read[1], false).await.refused(404, "not_found");
        let before = case.view().await;
        let turned = answer(&people.head, &read[1], false).await.expect(200);
        assert_eq!((&turned.body["state"], &turned.body["answer"]["reasons"]), (&json!("turned_away"), &json!("反映的情况具体")));
        let mut after = case.view().await;
        assert_eq!((&before["unread_concerns"], &after["unread_concerns"]), (&json!(2), &json!(1)));
        after["unread_concerns"] = json!(2);
        assert_eq!(after, before);
        answer(&people.head, &read[1], true).await.refused(412, "stale");
        told(answer(&people.head, &turned.body, true).await, "concern_is", None);
        let admitted = answer(&people.caseworker, &read[0], true).await.expect(200);
        assert_eq!(admitted.body["state"], "admitted");
        let objection = case.view().await["objections"][0].clone();
        assert_eq!((&objection["id"], &objection["state"]), (&admitted.body["answer"]["objection"], &json!("open")));
        assert_eq!((&objection["word"], &objection["at"]), (&read[0]["word"], &read[0]["at"]));
        assert_eq!(objection["entered_by"], Value::Null);
        case.refuses(&people.head, json!({"action": "forward"}), "objection_open", None).await;
        let path = case.path(&format!("/objections/{}/decision", objection["id"].as_str().unwrap()));
        let body = json!({"upheld": false, "reasons": "经核实"});
        let _ = people.county.post_at(&path, case.version().await, &body).await.expect(200);
        case.act(&people.head, "forward").await;
    }

    async fn the_same_words_on_a_line_are_received_once_whatever_became_of_them(service: Service) {
        let people = Cast::of(&service).await;
        open_to_the_public(&service).await;
        let (_, posting) = board(&people).await;
        let first = say(&service, &posting, 1, "该户另有收入").await.expect(202);
        assert_eq!(say(&service, &posting, 1, "该户另有收入").await.expect(202).text, first.text);
        let _ = say(&service, &posting, 2, "该户另有收入").await.expect(202);
        let read = concerns(&people.head, &format!("posting={posting}")).await;
        assert_eq!(read.iter().map(|one| one["line"].as_i64().unwrap()).collect::<Vec<_>>(), [1, 2]);
        let _ = answer(&people.head, &read[0], false).await.expect(200);
        assert_eq!(say(&service, &posting, 1, "该户另有收入").await.expect(202).text, first.text);
        assert_eq!(concerns(&people.head, &format!("posting={posting}&state=unread")).await.len(), 1);
    }

    async fn a_flood_fills_one_line_and_no_other_and_officers_see_it(service: Service) {
        let people = Cast::of(&service).await;
        open_to_the_public(&service).await;
        let ([case, other], posting) = board(&people).await;
        for number in 0..MOST {
            let _ = say(&service, &posting, 1, &format!("第{number}件")).await.expect(202);
        }
        let path = format!("/postings/{posting}/concerns");
        let line = |missed: Value| json!({"line": 1, "application": case.id, "unread": MOST, "full": true, "missed_on": missed});
        assert_eq!(people.head.get(&path).await.expect(200).body["items"], json!([line(json!([]))]));
        for word in ["该户另有收入", "该户另有房产"] {
            let full = say(&service, &posting, 1, word).await.refused(429, "too_many_requests");
            assert!(full.body["detail"].as_str().unwrap().contains("致电"), "{}", full.text);
        }
        let _ = say(&service, &posting, 1, "第0件").await.expect(202);
        let _ = say(&service, &posting, 2, "该户另有收入").await.expect(202);
        let lines = people.head.get(&path).await.expect(200).body["items"].clone();
        let open = json!({"line": 2, "application": other.id, "unread": 1, "full": false, "missed_on": []});
        assert_eq!(lines, json!([line(json!(["2018-07-30"])), open]));
        assert_eq!(service.numbers("SELECT count(*) FROM log_entries WHERE act = 'miss_concern'").await, [1]);
        let read = concerns(&people.head, &format!("posting={posting}&limit=1")).await;
        let _ = answer(&people.head, &read[0], false).await.expect(200);
        let _ = say(&service, &posting, 1, "该户另有收入").await.expect(202);
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        elsewhere.get(&path).await.refused(404, "not_found");
    }

    async fn concerns_are_listed_once_each_by_posting_case_and_state(service: Service) {
        let people = Cast::of(&service).await;
        open_to_the_public(&service).await;
        let ([_, other], posting) = board(&people).await;
        for (line, word) in [(1, "甲"), (2, "乙"), (1, "丙"), (2, "丁"), (1, "戊")] {
            let _ = say(&service, &posting, line, word).await.expect(202);
        }
        let (mut said, mut next) = (Vec::new(), String::new());
        loop {
            let page = people.city.get(&format!("/concerns?posting={posting}&limit=2&total=true{next}")).await.expect(200).body;
            assert_eq!(page["total"], 5);
            said.extend(page["items"].as_array().unwrap().iter().map(|one| one["word"].as_str().unwrap().to_owned()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(said, ["甲", "乙", "丙", "丁", "戊"]);
        let of_other = concerns(&people.county, &format!("application={}&state=unread", other.id)).await;
        assert_eq!(of_other.iter().map(|one| one["word"].as_str().unwrap()).collect::<Vec<_>>(), ["乙", "丁"]);
        let path = format!("/concerns/{}", of_other[0]["id"].as_str().unwrap());
        assert_eq!(people.county.get(&path).await.expect(200).body, of_other[0]);
        assert_eq!(concerns(&people.county, "state=admitted").await, Vec::<Value>::new());
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        assert_eq!(concerns(&elsewhere, "").await, Vec::<Value>::new());
        elsewhere.get(&path).await.refused(404, "not_found");
    }

    async fn after_the_last_day_of_the_posting_the_public_is_told_where_to_turn(service: Service) {
        let people = Cast::of(&service).await;
        open_to_the_public(&service).await;
        let (_, posting) = board(&people).await;
        let last = people.head.get(&format!("/postings/{posting}")).await.expect(200).body["last_day"].clone();
        let last = last.as_str().unwrap();
        service.set_clock(&format!("{last}T23:59:00+08:00")).await;
        let _ = say(&service, &posting, 1, "该户另有收入").await.expect(202);
        let next: domain::time::Day = last.parse::<domain::time::Day>().unwrap().plus_days(1);
        service.set_clock(&format!("{next}T00:01:00+08:00")).await;
        let over = say(&service, &posting, 1, "房产不符").await;
        assert!(over.body["detail"].as_str().unwrap().contains("当面或书面"), "{}", over.text);
        told(over, "posting_over", None);
        assert_eq!(concerns(&people.head, &format!("posting={posting}")).await.len(), 1);
    }

    async fn the_public_learns_no_more_than_the_board_shows(service: Service) {
        let people = Cast::of(&service).await;
        open_to_the_public(&service).await;
        let ([case, _], posting) = board(&people).await;
        let live = say(&service, &posting, 1, "该户另有收入").await.expect(202);
        let _ = case.does(&people.caseworker, json!({"action": "withdraw", "note": "暂不申请"})).await.expect(200);
        let ended = say(&service, &posting, 1, "房产不符").await.expect(202);
        assert_eq!(live.text, ended.text);
        let wrong = say(&service, &posting, 3, "另有收入").await.refused(422, "invalid");
        assert_eq!(wrong.pointers(), ["/line"]);
        let long = "长".repeat(2001);
        assert_eq!(say(&service, &posting, 1, &long).await.refused(422, "invalid").pointers(), ["/word"]);
        let path = format!("/public/postings/{posting}/objections");
        let more = json!({"line": 1, "word": "另有收入", "name": "丁小燕"});
        service.anyone().post(&path, &more).await.refused(422, "invalid");
        assert_eq!(concerns(&people.caseworker, &format!("posting={posting}")).await.len(), 2);
    }
}
