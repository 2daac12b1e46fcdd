//! Which passwords are taken, and what is a session good for while its password is somebody else's choice?

use harness::{Method, Service, Value, json, on_both, race};

use crate::guesses::from;
use crate::sessions::tokens;

const GIVEN: &str = "a-long-walk-in-autumn";

on_both! {
    async fn a_password_that_names_its_owner_or_is_soon_guessed_is_refused(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let (head, _) = tokens(&service, "head.640104").await;
        let id = head.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let officer = admin.post("/officers", &json!({ "name": "白云飞" })).await.expect(201).id();
        let union = admin.get("/unions?code=640104").await.expect(200).body["items"][0]["id"].clone();
        let weak = ["jinqiu-demonstration", "my head.640104!", "password1234", "qwertyuiop123", "20180726201807", "short"];
        for password in weak {
            let change = json!({ "current": "jinqiu-demonstration", "new": password });
            let told = head.put("/me/password", &change).await.refused(422, "invalid");
            assert_eq!(told.pointers(), ["/new"], "{password}");
            assert!(!told.text.contains(password), "{}", told.text);
            let reset = json!({ "password": password });
            let told = admin.put_at(&format!("/accounts/{id}/password"), 1, &reset).await.refused(422, "invalid");
            assert_eq!(told.pointers(), ["/password"], "{password}");
            let new = json!({ "username": "my.head.640104", "password": password, "officer": officer,
                "union": union, "role": "head" });
            let told = admin.post("/accounts", &new).await;
            if password != "my head.640104!" {
                assert_eq!(told.refused(422, "invalid").pointers(), ["/password"], "{password}");
            }
        }
        for named in ["白云飞白云飞白云飞白云飞", "兴庆区总工会 nine cranes", "head.bai nine cranes"] {
            let new = json!({ "username": "head.bai", "password": named, "officer": officer, "union": union, "role": "head" });
            assert_eq!(admin.post("/accounts", &new).await.refused(422, "invalid").pointers(), ["/password"]);
        }
        let change = json!({ "current": "jinqiu-demonstration", "new": "秋雨落在黄河上无人知晓夜" });
        let _ = head.put("/me/password", &change).await.expect(204);
    }

    async fn under_a_given_password_one_sees_oneself_changes_it_and_leaves(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let officer = admin.post("/officers", &json!({ "name": "白云飞" })).await.expect(201).id();
        let union = admin.get("/unions?code=640104").await.expect(200).body["items"][0]["id"].clone();
        let new = json!({ "username": "head2.640104", "password": GIVEN, "officer": officer, "union": union, "role": "head" });
        let _ = admin.post("/accounts", &new).await.expect(201);
        let head = service.sign_in_with("head2.640104", GIVEN).await;
        let me = head.get("/me").await.expect(200).body;
        assert_eq!(me["confined"], "password_given");
        assert_eq!(me["permissions"], json!(["see_oneself", "change_own_password"]));
        for (method, path) in [(Method::GET, "/unions"), (Method::GET, "/applications"), (Method::POST, "/dossiers"), (Method::POST, "/sessions/delegated")] {
            let request = head.request(method, path).json(&json!({}));
            let told = request.send().await.refused(403, "password_given");
            assert!(told.body["title"].as_str().unwrap().contains("/me/password"));
        }
        let _ = head.request(Method::POST, "/sessions/end").send().await.expect(204);
        let again = json!({ "current": GIVEN, "new": GIVEN });
        let head = service.sign_in_with("head2.640104", GIVEN).await;
        assert_eq!(head.put("/me/password", &again).await.refused(422, "invalid").pointers(), ["/new"]);
        let head = service.settle("head2.640104", GIVEN).await;
        let me = head.get("/me").await.expect(200).body;
        assert_eq!(me["confined"], Value::Null);
        let _ = head.get("/unions").await.expect(200);
        from(&service.anyone(), "127.0.0.1", "head2.640104", GIVEN).await.refused(401, "wrong_credentials");
    }

    async fn who_signs_in_while_the_password_is_reset_is_not_in_with_the_old_one(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let (head, _) = tokens(&service, "head.640104").await;
        let path = format!("/accounts/{}/password", head.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap());
        let anyone = service.anyone();
        let sign_in = async |number: usize| {
            // All of them wait for a place where passwords are hashed, and so does the reset, somewhere among them.
            if number == 6 {
                return admin.put_at(&path, 1, &json!({ "password": GIVEN })).await.expect(200);
            }
            from(&anyone, &format!("192.0.2.{number}"), "head.640104", "jinqiu-demonstration").await
        };
        for answer in race(24, sign_in).await.iter().filter(|answer| answer.status == 200) {
            if let Some(token) = answer.body["access_token"].as_str() {
                service.anyone().with_token(token).get("/me").await.refused(401, "unauthenticated");
            }
        }
    }

    async fn a_program_is_not_asked_to_change_its_secret(service: Service) {
        let program = crate::service_accounts::program(&service, "program.bank", &["cases"]).await;
        assert_eq!(program.get("/me").await.expect(200).body["confined"], Value::Null);
        let _ = program.get("/unions").await.expect(200);
    }
}
