//! How are lists read? In a named order, page by page, each page by its index, and nothing unknown is asked.

use std::collections::BTreeSet;

use domain::application::CaseOrder;
use domain::id::UnionId;
use harness::{Answer, Client, Service, Value, json, on_both};
use persistence::StoreError;
use persistence::applications::{Begin, Filter, Seek, Slice};
use strum::VariantArray;

use crate::cast::Cast;
use crate::crowd::{crowd, note, students};
use crate::family::{OVER, UNDER, three};

/// Every page of a list, one after another.
async fn walk(client: &Client, path: &str) -> Vec<Value> {
    let (mut next, mut items) = (path.to_owned(), Vec::new());
    loop {
        let page = client.get(&next).await.expect(200);
        items.extend(page.body["items"].as_array().unwrap().iter().cloned());
        if page.body["next_cursor"].is_null() {
            return items;
        }
        next = link(&page);
    }
}

fn link(page: &Answer) -> String {
    page.header("link").split(['<', '>']).nth(1).unwrap_or_else(|| panic!("{}", page.text)).to_owned()
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["id"].as_str().unwrap()).collect()
}

/// Paths of the document that have pages.
fn paged() -> Vec<(String, BTreeSet<String>)> {
    let document: Value = serde_json::from_str(api::DOCUMENT).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let lists = paths.filter_map(|(path, item)| {
        let parameters = item["get"]["parameters"].as_array()?;
        let name = |parameter: &Value| parameter["name"].as_str().map(str::to_owned);
        let names: BTreeSet<String> = parameters.iter().filter_map(name).collect();
        (names.contains("limit") && !path.contains('{')).then(|| (path.clone(), names))
    });
    lists.collect()
}

on_both! {
    async fn every_order_goes_on_where_a_page_ended(service: Service) {
        let people = Cast::of(&service).await;
        let cases = crowd(&people, &people.dossier(&students(7)).await, 7).await;
        for (hour, number) in [(10, 5), (11, 0), (12, 3)] {
            service.set_clock(&format!("2018-07-30T{hour}:00:00+08:00")).await;
            let _ = cases[number].attach("income_proof").await;
            let _ = people.caseworker.post_at(&cases[number].path("/actions"), 2, &note("withdraw")).await.expect(200);
        }
        for (order, key) in [("entered", "id"), ("number", "number"), ("updated_at", "updated_at"), ("latest", "updated_at"), ("priority", "id")] {
            let whole = walk(&people.city, &format!("/applications?sort={order}")).await;
            assert_eq!(whole.len(), 7);
            let mut keys: Vec<&str> = whole.iter().map(|item| item[key].as_str().unwrap()).collect();
            if order == "latest" {
                keys.reverse();
            }
            assert!(keys.is_sorted(), "{order}: {keys:?}");
            for limit in 1..=3 {
                let pages = walk(&people.city, &format!("/applications?sort={order}&limit={limit}")).await;
                assert_eq!(ids(&pages), ids(&whole), "{order} by {limit}");
            }
        }
    }

    async fn a_page_is_not_moved_by_cases_that_are_added(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&students(6)).await;
        let first: Vec<String> = crowd(&people, &dossier, 4).await.into_iter().map(|case| case.id).collect();
        for order in ["entered", "number"] {
            let page = people.city.get(&format!("/applications?sort={order}&limit=3&total=true")).await.expect(200);
            if order == "entered" {
                let _ = people.enter(&dossier, 6).await;
            }
            let rest = walk(&people.city, &link(&page)).await;
            let seen = [ids(page.body["items"].as_array().unwrap()), ids(&rest)].concat();
            assert_eq!(seen[..4], first.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(seen.len(), 5);
        }
    }

    async fn the_neediest_come_first_and_those_not_known_last(service: Service) {
        let people = Cast::of(&service).await;
        let unknown = people.enter(&people.dossier(&students(1)).await, 2).await;
        let poor = people.enter(&people.dossier(&three(UNDER / 2)).await, 2).await;
        let sorted = walk(&people.city, "/applications?sort=priority").await;
        assert_eq!(ids(&sorted), [poor.id.as_str(), unknown.id.as_str()]);
    }

    async fn only_what_has_changed_since_is_read(service: Service) {
        let people = Cast::of(&service).await;
        let cases = crowd(&people, &people.dossier(&students(3)).await, 3).await;
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let _ = people.caseworker.post_at(&cases[1].path("/actions"), 1, &note("withdraw")).await.expect(200);
        let since = "updated_since=2018-07-31T00:00:00%2B08:00";
        let changed = walk(&people.city, &format!("/applications?{since}")).await;
        assert_eq!(ids(&changed), [cases[1].id.as_str()]);
        let dossier = people.dossier(&three(OVER)).await;
        assert_eq!(ids(&walk(&people.city, &format!("/dossiers?{since}")).await), [dossier.as_str()]);
        let admin = service.sign_in("accounts.640100").await;
        for path in ["/unions", "/officers", "/accounts", "/schools", "/campaigns"] {
            let found = admin.get(&format!("{path}?{since}")).await.expect(200).body;
            assert_eq!(found["items"], json!([]), "{path}");
        }
        assert_eq!(people.city.get(&format!("/postings?{since}")).await.expect(200).body["items"], json!([]));
    }

    async fn a_cursor_of_another_order_is_refused(service: Service) {
        let people = Cast::of(&service).await;
        let _ = crowd(&people, &people.dossier(&students(2)).await, 2).await;
        let page = people.city.get("/applications?limit=1&sort=number").await.expect(200);
        let cursor = page.body["next_cursor"].as_str().unwrap();
        for other in ["", "&sort=priority", "&sort=latest"] {
            people.city.get(&format!("/applications?cursor={cursor}{other}")).await.refused(400, "bad_query");
        }
        people.city.get(&format!("/dossiers?cursor={cursor}")).await.refused(400, "bad_query");
        people.city.get("/applications?sort=worker_name").await.refused(400, "bad_query");
    }

    async fn every_list_refuses_what_it_does_not_know(service: Service) {
        let city = service.sign_in("head.640100").await;
        let admin = service.sign_in("accounts.640100").await;
        let auditor = service.sign_in("auditor.640100").await;
        let lists = paged();
        assert!(lists.len() > 5);
        for (path, names) in lists {
            let mut reader = &city;
            for other in [&admin, &auditor] {
                reader = if reader.get(&path).await.status == 200 { reader } else { other };
            }
            let _ = reader.get(&path).await.expect(200);
            for wrong in ["colour=red", "cursor=x", "updated_since=yesterday"] {
                reader.get(&format!("{path}?{wrong}")).await.refused(400, "bad_query");
            }
            for wrong in ["0", "201", "abc", "18446744073709551616"] {
                let told = reader.get(&format!("{path}?limit={wrong}")).await.refused(400, "bad_query");
                assert_eq!(told.body["detail"], "limit: 此处应为1至200的整数,请更正", "{path}");
            }
            for needed in ["cursor", "total"] {
                assert!(names.contains(needed), "{path} has no {needed}");
            }
        }
    }

    async fn every_order_is_found_by_an_index_on_the_last_page_too(service: Service) {
        let people = Cast::of(&service).await;
        let _ = crowd(&people, &people.dossier(&students(3)).await, 3).await;
        let city = people.city.get("/unions?code=640100").await.expect(200).body["items"][0]["id"].clone();
        let city: UnionId = serde_json::from_value(city).unwrap();
        let store = service.store().await;
        for order in CaseOrder::VARIANTS {
            let plan = async |begin: Begin| {
                let slice = Slice { begin, limit: 50, total: false };
                let plan = store.read(async |work| -> Result<_, StoreError> {
                    work.applications().plan(city, &Filter::default(), &slice).await
                });
                plan.await.unwrap().join("\n")
            };
            let slice = Slice { begin: Begin::First(*order), limit: 1, total: false };
            let first = store.read(async |work| -> Result<_, StoreError> {
                work.applications().list(city, &Filter::default(), &slice).await
            });
            let last: Seek = first.await.unwrap().next.unwrap();
            for plan in [plan(Begin::First(*order)).await, plan(Begin::After(last)).await] {
                assert!(!plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{order:?}:\n{plan}");
                assert!(plan.contains("roads_by_"), "{order:?}:\n{plan}");
            }
        }
    }
}
