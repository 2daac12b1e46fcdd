//! How are code lists, areas and calendars read, and a year's days replaced?

use harness::{Method, Service, Value, json, on_both};

fn new_year(year: u16) -> Value {
    json!({"day": format!("{year}-01-01"), "kind": "holiday", "title": "元旦", "source": "national"})
}

on_both! {
    async fn a_code_list_has_what_is_in_force_on_the_day(service: Service) {
        let officer = service.sign_in("caseworker.04fz01").await;
        let lists = officer.get("/code-lists").await.expect(200).body;
        assert!(lists["items"].as_array().unwrap().len() > 3);
        let category = |on: &str| format!("/code-lists/hardship_category?on={on}");
        let then = officer.get(&category("2018-12-31")).await.expect(200).body;
        let later = officer.get(&category("2019-01-01")).await.expect(200).body;
        assert_eq!((&then["entries"][0]["code"], &later["entries"][0]["code"]), (&json!("subsistence"), &json!("deep")));
        assert_eq!(officer.get("/code-lists/hardship_category").await.expect(200).body, then);
        officer.get("/code-lists/colours").await.refused(404, "not_found");
        let kinds = officer.get("/code-lists/attachment_kind").await.expect(200).body;
        let letter = json!({"code": "admission_letter", "zh": "录取通知书", "en": "admission letter", "valid_from": null, "valid_to": null});
        assert!(kinds["entries"].as_array().unwrap().contains(&letter), "{kinds}");
        officer.get(&category("2019-02-30")).await.refused(400, "bad_query");
    }

    async fn areas_need_be_asked_for_only_once(service: Service) {
        let officer = service.sign_in("caseworker.04fz01").await;
        let areas = officer.get("/areas?parent=640100").await.expect(200);
        assert_eq!(areas.body["items"].as_array().unwrap().len(), 6);
        assert!(areas.header("cache-control").contains("max-age"));
        let again = officer.request(Method::GET, "/areas?parent=640100").header("If-None-Match", areas.header("etag"));
        assert_eq!(again.send().await.status, 304);
        let provinces = officer.get("/areas?level=province").await.expect(200);
        assert_eq!(provinces.body["items"].as_array().unwrap().len(), 34);
        assert_ne!(provinces.header("etag"), areas.header("etag"));
    }

    async fn the_days_of_a_year_are_replaced_whole(service: Service) {
        let head = service.sign_in("head.640100").await;
        let shipped = head.get("/calendars/2018").await.expect(200);
        assert_eq!(shipped.version(), 1);
        let days = json!({"days": [new_year(2018)]});
        head.put("/calendars/2018", &days).await.refused(428, "version_required");
        let replaced = head.put_at("/calendars/2018", 1, &days).await.expect(200);
        assert_eq!((replaced.version(), &replaced.body["days"]), (2, &days["days"]));
        head.put_at("/calendars/2018", 1, &days).await.refused(412, "stale");
        let other = head.get("/calendars/2023").await.expect(200).body;
        assert!(other["days"].as_array().unwrap().len() > 10);
    }

    async fn a_year_of_which_nothing_is_known_has_version_0(service: Service) {
        let head = service.sign_in("head.640100").await;
        assert_eq!(head.get("/calendars/2024").await.expect(200).version(), 0);
        let first = head.put_at("/calendars/2024", 0, &json!({"days": [new_year(2024)]})).await.expect(200);
        assert_eq!(first.version(), 1);
        head.get("/calendars/18").await.refused(404, "not_found");
    }

    async fn a_day_stands_once_and_in_its_own_year(service: Service) {
        let head = service.sign_in("head.640100").await;
        let wrong = json!({"days": [new_year(2018), new_year(2018), new_year(2019)]});
        let answer = head.put_at("/calendars/2018", 1, &wrong).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/days/1/day", "/days/2/day"]);
        let county = service.sign_in("head.640104").await;
        county.put_at("/calendars/2018", 1, &json!({"days": []})).await.refused(403, "forbidden");
    }
}
