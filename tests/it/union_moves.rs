//! What becomes of a union that moves or closes, and of what hangs on it?

use harness::{Service, Value, json, on_both, race};

use crate::cast::{Cast, newcomer};
use crate::family::{UNDER, others, three};
use crate::unions::{as_it_is, new_union, path, union, version};

fn under(union: &Value, parent: &Value) -> Value {
    let mut change = as_it_is(union);
    change["parent"] = parent["id"].clone();
    change
}

fn closed(union: &Value, day: &str) -> Value {
    let mut change = as_it_is(union);
    change["closed_on"] = json!(day);
    change
}

on_both! {
    async fn a_union_moves_only_to_where_one_of_its_kind_may_stand(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let (factory, street) = (union(&admin, "04FZ01").await, union(&admin, "04YG01").await);
        let below = json!({"code": "04FZ02", "name": "兴庆纺织厂一分厂工会", "kind": "grassroots", "parent": factory["id"]});
        let below = admin.post("/unions", &below).await.expect(201).body;
        let (bureau, county) = (union(&admin, "6401JY").await, union(&admin, "640105").await);
        for (moved, to) in [(&factory, &below), (&factory, &factory), (&street, &bureau), (&county, &street)] {
            let told = admin.put_at(&path(moved), version(moved), &under(moved, to)).await.refused(422, "invalid");
            assert_eq!(told.pointers(), ["/parent"]);
        }
        let mut nowhere = as_it_is(&factory);
        nowhere["parent"] = Value::Null;
        assert_eq!(admin.put_at(&path(&factory), 1, &nowhere).await.refused(422, "invalid").pointers(), ["/parent"]);
        let moved = admin.put_at(&path(&factory), 1, &under(&factory, &county)).await.expect(200).body;
        assert_eq!(moved["parent"], county["id"]);
        let ancestors = "SELECT count(*) FROM union_ancestors a JOIN unions u ON u.id = a.union_id WHERE u.code = '04FZ02'";
        assert_eq!(service.numbers(ancestors).await, [4]);
        // The heads of both counties see what stands under them today.
        let head = newcomer(&service, "head.640105", "head", "640105").await;
        let seen = head.get(&format!("/accounts?union={}", factory["id"].as_str().unwrap())).await.expect(200).body;
        assert_eq!(seen["items"].as_array().unwrap().len(), 2);
        let former = service.sign_in("head.640104").await;
        let seen = former.get(&format!("/accounts?union={}", factory["id"].as_str().unwrap())).await.expect(200).body;
        assert_eq!(seen["items"], json!([]));
    }

    async fn a_moved_union_keeps_the_road_of_its_open_cases_and_gives_later_ones_another(service: Service) {
        let (people, admin) = (Cast::of(&service).await, service.sign_in("accounts.640100").await);
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.papers().await;
        let road = case.view().await["road"].clone();
        let (factory, county) = (union(&admin, "04FZ01").await, union(&admin, "640105").await);
        let _ = admin.put_at(&path(&factory), 1, &under(&factory, &county)).await.expect(200);
        assert_eq!(case.view().await["road"], road);
        let stranger = newcomer(&service, "head.640105", "head", "640105").await;
        stranger.get(&case.path("")).await.refused(404, "not_found");
        case.act(&people.caseworker, "submit").await;
        case.visit().await;
        case.seal(true).await;
        case.act(&people.head, "sign").await;
        case.opinion(true).await;
        case.consents().await;
        let _ = case.post().await.expect(201);
        service.set_clock("2018-08-06T09:00:00+08:00").await;
        case.act(&people.head, "forward").await;
        case.act(&people.county, "endorse").await;
        case.act(&people.city, "approve").await;
        let later = people.enter(&people.dossier(&others(three(UNDER), 9)).await, 2).await;
        let view = later.view().await;
        assert_eq!(view["road"]["stops"][1]["union"], county["id"]);
        assert!(view["number"].as_str().unwrap().starts_with("JQ2018-640105-"), "{view}");
        let _ = stranger.get(&later.path("")).await.expect(200);
        people.county.get(&later.path("")).await.refused(404, "not_found");
    }

    async fn a_union_closes_when_nothing_hangs_on_it_and_then_nothing_more_does(service: Service) {
        let (people, admin) = (Cast::of(&service).await, service.sign_in("accounts.640100").await);
        let county = union(&admin, "640104").await;
        let factory = union(&admin, "04FZ01").await;
        let refused = async |union: &Value, day: &str| {
            let told = admin.put_at(&path(union), version(union), &closed(union, day)).await.refused(409, "refused");
            assert_eq!(told.body["rule"], "union_in_use");
        };
        refused(&county, "2018-12-31").await;
        let _ = people.dossier(&three(UNDER)).await;
        refused(&factory, "2018-12-31").await;
        let mistaken = admin.post("/unions", &new_union(&admin, "04YS01").await).await.expect(201).body;
        let told = admin.put_at(&path(&mistaken), 1, &closed(&mistaken, "2018-07-28")).await.refused(422, "invalid");
        assert_eq!(told.pointers(), ["/closed_on"]);
        let gone = admin.put_at(&path(&mistaken), 1, &closed(&mistaken, "2018-07-29")).await.expect(200).body;
        assert_eq!(gone["closed_on"], "2018-07-29");
        let mut below = new_union(&admin, "04YS02").await;
        below["parent"] = gone["id"].clone();
        assert_eq!(admin.post("/unions", &below).await.refused(422, "invalid").pointers(), ["/parent"]);
        let household = json!({"union": gone["id"], "household": others(three(UNDER), 3)});
        let told = people.county_caseworker.post("/dossiers", &household).await.refused(422, "invalid");
        assert_eq!(told.pointers(), ["/union"]);
        let officer = admin.post("/officers", &json!({ "name": "白云飞" })).await.expect(201).id();
        let account = json!({"username": "head.04ys01", "password": "a-long-walk-in-autumn", "officer": officer,
            "union": gone["id"], "role": "head"});
        assert_eq!(admin.post("/accounts", &account).await.refused(422, "invalid").pointers(), ["/union"]);
        let moved = admin.put_at(&path(&factory), 1, &under(&factory, &gone)).await.refused(422, "invalid");
        assert_eq!(moved.pointers(), ["/parent"]);
        let mut open = as_it_is(&gone);
        open["closed_on"] = Value::Null;
        let again = admin.put_at(&path(&gone), 2, &open).await.expect(200).body;
        assert_eq!(again["closed_on"], Value::Null);
        let _ = admin.post("/accounts", &account).await.expect(201);
        refused(&again, "2018-12-31").await;
    }

    async fn of_closing_a_union_and_opening_an_account_at_it_at_once_one_is_done(service: Service) {
        let admin = service.sign_in("accounts.640100").await;
        let mistaken = admin.post("/unions", &new_union(&admin, "04YS01").await).await.expect(201).body;
        let officer = admin.post("/officers", &json!({ "name": "白云飞" })).await.expect(201).id();
        let account = json!({"username": "head.04ys01", "password": "a-long-walk-in-autumn", "officer": officer,
            "union": mistaken["id"], "role": "head"});
        let (place, end) = (path(&mistaken), closed(&mistaken, "2018-07-29"));
        let answers = race(2, async |at| match at {
            0 => admin.put_at(&place, 1, &end).await.status,
            _ => admin.post("/accounts", &account).await.status,
        });
        let answers = answers.await;
        assert!(answers == [200, 422] || answers == [409, 201], "{answers:?}");
    }
}
