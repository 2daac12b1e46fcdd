//! Who gets in, for how long, and who is put out?

use harness::{Client, Method, Service, json, on_both, race};

const WRONG: &str = "not the password at all";

pub(crate) async fn tokens(service: &Service, username: &str) -> (Client, String) {
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

on_both! {
    async fn two_that_show_the_same_refresh_token_at_once_get_the_same_answer(service: Service) {
        let (_, token) = tokens(&service, "head.640104").await;
        let anyone = service.anyone();
        let shown = json!({ "refresh_token": token });
        let answers = race(8, |_| anyone.post("/sessions/refresh", &shown)).await;
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (200, &answers[0].body));
        }
    }

    async fn a_refresh_token_that_comes_back_late_ends_the_session(service: Service) {
        let (_, first) = tokens(&service, "head.640104").await;
        let show = async |token: &str| {
            service.anyone().post("/sessions/refresh", &json!({ "refresh_token": token })).await
        };
        let second = show(&first).await.expect(200).body;
        // As if it had been exchanged eleven seconds ago.
        let moved = service.sql("UPDATE sessions SET rotated_at = rotated_at - 11000000").await;
        assert!(moved.unwrap() > 0);
        show(&first).await.refused(401, "unauthenticated");
        show(second["refresh_token"].as_str().unwrap()).await.refused(401, "unauthenticated");
    }

    async fn what_is_no_refresh_token_is_not_good(service: Service) {
        for token in ["", "x", "01890a5d-ac96-774b-bcce-b302099a8057.AAAA", "01890a5d-ac96-774b-bcce-b302099a8057"] {
            let shown = json!({ "refresh_token": token });
            service.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
        }
    }

    async fn who_signs_out_cannot_stay(service: Service) {
        let (client, refresh) = tokens(&service, "head.640104").await;
        let _ = client.request(Method::POST, "/sessions/end").send().await.expect(204);
        client.get("/me").await.refused(401, "unauthenticated");
        let shown = json!({ "refresh_token": refresh });
        service.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
    }

    async fn a_changed_password_ends_the_other_sessions_and_opens_new_ones(service: Service) {
        let (client, refresh) = tokens(&service, "head.640104").await;
        let (other, elsewhere) = tokens(&service, "head.640104").await;
        let change = json!({ "current": WRONG, "new": "autumn rain on the yellow river" });
        assert_eq!(client.put("/me/password", &change).await.refused(422, "invalid").pointers(), ["/current"]);
        let change = json!({ "current": "jinqiu-demonstration", "new": "short" });
        assert_eq!(client.put("/me/password", &change).await.refused(422, "invalid").pointers(), ["/new"]);
        let _ = other.get("/me").await.expect(200);
        let change = json!({ "current": "jinqiu-demonstration", "new": "autumn rain on the yellow river" });
        let _ = client.put("/me/password", &change).await.expect(204);
        other.get("/me").await.refused(401, "unauthenticated");
        assert_eq!(client.get("/me").await.expect(200).body["account"]["password_given"], false);
        let shown = json!({ "refresh_token": elsewhere });
        service.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
        let shown = json!({ "refresh_token": refresh });
        let _ = service.anyone().post("/sessions/refresh", &shown).await.expect(200);
        let old = json!({ "username": "head.640104", "password": "jinqiu-demonstration" });
        service.anyone().post("/sessions", &old).await.refused(401, "wrong_credentials");
        let _ = service.sign_in_with("head.640104", "autumn rain on the yellow river").await;
    }

    async fn a_token_that_was_altered_is_not_good(service: Service) {
        let (client, _) = tokens(&service, "head.640104").await;
        let mut parts: Vec<&str> = client.token().split('.').collect();
        let other = service.sign_in("head.640100").await;
        let others: Vec<&str> = other.token().split('.').collect();
        parts[1] = others[1];
        for token in [parts.join(".").as_str(), "", "x.y.z", "eyJhbGciOiJub25lIn0.e30."] {
            service.anyone().with_token(token).get("/me").await.refused(401, "unauthenticated");
        }
    }
}
