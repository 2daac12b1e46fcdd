//! Is a post good for anything before a second officer has agreed to it? And a password that somebody gave, and a mandate?

use harness::canary::CARD;
use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer, somebody};
use crate::disclosing::{ask, asked, member};
use crate::family::{UNDER, citizen_id, three};

const PASSWORD: &str = "a-long-walk-in-autumn";
const OWN: [&str; 4] = ["see_oneself", "manage_own_account", "change_own_password", "manage_second_factor"];

async fn union(client: &Client, code: &str) -> Value {
    client.get(&format!("/unions?code={code}")).await.expect(200).body["items"][0]["id"].clone()
}

/// A post that an administrator proposes, for somebody new or for an officer.
async fn propose(admin: &Client, username: &str, role: &str, code: &str, officer: Option<&Value>) -> Answer {
    let officer = match officer {
        Some(officer) => officer.clone(),
        None => json!(admin.post("/officers", &somebody()).await.expect(201).id()),
    };
    let account = json!({ "username": username, "password": PASSWORD, "officer": officer, "role": role,
        "union": union(admin, code).await });
    admin.post("/accounts", &account).await
}

async fn confirm(by: &Client, account: &str, version: i64) -> Answer {
    let reasons = json!({ "reasons": "已核对身份证和任命文件" });
    by.post_at(&format!("/accounts/{account}/confirmation"), version, &reasons).await
}

#[track_caller]
fn refused(answer: Answer, rule: &str) {
    let told = answer.refused(409, "refused");
    assert_eq!(told.body["rule"], rule, "{}", told.text);
}

on_both! {
    async fn a_guarded_post_is_good_for_nothing_until_another_officer_confirms_it(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let head = service.sign_in("head.640100").await;
        for role in ["account_admin", "security_admin", "finance", "auditor"] {
            let name = format!("new.{}", role.replace('_', "-"));
            let made = propose(&admin, &name, role, "640104", None).await.expect(201);
            assert_eq!(made.body["confirmation"]["state"], "proposed");
            let waiting = admin.get("/accounts?confirmation=proposed").await.expect(200).body;
            assert_eq!(waiting["items"], json!([made.body]));
            let new = service.settle(&name, PASSWORD).await;
            assert_eq!(new.get("/me").await.expect(200).body["permissions"], json!(OWN), "{role}");
            for path in ["/accounts", "/dossiers", "/log"] {
                new.get(path).await.refused(403, "forbidden");
            }
            let told = new.get("/unions").await.refused(403, "forbidden");
            assert!(told.body["detail"].as_str().unwrap().contains("/confirmation"), "{}", told.text);
            confirm(&new, &made.id(), 2).await.refused(403, "forbidden");
            refused(confirm(&admin, &made.id(), 2).await, "second_hand");
            confirm(&head, &made.id(), 1).await.refused(412, "stale");
            // A head does not choose the auditor.
            let by = if role == "auditor" {
                refused(confirm(&head, &made.id(), 2).await, "second_hand");
                service.sign_in("security.640100").await
            } else {
                head.clone()
            };
            let path = format!("/accounts/{}/confirmation", made.id());
            let reasons = json!({ "reasons": "已核对身份证和任命文件" });
            by.request(Method::POST, &path).json(&reasons).send().await.refused(428, "version_required");
            let twice = || by.request(Method::POST, &path).if_match(2).json(&reasons).key(&name).send();
            let confirmed = twice().await.expect(200);
            assert_eq!(twice().await.expect(200).body, confirmed.body);
            assert_eq!(confirmed.body["confirmation"]["state"], "confirmed");
            refused(confirm(&by, &made.id(), 3).await, "nothing_waits");
            let permissions = new.get("/me").await.expect(200).body["permissions"].as_array().unwrap().len();
            assert!(permissions > OWN.len() || role == "auditor", "{role}");
        }
        let logged = "SELECT count(*) FROM log_entries WHERE act = 'confirm_account' AND officer IS NOT NULL";
        assert_eq!(service.numbers(logged).await, [4]);
    }

    async fn it_is_given_to_nobody_unknown_or_known_by_a_number_that_another_had(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let security = service.sign_in("security.640100").await;
        let entered = async |body: &Value| json!(admin.post("/officers", body).await.expect(201).id());
        let unknown = entered(&json!({ "name": "白云飞" })).await;
        for role in ["account_admin", "security_admin", "finance", "auditor"] {
            refused(propose(&admin, "new.one", role, "640100", Some(&unknown)).await, "unknown_officer");
        }
        let _ = propose(&admin, "new.clerk", "caseworker", "640100", Some(&unknown)).await.expect(201);
        // One person is not made two by a correction.
        let [number, other] = [1, 2].map(|at| citizen_id(1961, at));
        let first = entered(&json!({ "name": "白云飞", "citizen_id": number })).await;
        let path = format!("/officers/{}", first.as_str().unwrap());
        let _ = admin.put_at(&path, 1, &json!({ "name": "白云飞", "citizen_id": other })).await.expect(200);
        let second = entered(&json!({ "name": "白云飞", "citizen_id": number })).await;
        for officer in [&first, &second] {
            refused(propose(&admin, "new.two", "auditor", "640100", Some(officer)).await, "correction_waits");
        }
        let reasons = json!({ "reasons": "已核对身份证原件" });
        let _ = security.post_at(&format!("{path}/correction"), 2, &reasons).await.expect(200);
        let _ = propose(&admin, "new.two", "auditor", "640100", Some(&second)).await.expect(201);
    }

    async fn another_post_works_and_sees_no_whole_value_or_paper_and_confirms_nobody(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        let papers = case.path("/attachments/01890a5d-ac96-774b-bcce-b302099a8057");
        let admin = service.sign_in("accounts.640100").await;
        let made = propose(&admin, "head3.640104", "head", "640104", None).await.expect(201);
        let head = service.settle("head3.640104", PASSWORD).await;
        let _ = head.get(&case.path("")).await.expect(200);
        let phone = asked("contact_family", &["phone"], &[member(&dossier, 1)]);
        ask(&head, &phone).await.refused(403, "forbidden");
        head.get(&papers).await.refused(403, "forbidden");
        let clerk = propose(&admin, "clerk.640104", "caseworker", "640104", None).await.expect(201);
        confirm(&head, &clerk.id(), 1).await.refused(403, "forbidden");
        let _ = confirm(&people.county, &made.id(), 2).await.expect(200);
        let _ = ask(&head, &phone).await.expect(200);
        head.get(&papers).await.refused(404, "not_found");
        let _ = confirm(&head, &clerk.id(), 1).await.expect(200);
        // Somebody else's jurisdiction.
        let far = newcomer(&service, "head.640105", "head", "640105").await;
        let third = propose(&admin, "clerk2.640104", "caseworker", "640104", None).await.expect(201);
        confirm(&far, &third.id(), 1).await.refused(404, "not_found");
    }

    async fn a_post_that_nobody_confirmed_moves_erases_searches_and_orders_nothing(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        let admin = service.sign_in("accounts.640100").await;
        let made = propose(&admin, "head3.640100", "head", "640100", None).await.expect(201);
        let head = service.settle("head3.640100", PASSWORD).await;
        let id = case.id.clone();
        let tried = [
            (format!("/applications/{id}/actions"), json!({ "action": "withdraw", "note": "家属要求" })),
            (format!("/applications/{id}/erasure"), json!({ "ground": "demand", "reasons": "本人要求" })),
            (format!("/dossiers/{dossier}/erasure"), json!({ "ground": "demand", "reasons": "本人要求" })),
            ("/dossiers/search".to_owned(), json!({ "citizen_id": "640104197405121014" })),
            (format!("/applications/{id}/objections"), json!({ "word": "不实" })),
            ("/delegations".to_owned(), json!({ "officer": id, "valid_to": "2018-08-30", "reasons": "休假" })),
            ("/campaigns".to_owned(), json!({ "year": 2019, "name": "2019年金秋助学" })),
        ];
        for (path, body) in &tried {
            let told = head.post_at(path, 1, body).await.refused(403, "forbidden");
            assert!(told.body["detail"].as_str().unwrap().contains("/confirmation"), "{path}: {}", told.text);
        }
        let _ = confirm(&people.city, &made.id(), 2).await.expect(200);
        let _ = head.post("/dossiers/search", &tried[3].1).await.expect(200);
    }

    async fn whoever_gives_a_password_does_not_confirm_whose_it_is(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let admin = service.sign_in("accounts.640100").await;
        let colleague = newcomer(&service, "accounts2.640100", "account_admin", "640100").await;
        let account = people.county.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let path = format!("/accounts/{account}/password");
        let reset = json!({ "password": PASSWORD });
        let given = admin.put_at(&path, 1, &reset).await.expect(200);
        assert_eq!(given.body["confirmation"]["state"], "proposed");
        let taken = service.settle("head.640104", PASSWORD).await;
        let phone = asked("contact_family", &["phone"], &[member(&dossier, 1)]);
        ask(&taken, &phone).await.refused(403, "forbidden");
        refused(confirm(&admin, &account, 3).await, "second_hand");
        // A second administrator who gives another one, unaware, does not let the first one confirm.
        refused(colleague.put_at(&path, 3, &reset).await, "second_hand");
        let _ = admin.put_at(&path, 3, &reset).await.expect(200);
        let _ = confirm(&colleague, &account, 4).await.expect(200);
        let owner = service.settle("head.640104", PASSWORD).await;
        let _ = ask(&owner, &phone).await.expect(200);
        // Nor does who takes over the one of security confirm what they proposed.
        let security = service.sign_in("security.640100").await;
        let account = security.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let _ = admin.put_at(&format!("/accounts/{account}/password"), 1, &reset).await.expect(200);
        let taken = service.settle("security.640100", PASSWORD).await;
        let made = propose(&admin, "auditor2.640100", "auditor", "640100", None).await.expect(201);
        confirm(&taken, &made.id(), 1).await.refused(403, "forbidden");
    }

    async fn a_proposal_lapses_is_made_again_and_is_declined(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let made = propose(&admin, "new.security", "security_admin", "640104", None).await.expect(201);
        let path = format!("/accounts/{}", made.id());
        service.set_clock("2018-08-14T09:00:00+08:00").await;
        let head = service.sign_in("head.640100").await;
        refused(confirm(&head, &made.id(), 1).await, "proposal_lapsed");
        let days = json!({ "valid_from": "2018-07-30", "valid_to": null });
        let _ = admin.put_at(&path, 1, &days).await.expect(200);
        let _ = confirm(&head, &made.id(), 2).await.expect(200);
        // Closed and opened again it is given anew.
        let _ = admin.post_at(&format!("{path}/close"), 3, &json!({ "last_day": "2018-08-13" })).await.expect(200);
        let again = admin.put_at(&path, 4, &days).await.expect(200);
        assert_eq!(again.body["confirmation"]["state"], "proposed");
        let new = service.settle("new.security", PASSWORD).await;
        let reasons = json!({ "reasons": "未见任命文件" });
        let declined = head.post_at(&format!("{path}/decline"), 6, &reasons).await.expect(200);
        assert_eq!(declined.body["confirmation"]["state"], "declined");
        new.get("/me").await.refused(401, "unauthenticated");
        let credentials = json!({ "username": "new.security", "password": PASSWORD });
        service.anyone().post("/sessions", &credentials).await.refused(401, "wrong_credentials");
        refused(confirm(&head, &made.id(), 7).await, "nothing_waits");
        let _ = admin.put_at(&path, 7, &days).await.expect(200);
        let _ = confirm(&head, &made.id(), 8).await.expect(200);
    }

    async fn a_mandate_is_nothing_until_another_administrator_confirms_it(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let auditor = newcomer(&service, "auditor.region", "auditor", "640100").await;
        let security = service.sign_in("security.640100").await;
        let admin = service.sign_in("accounts.640100").await;
        let own = crate::mandates::account(&auditor).await;
        let wanted = json!({ "account": own, "union": union(&security, "640104").await, "valid_to": "2018-12-31",
            "document": "宁工审〔2018〕7号", "ground": "专项审计" });
        let made = security.post("/mandates", &wanted).await.expect(201);
        assert_eq!(made.body["confirmation"]["state"], "proposed");
        assert_eq!(admin.get("/mandates?confirmation=proposed").await.expect(200).body["items"], json!([made.body]));
        let path = format!("/mandates/{}", made.id());
        let dossier = format!("/dossiers/{dossier}");
        let reasons = json!({ "reasons": "已核对审计通知" });
        auditor.get(&dossier).await.refused(403, "forbidden");
        for by in [&security, &people.city] {
            refused(by.post_at(&format!("{path}/confirmation"), 1, &reasons).await, "second_hand");
        }
        let _ = admin.post_at(&format!("{path}/confirmation"), 1, &reasons).await.expect(200);
        let _ = auditor.get(&dossier).await.expect(200);
        let _ = security.act_at(&format!("{path}/end"), 2).await.expect(200);
        auditor.get("/me").await.refused(401, "unauthenticated");
        // One that was declined has ended, and makes room.
        let second = security.post("/mandates", &wanted).await.expect(201);
        let decline = format!("/mandates/{}/decline", second.id());
        let _ = admin.post_at(&decline, 1, &json!({ "reasons": "未见审计通知" })).await.expect(200);
        refused(admin.post_at(&decline, 2, &reasons).await, "nothing_waits");
        let third = security.post("/mandates", &wanted).await.expect(201);
        service.set_clock("2018-08-14T09:00:00+08:00").await;
        let confirm = format!("/mandates/{}/confirmation", third.id());
        refused(admin.post_at(&confirm, 1, &reasons).await, "proposal_lapsed");
        let _ = security.post("/mandates", &wanted_from(&wanted, "2018-08-14")).await.expect(201);
    }

    async fn a_program_is_shown_nothing_whole_until_its_secret_is_confirmed(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let admin = service.sign_in("accounts.640100").await;
        let security = service.sign_in("security.640100").await;
        let city = union(&admin, "640100").await;
        let new = json!({ "username": "program.bank", "union": city, "scopes": ["disclosures"] });
        let made = admin.post("/service-accounts", &new).await.expect(201);
        let bank = service.sign_in_with("program.bank", made.body["secret"].as_str().unwrap()).await;
        let purpose = json!({ "account": made.id(), "union": city, "purpose": "payment", "fields": ["card"],
            "valid_to": "2018-09-30", "most_a_day": 9, "ground": "代发协议" });
        let _ = security.post("/standing-purposes", &purpose).await.expect(201);
        let cards = asked("payment", &["card"], &[member(&dossier, 1)]);
        ask(&bank, &cards).await.refused(403, "forbidden");
        refused(confirm(&admin, &made.id(), 1).await, "second_hand");
        let _ = confirm(&security, &made.id(), 1).await.expect(200);
        assert_eq!(ask(&bank, &cards).await.expect(200).body["items"][0]["values"]["card"], CARD);
        // Another secret is another's until it is confirmed, whatever becomes of the scopes.
        let path = format!("/service-accounts/{}/secret", made.id());
        let rotated = admin.request(Method::POST, &path).if_match(2).send().await.expect(200);
        let bank = service.sign_in_with("program.bank", rotated.body["secret"].as_str().unwrap()).await;
        ask(&bank, &cards).await.refused(403, "forbidden");
    }
}

fn wanted_from(wanted: &Value, first: &str) -> Value {
    let mut later = wanted.clone();
    later["valid_from"] = json!(first);
    later
}
