//! What happens when a request is sent again? It is answered as before, and nothing is done twice.

use api::State;
use api::clock::Clock;
use harness::{Answer, Client, Method, Service, Value, json, on_both, race};

use crate::cast::Cast;
use crate::family::{UNDER, three};

async fn new_union(admin: &Client, code: &str) -> Value {
    let county = admin.get("/unions?code=640104").await.expect(200).body;
    let parent = &county["items"][0]["id"];
    json!({ "code": code, "name": "兴庆印刷厂工会", "kind": "grassroots", "parent": parent })
}

async fn send(admin: &Client, key: &str, body: &Value) -> Answer {
    admin.request(Method::POST, "/unions").key(key).json(body).send().await
}

async fn count(admin: &Client) -> Value {
    admin.get("/unions?total=true").await.expect(200).body["total"].clone()
}

/// Status, body and the headers that are kept.
fn kept(answer: &Answer) -> (u16, &Value, &str, &str) {
    (answer.status, &answer.body, answer.header("etag"), answer.header("location"))
}

on_both! {
    async fn a_repetition_is_answered_as_the_first_and_adds_nothing(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = new_union(&admin, "04YS01").await;
        let first = send(&admin, "again", &new).await.expect(201);
        let after = count(&admin).await;
        let second = send(&admin, "again", &new).await;
        assert_eq!(kept(&second), kept(&first));
        assert_eq!(count(&admin).await, after);
        assert_ne!(second.header("x-request-id"), first.header("x-request-id"));
    }

    async fn a_repetition_is_answered_before_the_version_is_looked_at(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let made = admin.get("/accounts?role=finance&limit=1").await.expect(200).body["items"][0].clone();
        let path = format!("/accounts/{}/close", made["id"].as_str().unwrap());
        let body = json!({ "last_day": "2018-12-31" });
        let close = async || {
            admin.request(Method::POST, &path).key("close").if_match(1).json(&body).send().await.expect(200)
        };
        assert_eq!(kept(&close().await), kept(&close().await));
        admin.post_at(&path, 1, &body).await.refused(412, "stale");
    }

    async fn a_key_holds_for_one_body(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let _ = send(&admin, "mine", &new_union(&admin, "04YS01").await).await.expect(201);
        let before = count(&admin).await;
        send(&admin, "mine", &new_union(&admin, "04YS02").await).await.refused(422, "key_reused");
        assert_eq!(count(&admin).await, before);
    }

    async fn a_key_holds_for_what_the_address_asks_too(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let attach = async |kind: &str| {
            let path = case.path(&format!("/attachments?kind={kind}"));
            let request = people.caseworker.request(Method::POST, &path).key("paper").if_match(1);
            request.octets("application/octet-stream", "%PDF-1.4\n%%EOF\n").send().await
        };
        let first = attach("identity").await.expect(201);
        assert_eq!(kept(&attach("identity").await), kept(&first));
        attach("income_proof").await.refused(422, "key_reused");
    }

    async fn a_refusal_is_not_kept(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        send(&admin, "mine", &new_union(&admin, "04FZ01").await).await.refused(409, "duplicate");
        let _ = send(&admin, "mine", &new_union(&admin, "04YS01").await).await.expect(201);
    }

    async fn a_key_is_one_to_two_hundred_characters(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = new_union(&admin, "04YS01").await;
        send(&admin, &"k".repeat(201), &new).await.refused(400, "bad_query");
        send(&admin, "", &new).await.refused(400, "bad_query");
        let _ = send(&admin, &"k".repeat(200), &new).await.expect(201);
    }

    async fn sixty_four_at_once_with_one_key_make_one_union(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = new_union(&admin, "04YS01").await;
        let before = count(&admin).await.as_u64().unwrap();
        let answers = race(64, |_| admin.request(Method::POST, "/unions").key("race").json(&new).once().send()).await;
        let made: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert!(!made.is_empty());
        for answer in &answers {
            if answer.status == 201 {
                assert_eq!(kept(answer), kept(made[0]));
            } else {
                let told = answer.clone().refused(409, "in_flight");
                assert_eq!(told.header("retry-after"), "1");
            }
        }
        assert_eq!(count(&admin).await, before + 1);
        assert_eq!(kept(&send(&admin, "race", &new).await), kept(made[0]));
    }

    async fn a_repetition_is_answered_by_a_service_that_was_started_again(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = new_union(&admin, "04YS01").await;
        let first = send(&admin, "again", &new).await.expect(201);
        let service = service.restart().await;
        // The token still holds: the keys that sign are in the database.
        let admin = service.anyone().with_token(admin.token());
        assert_eq!(kept(&send(&admin, "again", &new).await), kept(&first));
    }

    async fn nothing_that_a_client_names_lies_in_plain(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let named = "640104197405121014-of-Ding";
        let _ = send(&admin, named, &new_union(&admin, "04YS01").await).await.expect(201);
        for row in service.rows(&[]).await {
            assert!(!row.contains(named), "{row}");
            assert!(!row.starts_with("idempotency_keys") || !row.contains("/unions"), "{row}");
        }
    }

    async fn an_answer_is_kept_for_seven_days_of_the_real_clock(service: Service) {
        const DAY: i64 = 24 * 60 * 60 * 1_000_000;
        let admin = service.sign_in("accounts.640100").await;
        let new = new_union(&admin, "04YS01").await;
        let first = send(&admin, "again", &new).await.expect(201);
        service.set_clock("2018-08-29T09:00:00+08:00").await;
        assert_eq!(kept(&send(&admin, "again", &new).await), kept(&first));
        let state = State::new(service.store().await, Clock::settable()).unwrap();
        let (now, week) = (state.clock.real(), 7 * DAY);
        let others = service.numbers("SELECT count(*) FROM idempotency_keys").await[0] - 1;
        assert_eq!(api::forget_answers(&state, now.plus_micros(week - DAY)).await.unwrap(), 0);
        // Six days later the answer is given as before; seven days later nothing is known of the request.
        let age = async |days: i64| {
            let set = format!("UPDATE idempotency_keys SET created_at = {}", now.plus_micros(-days * DAY).as_micros());
            assert_eq!(service.sql(&set).await.unwrap(), u64::try_from(others + 1).unwrap());
        };
        age(6).await;
        assert_eq!(kept(&send(&admin, "again", &new).await), kept(&first));
        age(7).await;
        send(&admin, "again", &new).await.refused(409, "duplicate");
        assert_eq!(api::forget_answers(&state, now).await.unwrap(), u64::try_from(others + 1).unwrap());
        assert_eq!(api::forget_answers(&state, now).await.unwrap(), 0);
        let logged = "SELECT count(*) FROM log_entries WHERE act = 'forget_answers' AND account IS NULL";
        assert_eq!(service.numbers(logged).await, [1]);
    }

    async fn a_repetition_is_answered_by_another_process(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = new_union(&admin, "04YS01").await;
        let first = send(&admin, "again", &new).await.expect(201);
        let twin = service.twin().await;
        let admin = twin.anyone().with_token(admin.token());
        assert_eq!(kept(&send(&admin, "again", &new).await), kept(&first));
    }
}
