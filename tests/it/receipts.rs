//! Has the family its money? What it said of it stands on record, the latest word counts, and who has nothing is listed (N22).

use harness::{Answer, Client, Service, Value, json, on_both};

use crate::cast::{Cast, told};
use crate::payments::{PAID_ON, payable};
use crate::sendings::{answers, line, lines, sent};

async fn says(who: &Client, award: &str, word: &str, on: &str) -> Answer {
    let said =
        json!({"word": word, "giver": "student", "means": "telephone", "on": on, "remark": "尾号0012的卡"});
    who.post(&format!("/awards/{award}/receipts"), &said).await
}

/// The awards of a list, by their ids.
async fn awards(who: &Client, query: &str) -> Vec<Value> {
    let found = who.get(&format!("/awards?{query}")).await.expect(200).body;
    found["items"].as_array().unwrap().iter().map(|award| award["id"].clone()).collect()
}

on_both! {
    async fn whom_the_money_has_not_reached_is_listed_by_the_latest_word(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = payable(&service, &people, 2).await;
        let all = awards(&people.caseworker, "").await;
        assert_eq!((all.len(), awards(&people.caseworker, "paid=false").await), (2, all.clone()));
        let batch = sent(&service, &purse, 2, &Value::Null).await;
        let payments = lines(&purse.finance, &batch).await;
        let _ = answers(&purse.finance, &batch, &[line(&payments[0], "paid"), line(&payments[1], "failed")]).await.expect(200);
        let (paid, failed) = (payments[0]["award"].as_str().unwrap(), payments[1]["award"].as_str().unwrap());
        assert_eq!(awards(&people.caseworker, "paid=true").await, [paid]);
        assert_eq!(awards(&people.caseworker, "paid=false").await, [failed]);
        assert_eq!(awards(&people.caseworker, "paid=true&received=false").await, [paid]);
        let today = &PAID_ON[..10];
        told(says(&people.caseworker, failed, "received", today).await, "not_paid", None);
        let first = says(&people.caseworker, paid, "not_received", today).await.expect(201);
        assert_eq!((&first.body["payment"], &first.body["remark"]), (&payments[0]["id"], &json!("尾号0012的卡")));
        assert_eq!(awards(&people.caseworker, "received=true").await, Vec::<Value>::new());
        let _ = says(&people.county_caseworker, paid, "received", today).await.expect(201);
        assert_eq!(awards(&people.caseworker, "received=true").await, [paid]);
        let county = people.county.get("/me").await.expect(200).body["acts_for"].clone();
        let below = format!("paid=true&received=true&union={}", county.as_str().unwrap());
        assert_eq!(awards(&people.city, &below).await, [paid]);
        let case = cases.iter().find(|case| payments[0]["application"] == json!(case.id)).unwrap();
        let listed = people.city.get(&format!("/receipts?application={}&means=telephone", case.id)).await.expect(200).body;
        let words: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|receipt| &receipt["word"]).collect();
        assert_eq!(words, ["not_received", "received"]);
        // What was said of money that came back is not said of what is paid anew.
        let _ = answers(&purse.finance, &batch, &[line(&payments[0], "returned")]).await.expect(200);
        assert_eq!(awards(&people.caseworker, "received=true").await, Vec::<Value>::new());
        told(says(&people.caseworker, paid, "received", today).await, "not_paid", None);
    }

    async fn a_word_has_its_day_and_stays(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        let batch = sent(&service, &purse, 1, &Value::Null).await;
        let payment = lines(&purse.finance, &batch).await.remove(0);
        let _ = answers(&purse.finance, &batch, &[line(&payment, "paid")]).await.expect(200);
        let award = payment["award"].as_str().unwrap();
        for day in ["2018-06-01", "2018-12-31"] {
            let wrong = says(&people.caseworker, award, "received", day).await.refused(422, "invalid");
            assert_eq!(wrong.pointers(), ["/on"]);
        }
        let _ = says(&people.head, award, "received", &PAID_ON[..10]).await.refused(403, "forbidden");
        let _ = says(&people.caseworker, award, "received", &PAID_ON[..10]).await.expect(201);
        for broken in ["UPDATE receipts SET word = 'not_received'", "DELETE FROM receipts"] {
            assert!(service.sql(broken).await.is_err(), "{broken}");
        }
    }
}
