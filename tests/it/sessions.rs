//! Who gets in, for how long, and who is put out?

use harness::{Client, Service, json, on_both};

const WRONG: &str = "not the password at all";

async fn tokens(service: &Service, username: &str) -> (Client, String) {
    let credentials = json!({ "username": username, "password": "jinqiu-demonstration" });
    let tokens = service.anyone().post("/sessions", &credentials).await.expect(200).body;
    let client = service.anyone().with_token(tokens["access_token"].as_str().unwrap());
    (client, tokens["refresh_token"].as_str().unwrap().to_owned())
}

on_both! {
    async fn who_signs_in_is_told_who_they_are(service: Service) {
        let head = service.sign_in("head.640104").await;
        let me = head.get("/me").await.expect(200).body;
        assert_eq!(me["account"]["username"], "head.640104");
        assert_eq!((&me["role"], &me["level"]), (&json!("head"), &json!("county")));
        assert!(me["permissions"].as_array().unwrap().contains(&json!("decide_cases")));
        service.anyone().get("/me").await.refused(401, "unauthenticated");
    }

    async fn officers_of_the_service_centre_act_for_the_city(service: Service) {
        let officer = service.sign_in("caseworker.6401fw").await;
        let me = officer.get("/me").await.expect(200).body;
        let city = officer.get("/unions?code=640100").await.expect(200).body;
        assert_eq!(me["acts_for"], city["items"][0]["id"]);
        assert_eq!(me["level"], "city");
    }

    async fn an_unknown_name_and_a_wrong_password_are_answered_alike(service: Service) {
        let ask = async |username: &str| {
            let credentials = json!({ "username": username, "password": WRONG });
            let mut answer = service.anyone().post("/sessions", &credentials).await.refused(401, "wrong_credentials");
            answer.body["request_id"].take();
            answer.body
        };
        assert_eq!(ask("head.640104").await, ask("nobody.at.all").await);
    }

    async fn a_refresh_token_is_good_once_and_its_repetition_is_answered_alike(service: Service) {
        let (_, first) = tokens(&service, "head.640104").await;
        let show = async |token: &str| {
            service.anyone().post("/sessions/refresh", &json!({ "refresh_token": token })).await
        };
        let second = show(&first).await.expect(200).body;
        assert_eq!(show(&first).await.expect(200).body, second);
        let renewed = service.anyone().with_token(second["access_token"].as_str().unwrap());
        let _ = renewed.get("/me").await.expect(200);
        let third = show(second["refresh_token"].as_str().unwrap()).await.expect(200).body;
        // The first one is no longer the one before the last: somebody holds a copy, and all of it ends.
        show(&first).await.refused(401, "unauthenticated");
        show(third["refresh_token"].as_str().unwrap()).await.refused(401, "unauthenticated");
    }
}
