//! Who looked? Auditors see what they opened, and who looks after security sees what auditors opened.

use api::readings::NOT_ON_RECORD;
use api::route::{Allow, PREFIX};
use domain::access::{Role, holds};
use domain::union::Level;
use harness::{Client, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::family::{UNDER, three};
use crate::log_chain::moment;
use crate::mandates::{account, give};

async fn readings(who: &Client, query: &str) -> Vec<Value> {
    who.get(&format!("/readings?limit=200{query}")).await.expect(200).body["items"]
        .as_array()
        .unwrap()
        .clone()
}

fn acts(readings: &[Value]) -> Vec<&str> {
    readings.iter().map(|reading| reading["act"].as_str().unwrap()).collect()
}

on_both! {
    async fn what_an_auditor_opened_is_read_by_them_and_by_security(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let file = case.attach("admission_letter").await;
        let auditor = service.sign_in("auditor.640100").await;
        let _ = auditor.get(&case.path("")).await.expect(200);
        let _ = auditor.get("/applications?name=%E4%B8%81").await.expect(200);
        let paper = case.path(&format!("/attachments/{file}"));
        let _ = auditor.get(&paper).await.expect(200);
        // What others open is none of an auditor's.
        let _ = people.city.get(&paper).await.expect(200);
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let (auditor, security) = (service.sign_in("auditor.640100").await, service.sign_in("security.640100").await);
        let _ = auditor.get(&case.path("/history")).await.expect(200);
        service.store().await.seal_all(moment()).await.unwrap();
        let mine = readings(&auditor, "").await;
        assert_eq!(acts(&mine), ["open_application", "read_list", "read_attachment", "open_application"]);
        assert_eq!((&mine[1]["path"], &mine[1]["filter"]), (&json!("/applications"), &json!({"name": "丁"})));
        assert_eq!((&mine[0]["subject"]["id"], &mine[0]["act_name"]), (&json!(case.id), &json!("审计查阅申请")));
        assert_eq!(readings(&auditor, "&to=2018-07-30").await, mine[..3]);
        // A paper is read as one of its case.
        assert_eq!(readings(&auditor, &format!("&subject={}", case.id)).await, [&mine[..1], &mine[2..]].concat());
        let officer = mine[0]["officer"].as_str().unwrap();
        let seen = readings(&security, &format!("&officer={officer}&from=2018-07-30")).await;
        assert_eq!(acts(&seen), acts(&mine));
        // A filter may name a family, whom security has no business with.
        assert_eq!((&seen[1]["path"], &seen[1]["filter"]), (&json!("/applications"), &Value::Null));
        assert!(!serde_json::to_string(&seen).unwrap().contains('丁'));
        let first = security.get("/readings?limit=3&total=true&newest_first=true").await.expect(200).body;
        assert_eq!((&first["total"], &first["items"][0]), (&json!(4), &seen[3]));
        let cursor = first["next_cursor"].as_str().unwrap();
        assert_eq!(readings(&security, &format!("&newest_first=true&cursor={cursor}")).await, [seen[0].clone()]);
    }

    async fn every_route_that_an_auditor_reads_is_on_record_or_left_out_by_name(service: Service) {
        let people = Cast::of(&service).await;
        let auditor = service.sign_in("auditor.640100").await;
        let me = auditor.get("/me").await.expect(200).body;
        let (own, account) = (me["officer"]["id"].as_str().unwrap(), account(&auditor).await);
        let union = me["acts_for"].as_str().unwrap();
        let campaign = people.city.get("/campaigns").await.expect(200).body["items"][0]["id"].clone();
        let routes = api::routes();
        let may = |allow| matches!(allow, Allow::Can(deed) if holds(Role::Auditor, Level::City, deed));
        let reads = routes.declared().filter(|(method, _, allow)| *method == "GET" && may(*allow));
        let paths: Vec<&str> = reads.map(|(_, path, _)| path.strip_prefix(PREFIX).unwrap()).collect();
        for (path, _) in NOT_ON_RECORD {
            assert!(paths.contains(&path), "{path} is no route that an auditor reads");
        }
        let mut wanted = Vec::new();
        for path in paths.iter().filter(|path| NOT_ON_RECORD.iter().all(|(left, _)| left != *path)) {
            let id = match *path {
                "/officers/{id}" => own,
                "/accounts/{id}" => account.as_str().unwrap(),
                "/unions/{id}/staff" => union,
                "/campaigns/{id}/case-counts" => campaign.as_str().unwrap(),
                // What lies below a case, a dossier, a posting and the like is there where one is.
                path if path.contains('{') => continue,
                _ => "",
            };
            let asked = path.replace("{id}", id);
            let _ = auditor.get(&asked).await.expect(200);
            wanted.push(asked);
        }
        assert!(wanted.len() > 15, "{wanted:?}");
        let _ = auditor.get(&format!("/log?officer={own}")).await.expect(200);
        service.store().await.seal_all(moment()).await.unwrap();
        let read = readings(&auditor, "").await;
        for path in &wanted {
            assert!(read.iter().any(|reading| reading["path"] == json!(path)), "{path} is not on record");
        }
        assert!(read.iter().any(|reading| reading["filter"] == json!({"officer": own})), "{read:?}");
    }

    async fn one_auditor_does_not_see_what_another_opened_nor_security_of_elsewhere(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let auditor = service.sign_in("auditor.640100").await;
        let _ = auditor.get(&case.path("")).await.expect(200);
        let other = newcomer(&service, "auditor2.640100", "auditor", "640100").await;
        let _ = give(&service.sign_in("security.640100").await, &account(&other).await, "640100").await.expect(200);
        service.store().await.seal_all(moment()).await.unwrap();
        let officer = readings(&auditor, "").await[0]["officer"].as_str().unwrap().to_owned();
        assert_eq!(readings(&other, "").await, Vec::<Value>::new());
        assert_eq!(readings(&other, &format!("&officer={officer}")).await, Vec::<Value>::new());
        let elsewhere = newcomer(&service, "security.640105", "security_admin", "640105").await;
        assert_eq!(readings(&elsewhere, "").await, Vec::<Value>::new());
        for who in ["head.640100", "accounts.640100", "caseworker.04fz01"] {
            service.sign_in(who).await.get("/readings").await.refused(403, "forbidden");
        }
    }
}
