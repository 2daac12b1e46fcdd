//! How is the list of schools read, corrected and renewed?

use harness::{Answer, Client, Method, Service, Value, json, on_both};

const CSV: &str = "text/csv";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const MEDICAL: &str = "/schools/moe/4164010752";
const LIST: &str = "学校名称,学校标识码,办学层次,备注\n宁夏大学,4164010749,本科,\n新名大学,4164010752,本科,民办\n\
    新校,4164019999,专科,\n坏,123,本科,\n宁夏大学,4164010749,本科,\n";

async fn import(client: &Client, query: &str, kind: &str, file: &[u8]) -> Answer {
    client.request(Method::POST, &format!("/schools/import?{query}")).octets(kind, file).send().await
}

fn counts(answer: &Answer) -> [&Value; 4] {
    ["read", "new", "changed", "closed"].map(|count| &answer.body[count])
}

on_both! {
    async fn the_shipped_schools_are_found_by_code_and_name(service: Service) {
        let officer = service.sign_in("caseworker.04fz01").await;
        let found = officer.get("/schools/moe/4164010749").await.expect(200);
        assert_eq!((found.version(), &found.body["name"]), (1, &json!("宁夏大学")));
        let ningxia = officer.get("/schools?province=64&total=true").await.expect(200).body;
        assert_eq!(ningxia["total"], 19);
        let grey = officer.get("/schools?military=unknown").await.expect(200).body;
        assert_eq!(grey["items"].as_array().unwrap().len(), 2);
        let none = officer.get("/schools?name=%25").await.expect(200).body;
        assert_eq!(none["items"], json!([]));
        officer.get("/schools/moe/4164099998").await.refused(404, "not_found");
        officer.get("/schools/guild/4164010749").await.refused(404, "not_found");
        officer.get("/schools?military=perhaps").await.refused(400, "bad_query");
    }

    async fn a_newer_list_closes_the_former_entry_and_names_bad_rows(service: Service) {
        let head = service.sign_in("head.640100").await;
        let tried = import(&head, "dry_run=true", CSV, LIST.as_bytes()).await.expect(200);
        assert_eq!(counts(&tried), [3, 1, 1, 0]);
        assert_eq!(head.get(MEDICAL).await.expect(200).body["name"], "宁夏医科大学");
        let taken = import(&head, "on=2018-08-01", CSV, LIST.as_bytes()).await.expect(200);
        assert_eq!(counts(&taken), [3, 1, 1, 0]);
        let bad: Vec<&Value> = taken.body["bad_rows"].as_array().unwrap().iter().map(|bad| &bad["row"]).collect();
        assert_eq!(bad, [5, 6]);
        assert_eq!(head.get(MEDICAL).await.expect(200).body["valid_to"], "2018-07-31");
        let later = head.get(&format!("{MEDICAL}?on=2018-08-01")).await.expect(200).body;
        assert_eq!((&later["name"], &later["public"]), (&json!("新名大学"), &json!(false)));
        let again = import(&head, "on=2018-08-01", CSV, LIST.as_bytes()).await.expect(200);
        assert_eq!(counts(&again), [3, 0, 0, 0]);
    }

    async fn only_a_whole_list_closes_what_it_lacks(service: Service) {
        let head = service.sign_in("head.640100").await;
        let tried = import(&head, "whole=true&dry_run=true&on=2019-06-01", CSV, LIST.as_bytes()).await.expect(200);
        assert!(tried.body["closed"].as_u64().unwrap() > 10);
        let taken = import(&head, "whole=true&on=2019-06-01", CSV, LIST.as_bytes()).await.expect(200);
        assert_eq!(taken.body["closed"], tried.body["closed"]);
        let open = head.get("/schools?scheme=moe&on=2019-06-01&total=true").await.expect(200).body;
        assert_eq!(open["total"], 3);
        let military = head.get("/schools?scheme=military&on=2019-06-01&total=true").await.expect(200).body;
        assert!(military["total"].as_u64().unwrap() > 40);
    }

    async fn a_whole_list_without_a_school_closes_none(service: Service) {
        let head = service.sign_in("head.640100").await;
        let empty = "学校标识码,学校名称,办学层次,备注\n";
        import(&head, "whole=true&on=2019-06-01", CSV, empty.as_bytes()).await.refused(422, "invalid");
        let there = head.get("/schools?on=2019-06-01&total=true").await.expect(200).body;
        assert_ne!(there["total"], 0);
    }

    async fn a_school_that_no_list_has_is_added_and_closed_by_the_city(service: Service) {
        let (head, officer) = (service.sign_in("head.640100").await, service.sign_in("caseworker.04fz01").await);
        let new = json!({"key": {"scheme": "moe", "code": "4164019998"}, "name": "宁夏新设学院", "province": "64",
            "level": "bachelor", "public": true, "military": false, "valid_from": "2018-05-01", "reasons": "教育部公告新设"});
        officer.post("/schools", &new).await.refused(403, "forbidden");
        let made = head.post("/schools", &new).await.expect(201);
        let place = "/schools/moe/4164019998";
        assert!(made.header("location").ends_with(place), "{}", made.header("location"));
        let found = officer.get(place).await.expect(200);
        assert_eq!((&found.body, found.version()), (&made.body, 1));
        head.post("/schools", &new).await.refused(409, "duplicate");
        let (close, end) = (format!("{place}/close"), json!({"last_day": "2018-08-31", "reasons": "并入宁夏大学"}));
        head.post(&close, &end).await.refused(428, "version_required");
        let early = json!({"last_day": "2018-04-30", "reasons": "并入宁夏大学"});
        assert_eq!(head.post_at(&close, 1, &early).await.refused(422, "invalid").pointers(), ["/last_day"]);
        let ended = head.post_at(&close, 1, &end).await.expect(200);
        assert_eq!((&ended.body["valid_to"], ended.version()), (&json!("2018-08-31"), 2));
        assert_eq!(head.post_at(&close, 2, &end).await.refused(409, "refused").body["rule"], "school_closed");
        officer.get(&format!("{place}?on=2018-09-01")).await.refused(404, "not_found");
        assert_eq!(head.post("/schools", &new).await.refused(422, "invalid").pointers(), ["/valid_from"]);
        let mut again = new.clone();
        again["valid_from"] = json!("2018-09-01");
        let _ = head.post("/schools", &again).await.expect(201);
        // What a person said of who runs it is not changed by a list, and its name is.
        let list = "学校名称,学校标识码,办学层次,备注\n宁夏新设大学,4164019998,本科,民办\n";
        let _ = import(&head, "on=2018-10-01", CSV, list.as_bytes()).await.expect(200);
        let listed = officer.get(&format!("{place}?on=2018-10-01")).await.expect(200).body;
        assert_eq!((&listed["name"], &listed["public"]), (&json!("宁夏新设大学"), &json!(true)));
    }

    async fn a_list_of_almost_a_mebibyte_is_read_and_a_longer_one_is_too_large(service: Service) {
        let head = service.sign_in("head.640100").await;
        // Titles of provinces stand in a column of their own.
        let title = format!("{},,,\n", "宁夏回族自治区".repeat(4));
        let titled = |rows: usize| {
            let rows = title.repeat(rows);
            format!("省份,学校名称,学校标识码,办学层次\n,宁夏大学,4164010749,本科\n{rows}")
        };
        let read = import(&head, "dry_run=true", CSV, titled(11_000).as_bytes()).await.expect(200);
        assert_eq!((&read.body["read"], &read.body["bad_rows"]), (&json!(1), &json!([])));
        import(&head, "dry_run=true", CSV, titled(13_000).as_bytes()).await.refused(413, "too_large");
    }

    async fn a_file_that_is_not_what_it_says_changes_nothing(service: Service) {
        let head = service.sign_in("head.640100").await;
        import(&head, "", SHEET, LIST.as_bytes()).await.refused(422, "invalid");
        import(&head, "", CSV, b"PK\x03\x04").await.refused(422, "invalid");
        import(&head, "", SHEET, b"PK\x03\x04").await.refused(422, "invalid");
        import(&head, "", CSV, b"\xff\xfe\x00").await.refused(422, "invalid");
        import(&head, "", "image/png", LIST.as_bytes()).await.refused(415, "unsupported_media_type");
        import(&head, "colour=red", CSV, LIST.as_bytes()).await.refused(400, "bad_query");
        let officer = service.sign_in("head.640104").await;
        import(&officer, "", CSV, LIST.as_bytes()).await.refused(403, "forbidden");
        assert_eq!(head.get(MEDICAL).await.expect(200).version(), 1);
    }

    async fn what_a_person_corrected_stands_through_an_import(service: Service) {
        let head = service.sign_in("head.640100").await;
        let said = json!({"province": "62", "public": true, "military": null, "reasons": "来函确认"});
        head.put(MEDICAL, &said).await.refused(428, "version_required");
        let corrected = head.put_at(MEDICAL, 1, &said).await.expect(200);
        assert_eq!((corrected.version(), &corrected.body["province"]), (2, &json!("62")));
        head.put_at(MEDICAL, 1, &said).await.refused(412, "stale");
        import(&head, "", CSV, LIST.as_bytes()).await.expect(200);
        let now = head.get(MEDICAL).await.expect(200).body;
        assert_eq!(now["name"], "新名大学");
        assert_eq!([&now["province"], &now["public"], &now["military"]], [&json!("62"), &json!(true), &Value::Null]);
        let wrong = json!({"province": "6", "public": 1, "military": false, "reasons": ""});
        let answer = head.put_at(MEDICAL, 2, &wrong).await.refused(422, "invalid");
        assert_eq!(answer.pointers(), ["/province", "/public", "/reasons"]);
    }
}
