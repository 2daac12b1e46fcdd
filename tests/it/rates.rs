//! What becomes of whoever asks too often, or holds too many connections? They are told when to come again, and others are
//! answered.

use api::{Allowed, Most};
use harness::{Method, Service, json, on_both};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Three, two and four a second: thirty, twenty and forty at once.
const FEW: Allowed =
    Allowed { account_reads_a_second: 3, account_writes_a_second: 2, address_requests_a_second: 4 };

/// A connection that was asked something, and whether it was answered.
async fn asks(service: &Service) -> (TcpStream, bool) {
    let address = service.url("").trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).await.unwrap();
    // One that is closed may say so here or there.
    drop(stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n").await);
    let mut heard = [0; 12];
    let answered = stream.read_exact(&mut heard).await.is_ok() && heard.starts_with(b"HTTP/1.1 200");
    (stream, answered)
}

on_both! {
    async fn an_account_reads_and_writes_so_often_and_its_colleagues_are_answered(service: Service) {
        let service = service.twin_limited(FEW, Most::default()).await;
        service.stop_time();
        let head = service.sign_in("head.640104").await;
        let colleague = service.sign_in("caseworker.640104").await;
        for _ in 0..30 {
            let _ = head.get("/me").await.expect(200);
        }
        let refused = head.get("/me").await.refused(429, "too_many_requests");
        assert_eq!(refused.header("retry-after"), "1");
        // What is changed counts apart; a body is not looked at once there were too many.
        let change = || head.request(Method::PUT, "/me/password").octets("text/plain", "no JSON").send();
        for _ in 0..20 {
            change().await.refused(415, "unsupported_media_type");
        }
        change().await.refused(429, "too_many_requests");
        let _ = colleague.get("/me").await.expect(200);
        service.pass(1);
        for _ in 0..3 {
            let _ = head.get("/me").await.expect(200);
        }
        head.get("/me").await.refused(429, "too_many_requests");
    }

    async fn an_address_asks_so_often_without_sign_in_and_who_is_signed_in_there_is_answered(service: Service) {
        let service = service.twin_limited(FEW, Most::default()).await;
        service.stop_time();
        let head = service.sign_in("head.640104").await;
        let anyone = service.anyone();
        let from = |address: &'static str| anyone.request(Method::GET, "/me").header("X-Forwarded-For", address).send();
        for _ in 0..40 {
            from("2001:db8::1").await.refused(401, "unauthenticated");
        }
        // The network is one caller; a token that is not good makes nobody of an account.
        from("2001:db8::2").await.refused(429, "too_many_requests");
        let forged = anyone.with_token("not.a.token").request(Method::GET, "/me").header("X-Forwarded-For", "2001:db8::3");
        forged.send().await.refused(429, "too_many_requests");
        from("198.51.100.7").await.refused(401, "unauthenticated");
        let signed_in = head.request(Method::GET, "/me").header("X-Forwarded-For", "2001:db8::1");
        let _ = signed_in.send().await.expect(200);
        // Whoever supervises the service is answered whatever others do.
        for _ in 0..60 {
            let _ = anyone.get(&service.url("/health/live")).await.expect(200);
        }
        let figures = anyone.get(&service.url("/metrics")).await.expect(200).text;
        assert!(figures.contains(r#"jinqiu_requests_refused_total{by="address"}"#), "{figures}");
    }

    async fn a_connection_beyond_those_that_are_taken_is_closed_and_a_closed_one_makes_room(service: Service) {
        let service = service.twin_limited(Allowed::default(), Most { connections: 5, of_an_address: 0 }).await;
        let mut held = Vec::new();
        for _ in 0..5 {
            held.push(asks(&service).await);
        }
        assert!(held.iter().all(|(_, answered)| *answered));
        assert!(!asks(&service).await.1);
        held.clear();
        // The service learns of an end when it reads it.
        let mut tries = 0;
        while !asks(&service).await.1 {
            tries += 1;
            assert!(tries < 10_000, "no room is made");
        }
    }

    async fn reads_are_answered_while_no_place_is_left_for_a_hash(service: Service) {
        let head = service.sign_in("head.640104").await;
        let places = service.occupy_hashing().await;
        let credentials = json!({ "username": "caseworker.640104", "password": "jinqiu-demonstration" });
        let (anyone, others) = (service.anyone(), service.anyone());
        let storm = tokio::spawn(async move {
            let sign_in = || anyone.request(Method::POST, "/sessions").json(&credentials).send();
            futures_util::future::join_all((0..10).map(|_| sign_in())).await
        });
        for _ in 0..50 {
            let _ = head.get("/unions").await.expect(200);
            let _ = others.get(&service.url("/health/ready")).await.expect(200);
        }
        assert!(!storm.is_finished());
        drop(places);
        for answer in storm.await.unwrap() {
            let _ = answer.expect(200);
        }
    }
}
