//! What do the registers show? Every exception and every consent below somebody, whoever allowed it, and how it ended.

use harness::{Answer, Client, Service, Value, json, on_both};

use crate::case::consent;
use crate::cast::{Case, Cast, TODAY, newcomer, told};
use crate::family::{UNDER, three};

fn does(action: &str) -> Value {
    json!({ "action": action })
}

fn items(answer: &Answer) -> &Vec<Value> {
    answer.body["items"].as_array().unwrap()
}

async fn list(client: &Client, path: &str) -> Vec<Value> {
    items(&client.get(path).await.expect(200)).clone()
}

/// A draft of a family just under the line.
async fn draft(people: &Cast) -> Case<'_> {
    people.enter(&people.on_file(&three(UNDER)).await, 2).await
}

/// The county lets a single visitor do.
async fn except(case: &Case<'_>) -> Answer {
    let explanation = case.attach("explanation").await;
    let body = json!({"excepted": "single_visitor", "reasons": "只有一人在岗", "evidence": [explanation]});
    case.cast.county.post_at(&case.path("/exceptions"), case.version().await, &body).await
}

on_both! {
    async fn what_an_officer_excepts_stands_in_the_register_until_and_after_it_is_ended(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit_alone().await;
        case.seal(true).await;
        case.refuses(&people.head, does("sign"), "visitors_too_few", Some("N15")).await;
        let excepted = except(&case).await.expect(200);
        let id = excepted.body["exceptions"][0]["id"].as_str().unwrap().to_owned();
        let found = people.city.get(&format!("/exceptions/{id}")).await.expect(200).body;
        assert_eq!((&found["kind"], &found["by_itself"]), (&json!("single_visitor"), &json!(false)));
        assert_eq!(found["number"], excepted.body["number"]);
        assert_eq!(found["allowed"]["ended"], Value::Null);
        let path = case.path(&format!("/exceptions/{id}/end"));
        let body = json!({"reasons": "已有两人到岗"});
        people.head.post_at(&path, case.version().await, &body).await.refused(409, "refused");
        people.caseworker.post_at(&path, case.version().await, &body).await.refused(403, "forbidden");
        people.county.post(&path, &body).await.refused(428, "version_required");
        let version = case.version().await;
        people.county.post_at(&path, version, &body).await.expect(200);
        people.county.post_at(&path, version, &body).await.refused(412, "stale");
        told(people.county.post_at(&path, case.version().await, &body).await, "exception_ended", None);
        case.refuses(&people.head, does("sign"), "visitors_too_few", Some("N15")).await;
        let found = people.county.get(&format!("/exceptions/{id}")).await.expect(200).body;
        assert_eq!(found["allowed"]["ended"]["reasons"], "已有两人到岗");
        let unknown = case.path("/exceptions/01890a5d-ac96-774b-bcce-b302099a8057/end");
        people.county.post_at(&unknown, case.version().await, &body).await.refused(404, "not_found");
    }

    async fn a_seat_filled_from_above_and_a_desk_passed_over_record_themselves_once(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        let me = people.head.get("/me").await.expect(200).body;
        let kin = json!({"officer": me["account"]["officer"], "word": "户主之弟"});
        let _ = people.head.post_at(&case.path("/kinships"), case.version().await, &kin).await.expect(200);
        case.refuses(&people.head, does("sign"), "kin", None).await;
        let register = format!("/exceptions?application={}", case.id);
        assert_eq!(list(&people.city, &register).await, Vec::<Value>::new());
        case.act(&people.county, "sign").await;
        case.opinion(true).await;
        case.consents().await;
        let _ = case.post().await.expect(201);
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        case.act(&people.county, "forward").await;
        assert_eq!(case.place().await.0, "review");
        let entries = list(&people.city, &register).await;
        let kinds: Vec<&Value> = entries.iter().map(|entry| &entry["kind"]).collect();
        assert_eq!(kinds, ["seat_filled", "desk_passed"]);
        assert_eq!((&entries[0]["seat"], &entries[0]["by_itself"]), (&json!("head"), &json!(true)));
        assert_eq!(entries[0]["union"], entries[1]["union"]);
        assert_eq!(entries[0]["allowed"], Value::Null);
        let _ = case.does(&people.city, json!({"action": "return", "to": "unit_review", "note": "请核对"})).await.expect(200);
        case.act(&people.county, "forward").await;
        assert_eq!(list(&people.city, &register).await, entries);
        case.act(&people.city, "approve").await;
        assert_eq!(list(&people.city, &register).await, entries);
    }

    async fn the_register_is_cut_by_case_union_kind_officer_and_day_and_paged(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        let _ = except(&case).await.expect(200);
        let _ = except(&case).await.expect(200);
        let all = list(&people.city, "/exceptions").await;
        let ours = |query: String| {
            let city = people.city.clone();
            async move { list(&city, &format!("/exceptions?{query}")).await.len() }
        };
        let (id, one) = (&case.id, &all[0]);
        let of = |field: &str| one[field].as_str().unwrap().to_owned();
        assert_eq!(ours(format!("application={id}&kind=single_visitor")).await, 2);
        assert_eq!(ours(format!("application={id}&kind=late_paper")).await, 0);
        assert_eq!(ours(format!("application={id}&union={}&officer={}", of("union"), of("officer"))).await, 2);
        assert_eq!(ours(format!("application={id}&officer={id}")).await, 0);
        assert_eq!(ours(format!("application={id}&campaign={}", of("campaign"))).await, 2);
        assert_eq!(ours(format!("application={id}&from=2018-07-30&to=2018-07-30")).await, 2);
        assert_eq!(ours(format!("application={id}&from=2018-07-31")).await, 0);
        assert_eq!(ours(format!("application={id}&to=2018-07-29")).await, 0);
        people.city.get("/exceptions?colour=red").await.refused(400, "bad_query");
        let first = people.city.get(&format!("/exceptions?application={id}&limit=1&total=true")).await.expect(200);
        assert_eq!((items(&first).len(), &first.body["total"]), (1, &json!(2)));
        let cursor = first.body["next_cursor"].as_str().unwrap();
        let second = people.city.get(&format!("/exceptions?application={id}&limit=1&cursor={cursor}")).await.expect(200);
        assert_ne!(first.body["items"], second.body["items"]);
        assert_eq!(second.body["next_cursor"], Value::Null);
    }

    async fn the_registers_end_where_the_jurisdiction_does(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        let _ = except(&case).await.expect(200);
        case.consents().await;
        let id = list(&people.city, "/exceptions").await[0]["id"].as_str().unwrap().to_owned();
        let auditor = service.sign_in("auditor.640100").await;
        for reader in [&people.caseworker, &people.head, &people.county, &auditor] {
            assert_eq!(list(reader, &format!("/exceptions?application={}", case.id)).await.len(), 1);
            assert_eq!(list(reader, &format!("/consents?application={}", case.id)).await.len(), 3);
            let _ = reader.get(&format!("/exceptions/{id}")).await.expect(200);
        }
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        assert_eq!(list(&elsewhere, &format!("/exceptions?application={}", case.id)).await.len(), 0);
        assert_eq!(list(&elsewhere, &format!("/consents?application={}", case.id)).await.len(), 0);
        elsewhere.get(&format!("/exceptions/{id}")).await.refused(404, "not_found");
        let accounts = service.sign_in("accounts.640100").await;
        accounts.get("/exceptions").await.refused(403, "forbidden");
        accounts.get("/consents").await.refused(403, "forbidden");
    }

    async fn a_consent_taken_back_stops_the_posting_until_it_is_given_again(service: Service) {
        let people = Cast::of(&service).await;
        let case = draft(&people).await;
        case.to_unit_review().await;
        let register = format!("/consents?application={}", case.id);
        let given = list(&people.county, &format!("{register}&giver=worker&covers=publication&withdrawn=false")).await;
        assert_eq!(given.len(), 1);
        let id = given[0]["consent"]["id"].as_str().unwrap();
        let path = case.path(&format!("/consents/{id}/withdrawal"));
        let body = json!({"word": "不愿公示姓名"});
        people.head.post_at(&path, case.version().await, &body).await.refused(403, "forbidden");
        let back = people.caseworker.post_at(&path, case.version().await, &body).await.expect(200);
        let marks = back.body["consents"].as_array().unwrap();
        let mark = marks.iter().find(|mark| mark["id"] == id).unwrap();
        assert_eq!(mark["withdrawn"]["word"], "不愿公示姓名");
        assert_eq!((&mark["withdrawn"]["effect"], &mark["withdrawn"]["on"]), (&json!("stops"), &json!(TODAY)));
        told(people.caseworker.post_at(&path, case.version().await, &body).await, "consent_withdrawn", None);
        told(case.post().await, "consent_missing", None);
        assert_eq!(list(&people.county, &format!("{register}&withdrawn=true")).await.len(), 1);
        case.record("consents", consent("worker", "publication")).await;
        assert_eq!(list(&people.county, &register).await.len(), 4);
        let _ = case.post().await.expect(201);
    }
}
