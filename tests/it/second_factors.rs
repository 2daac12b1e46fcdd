//! What does a second factor ask for, when, and what becomes of who loses it?

use domain::access::Role;
use harness::{Answer, Client, Method, Service, Value, json, on_both, race};

use crate::accounts::own_account;
use crate::guesses::from;

const PASSWORD: &str = "jinqiu-demonstration";

async fn sign_in(service: &Service, username: &str, code: &str) -> Answer {
    let credentials = json!({ "username": username, "password": PASSWORD, "code": code });
    service.anyone().request(Method::POST, "/sessions").json(&credentials).once().send().await
}

/// Begins and confirms one: the secret, and the recovery codes.
async fn enrol(service: &Service, client: &Client) -> (String, Vec<String>) {
    let begun = client.post("/me/second-factor", &json!({ "password": PASSWORD })).await.expect(200).body;
    let secret = begun["secret"].as_str().unwrap().to_owned();
    assert!(begun["uri"].as_str().unwrap().contains(&secret));
    let code = json!({ "code": service.code(&secret, 0) });
    let codes =
        client.post("/me/second-factor/confirm", &code).await.expect(200).body["recovery_codes"].clone();
    service.pass(30);
    (secret, serde_json::from_value(codes).unwrap())
}

on_both! {
    async fn a_code_is_asked_for_after_the_right_password_and_each_is_good_once(service: Service) {
        service.stop_time();
        let head = service.sign_in("head.640104").await;
        let (secret, codes) = enrol(&service, &head).await;
        assert_eq!(codes.len(), 10);
        let anyone = service.anyone();
        from(&anyone, "127.0.0.1", "head.640104", "not the password").await.refused(401, "wrong_credentials");
        from(&anyone, "127.0.0.1", "head.640104", PASSWORD).await.refused(401, "code_required");
        let code = service.code(&secret, 0);
        let _ = sign_in(&service, "head.640104", &code).await.expect(200);
        sign_in(&service, "head.640104", &code).await.refused(401, "wrong_code");
        // A step to either side, and no older than the last that was used.
        sign_in(&service, "head.640104", &service.code(&secret, -30)).await.refused(401, "wrong_code");
        sign_in(&service, "head.640104", &service.code(&secret, 60)).await.refused(401, "wrong_code");
        let _ = sign_in(&service, "head.640104", &service.code(&secret, 30)).await.expect(200);
        // A recovery code, once, however it is grouped; not somebody else's.
        let _ = sign_in(&service, "head.640104", &codes[0].to_lowercase()).await.expect(200);
        sign_in(&service, "head.640104", &codes[0]).await.refused(401, "wrong_code");
        let seen = head.get("/me/second-factor").await.expect(200).body;
        assert_eq!((&seen["recovery_codes_left"], &seen["required"]), (&json!(9), &json!(false)));
        let malformed = sign_in(&service, "head.640104", "1234").await.refused(422, "invalid");
        assert_eq!(malformed.pointers(), ["/code"]);
        // Who has none is not asked, and a code that is sent all the same does no harm.
        let _ = sign_in(&service, "head.640105", "123456").await;
    }

    async fn of_many_that_show_a_code_at_once_one_gets_in(service: Service) {
        service.stop_time();
        let twin = service.twin().await;
        let head = service.sign_in("head.640104").await;
        let (secret, codes) = enrol(&service, &head).await;
        for code in [service.code(&secret, 0), codes[3].clone()] {
            let both = [&service, &twin];
            let answers = race(4, |n| sign_in(both[n % 2], "head.640104", &code)).await;
            assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        }
    }

    async fn wrong_codes_count_and_being_asked_does_not(service: Service) {
        service.stop_time();
        let head = service.sign_in("head.640104").await;
        let (secret, _) = enrol(&service, &head).await;
        for _ in 0..20 {
            from(&service.anyone(), "127.0.0.1", "head.640104", PASSWORD).await.refused(401, "code_required");
        }
        let wrong = service.code(&secret, 3000);
        for _ in 0..5 {
            sign_in(&service, "head.640104", &wrong).await.refused(401, "wrong_code");
        }
        sign_in(&service, "head.640104", &service.code(&secret, 0)).await.refused(429, "too_many_requests");
        service.pass(4);
        let _ = sign_in(&service, "head.640104", &service.code(&secret, 30)).await.expect(200);
    }

    async fn wrong_codes_count_of_the_account_from_wherever_they_come(service: Service) {
        service.stop_time();
        let head = service.sign_in("head.640104").await;
        let (secret, codes) = enrol(&service, &head).await;
        let anyone = service.anyone();
        let from_elsewhere = async |n: usize, code: &str| {
            let credentials = json!({ "username": "head.640104", "password": PASSWORD, "code": code });
            let request = anyone.request(Method::POST, "/sessions").json(&credentials);
            request.header("X-Forwarded-For", &format!("198.51.100.{n}")).once().send().await
        };
        let wrong = service.code(&secret, 3000);
        let answers = race(40, |n| from_elsewhere(n, &wrong)).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 5);
        let waits = from_elsewhere(99, &service.code(&secret, 0)).await.refused(429, "too_many_requests");
        assert!(waits.body["detail"].as_str().unwrap().contains("恢复码"), "{}", waits.text);
        // Whoever knows no password makes nobody wait for a code, and the address has nothing to do with it.
        let _ = from(&anyone, "198.51.100.1", "caseworker.640104", PASSWORD).await.expect(200);
        // A recovery code is taken all the same.
        let _ = from_elsewhere(100, &codes[0]).await.expect(200);
        let id = own_account(&head).await["id"].as_str().unwrap().to_owned();
        let security = service.sign_in("security.640100").await;
        let stands = security.get(&format!("/accounts/{id}/sign-in-wait")).await.expect(200).body;
        assert_eq!(stands["wrong_codes"], 5);
        assert!(stands["waits_until"].is_string());
        let lift = security.request(Method::POST, &format!("/accounts/{id}/sign-in-wait/lift"));
        let _ = lift.send().await.expect(204);
        let _ = from_elsewhere(101, &service.code(&secret, 0)).await.expect(200);
    }

    async fn another_password_forgets_the_codes_that_were_tried_after_the_old_one(service: Service) {
        service.stop_time();
        let head = service.sign_in("head.640104").await;
        let (secret, _) = enrol(&service, &head).await;
        let wrong = service.code(&secret, 3000);
        for _ in 0..5 {
            sign_in(&service, "head.640104", &wrong).await.refused(401, "wrong_code");
        }
        let own = "nine cranes over the salt marsh";
        let _ = head.put("/me/password", &json!({ "current": PASSWORD, "new": own })).await.expect(204);
        let credentials = json!({ "username": "head.640104", "password": own, "code": service.code(&secret, 0) });
        let _ = service.anyone().request(Method::POST, "/sessions").json(&credentials).once().send().await.expect(200);
    }

    async fn whoever_holds_anothers_session_guesses_neither_password_nor_code(service: Service) {
        service.stop_time();
        let head = service.sign_in("head.640104").await;
        let (secret, _) = enrol(&service, &head).await;
        let wrong = json!({ "code": service.code(&secret, 3000) });
        for _ in 0..5 {
            head.post("/me/second-factor/remove", &wrong).await.refused(422, "invalid");
        }
        let right = json!({ "code": service.code(&secret, 0) });
        head.post("/me/second-factor/remove", &right).await.refused(429, "too_many_requests");
        let change = |current: &str| json!({ "current": current, "new": "nine cranes over the salt marsh" });
        for _ in 0..5 {
            head.put("/me/password", &change("not the password")).await.refused(422, "invalid");
        }
        head.put("/me/password", &change(PASSWORD)).await.refused(429, "too_many_requests");
        service.pass(4);
        let _ = head.put("/me/password", &change(PASSWORD)).await.expect(204);
    }

    async fn it_is_begun_with_the_password_confirmed_with_a_code_and_removed_with_one(service: Service) {
        service.stop_time();
        let head = service.sign_in("head.640104").await;
        let code = |code: String| json!({ "code": code });
        let told = head.post("/me/second-factor", &json!({ "password": "not the password" })).await;
        assert_eq!(told.refused(422, "invalid").pointers(), ["/password"]);
        let early = head.post("/me/second-factor/confirm", &code("123456".to_owned())).await.refused(409, "refused");
        assert_eq!(early.body["rule"], "second_factor_not_begun");
        let first = head.post("/me/second-factor", &json!({ "password": PASSWORD })).await.expect(200).body;
        // Not confirmed, it is asked for nowhere, and begun anew the first secret is good no more.
        let _ = from(&service.anyone(), "127.0.0.1", "head.640104", PASSWORD).await.expect(200);
        let second = head.post("/me/second-factor", &json!({ "password": PASSWORD })).await.expect(200).body;
        let old = service.code(first["secret"].as_str().unwrap(), 0);
        assert_eq!(head.post("/me/second-factor/confirm", &code(old)).await.refused(422, "invalid").pointers(), ["/code"]);
        let secret = second["secret"].as_str().unwrap().to_owned();
        let _ = head.post("/me/second-factor/confirm", &code(service.code(&secret, 0))).await.expect(200);
        // The secret lies nowhere in plain.
        for row in service.rows(&[]).await {
            assert!(!row.contains(&secret), "{row}");
        }
        let again = head.post("/me/second-factor", &json!({ "password": PASSWORD })).await.refused(409, "refused");
        assert_eq!(again.body["rule"], "second_factor_there");
        let used = head.post("/me/second-factor/remove", &code(service.code(&secret, 0))).await;
        assert_eq!(used.refused(422, "invalid").pointers(), ["/code"]);
        let _ = head.post("/me/second-factor/remove", &code(service.code(&secret, 30))).await.expect(204);
        let _ = from(&service.anyone(), "127.0.0.1", "head.640104", PASSWORD).await.expect(200);
    }

    async fn a_role_that_may_not_be_without_one_enrols_first(service: Service) {
        let strict = service.twin_with_second_factor_for(&[Role::SecurityAdmin]).await;
        strict.stop_time();
        let security = strict.sign_in("security.640100").await;
        let me = security.get("/me").await.expect(200).body;
        assert_eq!(me["confined"], "no_second_factor");
        security.get("/unions").await.refused(403, "second_factor_required");
        security.get("/accounts").await.refused(403, "second_factor_required");
        security.post("/sessions/delegated", &json!({})).await.refused(403, "second_factor_required");
        let (secret, _) = enrol(&strict, &security).await;
        assert_eq!(security.get("/me").await.expect(200).body["confined"], Value::Null);
        let _ = security.get("/unions").await.expect(200);
        let code = json!({ "code": strict.code(&secret, 0) });
        let kept = security.post("/me/second-factor/remove", &code).await.refused(409, "refused");
        assert_eq!(kept.body["rule"], "second_factor_required");
        // Other roles are asked for nothing.
        let _ = strict.sign_in("head.640104").await.get("/unions").await.expect(200);
    }

    async fn a_lost_one_is_taken_away_by_another_and_never_ones_own(service: Service) {
        service.stop_time();
        let head = service.sign_in("head.640104").await;
        let security = service.sign_in("security.640100").await;
        let path = format!("/accounts/{}/second-factor/remove", own_account(&head).await["id"].as_str().unwrap());
        let why = json!({ "reasons": "手机遗失,已当面核对身份证" });
        let none = security.post(&path, &why).await.refused(409, "refused");
        assert_eq!(none.body["rule"], "no_second_factor");
        let _ = enrol(&service, &head).await;
        head.post(&path, &why).await.refused(403, "forbidden");
        assert_eq!(security.post(&path, &json!({})).await.refused(422, "invalid").pointers(), ["/reasons"]);
        let _ = security.post(&path, &why).await.expect(204);
        head.get("/me").await.refused(401, "unauthenticated");
        let _ = from(&service.anyone(), "127.0.0.1", "head.640104", PASSWORD).await.expect(200);
        let _ = enrol(&service, &security).await;
        let own = format!("/accounts/{}/second-factor/remove", own_account(&security).await["id"].as_str().unwrap());
        assert_eq!(security.post(&own, &why).await.refused(409, "refused").body["rule"], "own_second_factor");
        let taken = "SELECT COUNT(*) FROM log_entries WHERE act = 'take_second_factor_away'";
        assert_eq!(service.numbers(taken).await, [1]);
    }
}
