//! Is a case found by what people know of it, and are its own lists read in pages?

use harness::{Client, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::family::{UNDER, others, three};

/// The ids of the cases that somebody finds so.
async fn found(who: &Client, query: &[(&str, &str)]) -> Vec<Value> {
    let query: Vec<String> = query.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let page = who.get(&format!("/applications?{}", query.join("&"))).await.expect(200).body;
    page["items"].as_array().unwrap().iter().map(|line| line["id"].clone()).collect()
}

/// All rows of a list, read two at a time.
async fn in_pages(who: &Client, path: &str) -> (Vec<Value>, usize) {
    let (mut rows, mut pages, mut next) = (Vec::new(), 0, String::new());
    loop {
        let page = who.get(&format!("{path}?limit=2&total=true{next}")).await.expect(200);
        let items = page.body["items"].as_array().unwrap().clone();
        assert!(items.len() <= 2, "{}", page.text);
        rows.extend(items);
        pages += 1;
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            assert_eq!(page.body["total"], rows.len(), "{}", page.text);
            return (rows, pages);
        };
        assert!(page.header("link").contains(cursor));
        next = format!("&cursor={cursor}");
    }
}

on_both! {
    async fn a_case_is_found_by_its_number_and_by_either_name(service: Service) {
        let people = Cast::of(&service).await;
        let mut household = others(three(UNDER), 7);
        household["members"][0]["name"] = json!("买买提");
        household["members"][1]["name"] = json!("丁建国");
        let (first, second) = (people.dossier(&three(UNDER)).await, people.dossier(&household).await);
        let (first, second) = (people.enter(&first, 2).await, people.enter(&second, 2).await);
        let (a, b) = (vec![json!(first.id)], vec![json!(second.id)]);
        let number = second.view().await["number"].as_str().unwrap().to_owned();
        for reader in [&people.caseworker, &people.county, &people.city] {
            assert_eq!(found(reader, &[("number", number.as_str())]).await, b);
            assert_eq!(found(reader, &[("name", "买")]).await, b);
            assert_eq!(found(reader, &[("name", "丁小燕")]).await, a);
            assert_eq!(found(reader, &[("name", "丁建")]).await, [a.clone(), b.clone()].concat());
            assert_eq!(found(reader, &[("name", "丁建"), ("number", number.as_str())]).await, b);
            assert_eq!(found(reader, &[("name", "建")]).await, Vec::<Value>::new());
            assert_eq!(found(reader, &[("number", "JQ2018-640104-999999")]).await, Vec::<Value>::new());
        }
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        assert_eq!(found(&elsewhere, &[("number", number.as_str())]).await, Vec::<Value>::new());
        assert_eq!(found(&elsewhere, &[("name", "丁")]).await, Vec::<Value>::new());
        people.city.get("/applications?name=%20").await.refused(400, "bad_query");
    }

    async fn in_a_name_every_character_stands_for_itself(service: Service) {
        let people = Cast::of(&service).await;
        let _ = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        for name in ["%25", "_", "%25%E4%B8%81"] {
            assert_eq!(found(&people.caseworker, &[("name", name)]).await.len(), 0, "{name}");
            let dossiers = people.caseworker.get(&format!("/dossiers?worker_name={name}")).await.expect(200).body;
            assert_eq!(dossiers["items"], json!([]), "{name}");
        }
    }

    async fn history_and_files_are_read_in_pages(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_county(&service).await;
        let (history, pages) = in_pages(&people.city, &case.path("/history")).await;
        let actions: Vec<&str> = history.iter().map(|line| line["action"].as_str().unwrap()).collect();
        assert_eq!((actions, pages), (vec!["submit", "sign", "post", "forward"], 2));
        let (files, pages) = in_pages(&people.city, &case.path("/attachments")).await;
        assert_eq!((files.len(), pages), (7, 4));
        assert_eq!((&files[0]["kind"], &files[6]["kind"]), (&json!("written_application"), &json!("signature_scan")));
        for below in ["/history", "/attachments"] {
            people.city.get(&case.path(&format!("{below}?cursor=nothing"))).await.refused(400, "bad_query");
        }
    }
}
