//! What does it cost to guess a password, and whom does the guessing keep out? Waits of real time, which tests let pass.

use harness::{Answer, Client, Method, Service, Value, json, on_both, race};

const RIGHT: &str = "jinqiu-demonstration";
const WRONG: &str = "not the password at all";

/// A sign-in from an address, as the proxy that the tests are names it.
pub(crate) async fn from(anyone: &Client, address: &str, username: &str, password: &str) -> Answer {
    let credentials = json!({ "username": username, "password": password });
    let request = anyone.request(Method::POST, "/sessions").json(&credentials);
    request.header("X-Forwarded-For", address).once().send().await
}

fn seconds(answer: &Answer) -> i64 {
    answer.header("retry-after").parse().unwrap()
}

/// Guesses until it is made to wait: how often it was told wrong, and the last answer.
async fn until_it_waits(anyone: &Client, address: &str, username: &str) -> (usize, Answer) {
    for guesses in 0..40 {
        let answer = from(anyone, address, username, WRONG).await;
        if answer.status != 401 {
            return (guesses, answer);
        }
    }
    panic!("forty guesses, and no wait");
}

on_both! {
    async fn after_five_wrong_passwords_the_right_one_waits_too_and_waits_grow(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        let (guesses, waits) = until_it_waits(&anyone, "203.0.113.1", "head.640104").await;
        assert_eq!(guesses, 5);
        let mut told = vec![seconds(&waits.refused(429, "too_many_requests"))];
        // While it waits nothing is told right, and nothing prolongs the wait.
        for _ in 0..20 {
            from(&anyone, "203.0.113.1", "head.640104", RIGHT).await.refused(429, "too_many_requests");
        }
        for _ in 0..10 {
            service.pass(*told.last().unwrap());
            from(&anyone, "203.0.113.1", "head.640104", WRONG).await.refused(401, "wrong_credentials");
            let waits = from(&anyone, "203.0.113.1", "head.640104", WRONG).await;
            told.push(seconds(&waits.refused(429, "too_many_requests")));
        }
        assert_eq!(told, [4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
        service.pass(*told.last().unwrap());
        let _ = from(&anyone, "203.0.113.1", "head.640104", RIGHT).await.expect(200);
        // Signing in forgets the failures of the pair.
        let (guesses, _) = until_it_waits(&anyone, "203.0.113.1", "head.640104").await;
        assert_eq!(guesses, 5);
    }

    async fn unknown_names_wait_as_known_ones_do(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        let mut told = Vec::new();
        for username in ["head.640104", "nobody.at.all"] {
            let (guesses, waits) = until_it_waits(&anyone, "203.0.113.1", username).await;
            let mut body = waits.body.clone();
            body["request_id"].take();
            told.push((guesses, waits.status, seconds(&waits), body));
        }
        assert_eq!(told[0], told[1]);
    }

    async fn guesses_at_the_same_moment_do_not_slip_past_the_count(service: Service) {
        service.stop_time();
        let twin = service.twin().await;
        twin.stop_time();
        let doors = [service.anyone(), twin.anyone()];
        let answers = race(60, |n| from(&doors[n % 2], "203.0.113.1", "head.640104", WRONG)).await;
        let wrong = answers.iter().filter(|answer| answer.status == 401).count();
        assert_eq!(wrong, 5);
        // Of as many from as many addresses the name has twenty.
        let addresses: Vec<String> = (0..60).map(|n| format!("198.51.100.{n}")).collect();
        let answers = race(60, |n| from(&doors[n % 2], &addresses[n], "head.640105", WRONG)).await;
        let wrong = answers.iter().filter(|answer| answer.status == 401).count();
        assert_eq!(wrong, 20);
    }

    async fn a_program_that_signs_in_many_times_at_once_does_not_wait(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        for answer in race(20, |_| from(&anyone, "203.0.113.1", "head.640104", RIGHT)).await {
            let _ = answer.expect(200);
        }
    }

    async fn an_office_that_signs_in_at_the_same_moment_is_let_in_however_near_its_address_is_to_waiting(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        for n in 0..48 {
            from(&anyone, "192.0.2.7", &format!("nobody.{n}"), WRONG).await.refused(401, "wrong_credentials");
        }
        // More than of one address are under way at once.
        let office = harness::cast();
        assert!(office.len() > 8, "{}", office.len());
        for answer in race(office.len(), |n| from(&anyone, "192.0.2.7", &office[n], RIGHT)).await {
            let _ = answer.expect(200);
        }
        // Those who guess at the same moment do not get in between.
        let names: Vec<String> = (0..20).map(|n| format!("somebody.{n}")).collect();
        let answers = race(20, |n| from(&anyone, "192.0.2.7", &names[n], WRONG)).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 2);
        assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 18);
    }

    async fn a_stranger_does_not_fill_the_log_with_what_they_type(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        for n in 0..40 {
            let address = format!("198.51.100.{n}");
            from(&anyone, &address, &format!("nobody.{n}"), WRONG).await.refused(401, "wrong_credentials");
        }
        let entries = async || service.numbers("SELECT COUNT(*) FROM log_entries WHERE act = 'fail_sign_in'").await;
        // The first, the second, the fourth, … the thirty-second.
        assert_eq!(entries().await, [6]);
        // An account has a count of its own, and each hour begins anew.
        from(&anyone, "198.51.100.41", "head.640104", WRONG).await.refused(401, "wrong_credentials");
        assert_eq!(entries().await, [7]);
        service.pass(3600);
        from(&anyone, "198.51.100.42", "nobody.ever", WRONG).await.refused(401, "wrong_credentials");
        assert_eq!(entries().await, [8]);
    }

    async fn an_owner_gets_in_from_where_they_are_known_and_elsewhere_when_the_wait_is_over(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        let _ = from(&anyone, "192.0.2.7", "head.640104", RIGHT).await.expect(200);
        for n in 0..40 {
            let _ = from(&anyone, &format!("198.51.100.{n}"), "head.640104", WRONG).await;
        }
        let _ = from(&anyone, "192.0.2.7", "head.640104", RIGHT).await.expect(200);
        let waits = from(&anyone, "192.0.2.8", "head.640104", RIGHT).await.refused(429, "too_many_requests");
        let wait = seconds(&waits);
        assert!(wait <= 900, "{wait}");
        // The guessing goes on all the while, also at the moment at which the wait ends.
        service.pass(wait);
        for n in 0..40 {
            let _ = from(&anyone, &format!("198.51.100.{n}"), "head.640104", WRONG).await;
        }
        let _ = from(&anyone, "192.0.2.8", "head.640104", RIGHT).await.expect(200);
        // After ninety days the address is a stranger again.
        service.pass(91 * 24 * 3600);
        for n in 0..40 {
            let _ = from(&anyone, &format!("198.51.100.{n}"), "head.640104", WRONG).await;
        }
        from(&anyone, "192.0.2.7", "head.640104", RIGHT).await.refused(429, "too_many_requests");
    }

    async fn an_address_that_tries_many_names_waits_and_its_colleagues_do_not(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        let _ = from(&anyone, "192.0.2.7", "head.640104", RIGHT).await.expect(200);
        for n in 0..50 {
            from(&anyone, "192.0.2.7", &format!("nobody.{n}"), WRONG).await.refused(401, "wrong_credentials");
        }
        from(&anyone, "192.0.2.7", "nobody.50", WRONG).await.refused(429, "too_many_requests");
        let _ = from(&anyone, "192.0.2.7", "head.640104", RIGHT).await.expect(200);
        // A newcomer to it waits a little, and then has a try.
        let waits = from(&anyone, "192.0.2.7", "caseworker.640104", RIGHT).await;
        service.pass(seconds(&waits.refused(429, "too_many_requests")));
        let _ = from(&anyone, "192.0.2.7", "caseworker.640104", RIGHT).await.expect(200);
    }

    async fn neither_names_nor_addresses_lie_in_the_database(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        let _ = from(&anyone, "203.0.113.77", "somebody.typed", WRONG).await;
        let _ = from(&anyone, "203.0.113.77", "head.640104", RIGHT).await.expect(200);
        for row in service.rows(&["accounts", "log_entries"]).await {
            assert!(!row.contains("203.0.113.77") && !row.contains("somebody.typed"), "{row}");
        }
        assert_eq!(service.numbers("SELECT COUNT(*) FROM known_addresses").await, [1]);
        let failed = "SELECT COUNT(*) FROM log_entries WHERE act = 'fail_sign_in'";
        assert_eq!(service.numbers(failed).await, [1]);
    }

    async fn a_security_administrator_sees_a_wait_and_lifts_it(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        let head = service.sign_in("head.640104").await;
        let id = head.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let path = format!("/accounts/{id}/sign-in-wait");
        let security = service.sign_in("security.640100").await;
        let calm = security.get(&path).await.expect(200).body;
        assert_eq!((&calm["failures"], &calm["waits_until"]), (&json!(0), &Value::Null));
        let (_, waits) = until_it_waits(&anyone, "203.0.113.1", "head.640104").await;
        waits.refused(429, "too_many_requests");
        let seen = security.get(&path).await.expect(200).body;
        assert_eq!(seen["failures"], 5);
        assert!(seen["waits_until"].is_string() && seen["last_failure_at"].is_string());
        head.get(&path).await.refused(403, "forbidden");
        let lift = format!("{path}/lift");
        let _ = security.request(Method::POST, &lift).send().await.expect(204);
        assert_eq!(security.get(&path).await.expect(200).body, calm);
        let _ = from(&anyone, "203.0.113.1", "head.640104", RIGHT).await.expect(200);
        let lifted = "SELECT COUNT(*) FROM log_entries WHERE act = 'lift_sign_in_wait'";
        assert_eq!(service.numbers(lifted).await, [1]);
    }

    async fn an_attempt_that_the_service_itself_ends_is_counted_of_neither_name_nor_address(service: Service) {
        service.stop_time();
        let anyone = service.anyone();
        from(&anyone, "203.0.113.1", "head.640104", WRONG).await.refused(401, "wrong_credentials");
        let line = service.occupy_line_of_hashing().await;
        for _ in 0..30 {
            let ended = from(&anyone, "203.0.113.1", "head.640104", WRONG).await;
            assert!(!ended.refused(503, "unavailable").header("retry-after").is_empty());
        }
        drop(line);
        // None of the thirty is among the five that a pair has, the twenty of a name or the fifty of an address.
        let (guesses, _) = until_it_waits(&anyone, "203.0.113.1", "head.640104").await;
        assert_eq!(guesses, 4);
        let counted = service.numbers("SELECT failures FROM sign_in_failures").await;
        assert_eq!(counted, [5; 4], "of the name, the address, the pair, and what was told wrong");
        let _ = from(&anyone, "203.0.113.1", "caseworker.640104", RIGHT).await.expect(200);
    }
}
