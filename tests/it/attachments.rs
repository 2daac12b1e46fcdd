//! What does a file do to its case? It raises its version, counts while it stands, and is taken out if it was a mistake.

use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer, told};
use crate::family::{UNDER, three};

const PAPER: &[u8] = b"%PDF-1.4\n%%EOF\n";

async fn attach(who: &Client, case: &Case<'_>, kind: &str, version: i64) -> Answer {
    let request =
        who.request(Method::POST, &case.path(&format!("/attachments?kind={kind}"))).if_match(version);
    request.octets("application/octet-stream", PAPER).send().await
}

async fn take_out(who: &Client, case: &Case<'_>, file: &str, version: i64) -> Answer {
    who.request(Method::DELETE, &case.path(&format!("/attachments/{file}"))).if_match(version).send().await
}

async fn files(case: &Case<'_>) -> Vec<Value> {
    let found = case.cast.caseworker.get(&case.path("/attachments")).await.expect(200).body;
    found["items"].as_array().unwrap().clone()
}

/// Whether the case lacks that paper.
async fn lacks(case: &Case<'_>, kind: &str) -> bool {
    let missing = case.view().await["missing"].clone();
    missing.as_array().unwrap().iter().any(|one| one.to_string().contains(kind))
}

on_both! {
    async fn a_file_is_what_it_begins_as(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let form = [b"--part\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n", PAPER].concat();
        for octets in [Vec::new(), b"<svg/>".to_vec(), form] {
            let request = people.caseworker.request(Method::POST, &case.path("/attachments?kind=identity"));
            let sent = request.if_match(1).octets("application/octet-stream", octets).send().await;
            sent.refused(415, "unsupported_media_type");
        }
        assert_eq!((case.version().await, files(&case).await.len()), (1, 0));
    }

    async fn a_file_raises_the_version_of_its_case_and_needs_the_one_that_was_read(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let before = case.view().await;
        let bare = people.caseworker.request(Method::POST, &case.path("/attachments?kind=tuition_proof"));
        let bare = bare.octets("application/octet-stream", PAPER).send().await;
        bare.refused(428, "version_required");
        attach(&people.caseworker, &case, "tuition_proof", 9).await.refused(412, "stale");
        assert_eq!((case.view().await, files(&case).await.len()), (before, 0));
        assert!(lacks(&case, "tuition_proof").await);
        let made = attach(&people.caseworker, &case, "tuition_proof", 1).await.expect(201);
        assert_eq!((made.version(), case.version().await), (2, 2), "the version of the whole case");
        assert!(made.header("location").ends_with(&case.path(&format!("/attachments/{}", made.id()))));
        assert!(!lacks(&case, "tuition_proof").await);
        attach(&people.caseworker, &case, "income_proof", 1).await.refused(412, "stale");
        let listed = people.caseworker.get(&format!("/applications?dossier={}", case.dossier)).await.expect(200).body;
        assert_eq!(listed["items"][0]["version"], 2);
        assert!(case.history().await.is_empty(), "the case has not moved");
        let logged = "SELECT count(*) FROM log_entries WHERE act = 'attach_file'";
        assert_eq!(service.numbers(logged).await, [1]);
    }

    async fn caseworkers_on_the_road_attach_and_nobody_once_it_is_decided(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let _ = attach(&people.county_caseworker, &case, "explanation", 1).await.expect(201);
        attach(&people.head, &case, "explanation", 2).await.refused(403, "forbidden");
        let elsewhere = newcomer(&service, "caseworker.640105", "caseworker", "640105").await;
        attach(&elsewhere, &case, "explanation", 2).await.refused(404, "not_found");
        let _ = case.does(&people.caseworker, json!({"action": "withdraw", "note": "暂不申请"})).await.expect(200);
        let version = case.version().await;
        told(attach(&people.caseworker, &case, "explanation", version).await, "not_recorded_now", None);
    }

    async fn a_file_attached_by_mistake_is_taken_out_and_its_record_stays(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let file = case.attach("tuition_proof").await;
        take_out(&people.caseworker, &case, &file, 1).await.refused(412, "stale");
        people.caseworker.request(Method::DELETE, &case.path(&format!("/attachments/{file}"))).send().await.refused(428, "version_required");
        told(take_out(&people.county_caseworker, &case, &file, 2).await, "wrong_union", Some("N15"));
        let gone = take_out(&people.caseworker, &case, &file, 2).await.expect(200);
        let account = people.caseworker.get("/me").await.expect(200).body["account"]["id"].clone();
        assert_eq!((gone.version(), case.version().await), (3, 3));
        assert_eq!(gone.body["removed"]["by"], account);
        assert!(lacks(&case, "tuition_proof").await);
        assert_eq!(files(&case).await, [gone.body]);
        take_out(&people.caseworker, &case, &file, 3).await.refused(404, "not_found");
        let _ = people.county.get(&case.path(&format!("/attachments/{file}"))).await.expect(200);
        let logged = "SELECT count(*) FROM log_entries WHERE act = 'remove_attachment'";
        assert_eq!(service.numbers(logged).await, [1]);
    }

    async fn what_somebody_relied_on_stays(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        case.papers().await;
        let paper = files(&case).await[0]["id"].as_str().unwrap().to_owned();
        case.act(&people.caseworker, "submit").await;
        let out = async |file: &str| take_out(&people.caseworker, &case, file, case.version().await).await;
        told(out(&paper).await, "attachment_judged", None);
        let wrong = case.attach("signature_scan").await;
        let _ = out(&wrong).await.expect(200);
        case.visit().await;
        let body = json!({"day": crate::cast::TODAY, "signed": true, "sealed": true, "scan": wrong});
        let answer = people.caseworker.post_at(&case.path("/signatures"), case.version().await, &body).await;
        assert_eq!(answer.refused(422, "invalid").pointers(), ["/scan"]);
        case.seal(true).await;
        let scan = files(&case).await.last().unwrap()["id"].as_str().unwrap().to_owned();
        told(out(&scan).await, "attachment_named", None);
        // A draft again: what was attached is the caseworker's to put right, but for what is named.
        let back = json!({"action": "return", "to": "draft", "note": "材料有误"});
        let _ = case.does(&people.head, back).await.expect(200);
        told(out(&scan).await, "attachment_named", None);
        let _ = out(&paper).await.expect(200);
    }
}

/// Whatever is written into a case asks for the version that was read; an objection alone does not, nor what only takes the case out, or
/// stands beside it.
#[test]
fn everything_but_an_objection_asks_for_the_version() {
    let document: Value = serde_json::from_str(api::DOCUMENT).unwrap();
    let mut without = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let asks = operation["parameters"]
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one["name"] == "If-Match"));
            if path.starts_with("/api/v1/applications/{id}/") && method != "get" && !asks {
                without.push(path.trim_start_matches("/api/v1/applications/{id}").to_owned());
            }
        }
    }
    assert_eq!(without, ["/bundle", "/filings", "/objections"]);
}
