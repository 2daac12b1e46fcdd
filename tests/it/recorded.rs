//! What stands in the log that HTTP does not show? That a file was read, and that a visit renewed a dossier.

use harness::{Engine, Service, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::family::{UNDER, three};

/// How many entries there are of that act about that record.
async fn entries(service: &Service, act: &str, subject: &str) -> i64 {
    let subject = match service.engine() {
        Engine::Sqlite => format!("x'{}'", subject.replace('-', "")),
        Engine::Postgres => format!("'{subject}'"),
    };
    let question = format!("SELECT count(*) FROM log_entries WHERE act = '{act}' AND subject = {subject}");
    service.numbers(&question).await[0]
}

on_both! {
    async fn reading_a_file_is_recorded_each_time_and_changes_nothing_else(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let file = case.attach("income_proof").await;
        let path = case.path(&format!("/attachments/{file}"));
        let version = case.version().await;
        let read = people.city.get(&path).await.expect(200);
        assert!(read.text.starts_with("%PDF"));
        let _ = people.county.get(&path).await.expect(200);
        assert_eq!(entries(&service, "read_attachment", &case.id).await, 2);
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        elsewhere.get(&path).await.refused(404, "not_found");
        let unknown = case.path("/attachments/01890a5d-ac96-774b-bcce-b302099a8057");
        people.city.get(&unknown).await.refused(404, "not_found");
        assert_eq!(entries(&service, "read_attachment", &case.id).await, 2);
        assert_eq!(case.version().await, version);
    }

    async fn a_visit_that_renews_a_dossier_says_so_in_the_log_once(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let visitors = case.view().await["hands"][0]["officer"].clone();
        let visit = json!({"day": "2018-07-30", "visitors": [visitors], "manner": "in_person", "agrees": false});
        case.record("visits", visit).await;
        assert_eq!(entries(&service, "renew_dossier", &case.dossier).await, 0);
        case.visit().await;
        case.visit().await;
        assert_eq!(entries(&service, "renew_dossier", &case.dossier).await, 1);
    }
}
