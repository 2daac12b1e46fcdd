//! How does a policy come into force, and who is given more time?

use harness::{Client, Method, Service, Value, json, on_both, race};

use crate::cast::{Cast, PAPERS, newcomer, told};
use crate::family::{UNDER, new_case, three};

async fn campaign(client: &Client) -> String {
    let found = client.get("/campaigns?year=2018").await.expect(200).body;
    format!("/campaigns/{}", found["items"][0]["id"].as_str().unwrap())
}

async fn draft(client: &Client, campaign: &str) -> Value {
    client.post(&format!("{campaign}/editions"), &json!({})).await.expect(201).body
}

fn path(campaign: &str, edition: &Value) -> String {
    format!("{campaign}/editions/{}", edition["id"].as_str().unwrap())
}

async fn union(client: &Client, code: &str) -> Value {
    client.get(&format!("/unions?code={code}")).await.expect(200).body["items"][0]["id"].clone()
}

on_both! {
    async fn the_campaign_of_2018_is_in_force_and_lacks_nothing(service: Service) {
        let officer = service.sign_in("caseworker.04fz01").await;
        let found = officer.get(&campaign(&officer).await).await.expect(200);
        assert_eq!(found.body["edition"]["number"], 1);
        assert_eq!(found.body["edition"]["last_submission"], "2018-08-25");
        assert_eq!(found.body["edition"]["phases"].as_array().unwrap().len(), 3);
        assert_eq!(found.body["warnings"], json!([]));
        officer.get("/campaigns?year=1").await.refused(400, "bad_query");
    }

    async fn a_draft_begins_as_a_copy_and_comes_into_force_once(service: Service) {
        let head = service.sign_in("head.640100").await;
        let campaign = campaign(&head).await;
        let edition = draft(&head, &campaign).await;
        assert_eq!((&edition["number"], &edition["status"]), (&json!(2), &json!("draft")));
        let mut content = edition["content"].clone();
        content["procedure"]["visitors"]["value"] = json!(3);
        let path = path(&campaign, &edition);
        let changed = head.put_at(&path, 1, &json!({"content": content})).await.expect(200);
        assert_eq!((changed.version(), &changed.body["content"]), (2, &content));
        let publish = format!("{path}/publish");
        head.request(Method::POST, &publish).send().await.refused(428, "version_required");
        head.act_at(&publish, 1).await.refused(412, "stale");
        let published = head.act_at(&publish, 2).await.expect(200);
        assert_eq!(published.body["status"], "published");
        head.act_at(&publish, 3).await.refused(409, "refused");
        head.put_at(&path, 3, &json!({"content": content})).await.refused(409, "refused");
        let all = head.get(&format!("{campaign}/editions")).await.expect(200).body;
        let standing: Vec<&Value> = all["items"].as_array().unwrap().iter().map(|each| &each["status"]).collect();
        assert_eq!(standing, ["superseded", "published"]);
    }

    async fn only_a_head_of_the_city_publishes_and_only_the_city_sees_drafts(service: Service) {
        let caseworker = service.sign_in("caseworker.6401fw").await;
        let campaign = campaign(&caseworker).await;
        let edition = draft(&caseworker, &campaign).await;
        let path = path(&campaign, &edition);
        caseworker.act_at(&format!("{path}/publish"), 1).await.refused(403, "forbidden");
        let county = service.sign_in("head.640104").await;
        county.get(&path).await.refused(404, "not_found");
        let seen = county.get(&format!("{campaign}/editions")).await.expect(200).body;
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        county.post(&format!("{campaign}/editions"), &json!({})).await.refused(403, "forbidden");
        let auditor = service.sign_in("auditor.640100").await;
        auditor.get(&path).await.expect(200);
    }

    async fn what_cannot_stand_in_an_edition_is_named_by_its_place(service: Service) {
        let head = service.sign_in("head.640100").await;
        let campaign = campaign(&head).await;
        let edition = draft(&head, &campaign).await;
        let mut content = edition["content"].clone();
        content["procedure"]["ends"]["value"] = json!("2018-01-01");
        content["procedure"]["visitors"]["value"] = json!(0);
        let path = path(&campaign, &edition);
        let answer = head.put_at(&path, 1, &json!({"content": content})).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/content/procedure/ends/value", "/content/procedure/visitors/value"]);
        content["procedure"]["visitors"]["value"] = json!("two");
        let answer = head.put_at(&path, 1, &json!({"content": content})).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/content/procedure/visitors/value"]);
    }

    async fn of_two_drafts_published_at_once_one_is_in_force(service: Service) {
        let head = service.sign_in("head.640100").await;
        let campaign = campaign(&head).await;
        let drafts = [draft(&head, &campaign).await, draft(&head, &campaign).await];
        let paths = drafts.map(|draft| format!("{}/publish", path(&campaign, &draft)));
        for answer in race(2, |at| head.act_at(&paths[at], 1)).await {
            answer.expect(200);
        }
        let all = head.get(&format!("{campaign}/editions?status=published")).await.expect(200).body;
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
    }

    async fn a_draft_that_is_not_wanted_is_discarded_and_what_was_in_force_is_not(service: Service) {
        let head = service.sign_in("head.640100").await;
        let campaign = campaign(&head).await;
        let before = head.get(&campaign).await.expect(200).version();
        let edition = draft(&head, &campaign).await;
        let path = path(&campaign, &edition);
        head.request(Method::DELETE, &path).send().await.refused(428, "version_required");
        head.delete_at(&path, 2).await.refused(412, "stale");
        let _ = head.delete_at(&path, 1).await.expect(204);
        head.get(&path).await.refused(404, "not_found");
        head.delete_at(&path, 1).await.refused(404, "not_found");
        let first = head.get(&format!("{campaign}/editions")).await.expect(200).body["items"][0].clone();
        let first_path = format!("{campaign}/editions/{}", first["id"].as_str().unwrap());
        let told = head.delete_at(&first_path, first["version"].as_i64().unwrap()).await.refused(409, "refused");
        assert_eq!(told.body["rule"], "published_edition");
        // What is only drafted binds nobody, so the campaign is as it was.
        assert_eq!(head.get(&campaign).await.expect(200).version(), before);
    }

    async fn a_wrong_name_or_year_is_corrected_while_no_policy_was_published(service: Service) {
        let head = service.sign_in("head.640100").await;
        let made = head.post("/campaigns", &json!({"year": 2091, "name": "2091年金秋助学活动"})).await.expect(201);
        let (path, version) = (made.header("location"), made.version());
        let right = json!({"year": 2019, "name": "2019年金秋助学活动"});
        head.put(path, &right).await.refused(428, "version_required");
        head.put_at(path, version + 1, &right).await.refused(412, "stale");
        head.put_at(path, version, &json!({"year": 2018, "name": "又一个"})).await.refused(409, "duplicate");
        let changed = head.put_at(path, version, &right).await.expect(200);
        assert_eq!((&changed.body["year"], &changed.body["name"]), (&json!(2019), &right["name"]));
        assert_eq!(head.get(path).await.expect(200).version(), changed.version());
        let (published, county) = (campaign(&head).await, service.sign_in("head.640104").await);
        let version = head.get(&published).await.expect(200).version();
        let told = head.put_at(&published, version, &json!({"year": 2020, "name": "又一个"})).await.refused(409, "refused");
        assert_eq!(told.body["rule"], "published_campaign");
        county.put_at(&published, version, &json!({"year": 2018, "name": "又一个"})).await.refused(403, "forbidden");
        let renamed = json!({"year": 2018, "name": "银川市2018年金秋助学活动"});
        assert_eq!(head.put_at(&published, version, &renamed).await.expect(200).body["name"], renamed["name"]);
    }

    async fn a_year_has_one_campaign_and_a_new_one_says_what_it_lacks(service: Service) {
        let head = service.sign_in("head.640100").await;
        head.post("/campaigns", &json!({"year": 2018, "name": "又一个"})).await.refused(409, "duplicate");
        let answer = head.post("/campaigns", &json!({"year": 18, "name": ""})).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/name", "/year"]);
        let made = head.post("/campaigns", &json!({"year": 2019, "name": "2019年金秋助学活动"})).await.expect(201);
        let found = head.get(made.header("location")).await.expect(200).body;
        assert_eq!(found["edition"], Value::Null);
        let codes: Vec<&Value> = found["warnings"].as_array().unwrap().iter().map(|each| &each["code"]).collect();
        assert_eq!(codes, ["edition_in_force", "calendar"]);
        let copy = head.post(&format!("{}/editions", made.header("location")), &json!({})).await;
        assert_eq!(copy.refused(422, "invalid").pointers(), ["/content"]);
    }

    async fn more_time_is_given_by_a_head_of_the_city_also_afterwards(service: Service) {
        let head = service.sign_in("head.640100").await;
        let campaign = campaign(&head).await;
        service.set_clock("2018-08-20T09:00:00+08:00").await;
        let extensions = format!("{campaign}/extensions");
        let (bureau, county, city) =
            (union(&head, "6401JY").await, union(&head, "640104").await, union(&head, "640100").await);
        let say = |union: &Value, of: &str, until: &str| {
            json!({"union": union, "of": of, "until": until, "reasons": "暴雨影响入户走访"})
        };
        let read = head.get(&campaign).await.expect(200).version();
        head.post(&extensions, &say(&bureau, "arrival", "2018-08-24")).await.refused(428, "version_required");
        let given = head.post_at(&extensions, read, &say(&bureau, "arrival", "2018-08-24")).await.expect(201);
        let next = head.get(&campaign).await.expect(200).version();
        assert_eq!((given.version(), next), (read + 1, read + 1));
        head.post_at(&extensions, read, &say(&county, "submission", "2018-09-05")).await.refused(412, "stale");
        let last = head.post_at(&extensions, next, &say(&county, "submission", "2018-09-05")).await.expect(201).version();
        let said = say(&bureau, "arrival", "2018-08-13");
        assert_eq!(head.post_at(&extensions, last, &said).await.refused(422, "invalid").pointers(), ["/until"]);
        let said = say(&county, "arrival", "2018-08-24");
        assert_eq!(head.post_at(&extensions, last, &said).await.refused(422, "invalid").pointers(), ["/of"]);
        let said = say(&city, "submission", "2018-09-05");
        assert_eq!(head.post_at(&extensions, last, &said).await.refused(422, "invalid").pointers(), ["/union"]);
        let county_head = service.sign_in("head.640104").await;
        let said = say(&county, "submission", "2018-09-05");
        county_head.post(&extensions, &said).await.refused(403, "forbidden");
        let all = county_head.get(&extensions).await.expect(200).body;
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
        assert_eq!(all["items"][0], given.body);
    }

    async fn more_time_for_the_street_is_time_for_the_unions_under_it(service: Service) {
        let (people, admin) = (Cast::of(&service).await, service.sign_in("accounts.640100").await);
        let street = union(&people.city, "04YG01").await;
        let below = json!({"code": "04YGSQ", "name": "银古路社区工会联合会", "kind": "grassroots", "parent": street});
        let _ = admin.post("/unions", &below).await.expect(201);
        let caseworker = newcomer(&service, "caseworker.04ygsq", "caseworker", "04YGSQ").await;
        let dossier = caseworker.post("/dossiers", &json!({ "household": three(UNDER) })).await.expect(201).id();
        let case = caseworker.post("/applications", &new_case(&dossier, 2)).await.expect(201).id();
        for kind in PAPERS {
            let request = caseworker.request(Method::POST, &format!("/applications/{case}/attachments?kind={kind}"));
            let version = caseworker.get(&format!("/applications/{case}")).await.expect(200).version();
            let octets = format!("%PDF-1.4\n% {kind}\n%%EOF\n");
            request.if_match(version).octets("application/octet-stream", octets).send().await.expect(201);
        }
        service.set_clock("2018-08-26T09:00:00+08:00").await;
        let actions = format!("/applications/{case}/actions");
        let version = caseworker.get(&format!("/applications/{case}")).await.expect(200).version();
        let submit = json!({"action": "submit"});
        told(caseworker.post_at(&actions, version, &submit).await, "submission_over", None);
        let campaign = campaign(&people.city).await;
        let read = people.city.get(&campaign).await.expect(200).version();
        let more = json!({"union": street, "of": "submission", "until": "2018-09-05", "reasons": "街道办事处搬迁,延期受理"});
        let _ = people.city.post_at(&format!("{campaign}/extensions"), read, &more).await.expect(201);
        let _ = caseworker.post_at(&actions, version, &submit).await.expect(200);
    }
}
