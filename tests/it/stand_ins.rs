//! Who enters and posts for a union that has nobody to do it? The nearest above, and all of it stays that union's (代录).

use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::case::consent;
use crate::cast::{Case, Cast, newcomer, told};
use crate::family::{UNDER, new_case, others, three};

/// A grassroots union below the county, without accounts; its id.
async fn bare_union(service: &Service, code: &str) -> String {
    let admin = service.sign_in("accounts.640100").await;
    let county = admin.get("/unions?code=640104").await.expect(200).body["items"][0]["id"].clone();
    let union = json!({"code": code, "name": "兴庆木器厂工会", "kind": "grassroots", "parent": county});
    admin.post("/unions", &union).await.expect(201).id()
}

/// A case of a family of that union, entered for it.
async fn entered_for(who: &Client, union: &str, household: &Value) -> Answer {
    let dossier =
        who.post("/dossiers", &json!({"union": union, "household": household})).await.expect(201).id();
    let mut entry = new_case(&dossier, 2);
    entry["union"] = json!(union);
    who.post("/applications", &entry).await
}

/// Somebody records a piece of evidence.
async fn record(who: &Client, case: &Case<'_>, kind: &str, body: Value) {
    let version = who.get(&case.path("")).await.expect(200).version();
    let _ = who.post_at(&case.path(&format!("/{kind}")), version, &body).await.expect(200);
}

async fn attach(who: &Client, case: &Case<'_>, kind: &str) -> String {
    let version = who.get(&case.path("")).await.expect(200).version();
    let path = case.path(&format!("/attachments?kind={kind}"));
    let request = who.request(Method::POST, &path).if_match(version);
    request
        .octets("application/octet-stream", format!("%PDF-1.4\n% {kind}\n%%EOF\n"))
        .send()
        .await
        .expect(201)
        .id()
}

async fn act(who: &Client, case: &Case<'_>, action: &str) {
    let version = who.get(&case.path("")).await.expect(200).version();
    let _ = who.post_at(&case.path("/actions"), version, &json!({"action": action})).await.expect(200);
}

async fn officer(client: &Client) -> Value {
    client.get("/me").await.expect(200).body["account"]["officer"].clone()
}

/// Brings such a case to unit review: one of the county's caseworkers, and one of its heads.
async fn to_unit_review(case: &Case<'_>, visitors: &Value) {
    let (caseworker, head) = (&case.cast.county_caseworker, &case.cast.county);
    for kind in [
        "written_application",
        "dossier_material",
        "approval_form",
        "admission_letter",
        "tuition_proof",
        "income_proof",
    ] {
        let _ = attach(caseworker, case, kind).await;
    }
    act(caseworker, case, "submit").await;
    let day = crate::cast::TODAY;
    let visit = json!({"day": day, "visitors": visitors, "manner": "in_person", "agrees": true});
    record(caseworker, case, "visits", visit).await;
    case.confirm().await;
    let scan = attach(caseworker, case, "signature_scan").await;
    record(caseworker, case, "signatures", json!({"day": day, "signed": true, "sealed": true, "scan": scan}))
        .await;
    act(head, case, "sign").await;
    record(caseworker, case, "opinions", json!({"from": "workplace", "day": day, "in_favour": true})).await;
    for (giver, covers) in [("worker", "processing"), ("worker", "publication"), ("student", "processing")] {
        record(caseworker, case, "consents", consent(giver, covers)).await;
    }
}

async fn post(who: &Client, cases: &[&Case<'_>]) -> Answer {
    let mut listed = Vec::new();
    for case in cases {
        let version = who.get(&case.path("")).await.expect(200).version();
        listed.push(json!({"id": case.id, "version": version}));
    }
    who.post("/postings", &json!({"place": "厂区公告栏", "applications": listed})).await
}

on_both! {
    async fn a_county_enters_for_a_union_without_accounts_and_the_case_is_that_unions(service: Service) {
        let people = Cast::of(&service).await;
        let union = bare_union(&service, "04MQ01").await;
        let made = entered_for(&people.county_caseworker, &union, &three(UNDER)).await.expect(201);
        let stops = made.body["road"]["stops"].as_array().unwrap();
        assert_eq!((stops.len(), &stops[0]["union"]), (3, &json!(union)));
        assert!(made.body["number"].as_str().unwrap().starts_with("JQ2018-640104-"));
        let me = officer(&people.county_caseworker).await;
        assert_eq!(made.body["stand_ins"], json!([{"role": "caseworker", "officer": me, "from": 1}]));
        let register = people.city.get(&format!("/exceptions?application={}", made.id())).await.expect(200).body;
        assert_eq!(register["items"].as_array().unwrap().len(), 1);
        assert_eq!(register["items"][0]["by_itself"], true);
        let listed = people.city.get(&format!("/applications?entry={union}")).await.expect(200).body;
        assert_eq!(listed["items"][0]["id"], made.body["id"]);
    }

    async fn nobody_enters_for_a_union_that_can_or_outside_their_jurisdiction(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let union_of = async |code: &str| {
            people.city.get(&format!("/unions?code={code}")).await.expect(200).body["items"][0]["id"].clone()
        };
        let mut entry = new_case(&dossier, 2);
        entry["union"] = union_of("04FZ01").await;
        told(people.county_caseworker.post("/applications", &entry).await, "wrong_union", Some("N15"));
        entry["union"] = union_of("640105").await;
        let outside = people.county_caseworker.post("/applications", &entry).await.refused(422, "invalid");
        assert_eq!(outside.pointers(), ["/union"]);
        entry["union"] = union_of("640104").await;
        assert_eq!(people.caseworker.post("/applications", &entry).await.refused(422, "invalid").pointers(), ["/union"]);
        assert_eq!(people.city.get("/applications?total=true").await.expect(200).body["total"], 0);
        entry["union"] = union_of("04FZ01").await;
        let _ = people.caseworker.post("/applications", &entry).await.expect(201);
    }

    async fn a_posting_belongs_to_the_union_that_took_the_cases_and_its_road_reads_it(service: Service) {
        let people = Cast::of(&service).await;
        let union = bare_union(&service, "04MQ01").await;
        let household = others(three(UNDER), 5);
        let made = entered_for(&people.county_caseworker, &union, &household).await.expect(201);
        let case = Case { cast: &people, id: made.id(), dossier: made.body["dossier"].as_str().unwrap().to_owned() };
        let visitors = json!([officer(&people.county_caseworker).await, officer(&people.county).await]);
        to_unit_review(&case, &visitors).await;
        let own = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        own.to_unit_review().await;
        let before = service.rows(&["log_entries", "refresh_tokens", "sessions", "subject_keys"]).await;
        let mixed = post(&people.county_caseworker, &[&case, &own]).await;
        assert_eq!(mixed.refused(422, "invalid").pointers(), ["/applications/1/id"]);
        assert_eq!(service.rows(&["log_entries", "refresh_tokens", "sessions", "subject_keys"]).await, before);
        let posting = post(&people.county_caseworker, &[&case]).await.expect(201);
        assert_eq!((&posting.body["union"], &posting.body["lines"][0]["union"]), (&json!(union), &json!("兴庆木器厂工会")));
        let path = format!("/postings/{}", posting.id());
        let taker = newcomer(&service, "caseworker.04mq01", "caseworker", "04MQ01").await;
        for reader in [&taker, &people.county, &people.city] {
            assert_eq!(reader.get(&path).await.expect(200).body["id"], posting.body["id"]);
            let listed = reader.get(&format!("/postings?union={union}&running=2018-08-03")).await.expect(200).body;
            assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
        }
        let bureau = newcomer(&service, "head.640105", "head", "640105").await;
        for stranger in [&people.caseworker, &bureau] {
            stranger.get(&path).await.refused(404, "not_found");
            assert_eq!(stranger.get("/postings").await.expect(200).body["items"], json!([]));
        }
        let none = people.city.get("/postings?running=2018-08-04").await.expect(200).body;
        assert_eq!(none["items"], json!([]));
    }

    async fn cases_of_two_editions_are_posted_apart(service: Service) {
        let people = Cast::of(&service).await;
        let first = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        first.to_unit_review().await;
        let campaign = people.city.get("/campaigns?year=2018").await.expect(200).body["items"][0]["id"].clone();
        let editions = format!("/campaigns/{}/editions", campaign.as_str().unwrap());
        let mut edition = people.city.post(&editions, &json!({})).await.expect(201);
        let path = format!("{editions}/{}", edition.id());
        edition.body["content"]["procedure"]["posting_days"]["value"]["first"] = json!(6);
        let content = json!({"content": edition.body["content"]});
        let _ = people.city.put_at(&path, 1, &content).await.expect(200);
        let _ = people.city.request(Method::POST, &format!("{path}/publish")).if_match(2).send().await.expect(200);
        let second = people.enter(&people.on_file(&others(three(UNDER), 6)).await, 2).await;
        second.to_unit_review().await;
        let mixed = post(&people.caseworker, &[&first, &second]).await.refused(422, "invalid");
        assert_eq!(mixed.pointers(), ["/applications/1/id"]);
        assert_eq!((first.place().await.0, second.place().await.0), ("unit_review".to_owned(), "unit_review".to_owned()));
        let apart = post(&people.caseworker, &[&first]).await.expect(201).body;
        assert_eq!(apart["last_day"], "2018-08-03");
        let apart = post(&people.caseworker, &[&second]).await.expect(201).body;
        assert_eq!(apart["last_day"], "2018-08-06");
    }
}
