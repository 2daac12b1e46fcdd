//! Does somebody who may change tables go unseen? What keeps the rows as they must be is held against what the steps make.

use harness::{Engine, Service, json, on_both};

use crate::backup::says;
use crate::cast::Cast;
use crate::drills::program;
use crate::erasures::confirm;
use crate::family::{UNDER, others, three};

const SQLITE: &[(&str, &str)] = &[
    ("DROP TRIGGER erasures_destroy", "trigger erasures_destroy is not there"),
    (
        "DROP INDEX applications_one_live",
        "uniqueness of campaign, student in applications of some rows is not there",
    ),
    (
        "DROP TRIGGER log_entries_stay; CREATE TRIGGER log_entries_stay BEFORE UPDATE ON log_entries WHEN false BEGIN SELECT 1; END",
        "trigger log_entries_stay is not as it was made",
    ),
    (
        "CREATE TRIGGER quiet AFTER INSERT ON log_entries BEGIN DELETE FROM log_pending; END",
        "trigger quiet is none that was made",
    ),
];

const POSTGRES: &[(&str, &str)] = &[
    (
        "ALTER TABLE erasures DISABLE TRIGGER erasures_destroy",
        "trigger erasures_destroy is not as it was made",
    ),
    (
        "DROP INDEX applications_one_live",
        "uniqueness of campaign, student in applications of some rows is not there",
    ),
    (
        "ALTER TABLE case_history DROP CONSTRAINT case_history_version",
        "uniqueness of application, version in case_history is not there",
    ),
    (
        "CREATE OR REPLACE FUNCTION log_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "function log_stays is not as it was made",
    ),
    (
        "ALTER TABLE roads DROP CONSTRAINT roads_application_fkey",
        "reference roads.application to applications is not there",
    ),
    ("GRANT DELETE ON log_entries TO jinqiu_service", "jinqiu_service may DELETE in log_entries"),
    ("GRANT UPDATE (decided) ON case_history TO PUBLIC", "everybody may UPDATE in case_history"),
];

on_both! {
    async fn what_was_taken_away_or_put_into_the_tables_is_named(service: Service) {
        let here = service.program(&program());
        let said = says(here.told(&["check", "--full"], "", &[]), true, &["schema: as it must be"]);
        assert!(!said.contains("rights"), "{said}");
        let changes = match service.engine() {
            Engine::Sqlite => SQLITE,
            Engine::Postgres => POSTGRES,
        };
        for (change, named) in changes {
            service.master_sql(change).await.unwrap();
            says(here.told(&["check"], "", &[]), false, &["WRONG  ", named]);
        }
    }

    async fn an_erasure_that_would_leave_the_key_is_not_answered_as_done(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let _ = case.does(&people.caseworker, json!({ "action": "withdraw", "note": "暂不申请" })).await.expect(200);
        let path = case.path("/erasure");
        let version = people.city.get(&case.path("")).await.expect(200).version();
        let why = json!({ "ground": "demand", "reasons": "依来信办理" });
        let proposed = people.city.post_at(&path, version, &why).await.expect(200);
        let (away, back) = match service.engine() {
            Engine::Sqlite => (
                "DROP TRIGGER erasures_destroy",
                "CREATE TRIGGER erasures_destroy AFTER INSERT ON erasures BEGIN DELETE FROM subject_keys WHERE subject = NEW.subject; END",
            ),
            Engine::Postgres => (
                "ALTER TABLE erasures DISABLE TRIGGER erasures_destroy",
                "ALTER TABLE erasures ENABLE TRIGGER erasures_destroy",
            ),
        };
        service.master_sql(away).await.unwrap();
        confirm(&people.second, &proposed, "confirmation").await.refused(500, "internal");
        assert_eq!(service.numbers("SELECT count(*) FROM erasures").await, [0]);
        let _ = people.city.get(&case.path("")).await.expect(200);
        let here = service.program(&program());
        let put = "INSERT INTO erasures (subject, kind, erasure, at, cleared_at) SELECT id, 'application', dossier, 0, 0 FROM applications";
        service.master_sql(put).await.unwrap();
        says(here.told(&["check"], "", &[]), false, &["WRONG    subjects: 2 keys are there of what was erased"]);
        let gone = match service.engine() {
            Engine::Sqlite => "DROP TRIGGER erasures_remain; DELETE FROM erasures; CREATE TRIGGER erasures_remain BEFORE DELETE ON erasures \
                BEGIN SELECT RAISE(ABORT, 'what was erased stays so'); END",
            Engine::Postgres => "ALTER TABLE erasures DISABLE TRIGGER erasures_remain; DELETE FROM erasures; \
                ALTER TABLE erasures ENABLE TRIGGER erasures_remain",
        };
        service.master_sql(gone).await.unwrap();
        service.master_sql(back).await.unwrap();
        // What is erased by an act is nobody's concern, and a key that is destroyed is.
        let _ = confirm(&people.second, &proposed, "confirmation").await.expect(200);
        let said = says(here.told(&["check"], "", &[]), true, &["schema: as it must be", "but for 1 that were erased by an act"]);
        assert!(!said.contains("WARNING  subjects"), "{said}");
        let _ = people.enter(&people.on_file(&others(three(UNDER), 1)).await, 2).await;
        service.master_sql("DELETE FROM subject_keys WHERE subject IN (SELECT id FROM applications)").await.unwrap();
        says(here.told(&["check"], "", &[]), false, &["WRONG    subjects: ", "subjects of the log have no key"]);
    }
}
