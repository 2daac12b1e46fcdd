//! May one officer hold these two posts? Who administers accounts or security, or audits, does nothing else, and nothing to
//! themself.

use harness::{Answer, Client, Method, Service, Value, json, on_both, race};

use crate::cast::{self, newcomer, newcomer_by, officer};

const PASSWORD: &str = "a-long-walk-in-autumn";

async fn union(client: &Client, code: &str) -> Value {
    client.get(&format!("/unions?code={code}")).await.expect(200).body["items"][0]["id"].clone()
}

/// A post at the county for an officer, from a day on.
async fn post(admin: &Client, officer: &Value, role: &str, days: [Option<&str>; 2]) -> Answer {
    let name = format!("{role}.{}", &officer.as_str().unwrap()[24..]).replace('_', "-");
    let account = json!({ "username": name, "password": PASSWORD, "officer": officer, "role": role,
        "union": union(admin, "640104").await, "valid_from": days[0], "valid_to": days[1] });
    admin.post("/accounts", &account).await
}

async fn somebody(admin: &Client) -> Value {
    json!(admin.post("/officers", &cast::somebody()).await.expect(201).id())
}

#[track_caller]
fn refused(answer: Answer, rule: &str) -> Answer {
    let told = answer.refused(409, "refused");
    assert_eq!(told.body["rule"], rule, "{}", told.text);
    told
}

on_both! {
    async fn accounts_security_audit_and_the_work_are_of_different_officers(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let roles = ["account_admin", "security_admin", "auditor", "head"];
        for held in roles {
            let officer = somebody(&admin).await;
            let _ = post(&admin, &officer, held, [None, None]).await.expect(201);
            for wanted in roles.iter().filter(|role| **role != held) {
                refused(post(&admin, &officer, wanted, [None, None]).await, "duties_apart");
            }
        }
        let worker = somebody(&admin).await;
        for role in ["caseworker", "head", "finance"] {
            let _ = post(&admin, &worker, role, [None, None]).await.expect(201);
        }
        let told = refused(post(&admin, &worker, "auditor", [None, None]).await, "duties_apart");
        let detail = told.body["detail"].as_str().unwrap();
        assert!(detail.contains("2018-07-30") && detail.contains("经办人") && detail.contains("审计人员"), "{detail}");
    }

    async fn days_that_do_not_overlap_may_be_of_one_officer_and_do_not_grow_together(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let officer = somebody(&admin).await;
        let first = post(&admin, &officer, "caseworker", [None, Some("2018-08-31")]).await.expect(201);
        refused(post(&admin, &officer, "auditor", [Some("2018-08-31"), None]).await, "duties_apart");
        let second = post(&admin, &officer, "auditor", [Some("2018-09-01"), None]).await.expect(201);
        let [first, second] = [first, second].map(|made| format!("/accounts/{}", made.id()));
        for last in [json!("2018-09-01"), json!(null)] {
            let days = json!({ "valid_from": "2018-07-30", "valid_to": last });
            refused(admin.put_at(&first, 1, &days).await, "duties_apart");
        }
        refused(admin.post_at(&format!("{first}/close"), 1, &json!({ "last_day": "2018-09-01" })).await, "duties_apart");
        let days = json!({ "valid_from": "2018-08-31", "valid_to": null });
        refused(admin.put_at(&second, 1, &days).await, "duties_apart");
        let days = json!({ "valid_from": "2018-08-20", "valid_to": null });
        let _ = admin.post_at(&format!("{first}/close"), 1, &json!({ "last_day": "2018-08-19" })).await.expect(200);
        let _ = admin.put_at(&second, 1, &days).await.expect(200);
    }

    async fn a_post_is_lent_to_nobody_who_administers_or_audits_on_one_of_its_days(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let officer = somebody(&admin).await;
        let _ = post(&admin, &officer, "caseworker", [None, Some("2018-08-05")]).await.expect(201);
        let _ = post(&admin, &officer, "security_admin", [Some("2018-08-06"), None]).await.expect(201);
        let head = service.sign_in("head.640104").await;
        let lend = |last: &str| json!({ "officer": officer, "valid_to": last, "reasons": "外出开会" });
        refused(head.post("/delegations", &lend("2018-08-06")).await, "duties_apart");
        let _ = head.post("/delegations", &lend("2018-08-05")).await.expect(201);
        // What was lent counts like a post of one's own.
        let other = somebody(&admin).await;
        let own = post(&admin, &other, "caseworker", [None, None]).await.expect(201);
        let lent = json!({ "officer": other, "valid_from": "2018-08-10", "valid_to": "2018-08-20", "reasons": "外出开会" });
        let _ = head.post("/delegations", &lent).await.expect(201);
        let close = format!("/accounts/{}/close", own.id());
        let _ = admin.post_at(&close, 1, &json!({ "last_day": "2018-08-09" })).await.expect(200);
        refused(post(&admin, &other, "auditor", [Some("2018-08-20"), None]).await, "duties_apart");
        let _ = post(&admin, &other, "auditor", [Some("2018-08-21"), None]).await.expect(201);
    }

    async fn of_posts_given_at_once_one_officer_gets_those_that_go_together(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let twin = service.twin().await;
        let there = twin.sign_in("accounts.640100").await;
        for _ in 0..4 {
            let officer = somebody(&admin).await;
            let roles = ["account_admin", "security_admin", "auditor", "head"];
            let given = race(4, |at| {
                let by = if at % 2 == 0 { &admin } else { &there };
                let officer = &officer;
                async move { post(by, officer, roles[at], [None, None]).await.status }
            });
            let mut given = given.await;
            given.sort_unstable();
            assert_eq!(given, [201, 409, 409, 409]);
        }
    }

    async fn nobody_gives_themself_a_post_its_days_a_password_or_a_number(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let me = admin.get("/me").await.expect(200).body;
        let (account, own) = (me["account"]["id"].as_str().unwrap(), officer(&admin).await);
        refused(post(&admin, &own, "account_admin", [None, None]).await, "own_post");
        let path = format!("/accounts/{account}");
        let days = json!({ "valid_from": me["account"]["valid_from"], "valid_to": "2019-12-31" });
        refused(admin.put_at(&path, 1, &days).await, "own_post");
        refused(admin.post_at(&format!("{path}/close"), 1, &json!({ "last_day": "2018-08-31" })).await, "own_post");
        let colleague = newcomer(&service, "accounts2.640100", "account_admin", "640100").await;
        let second = post(&colleague, &own, "account_admin", [None, None]).await.expect(201);
        let reset = json!({ "password": PASSWORD });
        for mine in [path.clone(), format!("/accounts/{}", second.id())] {
            refused(admin.put_at(&format!("{mine}/password"), 1, &reset).await, "own_password");
        }
        let person = format!("/officers/{}", own.as_str().unwrap());
        let stars = &me["officer"]["citizen_id"];
        let phone = json!({ "name": "孙伟", "citizen_id": stars, "phone": "13909510001" });
        let _ = admin.put_at(&person, 1, &phone).await.expect(200);
        let known = json!({ "name": "孙伟", "citizen_id": crate::family::citizen_id(1975, 8) });
        refused(admin.put_at(&person, 2, &known).await, "own_citizen_id");
        let _ = colleague.put_at(&person, 2, &known).await.expect(200);
        let _ = colleague.put_at(&path, 1, &days).await.expect(200);
    }

    async fn administrators_of_the_union_above_act_for_a_small_union(service: Service) {
        let city = service.sign_in("accounts.640100").await;
        let county = newcomer_by(&service, &city, "accounts.640104", "account_admin", "640104").await;
        let made = newcomer_by(&service, &county, "clerk.04fz01", "caseworker", "04FZ01").await;
        let account = made.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let path = format!("/accounts/{account}");
        let elsewhere = newcomer(&service, "accounts.640105", "account_admin", "640105").await;
        elsewhere.get(&path).await.refused(404, "not_found");
        let days = json!({ "valid_from": "2018-07-30", "valid_to": "2018-12-31" });
        // It was confirmed, and its owner has changed the password that was given.
        let _ = county.put_at(&path, 3, &days).await.expect(200);
        let _ = city.post_at(&format!("{path}/close"), 4, &json!({ "last_day": "2018-11-30" })).await.expect(200);
    }

    async fn a_correction_is_seen_until_another_administrator_confirms_it(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let security = service.sign_in("security.640100").await;
        let new = json!({ "name": "白云飞", "citizen_id": crate::family::citizen_id(1975, 8) });
        let made = admin.post("/officers", &new).await.expect(201);
        let path = format!("/officers/{}", made.id());
        let confirm = format!("{path}/correction");
        let reasons = json!({ "reasons": "已核对身份证原件" });
        refused(security.post_at(&confirm, 1, &reasons).await, "not_corrected");
        let other = json!({ "name": "白云飞", "citizen_id": crate::family::citizen_id(1976, 3) });
        let changed = admin.put_at(&path, 1, &other).await.expect(200);
        assert!(changed.body["corrected_at"].is_string());
        let waiting = security.get("/officers?corrected=true").await.expect(200).body;
        assert_eq!(waiting["items"], json!([changed.body]));
        // Changing the phone afterwards hides nothing.
        let phone = json!({ "name": "白云飞", "citizen_id": changed.body["citizen_id"], "phone": "13909510001" });
        assert_eq!(admin.put_at(&path, 2, &phone).await.expect(200).body["corrected_at"], changed.body["corrected_at"]);
        admin.post_at(&confirm, 3, &reasons).await.refused(403, "forbidden");
        security.request(Method::POST, &confirm).json(&reasons).send().await.refused(428, "version_required");
        let confirmed = security.post_at(&confirm, 3, &reasons).await.expect(200);
        assert_eq!((confirmed.version(), &confirmed.body["corrected_at"]), (4, &Value::Null));
        assert_eq!(security.get("/officers?corrected=true").await.expect(200).body["items"], json!([]));
    }
}
