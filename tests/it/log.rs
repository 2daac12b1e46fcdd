//! Who reads the log, and what does it show? Auditors and security administrators, what was done in their jurisdiction.

use harness::{Client, Service, Value, json, on_both};

use crate::cast::{Cast, newcomers};
use crate::family::{UNDER, three};
use crate::log_chain::moment;
use crate::mandates::{account, give};
use crate::service_accounts::program_of;

async fn sealed(service: &Service) {
    service.store().await.seal_all(moment()).await.unwrap();
}

async fn entries(client: &Client, filter: &str) -> Vec<Value> {
    let found = client.get(&format!("/log?limit=200&{filter}")).await.expect(200).body;
    found["items"].as_array().unwrap().clone()
}

async fn me(client: &Client) -> Value {
    client.get("/me").await.expect(200).body
}

on_both! {
    async fn an_auditor_reads_who_did_what_in_its_order(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        sealed(&service).await;
        let auditor = service.sign_in("auditor.640100").await;
        let caseworker = me(&people.caseworker).await;
        let officer = caseworker["officer"]["id"].as_str().unwrap();
        let entered = entries(&auditor, &format!("act=enter_application&subject={}", case.id)).await;
        assert_eq!(entered.len(), 1);
        assert_eq!(entered[0]["officer"], officer);
        assert_eq!(entered[0]["account"], caseworker["account"]["id"]);
        assert_eq!(entered[0]["subject"], json!({ "kind": "application", "id": case.id }));
        assert_eq!(entered[0]["act_name"], "录入申请");
        let mine = entries(&auditor, &format!("officer={officer}")).await;
        assert!(mine.len() > 1 && mine.iter().all(|entry| entry["officer"] == officer));
        let mut down = entries(&auditor, &format!("officer={officer}&newest_first=true")).await;
        down.reverse();
        assert_eq!(down, mine);
        let request = entered[0]["request_id"].as_str().unwrap();
        assert_eq!(entries(&auditor, &format!("request_id={request}&act=enter_application")).await, entered);
        // The business day on which it was done, and the day after.
        assert_eq!(entries(&auditor, &format!("officer={officer}&from=2018-07-30&to=2018-07-30")).await, mine);
        assert!(entries(&auditor, &format!("officer={officer}&from=2018-07-31")).await.is_empty());
    }

    async fn beyond_the_last_position_there_is_nothing(service: Service) {
        sealed(&service).await;
        let auditor = service.sign_in("auditor.640100").await;
        for position in ["9223372036854775807", "9223372036854775808", "18446744073709551615"] {
            auditor.get(&format!("/log/{position}")).await.refused(404, "not_found");
            let witnesses = format!("/log/checkpoints/{position}/witnesses");
            auditor.get(&witnesses).await.refused(404, "not_found");
            auditor.post(&witnesses, &json!({ "link": "0".repeat(64) })).await.refused(404, "not_found");
        }
    }

    async fn the_log_is_read_page_by_page_and_counted(service: Service) {
        sealed(&service).await;
        let auditor = service.sign_in("auditor.640100").await;
        let all = entries(&auditor, "").await;
        let mut seen: Vec<Value> = Vec::new();
        let mut next = String::new();
        loop {
            let page = auditor.get(&format!("/log?limit=3&total=true{next}")).await.expect(200);
            seen.extend(page.body["items"].as_array().unwrap().iter().cloned());
            assert_eq!(page.body["total"], all.len());
            let Some(cursor) = page.body["next_cursor"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(seen, all);
        let positions: Vec<u64> = all.iter().map(|entry| entry["position"].as_u64().unwrap()).collect();
        assert_eq!(positions, (1..).take(positions.len()).collect::<Vec<_>>());
        auditor.get("/log?cursor=AAAA").await.refused(400, "bad_query");
        auditor.get("/log?act=nothing").await.refused(400, "bad_query");
    }

    async fn what_an_entry_says_is_for_auditors_and_reading_it_is_on_record(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        sealed(&service).await;
        let auditor = service.sign_in("auditor.640100").await;
        let entry = entries(&auditor, &format!("act=enter_dossier&subject={dossier}")).await[0].clone();
        let path = format!("/log/{}", entry["position"]);
        let told = auditor.get(&path).await.expect(200).body;
        assert_eq!((&told["erased"], &told["id"]), (&json!(false), &entry["id"]));
        assert_eq!(told["detail"]["after"]["members"].as_array().unwrap().len(), 3);
        let security = service.sign_in("security.640100").await;
        assert!(!entries(&security, "act=enter_dossier").await.is_empty());
        security.get(&path).await.refused(403, "forbidden");
        people.city.get("/log").await.refused(403, "forbidden");
        auditor.get("/log/999999").await.refused(404, "not_found");
        auditor.get("/log/first").await.refused(404, "not_found");
        sealed(&service).await;
        let read = entries(&auditor, &format!("act=read_log_detail&subject={}", entry["id"].as_str().unwrap())).await;
        assert_eq!((read.len(), &read[0]["officer"]), (1, &me(&auditor).await["officer"]["id"]));
    }

    async fn acts_outside_the_jurisdiction_are_not_there(service: Service) {
        let _ = Cast::of(&service).await;
        let county = newcomers(&service, 1, "audit", "auditor", "640104").await.remove(0);
        let security = service.sign_in("security.640100").await;
        let _ = give(&security, &account(&county).await, "640104").await;
        sealed(&service).await;
        let auditor = service.sign_in("auditor.640100").await;
        let city = me(&auditor).await["acts_for"].clone();
        let seen = entries(&county, "").await;
        let below = |entry: &Value| entry["union"] != city && !entry["union"].is_null();
        assert!(!seen.is_empty() && seen.iter().all(below), "{seen:?}");
        let of_the_city = entries(&auditor, "").await;
        let elsewhere = of_the_city.iter().find(|entry| entry["union"] == city).unwrap();
        county.get(&format!("/log/{}", elsewhere["position"])).await.refused(404, "not_found");
        // What nobody did for a union, the city's auditor sees.
        assert!(of_the_city.iter().any(|entry| entry["union"].is_null()));
    }

    async fn a_checkpoint_is_witnessed_by_who_keeps_it(service: Service) {
        sealed(&service).await;
        let auditor = service.sign_in("auditor.640100").await;
        let keys = auditor.get("/log/keys").await.expect(200).body["items"].clone();
        let newest = auditor.get("/log/checkpoints?limit=1").await.expect(200).body["items"][0].clone();
        assert_eq!(newest["key"], keys[0]["key"]);
        let path = format!("/log/checkpoints/{}/witnesses", newest["position"]);
        let other = json!({ "link": "0".repeat(64) });
        let told = auditor.post(&path, &other).await.refused(422, "invalid");
        assert_eq!(told.body["errors"][0]["pointer"], "/link");
        assert_eq!(auditor.get(&path).await.expect(200).body["items"], json!([]));
        let county = me(&service.sign_in("head.640104").await).await["account"]["union"].clone();
        let elsewhere = program_of(&service, &county, "program.county", &["witness"]).await;
        for witness in [&auditor, &elsewhere, &elsewhere] {
            let _ = witness.post(&path, &json!({ "link": newest["link"] })).await.expect(201);
        }
        // Who it was in another union is for that one to know.
        for (reader, told) in [(&auditor, [true, false]), (&elsewhere, [false, true])] {
            let witnesses = reader.get(&path).await.expect(200).body["items"].as_array().unwrap().clone();
            let accounts: Vec<bool> = witnesses.iter().map(|witness| witness["account"].is_string()).collect();
            assert_eq!(accounts, told);
            assert_eq!(witnesses[1]["union"], county);
        }
        auditor.get("/log/checkpoints/999999/witnesses").await.refused(404, "not_found");
    }
}
