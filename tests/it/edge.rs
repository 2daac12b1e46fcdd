//! What does every answer carry, and how is a request told that is not one?

use harness::{Method, Service, Value, json, on_both};

on_both! {
    async fn a_method_that_a_path_does_not_know_is_told_which_it_knows(service: Service) {
        let head = service.sign_in("head.640104").await;
        let answer = head.request(Method::DELETE, "/unions").send().await.refused(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), "GET, POST");
        let answer = head.request(Method::PATCH, "/me").send().await.refused(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), "GET");
    }

    async fn a_path_that_is_not_there_is_a_problem_too(service: Service) {
        let head = service.sign_in("head.640104").await;
        head.get("/guilds").await.refused(404, "not_found");
        head.get(&service.url("/nowhere")).await.refused(404, "not_found");
        service.anyone().get("/guilds").await.refused(404, "not_found");
    }

    async fn every_answer_has_a_request_id_of_its_own(service: Service) {
        let (one, other) = (service.anyone().get("/me").await, service.anyone().get("/me").await);
        let (one, other) = (one.refused(401, "unauthenticated"), other.refused(401, "unauthenticated"));
        assert_eq!(one.header("x-request-id").len(), 24);
        assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
        assert_eq!(one.header("www-authenticate"), "Bearer");
        let live = service.anyone().get(&service.url("/health/live")).await.expect(200);
        assert_eq!(live.header("x-request-id").len(), 24);
    }

    async fn what_is_not_json_is_told_apart_from_what_is_not_valid(service: Service) {
        let anyone = service.anyone();
        let deep = "[".repeat(100_000);
        for text in ["", "{", "{\"username\":}", "nul", "{} {}", "\u{feff}{}", deep.as_str()] {
            let sent = anyone.request(Method::POST, "/sessions").octets("application/json", text);
            sent.send().await.refused(400, "not_json");
        }
        let latin = anyone.request(Method::POST, "/sessions").octets("application/json", vec![b'"', 0xff, b'"']);
        latin.send().await.refused(400, "not_json");
        let sent = anyone.request(Method::POST, "/sessions").octets("application/json", "[1]");
        sent.send().await.refused(422, "invalid");
    }

    async fn only_json_is_read(service: Service) {
        let text = json!({ "username": "head.640104", "password": "jinqiu-demonstration" }).to_string();
        let send = async |kind: &str| {
            let request = service.anyone().request(Method::POST, "/sessions");
            request.octets(kind, text.clone()).send().await
        };
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
            send(kind).await.refused(415, "unsupported_media_type");
        }
        let _ = send("Application/JSON; charset=utf-8").await.expect(200);
    }

    async fn more_than_a_mebibyte_is_too_large(service: Service) {
        let mebibyte = 1024 * 1024;
        let post = |body: Vec<u8>| service.anyone().request(Method::POST, "/sessions").octets("application/json", body);
        post(vec![b' '; mebibyte + 1]).send().await.refused(413, "too_large");
        post(vec![b' '; mebibyte]).send().await.refused(400, "not_json");
    }

    async fn a_person_is_told_in_the_language_they_ask_for(service: Service) {
        let title = async |language: &str| {
            let request = service.anyone().request(Method::GET, "/me").header("Accept-Language", language);
            request.send().await.refused(401, "unauthenticated").body["title"].clone()
        };
        assert_eq!(title("en").await, "sign in first, or sign in again");
        assert_eq!(title("en-GB,zh;q=0.5").await, "sign in first, or sign in again");
        assert_eq!(title("zh-CN,en;q=0.5").await, "请先登录,或登录已失效");
        assert_eq!(title("eo").await, "请先登录,或登录已失效");
    }

    async fn the_figures_count_requests_by_route(service: Service) {
        service.anyone().get("/me").await.refused(401, "unauthenticated");
        let figures = service.anyone().get(&service.url("/metrics")).await.expect(200).text;
        assert!(figures.contains(r#"jinqiu_requests_total{route="/api/v1/me",status="401"}"#), "{figures}");
        assert!(figures.contains("jinqiu_request_seconds_bucket"), "{figures}");
    }

    async fn the_service_says_whether_it_is_ready_and_with_which_keys_it_signs(service: Service) {
        let at = async |path: &str| service.anyone().get(&service.url(path)).await.expect(200).body;
        assert_eq!(at("/health/live").await["status"], "live");
        assert_eq!(at("/health/ready").await["status"], "ready");
        let keys = at("/.well-known/jwks.json").await;
        assert_eq!(keys["keys"][0]["alg"], "EdDSA");
        assert_eq!(keys["keys"][0].get("d"), None::<&Value>);
    }
}
