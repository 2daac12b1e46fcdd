//! How did something stand at the end of a day? Posts, lent ones, postings and cases, whatever became of them since.

use harness::{Client, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::delegations::lend;
use crate::objections::{decide, object, objections, posted};
use crate::photographs::{add, picture};

async fn items(who: &Client, path: &str) -> Vec<Value> {
    who.get(path).await.expect(200).body["items"].as_array().unwrap().clone()
}

/// No list and no record knows a day to come.
async fn refuses_tomorrow(who: &Client, path: &str, tomorrow: &str) {
    let joint = if path.contains('?') { '&' } else { '?' };
    let told = who.get(&format!("{path}{joint}as_of={tomorrow}")).await.refused(422, "invalid");
    assert_eq!(told.pointers(), ["/as_of"], "{path}");
}

on_both! {
    async fn who_held_a_post_is_known_of_every_day_whatever_became_of_it(service: Service) {
        let third = newcomer(&service, "head3.640104", "head", "640104").await;
        let id = third.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        let union = third.get("/me").await.expect(200).body["account"]["union"].as_str().unwrap().to_owned();
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let (admin, auditor) = (service.sign_in("accounts.640100").await, service.sign_in("auditor.640100").await);
        let path = format!("/accounts/{id}");
        let as_of = async |day: &str| auditor.get(&format!("{path}?as_of={day}")).await;
        let version = admin.get(&path).await.expect(200).version();
        let _ = admin.post_at(&format!("{path}/close"), version, &json!({ "last_day": "2018-07-30" })).await.expect(200);
        let heads = async |day: &str| {
            let found = items(&auditor, &format!("/accounts?union={union}&role=head&as_of={day}")).await;
            found.into_iter().filter(|post| post["id"] == id.as_str()).collect::<Vec<_>>()
        };
        // On its last day it was held, and nobody knew yet that it was the last.
        let then = heads("2018-07-30").await.pop().unwrap();
        assert_eq!((&then["valid_to"], &then["confirmation"]["state"]), (&Value::Null, &json!("confirmed")));
        assert_eq!((heads("2018-07-31").await, heads("2018-07-29").await), (vec![], vec![]));
        assert_eq!(as_of("2018-07-30").await.expect(200).body, then);
        assert_eq!(as_of("2018-07-31").await.expect(200).body["valid_to"], "2018-07-30");
        as_of("2018-07-29").await.refused(404, "not_found");
        // Opened again by a proposal: until somebody agrees, that is how it stands.
        service.set_clock("2018-08-02T09:00:00+08:00").await;
        let (admin, auditor) = (service.sign_in("accounts.640100").await, service.sign_in("auditor.640100").await);
        let again = json!({ "valid_from": "2018-07-30", "valid_to": null });
        let version = admin.get(&path).await.expect(200).version();
        let _ = admin.put_at(&path, version, &again).await.expect(200);
        let state = async |day: &str| {
            let query = format!("/accounts?union={union}&as_of={day}&confirmation=proposed&total=true");
            auditor.get(&query).await.expect(200).body["total"].clone()
        };
        assert_eq!((state("2018-08-02").await, state("2018-08-01").await), (json!(1), json!(0)));
        let confirmed = auditor.get(&format!("{path}?as_of=2018-07-30")).await.expect(200);
        assert_eq!((&confirmed.body, confirmed.version()), (&then, then["version"].as_i64().unwrap()));
        refuses_tomorrow(&auditor, "/accounts", "2018-08-03").await;
        refuses_tomorrow(&auditor, &path, "2018-08-03").await;
    }

    async fn a_version_of_a_post_that_was_altered_is_not_believed(service: Service) {
        let third = newcomer(&service, "head3.640104", "head", "640104").await;
        let id = third.get("/me").await.expect(200).body["account"]["id"].as_str().unwrap().to_owned();
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let admin = service.sign_in("accounts.640100").await;
        let path = format!("/accounts/{id}");
        let version = admin.get(&path).await.expect(200).version();
        let _ = admin.post_at(&format!("{path}/close"), version, &json!({ "last_day": "2018-07-30" })).await.expect(200);
        let asked = format!("{path}?as_of=2018-07-30");
        let _ = admin.get(&asked).await.expect(200);
        let hidden = "UPDATE account_versions SET valid_from = valid_from + 1";
        assert!(service.master_sql(hidden).await.unwrap() > 0);
        admin.get(&asked).await.refused(500, "internal");
    }

    async fn who_acted_for_whom_is_known_of_every_day(service: Service) {
        let owner = service.sign_in("head.640104").await;
        let delegate = service.sign_in("caseworker.640104").await;
        let lent = lend(&owner, &delegate, "2018-07-31", "2018-08-10").await;
        service.set_clock("2018-08-02T09:00:00+08:00").await;
        let path = format!("/delegations/{}/end", lent["id"].as_str().unwrap());
        let ended = service.sign_in("head.640104").await.act_at(&path, 1).await.expect(200).body;
        let auditor = service.sign_in("auditor.640100").await;
        let on = async |query: &str| items(&auditor, &format!("/delegations?{query}")).await;
        assert_eq!(on("as_of=2018-08-01").await, [lent]);
        assert_eq!(on("on=2018-08-01").await, [ended]);
        for query in ["as_of=2018-08-02", "on=2018-08-02", "as_of=2018-07-30", "on=2018-08-05"] {
            assert_eq!(on(query).await, Vec::<Value>::new(), "{query}");
        }
        refuses_tomorrow(&auditor, "/delegations", "2018-08-03").await;
    }

    async fn a_posting_is_read_as_it_hung_with_what_was_said_of_it_by_then(service: Service) {
        let people = Cast::of(&service).await;
        let (case, id) = posted(&people).await;
        let posting = format!("/postings/{id}");
        let first = add(&people.caseworker, &posting, 1, picture(1)).await.expect(200);
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let _ = add(&people.caseworker, &posting, 2, picture(2)).await.expect(200);
        let objection = object(&people.county_caseworker, &case, &id).await;
        service.set_clock("2018-08-01T09:00:00+08:00").await;
        let _ = decide(&people.county, &case, &objection, false).await.expect(200);
        let auditor = service.sign_in("auditor.640100").await;
        let as_of = async |day: &str| auditor.get(&format!("{posting}?as_of={day}")).await;
        let then = as_of("2018-07-30").await.expect(200);
        assert_eq!((&then.body, then.version()), (&first.body, 2));
        assert_eq!(as_of("2018-07-31").await.expect(200).body["photographs"].as_array().unwrap().len(), 2);
        as_of("2018-07-29").await.refused(404, "not_found");
        let states = async |query: &str| {
            let said = objections(&auditor, &id, query).await;
            said.iter().map(|one| one["objection"]["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(states("?as_of=2018-07-30").await, Vec::<String>::new());
        assert_eq!(states("?as_of=2018-07-31").await, ["open"]);
        assert_eq!(states("?as_of=2018-07-31&state=dismissed").await, Vec::<String>::new());
        assert_eq!(states("?as_of=2018-08-01&state=dismissed").await, ["dismissed"]);
        assert_eq!(states("?as_of=2018-08-01&state=open").await, Vec::<String>::new());
        for path in [posting.clone(), format!("{posting}/objections")] {
            refuses_tomorrow(&auditor, &path, "2018-08-02").await;
        }
    }

    async fn a_case_is_read_as_its_last_act_left_it(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        case.act(&people.head, "forward").await;
        let auditor = service.sign_in("auditor.640100").await;
        let as_of = async |day: &str| auditor.get(&case.path(&format!("/state?as_of={day}"))).await;
        let then = as_of("2018-08-05").await.expect(200).body;
        assert_eq!((&then["as_of"], &then["stage"], &then["amount_fen"]), (&json!("2018-08-05"), &json!("posted"), &json!(400_000)));
        let last = &then["last_act"];
        assert_eq!((&last["act"]["action"], &last["made_again"]), (&json!("post"), &json!("same")));
        assert_eq!(last["grounds"]["assessment"]["outcome"], "eligible");
        assert_eq!(last["postings"][0]["id"], posting.as_str());
        let today = auditor.get(&case.path("/state")).await.expect(200).body;
        assert_eq!((&today["stage"], &today["position"], &today["as_of"]), (&json!("review"), &json!(1), &json!("2018-08-06")));
        assert_eq!(as_of("2018-08-06").await.expect(200).body, today);
        as_of("2018-07-29").await.refused(404, "not_found");
        refuses_tomorrow(&auditor, &case.path("/state"), "2018-08-07").await;
        refuses_tomorrow(&auditor, &format!("/dossiers/{}", case.dossier), "2018-08-07").await;
        // A draft on which nobody has acted.
        let draft = people.enter(&people.dossier(&crate::family::others(crate::family::three(crate::family::UNDER), 1)).await, 2).await;
        let state = auditor.get(&draft.path("/state")).await.expect(200).body;
        assert_eq!(state, json!({"as_of": "2018-08-06", "stage": "draft", "position": null, "amount_fen": null, "last_act": null}));
        let elsewhere = newcomer(&service, "clerk.640105", "caseworker", "640105").await;
        elsewhere.get(&case.path("/state")).await.refused(404, "not_found");
    }
}
