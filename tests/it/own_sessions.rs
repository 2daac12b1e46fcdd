//! Where is somebody signed in, and who puts an end to it?

use harness::{Client, Method, Service, Value, json, on_both};

use crate::accounts::own_account;
use crate::sessions::tokens;

async fn signed_in_by(service: &Service, username: &str, agent: &str) -> Client {
    let credentials = json!({ "username": username, "password": "jinqiu-demonstration" });
    let request = service.anyone().request(Method::POST, "/sessions").json(&credentials);
    let tokens = request.header("User-Agent", agent).send().await.expect(200).body;
    service.anyone().with_token(tokens["access_token"].as_str().unwrap())
}

async fn list(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.expect(200).body["items"].as_array().unwrap().clone()
}

async fn post(client: &Client, path: &str) -> harness::Answer {
    client.request(Method::POST, path).send().await
}

on_both! {
    async fn an_owner_sees_their_sessions_and_ends_one_or_all_others(service: Service) {
        let computer = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0";
        let desk = signed_in_by(&service, "head.640104", computer).await;
        let phone = signed_in_by(&service, "head.640104", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5)").await;
        let (script, refresh) = tokens(&service, "head.640104").await;
        let seen = list(&desk, "/me/sessions").await;
        let said: Vec<(&str, bool)> =
            seen.iter().map(|one| (one["client"].as_str().unwrap(), one["this"].as_bool().unwrap())).collect();
        assert_eq!(said, [("unknown", false), ("phone", false), ("computer", true)]);
        assert!(!seen.iter().any(|one| one.to_string().contains("Windows")));
        assert!(seen.iter().all(|one| one["begun_at"] == one["last_used_at"] && one["delegation"].is_null()));
        let path = format!("/me/sessions/{}/end", seen[1]["id"].as_str().unwrap());
        let _ = post(&desk, &path).await.expect(204);
        phone.get("/me").await.refused(401, "unauthenticated");
        let _ = post(&desk, &path).await.expect(204);
        // Nobody ends another's.
        let other = service.sign_in("head.640100").await;
        post(&other, &path).await.refused(404, "not_found");
        let _ = post(&desk, "/me/sessions/end-others").await.expect(204);
        script.get("/me").await.refused(401, "unauthenticated");
        let shown = json!({ "refresh_token": refresh });
        service.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
        assert_eq!(list(&desk, "/me/sessions").await.len(), 1);
        let ended = "SELECT COUNT(*) FROM log_entries WHERE act = 'end_sessions'";
        assert_eq!(service.numbers(ended).await, [3]);
    }

    async fn a_session_is_last_used_when_it_was_kept_alive_and_is_gone_when_it_is_over(service: Service) {
        let (head, refresh) = tokens(&service, "head.640104").await;
        service.pass(300);
        let shown = json!({ "refresh_token": refresh });
        let _ = service.anyone().post("/sessions/refresh", &shown).await.expect(200);
        let seen = list(&head, "/me/sessions").await;
        assert!(seen[0]["last_used_at"].as_str() > seen[0]["begun_at"].as_str());
        service.pass(13 * 3600);
        let head = service.sign_in("head.640104").await;
        assert_eq!(list(&head, "/me/sessions").await.len(), 1);
    }

    async fn a_security_administrator_sees_and_ends_the_sessions_of_their_jurisdiction(service: Service) {
        let security = service.sign_in("security.640100").await;
        let (head, _) = tokens(&service, "head.640104").await;
        let (other, _) = tokens(&service, "head.640104").await;
        let id = own_account(&head).await["id"].as_str().unwrap().to_owned();
        let seen = list(&security, &format!("/accounts/{id}/sessions")).await;
        assert_eq!((seen.len(), &seen[0]["this"]), (2, &json!(false)));
        let newest = format!("/accounts/{id}/sessions/{}/end", seen[0]["id"].as_str().unwrap());
        post(&head, &newest).await.refused(403, "forbidden");
        let _ = post(&security, &newest).await.expect(204);
        other.get("/me").await.refused(401, "unauthenticated");
        let _ = head.get("/me").await.expect(200);
        let _ = post(&security, &format!("/accounts/{id}/sessions/end")).await.expect(204);
        head.get("/me").await.refused(401, "unauthenticated");
        // What is not below one's union is not there.
        let county = crate::cast::newcomer(&service, "security.640105", "security_admin", "640105").await;
        for path in [format!("/accounts/{id}/sessions"), format!("/accounts/{id}/sign-in-wait")] {
            county.get(&path).await.refused(404, "not_found");
        }
        post(&county, &format!("/accounts/{id}/sessions/end")).await.refused(404, "not_found");
        post(&county, &format!("/accounts/{id}/sign-in-wait/lift")).await.refused(404, "not_found");
    }
}
