//! When is a change of an account felt, and what of it may change?

use std::time::{Duration, Instant};

use harness::{Client, Service, Value, json, on_both};

use crate::sessions::tokens;

/// The account of somebody who is signed in.
pub(crate) async fn own_account(client: &Client) -> Value {
    client.get("/me").await.expect(200).body["account"].clone()
}

async fn path_of(client: &Client, below: &str) -> String {
    format!("/accounts/{}{below}", own_account(client).await["id"].as_str().unwrap())
}

/// Asks again and again until the token is good no more; how long that took.
pub(crate) async fn time_until_out(client: &Client) -> Duration {
    let begun = Instant::now();
    while client.get("/me").await.status == 200 {
        assert!(begun.elapsed() < Duration::from_secs(5), "still in after five seconds");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    client.get("/me").await.refused(401, "unauthenticated");
    begun.elapsed()
}

on_both! {
    async fn a_closed_account_is_out_at_once_here_and_within_five_seconds_elsewhere(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let twin = service.twin().await;
        for username in ["finance2.640100", "head.640104", "head.04fz01", "caseworker.6401fw"] {
            let (client, refresh) = tokens(&service, username).await;
            let there = twin.anyone().with_token(client.token());
            let path = path_of(&client, "/close").await;
            let _ = there.get("/me").await.expect(200);
            let _ = admin.post_at(&path, 1, &json!({ "last_day": "2018-07-29" })).await.expect(200);
            client.get("/me").await.refused(401, "unauthenticated");
            let shown = json!({ "refresh_token": refresh });
            for process in [&service, &twin] {
                process.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
                let credentials = json!({ "username": username, "password": "jinqiu-demonstration" });
                process.anyone().post("/sessions", &credentials).await.refused(401, "wrong_credentials");
            }
            let _ = time_until_out(&there).await;
        }
    }

    async fn an_account_that_closes_today_is_good_to_the_end_of_the_day(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let (head, refresh) = tokens(&service, "head.640104").await;
        let path = path_of(&head, "/close").await;
        let _ = admin.post_at(&path, 1, &json!({ "last_day": "2018-07-30" })).await.expect(200);
        let _ = head.get("/me").await.expect(200);
        service.set_clock("2018-07-31T00:00:00+08:00").await;
        let shown = json!({ "refresh_token": refresh });
        service.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
        let _ = time_until_out(&head).await;
    }

    async fn days_change_within_what_has_not_been(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let head = service.sign_in("head.640104").await;
        let path = path_of(&head, "").await;
        let days = |from: &str, to: Value| json!({ "valid_from": from, "valid_to": to });
        let long_ago = days("2017-01-01", json!("2018-07-28"));
        assert_eq!(admin.put_at(&path, 1, &long_ago).await.refused(422, "invalid").pointers(), ["/valid_to"]);
        let earlier = days("2016-12-31", Value::Null);
        assert_eq!(admin.put_at(&path, 1, &earlier).await.refused(422, "invalid").pointers(), ["/valid_from"]);
        admin.put(&path, &days("2017-01-01", Value::Null)).await.refused(428, "version_required");
        let closed = admin.put_at(&path, 1, &days("2017-01-01", json!("2018-07-29"))).await.expect(200);
        assert_eq!(closed.version(), 2);
        head.get("/me").await.refused(401, "unauthenticated");
        admin.put_at(&path, 1, &days("2017-01-01", Value::Null)).await.refused(412, "stale");
        let _ = admin.put_at(&path, 2, &days("2017-01-01", Value::Null)).await.expect(200);
        // What was ended stays ended; a new sign-in is good.
        head.get("/me").await.refused(401, "unauthenticated");
        let head = service.sign_in("head.640104").await;
        for field in ["role", "union", "officer", "username"] {
            let mut other = days("2017-01-01", Value::Null);
            other[field] = json!("auditor");
            admin.put_at(&path, 3, &other).await.refused(422, "invalid");
        }
        head.put_at(&path, 3, &days("2017-01-01", Value::Null)).await.refused(403, "forbidden");
    }

    async fn a_reset_password_puts_everybody_out_and_is_the_owners_to_change(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let (head, refresh) = tokens(&service, "head.640104").await;
        let path = path_of(&head, "/password").await;
        let short = admin.put_at(&path, 1, &json!({ "password": "short" })).await;
        assert_eq!(short.refused(422, "invalid").pointers(), ["/password"]);
        let reset = json!({ "password": "leaves fall on the helan range" });
        let said = admin.put_at(&path, 1, &reset).await.expect(200);
        assert_eq!(said.body["password_given"], true);
        assert!(!said.text.contains("helan"));
        head.get("/me").await.refused(401, "unauthenticated");
        let shown = json!({ "refresh_token": refresh });
        service.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
        let head = service.sign_in_with("head.640104", "leaves fall on the helan range").await;
        assert_eq!(own_account(&head).await["password_given"], true);
        head.get("/unions").await.refused(403, "password_given");
        let change = json!({ "current": "leaves fall on the helan range", "new": "autumn rain on the yellow river" });
        let _ = head.put("/me/password", &change).await.expect(204);
        assert_eq!(own_account(&head).await["password_given"], false);
        let _ = head.get("/unions").await.expect(200);
        let own = path_of(&admin, "/password").await;
        let told = admin.put_at(&own, 1, &reset).await.refused(409, "refused");
        assert_eq!(told.body["rule"], "own_password");
    }

    async fn who_is_signed_in_sees_their_posts(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let head = service.sign_in("head.640104").await;
        let me = head.get("/me").await.expect(200).body;
        assert_eq!(me["officer"]["name"], "杨海霞");
        assert_eq!(me["posts"].as_array().unwrap().len(), 1);
        let union = admin.get("/unions?code=640105").await.expect(200).body["items"][0]["id"].clone();
        let second = json!({ "username": "head.640105", "password": "a-long-walk-in-autumn",
            "officer": me["officer"]["id"], "union": union, "role": "head" });
        let made = admin.post("/accounts", &second).await.expect(201);
        let posts = head.get("/me").await.expect(200).body["posts"].clone();
        assert_eq!(posts.as_array().unwrap().len(), 2);
        assert_eq!((&posts[0]["id"], &posts[1]["id"]), (&me["account"]["id"], &made.body["id"]));
        let again = admin.post("/accounts", &second).await.refused(409, "duplicate");
        assert!(again.body["detail"].is_string());
    }

    async fn an_account_is_made_for_an_officer_of_the_jurisdiction_and_for_no_program(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let head = service.sign_in("head.640104").await;
        let me = head.get("/me").await.expect(200).body;
        let new = json!({ "username": "program.x", "password": "a-long-walk-in-autumn",
            "officer": me["officer"]["id"], "union": me["acts_for"], "role": "service" });
        assert_eq!(admin.post("/accounts", &new).await.refused(422, "invalid").pointers(), ["/role"]);
        let new = json!({ "username": "head.x", "password": "a-long-walk-in-autumn",
            "officer": me["acts_for"], "union": me["acts_for"], "role": "head" });
        assert_eq!(admin.post("/accounts", &new).await.refused(422, "invalid").pointers(), ["/officer"]);
    }
}
