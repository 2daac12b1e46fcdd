//! How is the tree of unions read and changed?

use harness::{Client, Method, Service, Value, json, on_both};

/// The union with that code.
pub(crate) async fn union(client: &Client, code: &str) -> Value {
    let found = client.get(&format!("/unions?code={code}")).await.expect(200).body;
    found["items"][0].clone()
}

pub(crate) async fn new_union(client: &Client, code: &str) -> Value {
    let parent = union(client, "640104").await["id"].clone();
    json!({ "code": code, "name": "兴庆印刷厂工会", "kind": "grassroots", "parent": parent })
}

/// What a PUT says of a union that shall stay as it is.
pub(crate) fn as_it_is(union: &Value) -> Value {
    let fields = ["code", "name", "parent", "closed_on"];
    Value::Object(fields.into_iter().map(|field| (field.to_owned(), union[field].clone())).collect())
}

fn named(union: &Value, name: &str) -> Value {
    let mut change = as_it_is(union);
    change["name"] = json!(name);
    change
}

pub(crate) fn version(union: &Value) -> i64 {
    union["version"].as_i64().unwrap()
}

pub(crate) fn path(union: &Value) -> String {
    format!("/unions/{}", union["id"].as_str().unwrap())
}

on_both! {
    async fn what_is_created_is_found_where_the_answer_says(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = new_union(&admin, "04YS01").await;
        let made = admin.post("/unions", &new).await.expect(201);
        assert_eq!(made.version(), 1);
        let found = admin.get(made.header("location")).await.expect(200);
        assert_eq!(found.body, made.body);
        assert_eq!(found.header("etag"), made.header("etag"));
        assert_eq!((&found.body["level"], &found.body["parent"]), (&json!("grassroots"), &new["parent"]));
    }

    async fn pages_stay_stable_while_rows_are_added(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let whole = admin.get("/unions?limit=200&total=true").await.expect(200).body;
        let before = whole["items"].as_array().unwrap().clone();
        assert_eq!(whole["total"], before.len());
        assert_eq!(whole["next_cursor"], Value::Null);
        let mut seen = Vec::new();
        let mut next = "/unions?limit=5".to_owned();
        for number in 0.. {
            let page = admin.get(&next).await.expect(200);
            seen.extend(page.body["items"].as_array().unwrap().clone());
            let new = new_union(&admin, &format!("PAGE{number:02}")).await;
            if number < 3 {
                let _ = admin.post("/unions", &new).await.expect(201);
            }
            let Some(cursor) = page.body["next_cursor"].as_str() else { break };
            let link = page.header("link");
            assert_eq!(link, format!("</api/v1/unions?limit=5&cursor={cursor}>; rel=\"next\""));
            next = link.split(['<', '>']).nth(1).unwrap().to_owned();
        }
        assert_eq!(seen[..before.len()], before);
        assert_eq!(seen.len(), before.len() + 3);
    }

    async fn a_list_knows_its_filters_and_no_others(service: Service) {
        let head = service.sign_in("head.640104").await;
        let bureaus = head.get("/unions?kind=bureau").await.expect(200).body;
        assert_eq!(bureaus["items"].as_array().unwrap().len(), 2);
        for wrong in ["colour=red", "kind=guild", "limit=0", "limit=201", "limit=many", "cursor=x", "parent=1"] {
            head.get(&format!("/unions?{wrong}")).await.refused(400, "bad_query");
        }
    }

    async fn an_ill_formed_id_is_answered_as_an_absent_one(service: Service) {
        let head = service.sign_in("head.640104").await;
        for id in ["1", "x'--", "%00", "01890a5d-ac96-774b-bcce-b302099a8057"] {
            let answer = head.get(&format!("/unions/{id}")).await.refused(404, "not_found");
            assert_eq!(answer.body["title"], "没有找到,或不在您的管辖范围内,请核对");
        }
    }

    async fn a_change_needs_the_version_that_was_read(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let factory = union(&admin, "04FZ01").await;
        let change = named(&factory, "兴庆纺织集团工会");
        admin.put(&path(&factory), &change).await.refused(428, "version_required");
        let changed = admin.put_at(&path(&factory), 1, &change).await.expect(200);
        assert_eq!((changed.version(), &changed.body["name"]), (2, &change["name"]));
        admin.put_at(&path(&factory), 1, &change).await.refused(412, "stale");
        let ill = admin.request(Method::PUT, &path(&factory)).header("If-Match", "\"x\"").json(&change);
        ill.send().await.refused(412, "stale");
        assert_eq!(admin.get(&path(&factory)).await.expect(200).body, changed.body);
    }

    async fn unions_are_found_by_a_part_of_their_name(service: Service) {
        let head = service.sign_in("head.640104").await;
        let found = head.get("/unions?name=纺织").await.expect(200).body;
        assert_eq!(found["items"], json!([union(&head, "04FZ01").await]));
        for nothing in ["%25", "_", "无此工会"] {
            assert_eq!(head.get(&format!("/unions?name={nothing}")).await.expect(200).body["items"], json!([]));
        }
    }

    async fn a_code_is_given_once(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let new = new_union(&admin, "04FZ01").await;
        admin.post("/unions", &new).await.refused(409, "duplicate");
        let street = union(&admin, "04YG01").await;
        let mut change = as_it_is(&street);
        change["code"] = json!("04FZ01");
        admin.put_at(&path(&street), 1, &change).await.refused(409, "duplicate");
    }

    async fn every_wrong_field_is_named_at_once(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let wrong = json!({ "code": "64-1", "name": "", "kind": "guild", "parent": "1" });
        let answer = admin.post("/unions", &wrong).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/code", "/kind", "/name", "/parent"]);
        let answer = admin.post("/unions", &json!({ "code": 640_104, "name": null, "kind": [], "parent": {} })).await;
        assert_eq!(answer.refused(422, "invalid").pointers(), ["/code", "/kind", "/name", "/parent"]);
    }

    async fn fields_that_are_missing_or_unknown_are_named(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let mut new = new_union(&admin, "04YS01").await;
        new["colour"] = json!("red");
        let unknown = admin.post("/unions", &new).await.refused(422, "invalid");
        assert!(unknown.text.contains("colour"), "{}", unknown.text);
        let missing = admin.post("/unions", &json!({ "code": "04YS01" })).await.refused(422, "invalid");
        assert!(missing.text.contains("name"), "{}", missing.text);
    }

    async fn only_a_kind_that_may_stand_there_does(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let mut new = new_union(&admin, "04YS01").await;
        new["kind"] = json!("county_federation");
        assert_eq!(admin.post("/unions", &new).await.refused(422, "invalid").pointers(), ["/kind"]);
        new["parent"] = json!("01890a5d-ac96-774b-bcce-b302099a8057");
        assert_eq!(admin.post("/unions", &new).await.refused(422, "invalid").pointers(), ["/parent"]);
    }
}
