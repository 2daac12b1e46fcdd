//! Has a union declared whom it asks aid for, and does the centre have it? Each case once, nil where it is said, in time or not (N16).

use harness::{Answer, Client, Method, Service, Value, json, on_both, race};

use crate::cast::{Cast, newcomer, told};
use crate::family::{UNDER, others, three};
use crate::papers::text;

async fn campaign(who: &Client) -> Value {
    who.get("/campaigns").await.expect(200).body["items"][0].clone()
}

async fn declares(who: &Client, nil: Option<bool>) -> Answer {
    let campaign = campaign(who).await;
    who.post("/declarations", &json!({"campaign": campaign["id"], "nil": nil})).await
}

async fn answers(who: &Client, declaration: &str, what: &str, body: &Value) -> Answer {
    let path = format!("/declarations/{declaration}");
    let version = who.get(&path).await.expect(200).version();
    let request = who.request(Method::POST, &format!("{path}/{what}")).if_match(version);
    if body.is_null() { request.send().await } else { request.json(body).send().await }
}

on_both! {
    async fn what_has_gone_up_is_declared_once_and_received_by_the_centre(service: Service) {
        let people = Cast::of(&service).await;
        let draft = people.enter(&people.on_file(&others(three(UNDER), 3)).await, 2).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        told(declares(&people.county, None).await, "not_declared", None);
        case.to_city(&service).await;
        told(declares(&people.county, Some(true)).await, "not_declared", None);
        let made = declares(&people.county, None).await.expect(201).body;
        assert_eq!((&made["number"], &made["cases"], &made["amount_fen"]), (&json!(1), &json!(1), &json!(400_000)));
        assert_eq!((&made["due"], &made["late"], &made["state"]), (&Value::Null, &json!(false), &json!("declared")));
        told(declares(&people.county, None).await, "not_declared", None);
        // What would say otherwise than a declaration that stands is not declared.
        told(declares(&people.county, Some(true)).await, "not_declared", None);
        let id = made["id"].as_str().unwrap();
        let read = people.county.get(&format!("/declarations/{id}")).await.expect(200).body;
        assert_eq!(read["lines"], json!([{"application": case.id, "amount_fen": 400_000}]));
        let page = text(&people.county.get(&format!("/declarations/{id}/page.pdf")).await.expect(200));
        for said in ["2018年金秋助学申报名单", "兴庆区总工会", "丁建华", "丁小燕", "合计:1人4000.00元", "(盖章)", "签收"] {
            assert!(page.contains(said), "{said} in {page}");
        }
        assert!(!page.contains(&draft.view().await["number"].as_str().unwrap().to_owned()));
        // Given back, its cases are declared anew; received, it stays.
        let centre = service.sign_in("caseworker.6401fw").await;
        let back = answers(&centre, id, "return", &json!({"reason": "未加盖公章"})).await.expect(200).body;
        assert_eq!((&back["state"], &back["reason"]), (&json!("returned"), &json!("未加盖公章")));
        let page = text(&people.county.get(&format!("/declarations/{id}/page.pdf")).await.expect(200));
        assert!(page.contains("已退回,不再有效:未加盖公章"), "{page}");
        let again = declares(&people.county, None).await.expect(201).body;
        assert_eq!((&again["number"], &again["cases"]), (&json!(2), &json!(1)));
        let received = answers(&centre, again["id"].as_str().unwrap(), "receipt", &Value::Null).await.expect(200).body;
        assert_eq!(received["state"], "received");
        told(answers(&centre, again["id"].as_str().unwrap(), "return", &json!({"reason": "重复"})).await, "not_declared", None);
        let listed = people.city.get("/declarations?state=received&total=true").await.expect(200).body;
        assert_eq!(listed["total"], 1);
        // Neither the union below nor another county.
        told(declares(&people.head, None).await, "not_under_city", Some("N16"));
        declares(&people.city, None).await.refused(403, "forbidden");
        answers(&people.county, id, "receipt", &Value::Null).await.refused(403, "forbidden");
        newcomer(&service, "head.640105", "head", "640105").await
            .get(&format!("/declarations/{id}")).await.refused(404, "not_found");
    }

    async fn a_nil_return_is_in_time_until_the_last_day_and_the_citys_extension(service: Service) {
        let people = Cast::of(&service).await;
        let head = newcomer(&service, "head.6401gj", "head", "6401GJ").await;
        let campaign = campaign(&head).await;
        let nil = declares(&head, Some(true)).await.expect(201).body;
        assert_eq!((&nil["due"], &nil["late"], &nil["cases"]), (&json!("2018-08-13"), &json!(false), &json!(0)));
        let page = text(&head.get(&format!("/declarations/{}/page.pdf", nil["id"].as_str().unwrap())).await.expect(200));
        assert!(page.contains("零申报"), "{page}");
        let centre = service.sign_in("caseworker.6401fw").await;
        let given_back = async |of: &Value| {
            let _ = answers(&centre, of["id"].as_str().unwrap(), "return", &json!({"reason": "未盖章"})).await.expect(200);
        };
        given_back(&nil).await;
        service.set_clock("2018-08-14T00:00:00+08:00").await;
        let late = declares(&head, Some(true)).await.expect(201).body;
        assert_eq!(late["late"], true);
        let page = text(&head.get(&format!("/declarations/{}/page.pdf", late["id"].as_str().unwrap())).await.expect(200));
        assert!(page.contains("逾期申报"), "{page}");
        given_back(&late).await;
        let union = head.get("/me").await.expect(200).body["acts_for"].clone();
        let path = format!("/campaigns/{}", campaign["id"].as_str().unwrap());
        let version = people.city.get(&path).await.expect(200).version();
        let more = json!({"union": union, "of": "arrival", "until": "2018-08-20", "reasons": "暴雨影响入户走访"});
        let _ = people.city.post_at(&format!("{path}/extensions"), version, &more).await.expect(201);
        let extended = declares(&head, Some(true)).await.expect(201).body;
        assert_eq!((&extended["due"], &extended["late"]), (&json!("2018-08-20"), &json!(false)));
    }

    async fn of_many_who_declare_at_once_one_names_each_case(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_city(&service).await;
        let outcomes = race(8, |_| declares(&people.county, None)).await;
        let made = outcomes.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 1, "{:?}", outcomes.iter().map(|answer| answer.status).collect::<Vec<_>>());
    }
}
