//! What does every answer carry, and how is a request told that is not one?

use harness::{Engine, Method, Process, Service, Value, json, on_both, run_apart};

use crate::drills::program;

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

    async fn no_answer_of_a_route_is_kept_on_its_way_or_taken_for_another_kind(service: Service) {
        let head = service.sign_in("head.640104").await;
        for answer in [head.get("/me").await, head.get("/guilds").await, service.anyone().get("/me").await] {
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("referrer-policy"), "no-referrer");
            assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        }
    }

    async fn the_pages_of_the_document_run_their_own_programs_alone_and_stand_in_no_frame(service: Service) {
        let page = service.anyone().get(&service.url("/docs/")).await.expect(200);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src")).unwrap();
        assert_eq!(scripts.trim(), "script-src 'self'");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(!page.text.contains("<script>"), "a program in the page itself would not run");
    }

    async fn what_is_not_json_is_told_apart_from_what_is_not_valid(service: Service) {
        let anyone = service.anyone();
        for text in ["", "{", "{\"username\":}", "nul", "{} {}", "\u{feff}{}"] {
            let sent = anyone.request(Method::POST, "/sessions").octets("application/json", text);
            sent.send().await.refused(400, "not_json");
        }
        let deep = "[".repeat(100_000);
        let head = service.sign_in("head.640104").await;
        let sent = head.request(Method::POST, "/assessments").octets("application/json", deep);
        sent.send().await.refused(400, "not_json");
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

    async fn more_than_a_mebibyte_is_too_large_and_of_a_stranger_far_less(service: Service) {
        let head = service.sign_in("head.640104").await;
        let anyone = service.anyone();
        for (client, path, most) in [(&head, "/assessments", 1024 * 1024), (&anyone, "/sessions", 64 * 1024)] {
            let post = |body: Vec<u8>| client.request(Method::POST, path).octets("application/json", body);
            post(vec![b' '; most + 1]).send().await.refused(413, "too_large");
            post(vec![b' '; most]).send().await.refused(400, "not_json");
        }
    }

    async fn a_character_that_no_text_has_is_told_and_is_nobodys_name(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        for path in ["/service-accounts?username=a%00b", "/officers?name=%00", "/unions?code=%00"] {
            admin.get(path).await.refused(400, "bad_query");
        }
        let credentials = json!({ "username": "head\u{0}", "password": "jinqiu-demonstration" });
        service.anyone().post("/sessions", &credentials).await.refused(401, "wrong_credentials");
    }

    async fn a_person_is_told_in_the_language_they_ask_for(service: Service) {
        let title = async |language: &str| {
            let request = service.anyone().request(Method::GET, "/me").header("Accept-Language", language);
            request.send().await.refused(401, "unauthenticated").body["title"].clone()
        };
        assert_eq!(title("en").await, "not signed in, or no longer: renew the access token with the refresh token, or sign in");
        assert_eq!(title("en-GB,zh;q=0.5").await, "not signed in, or no longer: renew the access token with the refresh token, or sign in");
        assert_eq!(title("zh-CN,en;q=0.5").await, "未登录或登录已过期,请用刷新令牌换取新令牌,或重新登录");
        assert_eq!(title("eo").await, "未登录或登录已过期,请用刷新令牌换取新令牌,或重新登录");
    }

    async fn a_page_of_a_configured_origin_may_call_and_read_what_it_needs(service: Service) {
        let preflight = |origin: &str| {
            let asked = service.anyone().request(Method::OPTIONS, "/me").header("Origin", origin);
            let asked = asked.header("Access-Control-Request-Method", "PUT");
            asked.header("Access-Control-Request-Headers", "authorization, if-match, idempotency-key").send()
        };
        let ours = preflight("https://desk.example").await.expect(200);
        assert_eq!(ours.header("access-control-allow-origin"), "https://desk.example");
        assert_eq!(ours.header("access-control-allow-methods").len(), "GET, POST, PUT, DELETE".len());
        let theirs = preflight("https://elsewhere.example").await;
        assert!(theirs.headers.get("access-control-allow-origin").is_none(), "{theirs:?}");
        // What went wrong is for the page to read too.
        let refused = service.anyone().request(Method::GET, "/me").header("Origin", "https://desk.example");
        let refused = refused.send().await.refused(401, "unauthenticated");
        assert_eq!(refused.header("access-control-allow-origin"), "https://desk.example");
        let exposed = refused.header("access-control-expose-headers").to_ascii_lowercase();
        for header in ["etag", "link", "location", "retry-after", "x-request-id"] {
            assert!(exposed.contains(header), "{header}: {exposed}");
        }
    }

    async fn what_a_route_does_not_take_is_refused(service: Service) {
        let head = service.sign_in("head.640104").await;
        head.get("/me?colour=red").await.refused(400, "bad_query");
        head.get("/code-lists?colour=red").await.refused(400, "bad_query");
        head.request(Method::GET, "/me").json(&json!({ "a": 1 })).send().await.refused(400, "unexpected_body");
        let _ = head.request(Method::GET, "/me").json(&json!({})).send().await.expect(200);
        service.anyone().get("/me?colour=red").await.refused(401, "unauthenticated");
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

async fn no_clock_in_earnest(mut process: Process) {
    process.serve();
    for method in [Method::GET, Method::PUT] {
        let asked =
            process.anyone().request(method, "/demo/clock").json(&json!({ "now": "2018-08-13T09:00:00Z" }));
        asked.send().await.refused(404, "not_found");
    }
}

mod outside_the_demonstration_there_is_no_clock_to_set {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), no_clock_in_earnest);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), no_clock_in_earnest);
    }
}
