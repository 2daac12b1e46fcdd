//! How is a household's dossier changed, whole or in parts, and what is kept of how it was?

use harness::canary::SON;
use harness::{Service, Value, json, on_both};

use crate::dossiers::{enter, family, path};

on_both! {
    async fn what_was_read_can_be_sent_back_and_stars_mean_unchanged(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let made = enter(&caseworker, &family()).await.expect(201);
        let same = json!({ "household": made.body["household"] });
        let changed = caseworker.put_at(&path(&made), 1, &same).await.expect(200);
        assert_eq!((&changed.body["household"], changed.version()), (&made.body["household"], 2));
        assert_eq!(changed.body["people"], made.body["people"]);
        let mut household = made.body["household"].clone();
        household["members"][0]["identifiers"]["card"] = json!("***************0013");
        let answer = caseworker.put_at(&path(&made), 2, &json!({ "household": household })).await;
        assert_eq!(answer.refused(422, "invalid").pointers(), ["/household/members/0/identifiers/card"]);
    }

    async fn a_citizen_id_that_becomes_known_keeps_the_person_and_another_one_is_another(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let made = enter(&caseworker, &family()).await.expect(201);
        let mut household = made.body["household"].clone();
        household["members"][2] = json!({"number": 3, "name": "马小强", "relation": "22",
            "identifiers": {"citizen_id": SON}});
        let known = caseworker.put_at(&path(&made), 1, &json!({ "household": household })).await.expect(200);
        assert_eq!(known.body["people"][2]["person"], made.body["people"][2]["person"]);
        assert_eq!(known.body["people"][2]["age"], 18);
        household["members"][2] = json!({"number": 3, "name": "马小兰", "relation": "32", "identifiers": {}});
        let other = caseworker.put_at(&path(&made), 2, &json!({ "household": household })).await.expect(200);
        assert_ne!(other.body["people"][2]["person"], made.body["people"][2]["person"]);
        // The son left this household, and may be in another.
        let mut alone = family();
        alone["members"] = json!([{"number": 1, "name": "马小强", "relation": "01", "identifiers": {"citizen_id": SON}}]);
        for field in ["incomes", "union_aid", "tuition", "unknowns"] {
            alone[field] = json!([]);
        }
        let _ = enter(&caseworker, &alone).await.expect(201);
    }

    async fn a_part_is_changed_alone_and_checked_alone(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let made = enter(&caseworker, &family()).await.expect(201);
        let path = path(&made);
        let incomes = json!({ "incomes": [{"member": 3, "kind": "transfer",
            "months": {"from": "2018-01", "to": "2018-06"}, "amount_fen": 240_000}] });
        let changed = caseworker.put_at(&format!("{path}/incomes"), 1, &incomes).await.expect(200);
        assert_eq!(changed.body["household"]["incomes"][0]["amount_fen"], 240_000);
        assert_eq!(changed.body["household"]["members"], made.body["household"]["members"]);
        let wrong = json!({ "tuition": [{"member": 9, "school_year": 2018, "amount_fen": 1}] });
        let answer = caseworker.put_at(&format!("{path}/tuition"), 2, &wrong).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/tuition/0/member"]);
        let wrong = json!({ "union_aid": [{"member": 2, "received_on": "2018-02-30", "amount_fen": 1}] });
        let answer = caseworker.put_at(&format!("{path}/union-aid"), 2, &wrong).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/union_aid/0/received_on"]);
        let none = caseworker.put_at(&format!("{path}/union-aid"), 2, &json!({ "union_aid": [] })).await.expect(200);
        assert_eq!(none.body["household"]["union_aid"], json!([]));
        assert_eq!(caseworker.get(&path).await.expect(200).version(), 3);
    }

    async fn a_change_needs_the_version_that_was_read(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let made = enter(&caseworker, &family()).await.expect(201);
        let body = json!({ "household": made.body["household"] });
        caseworker.put(&path(&made), &body).await.refused(428, "version_required");
        let _ = caseworker.put_at(&path(&made), 1, &body).await.expect(200);
        caseworker.put_at(&path(&made), 1, &body).await.refused(412, "stale");
        let head = service.sign_in("head.640104").await;
        head.post(&format!("{}/standing", path(&made)), &json!({ "deed": "close" })).await.refused(428, "version_required");
        head.post_at(&format!("{}/standing", path(&made)), 1, &json!({ "deed": "close" })).await.refused(412, "stale");
    }

    async fn every_version_is_kept_and_read_as_of_a_day(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let made = enter(&caseworker, &family()).await.expect(201);
        service.set_clock("2018-08-10T09:00:00+08:00").await;
        let mut household = made.body["household"].clone();
        household["members"][0]["name"] = json!("马建华");
        let changed = caseworker.put_at(&path(&made), 1, &json!({ "household": household })).await.expect(200);
        let head = service.sign_in("head.640104").await;
        let close = json!({ "deed": "close" });
        let closed = head.post_at(&format!("{}/standing", path(&made)), 2, &close).await.expect(200);
        assert_eq!(closed.body["standing"], json!({ "status": "closed", "since": "2018-08-10", "visited_on": null }));
        let as_of = async |day: &str| caseworker.get(&format!("{}?as_of={day}", path(&made))).await;
        let before = as_of("2018-08-09").await.expect(200);
        assert_eq!((before.version(), &before.body["household"]), (1, &made.body["household"]));
        assert_eq!((&before.body["worker_name"], &before.body["standing"]["status"]), (&json!("马建国"), &json!("proposed")));
        let after = as_of("2018-08-10").await.expect(200);
        assert_eq!((after.version(), &after.body["household"]), (3, &changed.body["household"]));
        as_of("2018-07-29").await.refused(404, "not_found");
        as_of("2018-02-30").await.refused(400, "bad_query");
        let versions = caseworker.get(&format!("{}/versions?limit=2&total=true", path(&made))).await.expect(200);
        assert_eq!((&versions.body["total"], versions.body["items"].as_array().unwrap().len()), (&json!(3), 2));
        let rest = caseworker.get(versions.header("link").split(['<', '>']).nth(1).unwrap()).await.expect(200);
        assert_eq!(rest.body["items"][0]["standing"], closed.body["standing"]);
        assert_eq!(rest.body["next_cursor"], Value::Null);
    }

    async fn a_standing_moves_by_its_rules_only(service: Service) {
        let caseworker = service.sign_in("caseworker.04fz01").await;
        let made = enter(&caseworker, &family()).await.expect(201);
        let path = format!("{}/standing", path(&made));
        caseworker.post_at(&path, 1, &json!({ "deed": "confirm" })).await.refused(403, "forbidden");
        let head = service.sign_in("head.640104").await;
        let refused = head.post_at(&path, 1, &json!({ "deed": "confirm" })).await.refused(409, "refused");
        assert_eq!(refused.body["rule"], "visited_this_year");
        let refused = head.post_at(&path, 1, &json!({ "deed": "lapse" })).await.refused(409, "refused");
        assert_eq!(refused.body["rule"], "standing");
        for (wrong, pointer) in [
            (json!({ "deed": "renew" }), "/deed"),
            (json!({ "deed": "close", "on": "2099-01-01" }), "/on"),
        ] {
            assert_eq!(head.post_at(&path, 1, &wrong).await.refused(422, "invalid").pointers(), [pointer]);
        }
        let read = head.get(path.trim_end_matches("/standing")).await.expect(200);
        assert_eq!((read.version(), &read.body["allowed"]), (1, &json!(["close"])));
    }
}
