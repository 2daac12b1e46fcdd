//! What does an auditor see? What a mandate of today says; without one, nothing but themself.

use harness::{Answer, Client, Service, Value, json, on_both, race};

use crate::cast::{Cast, newcomer, officer};
use crate::family::{UNDER, others, three};
use crate::log_chain::moment;

pub(crate) async fn union(client: &Client, code: &str) -> Value {
    client.get(&format!("/unions?code={code}")).await.expect(200).body["items"][0]["id"].clone()
}

pub(crate) async fn account(client: &Client) -> Value {
    client.get("/me").await.expect(200).body["account"]["id"].clone()
}

/// A mandate of some days over a union.
async fn mandate(security: &Client, account: &Value, code: &str, days: [Option<&str>; 2]) -> Value {
    json!({ "account": account, "union": union(security, code).await, "valid_from": days[0],
        "valid_to": days[1].unwrap_or("2018-12-31"), "document": "宁工审〔2018〕7号", "ground": "专项审计" })
}

/// A mandate that one administrator proposed and another confirmed.
pub(crate) async fn give(security: &Client, account: &Value, code: &str) -> Answer {
    confirmed(security, &mandate(security, account, code, [None, None]).await).await
}

async fn confirmed(security: &Client, mandate: &Value) -> Answer {
    let proposed = security.post("/mandates", mandate).await.expect(201);
    let other = security.sign_in("accounts.640100", "jinqiu-demonstration").await;
    let reasons = json!({ "reasons": "已核对审计通知" });
    other.post_at(&format!("/mandates/{}/confirmation", proposed.id()), 1, &reasons).await.expect(200)
}

/// Whether there is nothing for an auditor but themself.
async fn sees_nothing(auditor: &Client, dossier: &str) {
    let me = auditor.get("/me").await.expect(200).body;
    assert_eq!(
        (&me["mandate"], &me["permissions"]),
        (
            &Value::Null,
            &json!(["see_oneself", "manage_own_account", "change_own_password", "manage_second_factor"])
        )
    );
    let dossier = format!("/dossiers/{dossier}");
    for path in ["/dossiers", &dossier, "/applications", "/accounts", "/disclosures", "/unions", "/mandates"]
    {
        let told = auditor.get(path).await.refused(403, "forbidden");
        assert!(told.body["detail"].as_str().unwrap().contains("审计授权"), "{path}: {}", told.text);
    }
}

on_both! {
    async fn without_a_mandate_there_is_nothing_and_with_one_its_union_and_below(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        let elsewhere = newcomer(&service, "clerk.640105", "caseworker", "640105").await;
        let made = json!({ "household": others(three(UNDER), 5) });
        let other = elsewhere.post("/dossiers", &made).await.expect(201).id();
        // The account lies at the city, and its officer is of no union: the region's audit office.
        let auditor = newcomer(&service, "auditor.region", "auditor", "640100").await;
        sees_nothing(&auditor, &dossier).await;
        let security = service.sign_in("security.640100").await;
        let given = give(&security, &account(&auditor).await, "640104").await;
        let me = auditor.get("/me").await.expect(200).body;
        assert_eq!((&me["mandate"], &me["acts_for"], &me["level"]), (&given.body, &given.body["union"], &json!("county")));
        for path in [format!("/dossiers/{dossier}"), case.path("")] {
            let _ = auditor.get(&path).await.expect(200);
        }
        auditor.get(&format!("/dossiers/{other}")).await.refused(404, "not_found");
        assert_eq!(auditor.get("/dossiers?total=true").await.expect(200).body["total"], 1);
        assert!(auditor.get("/accounts?total=true").await.expect(200).body["total"].as_i64().unwrap() < 8);
    }

    async fn it_is_over_after_its_last_day_and_felt_at_once_when_it_is_ended(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let name = "auditor.region";
        let auditor = newcomer(&service, name, "auditor", "640100").await;
        let security = service.sign_in("security.640100").await;
        let own = account(&auditor).await;
        let tomorrow = mandate(&security, &own, "640104", [Some("2018-07-31"), Some("2018-07-31")]).await;
        let first = confirmed(&security, &tomorrow).await;
        sees_nothing(&auditor, &dossier).await;
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let auditor = service.sign_in_settled(name).await;
        let _ = auditor.get("/dossiers").await.expect(200);
        service.set_clock("2018-08-01T09:00:00+08:00").await;
        let auditor = service.sign_in_settled(name).await;
        sees_nothing(&auditor, &dossier).await;
        let over = security.act_at(&format!("/mandates/{}/end", first.id()), 2).await.refused(409, "refused");
        assert_eq!(over.body["rule"], "mandate_over");
        let second = give(&security, &own, "640104").await;
        let _ = auditor.get("/dossiers").await.expect(200);
        let path = format!("/mandates/{}", second.id());
        security.post(&format!("{path}/end"), &json!({})).await.refused(428, "version_required");
        let ended = security.act_at(&format!("{path}/end"), 2).await.expect(200);
        assert!(ended.body["ended_at"].is_string());
        auditor.get("/me").await.refused(401, "unauthenticated");
        let auditor = service.sign_in_settled(name).await;
        sees_nothing(&auditor, &dossier).await;
        // None is deleted.
        let listed = security.get(&format!("/mandates?account={}", own.as_str().unwrap())).await.expect(200).body;
        assert_eq!(listed["items"].as_array().unwrap().len(), 2);
        assert_eq!(security.get(&path).await.expect(200).body, ended.body);
    }

    async fn it_is_given_by_security_at_or_above_for_a_year_at_most_and_one_at_a_time(service: Service) {
        let auditor = newcomer(&service, "auditor.640104", "auditor", "640104").await;
        let own = account(&auditor).await;
        let security = service.sign_in("security.640100").await;
        let good = mandate(&security, &own, "640104", [None, None]).await;
        for who in ["accounts.640100", "head.640100", "auditor.640100", "finance.640100"] {
            service.sign_in(who).await.post("/mandates", &good).await.refused(403, "forbidden");
        }
        let head = account(&service.sign_in("head.640104").await).await;
        for (field, value, pointer) in [
            ("valid_to", json!("2019-07-31"), "/valid_to"),
            ("valid_to", json!("2018-07-29"), "/valid_to"),
            ("valid_from", json!("2018-07-29"), "/valid_from"),
            ("account", head, "/account"),
            ("union", own.clone(), "/union"),
            ("document", json!(""), "/document"),
        ] {
            let mut wrong = good.clone();
            wrong[field] = value;
            assert_eq!(security.post("/mandates", &wrong).await.refused(422, "invalid").pointers(), [pointer], "{field}");
        }
        let county = newcomer(&service, "security.640104", "security_admin", "640104").await;
        let mut above = good.clone();
        above["union"] = union(&security, "640100").await;
        assert_eq!(county.post("/mandates", &above).await.refused(422, "invalid").pointers(), ["/union"]);
        let given = race(4, |_| county.post("/mandates", &good)).await;
        let mut given: Vec<u16> = given.iter().map(|answer| answer.status).collect();
        given.sort_unstable();
        assert_eq!(given, [201, 409, 409, 409]);
        let told = county.post("/mandates", &good).await.refused(409, "refused");
        assert_eq!(told.body["rule"], "mandated_already");
        let logged = "SELECT count(*) FROM log_entries WHERE act = 'give_mandate' AND officer IS NOT NULL";
        assert_eq!(service.numbers(logged).await, [1]);
    }

    async fn nobody_gives_themself_one_for_days_to_come(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let security = newcomer(&service, "security2.640100", "security_admin", "640100").await;
        let path = format!("/accounts/{}", account(&security).await.as_str().unwrap());
        // It was confirmed, and the owner has changed the password that was given.
        let _ = admin.post_at(&format!("{path}/close"), 3, &json!({ "last_day": "2018-08-31" })).await.expect(200);
        let post = json!({ "username": "auditor.later", "password": "a-long-walk-in-autumn", "officer": officer(&security).await,
            "union": union(&admin, "640100").await, "role": "auditor", "valid_from": "2018-09-01" });
        let later = json!(admin.post("/accounts", &post).await.expect(201).id());
        let wanted = mandate(&security, &later, "640100", [Some("2018-09-01"), None]).await;
        let told = security.post("/mandates", &wanted).await.refused(409, "refused");
        assert_eq!(told.body["rule"], "own_mandate");
        let _ = service.sign_in("security.640100").await.post("/mandates", &wanted).await.expect(201);
    }

    async fn what_an_auditor_opens_is_on_record_once_a_day(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        let auditor = service.sign_in("auditor.640100").await;
        let entries = async |act: &str| {
            let asked = format!("SELECT count(*) FROM log_entries WHERE act = '{act}' AND officer IS NOT NULL");
            service.numbers(&asked).await[0]
        };
        let _ = auditor.get("/applications").await.expect(200);
        let _ = people.city.get(&case.path("")).await.expect(200);
        auditor.get("/applications/01890a5d-ac96-774b-bcce-b302099a8057").await.refused(404, "not_found");
        assert_eq!((entries("open_application").await, entries("open_dossier").await), (0, 0));
        let history = case.path("/history");
        let answers = race(6, |at| auditor.get(if at % 2 == 0 { &history } else { "/dossiers" })).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
        for path in [case.path(""), case.path("/assessment"), case.path("/attachments"), format!("/dossiers/{dossier}")] {
            let _ = auditor.get(&path).await.expect(200);
        }
        let _ = auditor.get(&format!("/dossiers/{dossier}/versions")).await.expect(200);
        assert_eq!((entries("open_application").await, entries("open_dossier").await), (1, 1));
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let auditor = service.sign_in("auditor.640100").await;
        let _ = auditor.get(&case.path("")).await.expect(200);
        assert_eq!((entries("open_application").await, entries("open_dossier").await), (2, 1));
    }
    async fn a_list_that_an_auditor_reads_is_on_record_with_what_it_was_cut_down_to(service: Service) {
        let people = Cast::of(&service).await;
        let _ = people.dossier(&three(UNDER)).await;
        let auditor = service.sign_in("auditor.640100").await;
        let asked = "SELECT count(*) FROM log_entries WHERE act = 'read_list'";
        let _ = people.city.get("/dossiers").await.expect(200);
        auditor.get("/dossiers?colour=red").await.refused(400, "bad_query");
        assert_eq!(service.numbers(asked).await, [0]);
        // Another page of the same list is the same list.
        for path in ["/dossiers", "/dossiers?limit=1", "/dossiers?total=true", "/applications?name=%E4%B8%81",
            "/applications?stage=draft&name=%E4%B8%81", "/applications?name=%E4%B8%81&stage=draft", "/unions"] {
            let _ = auditor.get(path).await.expect(200);
        }
        assert_eq!(service.numbers(asked).await, [3]);
        service.store().await.seal_all(moment()).await.unwrap();
        let read = auditor.get("/log?act=read_list").await.expect(200).body["items"].clone();
        let mut told = Vec::new();
        for entry in read.as_array().unwrap() {
            let detail = auditor.get(&format!("/log/{}", entry["position"])).await.expect(200).body["detail"].clone();
            told.push(detail["after"].clone());
        }
        assert_eq!(told, [
            json!({"path": "/dossiers", "filter": {}}),
            json!({"path": "/applications", "filter": {"name": "丁"}}),
            json!({"path": "/applications", "filter": {"name": "丁", "stage": "draft"}}),
        ]);
        let security = service.sign_in("security.640100").await;
        // With the log itself, which was read above.
        service.store().await.seal_all(moment()).await.unwrap();
        assert_eq!(security.get("/log?act=read_list&total=true").await.expect(200).body["total"], 4);
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let _ = service.sign_in("auditor.640100").await.get("/dossiers").await.expect(200);
        assert_eq!(service.numbers(asked).await, [5]);
    }
}
