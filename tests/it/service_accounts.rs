//! How does a program get in, and what may it do there?

use harness::{Client, Method, Service, Value, json, on_both};

async fn city(client: &Client) -> Value {
    client.get("/unions?code=640100").await.expect(200).body["items"][0]["id"].clone()
}

/// A program of the city with those scopes, confirmed by a second officer and signed in.
pub(crate) async fn program(service: &Service, name: &str, scopes: &[&str]) -> Client {
    let city = city(&service.sign_in("accounts.640100").await).await;
    program_of(service, &city, name, scopes).await
}

/// A program of that union, signed in.
pub(crate) async fn program_of(service: &Service, union: &Value, name: &str, scopes: &[&str]) -> Client {
    let admin = service.sign_in("accounts.640100").await;
    let new = json!({ "username": name, "union": union, "scopes": scopes });
    let made = admin.post("/service-accounts", &new).await.expect(201);
    service.confirm(name).await;
    service.sign_in_with(name, made.body["secret"].as_str().unwrap()).await
}

on_both! {
    async fn a_secret_is_told_once_and_kept_as_a_hash(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = json!({ "username": "program.bank", "union": city(&admin).await, "scopes": ["cases", "assess", "cases"] });
        let send = || admin.request(Method::POST, "/service-accounts").json(&new).key("bank-1").send();
        let made = send().await.expect(201);
        let secret = made.body["secret"].as_str().unwrap().to_owned();
        assert_eq!(secret.len(), 43);
        assert_eq!(made.body["scopes"], json!(["assess", "cases"]));
        // The repetition of a request is answered as the request was.
        assert_eq!(send().await.expect(201).body, made.body);
        let found = admin.get(made.header("location")).await.expect(200);
        let listed = admin.get("/service-accounts?total=true").await.expect(200);
        assert_eq!(listed.body["total"], 1);
        assert_eq!(listed.body["items"][0], found.body);
        assert!(!found.text.contains("secret") && !listed.text.contains(&secret));
        let other = admin.post("/service-accounts", &new).await.refused(409, "duplicate");
        assert!(!other.text.contains(&secret));
        // A program is no account of an officer.
        admin.get(&format!("/accounts/{}", made.id())).await.refused(404, "not_found");
        assert!(!admin.get("/accounts?limit=200").await.expect(200).text.contains("program.bank"));
        let program = service.sign_in_with("program.bank", &secret).await;
        let me = program.get("/me").await.expect(200).body;
        assert_eq!((&me["role"], &me["officer"]), (&json!("service"), &json!(null)));
    }

    async fn a_rotated_secret_ends_the_one_before(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = json!({ "username": "program.bank", "union": city(&admin).await, "scopes": ["cases"] });
        let made = admin.post("/service-accounts", &new).await.expect(201);
        let old = made.body["secret"].as_str().unwrap();
        let before = service.sign_in_with("program.bank", old).await;
        let _ = before.get("/applications").await.expect(200);
        let path = format!("/service-accounts/{}/secret", made.id());
        admin.request(Method::POST, &path).send().await.refused(428, "version_required");
        let rotated = admin.request(Method::POST, &path).if_match(1).send().await.expect(200);
        before.get("/applications").await.refused(401, "unauthenticated");
        let credentials = json!({ "username": "program.bank", "password": old });
        service.anyone().post("/sessions", &credentials).await.refused(401, "wrong_credentials");
        let after = service.sign_in_with("program.bank", rotated.body["secret"].as_str().unwrap()).await;
        let _ = after.get("/applications").await.expect(200);
    }

    async fn changed_scopes_are_felt_at_once(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let program = program(&service, "program.bank", &["cases"]).await;
        let twin = service.twin().await;
        let there = twin.anyone().with_token(program.token());
        let path = format!("/service-accounts/{}", program.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap());
        let _ = program.get("/applications").await.expect(200);
        let _ = there.get("/applications").await.expect(200);
        let unknown = admin.put_at(&path, 2, &json!({ "scopes": ["decide"] })).await;
        assert_eq!(unknown.refused(422, "invalid").pointers(), ["/scopes/0"]);
        let _ = admin.put_at(&path, 2, &json!({ "scopes": ["assess"] })).await.expect(200);
        let told = program.get("/applications").await.refused(403, "forbidden");
        // What is missing is named, and who gives it.
        assert!(told.body["detail"].as_str().unwrap().contains("cases"), "{}", told.text);
        let begun = std::time::Instant::now();
        while there.get("/applications").await.status == 200 {
            assert!(begun.elapsed().as_secs() < 5, "not felt on the other process");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        there.get("/applications").await.refused(403, "forbidden");
        let me = program.get("/me").await.expect(200).body;
        let permissions = ["read_reference", "assess", "see_oneself", "manage_own_account"];
        assert_eq!(me["permissions"], json!(permissions));
    }

    async fn a_closed_program_is_out(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let program = program(&service, "program.bank", &["staff"]).await;
        let _ = program.get("/officers").await.expect(200);
        let id = program.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let path = format!("/service-accounts/{id}/close");
        let early = admin.post_at(&path, 2, &json!({ "last_day": "2018-07-01" })).await;
        assert_eq!(early.refused(422, "invalid").pointers(), ["/last_day"]);
        let _ = admin.post_at(&path, 2, &json!({ "last_day": "2018-07-29" })).await.expect(200);
        program.get("/officers").await.refused(401, "unauthenticated");
    }
}
