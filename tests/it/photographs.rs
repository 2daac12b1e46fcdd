//! How is it shown that a posting hung there? By photographs, added while it runs, by whom.

use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer, told};
use crate::family::{UNDER, three};

/// The first octets of a PNG, and something that makes pictures differ.
pub(crate) fn picture(of: u8) -> Vec<u8> {
    [&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a][..], &[of; 16]].concat()
}

async fn posted(people: &Cast) -> (Case<'_>, String) {
    let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
    case.to_unit_review().await;
    let posting = case.post().await.expect(201).id();
    (case, format!("/postings/{posting}"))
}

pub(crate) async fn add(who: &Client, posting: &str, version: i64, octets: Vec<u8>) -> Answer {
    let request = who.request(Method::POST, &format!("{posting}/photographs")).if_match(version);
    request.octets("application/octet-stream", octets).send().await
}

on_both! {
    async fn photographs_are_added_while_it_runs_and_say_who_put_them_there(service: Service) {
        let people = Cast::of(&service).await;
        let (_, posting) = posted(&people).await;
        let read = people.caseworker.get(&posting).await.expect(200);
        assert_eq!((read.version(), &read.body["photographs"]), (1, &json!([])));
        let added = add(&people.caseworker, &posting, 1, picture(1)).await.expect(200);
        assert_eq!(added.version(), 2);
        add(&people.caseworker, &posting, 1, picture(2)).await.refused(412, "stale");
        service.set_clock("2018-08-03T23:59:59+08:00").await;
        let added = add(&people.caseworker, &posting, 2, picture(2)).await.expect(200);
        let officer = people.caseworker.get("/me").await.expect(200).body["account"]["officer"].clone();
        let photographs = added.body["photographs"].as_array().unwrap();
        assert_eq!(photographs.len(), 2);
        assert_eq!((&photographs[0]["added_by"], &photographs[0]["media_type"]), (&officer, &json!("image/png")));
        assert_eq!(added.body["sha256"], read.body["sha256"], "the list itself is frozen");
        let listed = people.county.get("/postings").await.expect(200).body;
        let mine: Vec<&Value> = listed["items"].as_array().unwrap().iter().filter(|one| one["id"] == read.body["id"]).collect();
        assert_eq!(mine[0]["photographs"], added.body["photographs"]);
        let path = format!("{posting}/photographs/{}", photographs[0]["id"].as_str().unwrap());
        let file = people.county.get(&path).await.expect(200);
        assert_eq!((file.header("content-type"), file.header("content-disposition")), ("image/png", "attachment"));
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        elsewhere.get(&path).await.refused(404, "not_found");
    }

    async fn nothing_is_added_before_or_after_nor_anything_but_pictures(service: Service) {
        let people = Cast::of(&service).await;
        let (_, posting) = posted(&people).await;
        let pdf = b"%PDF-1.4\n%%EOF\n".to_vec();
        add(&people.caseworker, &posting, 1, pdf).await.refused(415, "unsupported_media_type");
        add(&people.head, &posting, 1, picture(1)).await.refused(403, "forbidden");
        let elsewhere = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        add(&elsewhere, &posting, 1, picture(1)).await.refused(404, "not_found");
        service.set_clock("2018-08-04T00:00:00+08:00").await;
        told(add(&people.caseworker, &posting, 1, picture(1)).await, "posting_not_running", None);
        assert_eq!(people.caseworker.get(&posting).await.expect(200).body["photographs"], json!([]));
    }
}
