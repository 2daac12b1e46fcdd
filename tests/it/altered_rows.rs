//! What does somebody gain who can write at the database? No way in: rows that the service did not write are good for nothing.

use harness::{Client, Engine, Method, Service, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::delegations::{enter, lend};
use crate::disclosing::{ask, asked, member};
use crate::family::{UNDER, three};
use crate::service_accounts::program;
use crate::sessions::tokens;
use crate::standing_purposes::payment;

/// Nobody gets in with that password.
async fn is_out(service: &Service, username: &str, password: &str) {
    let credentials = json!({ "username": username, "password": password });
    service.anyone().post("/sessions", &credentials).await.refused(401, "wrong_credentials");
}

pub(crate) async fn alter(service: &Service, statement: &str) {
    assert!(service.master_sql(statement).await.unwrap() > 0, "{statement}");
}

async fn sees(client: &Client, path: &str) -> u16 {
    client.get(path).await.status
}

on_both! {
    async fn an_altered_account_is_nobodys_and_is_good_again_as_it_was(service: Service) {
        let _ = newcomer(&service, "clerk.640104", "caseworker", "640104").await;
        let store = service.store().await;
        let is_there = async || {
            store.read(async |work| work.accounts().find_by_username("clerk.640104").await).await.unwrap().is_some()
        };
        let union = |code: &str| format!("(SELECT id FROM unions WHERE code = '{code}')");
        for (column, wrong, right) in [
            ("role", "'head'".to_owned(), "'caseworker'".to_owned()),
            ("union_id", union("640100"), union("640104")),
            ("scopes", "'cases'".to_owned(), "''".to_owned()),
            ("valid_from", "valid_from - 1".to_owned(), "valid_from + 1".to_owned()),
            ("valid_to", "valid_from + 9999".to_owned(), "NULL".to_owned()),
            ("password_given", "true".to_owned(), "false".to_owned()),
            ("confirmation", "'proposed'".to_owned(), "'confirmed'".to_owned()),
            ("version", "version + 1".to_owned(), "version - 1".to_owned()),
        ] {
            for (value, good) in [(wrong, false), (right, true)] {
                alter(&service, &format!("UPDATE accounts SET {column} = {value} WHERE username = 'clerk.640104'")).await;
                assert_eq!(is_there().await, good, "{column}");
            }
        }
        let _ = service.sign_in_settled("clerk.640104").await;
    }

    async fn somebody_elses_password_hash_opens_no_account(service: Service) {
        alter(&service, "UPDATE accounts SET password_given = true WHERE username = 'auditor.640100'").await;
        is_out(&service, "auditor.640100", "jinqiu-demonstration").await;
        let _ = newcomer(&service, "clerk.640104", "caseworker", "640104").await;
        alter(&service, "UPDATE accounts SET password_hash = (SELECT password_hash FROM accounts WHERE username = \
            'clerk.640104') WHERE username = 'security.640100'").await;
        is_out(&service, "security.640100", "nine cranes over the salt marsh").await;
        // Nor is it made good by a change over it.
        let admin = service.sign_in("accounts.640100").await;
        let found = admin.get("/accounts?username=security.640100").await.expect(200).body["items"][0].clone();
        let path = format!("/accounts/{}/password", found["id"].as_str().unwrap());
        admin.put_at(&path, 1, &json!({ "password": "a-long-walk-in-autumn" })).await.refused(500, "internal");
        is_out(&service, "security.640100", "a-long-walk-in-autumn").await;
    }

    async fn an_altered_session_is_nobodys(service: Service) {
        let (mine, _) = tokens(&service, "caseworker.04fz01").await;
        let (_, refresh) = tokens(&service, "head.640104").await;
        let of = |name: &str| format!("(SELECT id FROM accounts WHERE username = '{name}')");
        // The clerk's session becomes the head's.
        alter(&service, &format!("UPDATE sessions SET account = {} WHERE account = {}", of("head2.640100"), of("caseworker.04fz01"))).await;
        let twin = service.twin().await;
        assert_eq!(sees(&twin.anyone().with_token(mine.token()), "/me").await, 401);
        alter(&service, &format!("UPDATE sessions SET expires_at = expires_at + 1 WHERE account = {}", of("head.640104"))).await;
        let shown = json!({ "refresh_token": refresh });
        service.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
        // One that was ended does not come back.
        let (ended, refresh) = tokens(&service, "head.640100").await;
        let _ = ended.request(Method::POST, "/sessions/end").send().await.expect(204);
        alter(&service, &format!("UPDATE sessions SET ended_at = NULL WHERE account = {}", of("head.640100"))).await;
        let shown = json!({ "refresh_token": refresh });
        service.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
    }

    async fn a_signing_key_with_another_public_half_checks_nothing(service: Service) {
        let head = service.sign_in("head.640104").await;
        assert_eq!(sees(&head, "/me").await, 200);
        alter(&service, "UPDATE signing_keys SET public = (SELECT public FROM signing_keys WHERE purpose = 'log') \
            WHERE purpose = 'tokens'").await;
        let twin = service.twin().await;
        assert_eq!(sees(&twin.anyone().with_token(head.token()), "/me").await, 401);
    }

    async fn an_altered_mandate_shows_nothing(service: Service) {
        let auditor = service.sign_in("auditor.640100").await;
        assert_eq!(sees(&auditor, "/applications").await, 200);
        alter(&service, "UPDATE mandates SET valid_to = valid_to + 365").await;
        let twin = service.twin().await;
        assert_eq!(sees(&twin.anyone().with_token(auditor.token()), "/applications").await, 403);
    }

    async fn an_altered_delegation_lends_nothing(service: Service) {
        let (owner, delegate) = (service.sign_in("head.640104").await, service.sign_in("caseworker.640104").await);
        let lent = lend(&owner, &delegate, "2018-07-30", "2018-08-10").await;
        let (acting, _) = enter(&delegate, &lent).await;
        assert_eq!(sees(&acting, "/me").await, 200);
        alter(&service, "UPDATE delegations SET valid_to = valid_to + 365").await;
        let twin = service.twin().await;
        assert_eq!(sees(&twin.anyone().with_token(acting.token()), "/me").await, 401);
        let me = twin.anyone().with_token(delegate.token()).get("/me").await.expect(200).body;
        assert_eq!(me["delegations"], json!([]));
        let auditor = service.sign_in("auditor.640100").await;
        for path in ["/delegations", "/delegations?as_of=2018-07-30"] {
            assert_eq!(auditor.get(path).await.expect(200).body["items"], json!([]), "{path}");
        }
        // Nor is it made good by ending it.
        let path = format!("/delegations/{}/end", lent["id"].as_str().unwrap());
        owner.act_at(&path, 1).await.refused(500, "internal");
    }

    async fn an_altered_standing_purpose_shows_nothing(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let bank = program(&service, "program.bank", &["disclosures"]).await;
        let security = service.sign_in("security.640100").await;
        let granted = security.post("/standing-purposes", &payment(&bank, "640104").await).await.expect(201);
        let cards = asked("payment", &["card"], &[member(&dossier, 1)]);
        let _ = ask(&bank, &cards).await.expect(200);
        alter(&service, "UPDATE standing_purposes SET most_a_day = most_a_day + 1000").await;
        ask(&bank, &cards).await.refused(403, "forbidden");
        assert_eq!(security.get("/standing-purposes").await.expect(200).body["items"], json!([]));
        let path = format!("/standing-purposes/{}/end", granted.id());
        security.act_at(&path, 1).await.refused(500, "internal");
    }

    async fn check_names_an_account_that_was_altered_or_put_back(service: Service) {
        let program = service.program(&crate::drills::program());
        let check = || program.told(&["check"], "", &[]);
        let (well, said) = check();
        assert!(well, "{said}");
        let head = service.sign_in("head.640104").await;
        let account = head.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let _ = service.master_sql("CREATE TABLE kept AS SELECT * FROM accounts WHERE username = 'head.640104'").await.unwrap();
        let admin = service.sign_in("accounts.640100").await;
        let close = json!({ "last_day": "2018-07-29" });
        let _ = admin.post_at(&format!("/accounts/{account}/close"), 1, &close).await.expect(200);
        assert!(check().0);
        alter(&service, "DELETE FROM accounts WHERE username = 'head.640104'; INSERT INTO accounts SELECT * FROM kept; DROP TABLE kept").await;
        // It is the service's own row, and is good until somebody looks.
        let _ = service.sign_in("head.640104").await;
        let (well, said) = check();
        assert!(!well && said.contains("head.640104 is at version 1, and the log says 2"), "{said}");
        alter(&service, "UPDATE accounts SET valid_to = valid_from + 9999 WHERE username = 'caseworker.04fz01'").await;
        let (well, said) = check();
        assert!(!well && said.contains("caseworker.04fz01 was altered"), "{said}");
        alter(&service, "UPDATE accounts SET valid_to = NULL WHERE username = 'caseworker.04fz01'").await;
        let clerk = newcomer(&service, "clerk.640104", "caseworker", "640104").await;
        let clerk = clerk.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let unbound = match service.engine() {
            Engine::Sqlite => "PRAGMA foreign_keys = off",
            Engine::Postgres => "SET session_replication_role = replica",
        };
        let _ = service.master_sql(&format!("{unbound}; DELETE FROM accounts WHERE username = 'clerk.640104'")).await.unwrap();
        let (well, said) = check();
        assert!(!well && said.contains(&format!("{clerk} is not there, and the log says that it was made")), "{said}");
    }

    async fn check_names_mandates_sessions_and_signing_keys_that_were_altered(service: Service) {
        let mut program = service.program(&crate::drills::program());
        let _ = program.serve();
        let _ = program.sign_in("head.640104").await;
        let (well, said) = program.told(&["check"], "", &[]);
        assert!(well && said.contains("sessions and signing keys are as the service wrote them"), "{said}");
        for (change, back, what) in [
            ("UPDATE mandates SET valid_to = valid_to + 365", "UPDATE mandates SET valid_to = valid_to - 365", "mandate "),
            ("UPDATE sessions SET expires_at = expires_at + 1", "UPDATE sessions SET expires_at = expires_at - 1", "session "),
            ("UPDATE signing_keys SET signs_from = signs_from + 1", "UPDATE signing_keys SET signs_from = signs_from - 1", "signing key "),
        ] {
            alter(&service, change).await;
            let (well, said) = program.told(&["check"], "", &[]);
            assert!(!well && said.contains("WRONG    codes") && said.contains(what), "{change}: {said}");
            alter(&service, back).await;
        }
        let (fine, said) = program.told(&["check"], "", &[]);
        assert!(fine, "{said}");
    }

    async fn a_log_whose_key_was_altered_or_taken_away_is_signed_by_no_other(service: Service) {
        let mut program = service.program(&crate::drills::program());
        let _ = program.serve();
        let _ = program.sign_in("head.640104").await;
        assert!(program.told(&["log", "checkpoint"], "", &[]).0);
        let of_the_log = "signing_keys WHERE purpose = 'log'";
        let keys = async || service.numbers(&format!("SELECT COUNT(*) FROM {of_the_log}")).await;
        alter(&service, "UPDATE signing_keys SET signs_from = signs_from + 1").await;
        let (well, said) = program.told(&["log", "checkpoint"], "", &[]);
        assert!(!well && said.contains("the key that signs the log"), "{said}");
        assert_eq!(keys().await, [1]);
        alter(&service, "UPDATE signing_keys SET signs_from = signs_from - 1").await;
        assert!(program.told(&["log", "checkpoint"], "", &[]).0);
        alter(&service, &format!("DELETE FROM {of_the_log}")).await;
        let (well, said) = program.told(&["log", "checkpoint"], "", &[]);
        assert!(!well && said.contains("the key that signs the log"), "{said}");
        assert_eq!(keys().await, [0]);
        let (well, said) = program.told(&["check"], "", &[]);
        assert!(!well && said.contains("the key that signs the log"), "{said}");
    }
}
