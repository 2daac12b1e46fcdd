//! How does one officer act in the post of another, and what is seen of it?

use harness::{Client, Method, Service, Value, json, on_both, race};

use crate::accounts::time_until_out;
use crate::cast::{Cast, newcomer, told};
use crate::family::{UNDER, three};
use crate::sessions::tokens;

async fn me(client: &Client) -> Value {
    client.get("/me").await.expect(200).body
}

/// A post lent for those days.
pub(crate) async fn lend(owner: &Client, to: &Client, from: &str, until: &str) -> Value {
    let officer = me(to).await["officer"]["id"].clone();
    let new = json!({ "officer": officer, "valid_from": from, "valid_to": until, "reasons": "外出开会" });
    owner.post("/delegations", &new).await.expect(201).body
}

/// The post entered by the one to whom it was lent, with the refresh token.
pub(crate) async fn enter(delegate: &Client, lent: &Value) -> (Client, String) {
    let tokens =
        delegate.post("/sessions/delegated", &json!({ "delegation": lent["id"] })).await.expect(200).body;
    let client = delegate.with_token(tokens["access_token"].as_str().unwrap());
    (client, tokens["refresh_token"].as_str().unwrap().to_owned())
}

on_both! {
    async fn a_delegate_acts_for_the_union_under_their_own_name(service: Service) {
        let cast = Cast::of(&service).await;
        let lent = lend(&cast.county, &cast.county_caseworker, "2018-07-30", "2018-08-10").await;
        assert_eq!((&lent["role"], &lent["ended_at"]), (&json!("head"), &Value::Null));
        let delegate = me(&cast.county_caseworker).await;
        assert_eq!(delegate["delegations"], json!([lent]));
        assert_eq!(me(&cast.county).await["lent"], json!([lent]));
        let dossier = cast.on_file(&three(UNDER)).await;
        let case = cast.enter(&dossier, 2).await;
        case.to_county(&service).await;
        case.refuses(&cast.county_caseworker, json!({"action": "endorse"}), "wrong_role", None).await;
        let (acting, _) = enter(&cast.county_caseworker, &lent).await;
        let seen = me(&acting).await;
        assert_eq!((&seen["role"], &seen["delegation"]), (&json!("head"), &lent["id"]));
        assert_eq!(seen["officer"], delegate["officer"]);
        assert_eq!(seen["account"]["id"], lent["account"]);
        case.act(&acting, "endorse").await;
        let line = case.history().await.pop().unwrap();
        assert_eq!(line["action"], "endorse");
        assert_eq!((&line["by"]["officer"], &line["by"]["account"]), (&delegate["officer"]["id"], &lent["account"]));
        assert_eq!(line["by"]["delegation"], lent["id"]);
        let id = lent["id"].as_str().unwrap().replace('-', "");
        let logged = format!("UPDATE sessions SET rotated_at = rotated_at WHERE EXISTS (SELECT 1 FROM log_entries \
            WHERE act = 'act_on_application' AND lower({}) LIKE '%{id}%')", match service.engine() {
            harness::Engine::Sqlite => "hex(delegation)",
            harness::Engine::Postgres => "replace(delegation::text, '-', '')",
        });
        assert!(service.sql(&logged).await.unwrap() > 0, "the entry does not name the delegation");
    }

    async fn separation_compares_officers_and_not_posts(service: Service) {
        let cast = Cast::of(&service).await;
        // The caseworker who enters the case gets the post of the head who signs it.
        let lent = lend(&cast.head, &cast.caseworker, "2018-07-30", "2018-08-10").await;
        let dossier = cast.on_file(&three(UNDER)).await;
        let case = cast.enter(&dossier, 2).await;
        case.papers().await;
        case.act(&cast.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        let (acting, _) = enter(&cast.caseworker, &lent).await;
        let before = case.view().await;
        told(case.does(&acting, json!({"action": "sign"})).await, "prepared_it", None);
        assert_eq!(case.view().await["state"], before["state"]);
        case.act(&cast.head, "sign").await;
    }

    async fn a_delegate_counts_for_the_two_heads_of_the_deciding_union(service: Service) {
        let cast = Cast::of(&service).await;
        let admin = service.sign_in("accounts.640100").await;
        let lacks = async || {
            let found = cast.city.get("/campaigns").await.expect(200).body["items"][0]["id"].clone();
            let campaign = cast.city.get(&format!("/campaigns/{}", found.as_str().unwrap())).await.expect(200);
            campaign.text.contains("second_head")
        };
        assert!(!lacks().await);
        let second = me(&cast.second).await["account"]["id"].as_str().unwrap().to_owned();
        let path = format!("/accounts/{second}/close");
        let _ = admin.post_at(&path, 1, &json!({ "last_day": "2018-07-29" })).await.expect(200);
        assert!(lacks().await);
        // An officer of the service centre acts for the city, so the city's post can be lent to them.
        let centre = service.sign_in("caseworker.6401fw").await;
        let lent = lend(&cast.city, &centre, "2018-07-30", "2018-08-31").await;
        assert!(!lacks().await);
        let path = format!("/delegations/{}/end", lent["id"].as_str().unwrap());
        let _ = cast.city.request(Method::POST, &path).if_match(1).send().await.expect(200);
        assert!(lacks().await);
    }

    async fn a_delegation_is_good_from_its_first_to_its_last_day(service: Service) {
        let (owner, _) = tokens(&service, "head.640104").await;
        let delegate = service.sign_in("caseworker.640104").await;
        let lent = lend(&owner, &delegate, "2018-08-01", "2018-08-02").await;
        let ask = json!({ "delegation": lent["id"] });
        let early = delegate.post("/sessions/delegated", &ask).await.refused(422, "invalid");
        assert_eq!(early.pointers(), ["/delegation"]);
        assert_eq!(me(&delegate).await["delegations"], json!([]));
        service.set_clock("2018-08-01T00:00:00+08:00").await;
        let (acting, refresh) = enter(&delegate, &lent).await;
        let shown = json!({ "refresh_token": refresh });
        let renewed = service.anyone().post("/sessions/refresh", &shown).await.expect(200).body;
        let renewed = service.anyone().with_token(renewed["access_token"].as_str().unwrap());
        assert_eq!(me(&renewed).await["delegation"], lent["id"]);
        // Nobody else gets in by it, and the post is not lent on.
        owner.post("/sessions/delegated", &ask).await.refused(422, "invalid");
        let on = json!({ "officer": me(&owner).await["officer"]["id"], "valid_to": "2018-08-02", "reasons": "转托" });
        acting.post("/delegations", &on).await.refused(403, "forbidden");
        service.set_clock("2018-08-03T00:00:00+08:00").await;
        delegate.post("/sessions/delegated", &ask).await.refused(422, "invalid");
        let _ = time_until_out(&acting).await;
    }

    async fn a_delegation_ended_early_is_felt_everywhere(service: Service) {
        let owner = service.sign_in("head.640104").await;
        let delegate = service.sign_in("caseworker.640104").await;
        let stranger = service.sign_in("head.640100").await;
        let twin = service.twin().await;
        let lent = lend(&owner, &delegate, "2018-07-30", "2018-08-02").await;
        let (acting, refresh) = enter(&delegate, &lent).await;
        let there = twin.anyone().with_token(acting.token());
        let _ = there.get("/me").await.expect(200);
        let path = format!("/delegations/{}", lent["id"].as_str().unwrap());
        let end = format!("{path}/end");
        stranger.request(Method::POST, &end).if_match(1).send().await.refused(403, "forbidden");
        owner.request(Method::POST, &end).send().await.refused(428, "version_required");
        let send = || owner.request(Method::POST, &end).if_match(1).key("end-1").send();
        let ended = send().await.expect(200);
        assert!(ended.body["ended_at"].is_string());
        assert_eq!(send().await.expect(200).body, ended.body);
        acting.get("/me").await.refused(401, "unauthenticated");
        let shown = json!({ "refresh_token": refresh });
        twin.anyone().post("/sessions/refresh", &shown).await.refused(401, "unauthenticated");
        let _ = time_until_out(&there).await;
        // The delegate's own session goes on.
        let _ = delegate.get("/me").await.expect(200);
        owner.request(Method::POST, &end).if_match(1).send().await.refused(412, "stale");
        let again = owner.request(Method::POST, &end).if_match(2).send().await.refused(409, "refused");
        assert_eq!(again.body["rule"], "delegation_over");
        assert_eq!(owner.get(&path).await.expect(200).body, ended.body);
    }

    async fn who_lost_their_own_account_acts_in_no_lent_post(service: Service) {
        let owner = service.sign_in("head.640104").await;
        let delegate = service.sign_in("caseworker.640104").await;
        let lent = lend(&owner, &delegate, "2018-07-30", "2018-08-02").await;
        let (acting, _) = enter(&delegate, &lent).await;
        let admin = service.sign_in("accounts.640100").await;
        let path = format!("/accounts/{}/close", me(&delegate).await["account"]["id"].as_str().unwrap());
        let _ = admin.post_at(&path, 1, &json!({ "last_day": "2018-07-29" })).await.expect(200);
        acting.get("/me").await.refused(401, "unauthenticated");
    }

    async fn a_post_is_lent_to_one_colleague_at_a_time(service: Service) {
        let owner = service.sign_in("head.640104").await;
        let colleague = service.sign_in("caseworker.640104").await;
        let stranger = service.sign_in("caseworker.04fz01").await;
        let auditor = newcomer(&service, "auditor.640104", "auditor", "640104").await;
        let new = |officer: &Value, from: &str, until: &str| {
            json!({ "officer": officer["officer"]["id"], "valid_from": from, "valid_to": until, "reasons": "外出" })
        };
        for wrong in [&stranger, &auditor, &owner] {
            let ask = new(&me(wrong).await, "2018-07-29", "2018-07-28");
            let told = owner.post("/delegations", &ask).await.refused(422, "invalid");
            assert_eq!(told.pointers(), ["/officer", "/valid_from", "/valid_to"]);
        }
        let colleague = me(&colleague).await;
        let _ = owner.post("/delegations", &new(&colleague, "2018-08-01", "2018-08-03")).await.expect(201);
        let overlap = owner.post("/delegations", &new(&colleague, "2018-08-03", "2018-08-05")).await;
        assert_eq!(overlap.refused(409, "refused").body["rule"], "lent_already");
        let _ = owner.post("/delegations", &new(&colleague, "2018-08-04", "2018-08-05")).await.expect(201);
        auditor.post("/delegations", &new(&colleague, "2018-08-09", "2018-08-09")).await.refused(403, "forbidden");
        let count = async |query: &str| {
            owner.get(&format!("/delegations?total=true&{query}")).await.expect(200).body["total"].clone()
        };
        let officer = colleague["officer"]["id"].as_str().unwrap();
        assert_eq!(count(&format!("officer={officer}")).await, 2);
        assert_eq!(count("on=2018-08-03").await, 1);
        assert_eq!(count("on=2018-08-06").await, 0);
        assert_eq!(count(&format!("account={}", colleague["account"]["id"].as_str().unwrap())).await, 0);
        let elsewhere = stranger.get("/delegations?total=true").await.expect(200).body;
        assert_eq!(elsewhere["total"], 0);
    }

    async fn of_many_who_lend_the_same_days_at_once_one_does(service: Service) {
        let owner = service.sign_in("head.640104").await;
        let officer = me(&service.sign_in("caseworker.640104").await).await["officer"]["id"].clone();
        let new = json!({ "officer": officer, "valid_to": "2018-08-02", "reasons": "外出开会" });
        let answers = race(8, |_| owner.post("/delegations", &new)).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
    }

    async fn a_delegate_changes_their_own_password_and_not_the_posts(service: Service) {
        let owner = service.sign_in("head.640104").await;
        let delegate = service.sign_in("caseworker.640104").await;
        let lent = lend(&owner, &delegate, "2018-07-30", "2018-08-02").await;
        let (acting, _) = enter(&delegate, &lent).await;
        let change = json!({ "current": "jinqiu-demonstration", "new": "autumn rain on the yellow river" });
        let _ = acting.put("/me/password", &change).await.expect(204);
        let _ = owner.get("/me").await.expect(200);
        let _ = service.sign_in("head.640104").await;
        delegate.get("/me").await.refused(401, "unauthenticated");
        let _ = service.sign_in_with("caseworker.640104", "autumn rain on the yellow river").await;
    }
}
