//! Does a whole list go out as lines? All of its rows and no other, as they are listed, in either form.

use harness::{Client, Method, Service, Value, json, on_both};

use crate::cast::Cast;
use crate::family::{UNDER, others, three};

async fn whole(who: &Client, path: &str, kind: &str) -> String {
    let answer = who.request(Method::GET, path).header("Accept", kind).send().await.expect(200);
    assert!(answer.header("content-type").starts_with(kind), "{}", answer.header("content-type"));
    answer.text
}

on_both! {
    async fn a_list_goes_out_whole_in_either_form(service: Service) {
        let people = Cast::of(&service).await;
        let who = &people.caseworker;
        for number in 0..5 {
            let dossier = people.dossier(&others(three(UNDER), number)).await;
            let _ = people.enter(&dossier, 2).await;
        }
        for path in ["/applications", "/dossiers"] {
            let listed = who.get(&format!("{path}?limit=200")).await.expect(200).body["items"].clone();
            let lines = whole(who, &format!("{path}?limit=2"), "application/x-ndjson").await;
            let read: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(json!(read), listed, "{path}");
            let text = whole(who, path, "text/csv").await;
            let mut read = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let fields = read.headers().unwrap().clone();
            let rows: Vec<csv::StringRecord> = read.records().map(Result::unwrap).collect();
            assert_eq!(rows.len(), 5);
            for (row, item) in rows.iter().zip(listed.as_array().unwrap()) {
                assert_eq!(fields.len(), item.as_object().unwrap().len());
                for (field, cell) in fields.iter().zip(row) {
                    let wanted = match &item[field] {
                        Value::Null => String::new(),
                        Value::String(text) => text.clone(),
                        value => value.to_string(),
                    };
                    assert_eq!(cell, wanted, "{field}");
                }
            }
            // Cut down and begun as any list is.
            let page = who.get(&format!("{path}?limit=3")).await.expect(200).body;
            let rest = whole(who, &format!("{path}?cursor={}", page["next_cursor"].as_str().unwrap()), "application/x-ndjson").await;
            assert_eq!(rest.lines().count(), 2);
            who.request(Method::GET, &format!("{path}?cursor=nothing")).header("Accept", "text/csv").send().await.refused(400, "bad_query");
        }
        let none = whole(who, "/applications?stage=approved", "text/csv").await;
        assert_eq!(none.lines().count(), 1);
        for path in ["/awards", "/ledger", "/payments"] {
            let finance = service.sign_in("finance.640100").await;
            assert_eq!(whole(&finance, path, "application/x-ndjson").await, "", "{path}");
        }
        // A page stays a page for whoever asks for nothing, or for anything.
        for kind in ["*/*", "application/json", "text/html, */*;q=0.8"] {
            let page = who.request(Method::GET, "/applications").header("Accept", kind).send().await.expect(200);
            assert_eq!(page.body["items"].as_array().unwrap().len(), 5);
        }
    }
}
