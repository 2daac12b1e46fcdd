//! Where does the paper of a case lie, and what belongs to it? Filed under a number when nothing is added any more, and taken out in one
//! file (N17).

use std::io::{Cursor, Read};

use harness::{Answer, Client, Method, Service, Value, json, on_both};
use zip::ZipArchive;

use crate::cast::{Case, Cast, newcomer, told};
use crate::family::{UNDER, three};
use crate::payments::payable;
use crate::sendings::{answers, line, lines, sent};

async fn files(who: &Client, case: &Case<'_>, number: &str) -> Answer {
    who.post(&case.path("/filings"), &json!({ "number": number })).await
}

async fn bundle(who: &Client, case: &Case<'_>) -> Answer {
    who.request(Method::POST, &case.path("/bundle")).without_key().send().await
}

/// The files of a bundle, by name.
fn unpacked(bundle: &Answer) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bundle.octets.clone())).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let (name, mut octets) = (file.name().unwrap().into_owned(), Vec::new());
        let _ = file.read_to_end(&mut octets).unwrap();
        files.push((name, octets));
    }
    files
}

on_both! {
    async fn paper_is_filed_once_the_case_is_over_under_a_number_of_its_own(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = payable(&service, &people, 2).await;
        let (first, second) = (&cases[0], &cases[1]);
        told(files(&people.caseworker, first, "2018-助学-001").await, "not_filed", None);
        let batch = sent(&service, &purse, 2, &Value::Null).await;
        let payments = lines(&purse.finance, &batch).await;
        let _ = answers(&purse.finance, &batch, &[line(&payments[0], "paid"), line(&payments[1], "paid")]).await.expect(200);
        let filed = files(&people.caseworker, first, "2018-助学-001").await.expect(201);
        assert_eq!((&filed.body["number"], &filed.body["application"]), (&json!("2018-助学-001"), &json!(first.id)));
        files(&people.caseworker, second, "2018-助学-001").await.refused(409, "duplicate");
        // Another archive has numbers of its own, and of a wrong one the next counts.
        let _ = files(&people.county, second, "2018-助学-001").await.expect(201);
        let _ = files(&people.caseworker, first, "2018-助学-002").await.expect(201);
        let listed = people.city.get(&format!("/filings?application={}", first.id)).await.expect(200).body;
        let numbers: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|filing| &filing["number"]).collect();
        assert_eq!(numbers, ["2018-助学-001", "2018-助学-002"]);
        let found = people.city.get("/filings?number=2018-助学-001&total=true").await.expect(200).body;
        assert_eq!(found["total"], 2);
        assert_eq!(people.city.get("/awards?filed=false").await.expect(200).body["items"], json!([]));
        assert_eq!(people.city.get("/awards?filed=true").await.expect(200).body["items"].as_array().unwrap().len(), 2);
        files(&newcomer(&service, "caseworker.640105", "caseworker", "640105").await, first, "1").await.refused(404, "not_found");
        files(&people.caseworker, first, "640104197503120017").await.refused(422, "invalid");
        assert!(service.sql("UPDATE filings SET number = '1'").await.is_err());
    }

    async fn a_bundle_has_all_that_belongs_to_a_case_with_the_digest_of_each(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_city(&service).await;
        case.act(&people.city, "approve").await;
        let bundled = bundle(&people.caseworker, &case).await.expect(200);
        let files = unpacked(&bundled);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[..6], ["目录.csv", "审批表.pdf", "申请.json", "公示-1.pdf", "办理依据.json", "资金.json"]);
        assert_eq!(names[6..].len(), 7, "{names:?}");
        let table = String::from_utf8(files[0].1.clone()).unwrap();
        for (name, octets) in &files[1..] {
            let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, octets);
            let row = format!("{name},{},{}", octets.len(), harness::canary::hex(digest.as_ref()));
            assert!(table.contains(&row), "{row} in {table}");
        }
        let kept: Value = serde_json::from_slice(&files[2].1).unwrap();
        assert_eq!((&kept["id"], &kept["state"]["stage"]), (&json!(case.id), &json!("approved")));
        let seen = people.city.get("/disclosures?purpose=paper").await.expect(200).body["items"][0].clone();
        assert_eq!(seen["role"], "caseworker");
        bundle(&newcomer(&service, "head.640105", "head", "640105").await, &case).await.refused(404, "not_found");
        bundle(&service.sign_in("auditor.640100").await, &case).await.refused(403, "forbidden");
        // Rejected or revoked, the letter is in it.
        let _ = case.does(&people.city, json!({"action": "revoke", "note": "情况有变"})).await.expect(200);
        let names: Vec<String> = unpacked(&bundle(&people.city, &case).await.expect(200)).into_iter().map(|(name, _)| name).collect();
        assert!(names.contains(&"告知单.pdf".to_owned()), "{names:?}");
    }
}
