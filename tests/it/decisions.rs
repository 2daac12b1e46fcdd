//! Can every decision be made again, and is one told that was altered? By the operator's command, over all of them.

use harness::{Engine, Service, Value, json, on_both};

use crate::cast::{Case, Cast, newcomer};
use crate::drills::program;
use crate::family::{UNDER, others, three};
use crate::log_chain::moment;

/// A case that the city has approved.
pub(crate) async fn approved<'a>(people: &'a Cast, service: &Service) -> Case<'a> {
    let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
    case.to_city(service).await;
    case.act(&people.city, "approve").await;
    case
}

/// What the command says, and whether it is content.
pub(crate) fn verify(service: &Service) -> (bool, String) {
    service.program(&program()).told(&["decisions", "verify"], "", &[])
}

fn id(service: &Service, of: &str) -> String {
    match service.engine() {
        Engine::Sqlite => format!("x'{}'", of.replace('-', "")),
        Engine::Postgres => format!("'{of}'"),
    }
}

on_both! {
    async fn every_act_is_kept_with_what_it_was_decided_on_and_comes_to_the_same(service: Service) {
        let people = Cast::of(&service).await;
        let case = approved(&people, &service).await;
        let kept = format!("SELECT count(*) FROM case_history WHERE application = {} AND decided IS NOT NULL", id(&service, &case.id));
        let acts = case.history().await.len();
        // All but the entry, before which nothing was asked.
        let decided = service.numbers(&kept).await[0];
        assert!(decided >= 5 && usize::try_from(decided).unwrap() <= acts, "{decided} of {acts}");
        let (done, said) = verify(&service);
        assert!(done && said.contains("0 decided by other rules, 0 erased, 0 altered"), "{said}");
    }

    async fn an_altered_decision_is_named(service: Service) {
        let people = Cast::of(&service).await;
        let case = approved(&people, &service).await;
        let this = id(&service, &case.id);
        let named = |(done, said): (bool, String), word: &str| {
            assert!(!done && said.contains(&format!("ALTERED  case {}", case.id)) && said.contains(word), "{said}");
        };
        let change = async |statement: &str| {
            let changed = service.master_sql(statement).await.unwrap();
            assert!(changed > 0 || statement.contains(';'), "{statement}");
        };
        // The sum that lists show, and finance will go by.
        change(&format!("UPDATE applications SET amount_fen = amount_fen + 100 WHERE id = {this}")).await;
        named(verify(&service), "what lists show");
        change(&format!("UPDATE applications SET amount_fen = amount_fen - 100 WHERE id = {this}")).await;
        assert!(verify(&service).0);
        // The policy: more for a new student inside the region.
        change("UPDATE editions SET content = replace(content, '400000', '450000')").await;
        named(verify(&service), "its edition of the policy is not there as the service wrote it");
        change("UPDATE editions SET content = replace(content, '450000', '400000')").await;
        assert!(verify(&service).0);
        // What a decision was made on, put in the place of another.
        let last = format!("(SELECT max(version) FROM case_history WHERE application = {this} AND decided IS NOT NULL)");
        let first = format!("(SELECT decided FROM case_history WHERE application = {this} AND decided IS NOT NULL ORDER BY version LIMIT 1)");
        let swap = format!("UPDATE case_history SET decided = {first} WHERE application = {this} AND version = {last}");
        change(&format!("CREATE TABLE kept AS SELECT decided FROM case_history WHERE application = {this} AND version = {last}; {swap}")).await;
        named(verify(&service), "not what was sealed");
        change(&format!("UPDATE case_history SET decided = (SELECT decided FROM kept) WHERE application = {this} AND version = {last}; DROP TABLE kept")).await;
        assert!(verify(&service).0);
    }

    async fn what_is_gone_or_was_put_elsewhere_is_missed(service: Service) {
        let people = Cast::of(&service).await;
        let other = people.enter(&people.on_file(&others(three(UNDER), 1)).await, 2).await;
        let case = approved(&people, &service).await;
        let (this, other) = (id(&service, &case.id), id(&service, &other.id));
        let (done, said) = verify(&service);
        assert!(done, "{said}");
        let versions = service.numbers(&format!("SELECT version FROM case_history WHERE application = {this} ORDER BY version")).await;
        let [first, second, .., last] = *versions.as_slice() else { panic!("{versions:?}") };
        let of = |version: i64| format!("application = {this} AND version = {version}");
        let elsewhere = format!("UPDATE case_history SET application = {other}, version = version + 700 WHERE {}", of(second));
        let swapped = format!("UPDATE case_history SET version = 900 WHERE {}; UPDATE case_history SET version = {first} WHERE {}; \
            UPDATE case_history SET version = {second} WHERE {}", of(first), of(second), of(900));
        let column = |change: &str| format!("UPDATE applications SET {change} WHERE id = {this}");
        let road = |change: &str| format!("UPDATE roads SET {change} WHERE application = {this} AND position = 1");
        let paper = format!("id IN (SELECT id FROM attachments WHERE application = {this} ORDER BY id LIMIT 1)");
        let papers = |change: &str| format!("UPDATE attachments SET {change} WHERE {paper}");
        let person = format!("(SELECT student FROM applications WHERE id <> {this} AND student <> (SELECT student FROM applications WHERE id = {this}) LIMIT 1)");
        for (table, change, word) in [
            ("case_history", format!("UPDATE case_history SET decided = NULL WHERE {}", of(last)), "decided on is not kept"),
            ("case_history", "UPDATE case_history SET decided = NULL".to_owned(), "decided on is not kept"),
            ("case_history", format!("DELETE FROM case_history WHERE {}", of(second)), "is not there"),
            ("case_history", format!("DELETE FROM case_history WHERE {}", of(last)), "its last act left it"),
            ("case_history", format!("DELETE FROM case_history WHERE application = {this}"), "the log has an act on it"),
            ("case_history", elsewhere, "not what was sealed"),
            ("case_history", swapped, "is not what was written"),
            ("case_history", format!("UPDATE case_history SET stage = 'rejected' WHERE {}", of(last)), "is not what was written"),
            ("case_history", format!("UPDATE case_history SET amount_fen = 1 WHERE {}", of(last)), "is not what was written"),
            ("applications", column("student_name = '李四'"), "the names"),
            ("applications", column("worker_name = '李四'"), "the names"),
            ("applications", column(&format!("student = {person}, live = false")), "student: it is not what is sealed"),
            ("applications", column("live = false"), "live: it is not what is sealed"),
            ("applications", column("stage = 'review'"), "it is not that of its row"),
            ("applications", column("number = 'JQ2018-640104-999999'"), "the one that it was entered with"),
            ("case_history", format!("UPDATE case_history SET action = 'return' WHERE {}", of(last)), "is not what was written"),
            ("case_history", format!("UPDATE case_history SET officer = NULL WHERE {}", of(last)), "is not what was written"),
            ("roads", format!("DELETE FROM roads WHERE application = {this}"), "at the unions of its road"),
            ("roads", format!("DELETE FROM roads WHERE application = {this} AND position = 1"), "at the unions of its road"),
            ("roads", road("position = 7"), "at the unions of its road"),
            ("roads", road("union_id = (SELECT id FROM unions WHERE code = '640105')"), "at the unions of its road"),
            ("roads", road("number = 'JQ2018-640104-999999'"), "at the unions of its road"),
            ("roads", road("campaign = NULL"), "at the unions of its road"),
            ("roads", road("updated_at = 0"), "at the unions of its road"),
            ("roads", road("priority = '0'"), "at the unions of its road"),
            ("attachments", format!("DELETE FROM attachments WHERE {paper}"), "attached or taken out"),
            ("attachments", papers(&format!("application = {other}")), "attached or taken out"),
            ("attachments", papers("kind = 'explanation'"), "attached or taken out"),
            ("attachments", papers("kind = 'nothing'"), "attached or taken out"),
            ("attachments", papers("digest = matter"), "attached or taken out"),
            ("attachments", papers("media_type = 'image/png', octets = 1"), "attached or taken out"),
            ("attachments", papers("created_at = created_at - 1"), "attached or taken out"),
            ("attachments", papers("removed_by = created_by, removed_at = created_at"), "attached or taken out"),
        ] {
            let kept = format!("CREATE TABLE kept AS SELECT * FROM {table}");
            service.master_sql(&format!("{kept}; {change}")).await.unwrap();
            let (done, said) = verify(&service);
            assert!(!done && said.contains(&format!("ALTERED  case {}", case.id)) && said.contains(word), "{change}: {said}");
            let back = match table {
                "applications" => format!("UPDATE applications SET (number, student, student_name, worker_name, live, stage) = \
                    (SELECT number, student, student_name, worker_name, live, stage FROM kept WHERE kept.id = applications.id) WHERE id = {this}"),
                _ => format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept"),
            };
            service.master_sql(&format!("{back}; DROP TABLE kept")).await.unwrap();
        }
        let (done, said) = verify(&service);
        assert!(done, "{said}");
    }

    async fn an_undecided_case_is_held_against_its_dossier_and_its_assessment(service: Service) {
        let people = Cast::of(&service).await;
        let other = people.enter(&people.on_file(&others(three(UNDER), 1)).await, 2).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let this = id(&service, &case.id);
        let altered = async |change: &str, back: &str, word: &str| {
            assert!(service.master_sql(&format!("UPDATE applications SET {change} WHERE id = {this}")).await.unwrap() > 0);
            let (done, said) = verify(&service);
            let named = said.contains(&format!("ALTERED  case {}", case.id)) && !said.contains(&other.id);
            assert!(!done && named && said.contains(word), "{change}: {said}");
            let _ = service.master_sql(&format!("UPDATE applications SET {back} WHERE id = {this}")).await.unwrap();
            let (done, said) = verify(&service);
            assert!(done, "{back}: {said}");
        };
        let name = "(SELECT worker_name FROM dossiers WHERE dossiers.id = applications.dossier)";
        let again = format!("worker_name = {name}");
        altered("worker_name = '王小二'", &again, "the names").await;
        case.to_city(&service).await;
        altered("worker_name = '王小二'", &again, "the names").await;
        altered("amount_fen = amount_fen + 100", "amount_fen = amount_fen - 100", "what lists show").await;
        altered("priority = '0' || priority", "priority = substr(priority, 2)", "at the unions of its road").await;
        if service.engine() == Engine::Sqlite {
            let kept = "CREATE TABLE kept AS SELECT id, updated_at FROM applications";
            let _ = service.master_sql(kept).await.unwrap();
            let back = "updated_at = (SELECT updated_at FROM kept WHERE kept.id = applications.id)";
            altered("updated_at = 'x'", back, "cannot be read").await;
        }
    }

    async fn a_long_story_raises_no_alarm(service: Service) {
        service.families().await;
        let (done, said) = verify(&service);
        assert!(done && said.ends_with(" 0 erased, 0 altered\n"), "{said}");
    }

    async fn a_case_that_the_log_knows_and_the_tables_do_not_is_missed(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let this = id(&service, &case.id);
        let tables = ["case_history", "roads", "attachments", "consents"].map(|table| format!("DELETE FROM {table} WHERE application = {this}; "));
        let gone = format!("{}DELETE FROM applications WHERE id = {this}", tables.concat());
        service.master_sql(&gone).await.unwrap();
        let (done, said) = verify(&service);
        assert!(!done && said.contains(&format!("ALTERED  case {}, version 1: the log says that it was entered", case.id)), "{said}");
    }

    async fn what_is_put_to_an_erased_case_is_not_told_as_erased(service: Service) {
        let people = Cast::of(&service).await;
        let gone = people.enter(&people.on_file(&others(three(UNDER), 1)).await, 2).await;
        let _ = gone.does(&people.caseworker, json!({ "action": "withdraw", "note": "暂不申请" })).await.expect(200);
        let case = approved(&people, &service).await;
        let path = format!("/applications/{}", gone.id);
        let version = people.city.get(&path).await.expect(200).version();
        service.set_clock("2021-09-01T10:00:00+08:00").await;
        let why = json!({ "ground": "term", "reasons": "保存期满" });
        let _ = people.city.post_at(&format!("{path}/erasure"), version, &why).await.expect(200);
        let (done, said) = verify(&service);
        assert!(done && said.contains(&format!("ERASED  case {}", gone.id)), "{said}");
        let (this, erased) = (id(&service, &case.id), id(&service, &gone.id));
        let moved = format!("UPDATE case_history SET application = {erased}, version = version + 700, at = at + 1 WHERE application = {this}");
        service.master_sql(&moved).await.unwrap();
        let (done, said) = verify(&service);
        assert!(!done && said.contains(&format!("ALTERED  case {}", case.id)), "{said}");
        assert!(said.contains(&format!("ALTERED  case {}", gone.id)) && said.matches("ERASED").count() == 1, "{said}");
    }

    async fn a_key_that_nobody_destroyed_by_an_act_is_missed(service: Service) {
        let people = Cast::of(&service).await;
        let case = approved(&people, &service).await;
        let this = id(&service, &case.id);
        let _ = service.master_sql(&format!("UPDATE applications SET amount_fen = amount_fen + 100 WHERE id = {this}")).await.unwrap();
        let _ = service.master_sql(&format!("DELETE FROM subject_keys WHERE subject = {this}")).await.unwrap();
        let (done, said) = verify(&service);
        assert!(!done && said.contains("no act of the log erased it") && said.contains(" 0 erased"), "{said}");
        // Nor does a row suffice that says that it was erased.
        let other = id(&service, "01890a5d-ac96-774b-bcce-b302099a8057");
        let row = format!("INSERT INTO erasures (subject, kind, erasure, at) VALUES ({this}, 'application', {other}, 0)");
        let _ = service.master_sql(&row).await.unwrap();
        let (done, said) = verify(&service);
        assert!(!done && said.contains("no act of the log erased it") && said.contains(" 0 erased"), "{said}");
    }
    async fn each_act_is_read_with_what_it_rested_on_and_made_again(service: Service) {
        let people = Cast::of(&service).await;
        let case = approved(&people, &service).await;
        let auditor = service.sign_in("auditor.640100").await;
        // What is not sealed yet may get its place between two readings.
        service.store().await.seal_all(moment()).await.unwrap();
        let path = case.path("/decisions");
        let acts = auditor.get(&path).await.expect(200).body["items"].as_array().unwrap().clone();
        let told: Vec<_> = acts.iter().map(|decision| decision["act"].clone()).collect();
        assert_eq!(told, case.history().await);
        let first = auditor.get(&format!("{path}?limit=2")).await.expect(200).body;
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = auditor.get(&format!("{path}?limit=200&cursor={cursor}")).await.expect(200).body;
        // An entry may get its place between two readings.
        let placeless = |acts: &[Value]| {
            let without = |act: &Value| {
                let mut act = act.clone();
                let _ = act["log"]["position"].take();
                act
            };
            acts.iter().map(without).collect::<Vec<_>>()
        };
        let pages = [first["items"].as_array().unwrap().clone(), second["items"].as_array().unwrap().clone()].concat();
        assert_eq!(placeless(&pages), placeless(&acts));
        let last = acts.last().unwrap();
        assert_eq!((&last["act"]["action"], &last["made_again"]), (&json!("approve"), &json!("same")));
        let dossier = auditor.get(&format!("/dossiers/{}", case.dossier)).await.expect(200);
        assert_eq!(last["dossier_version"], dossier.version());
        let found = auditor.get(&case.path("/assessment")).await.expect(200).body;
        assert_eq!((&last["grounds"]["assessment"], &last["grounds"]["made_at"]), (&found["assessment"], &found["made_at"]));
        assert_eq!(last["grounds"]["facts"]["dossier"]["status"], "on_file");
        // The papers of its time: those that the case had, less than come later.
        let files = auditor.get(&case.path("/attachments?limit=200")).await.expect(200).body["items"].clone();
        assert_eq!(last["papers"], files);
        let counts: Vec<usize> = acts.iter().map(|decision| decision["papers"].as_array().unwrap().len()).collect();
        assert!(counts[0] >= 6 && counts[0] < *counts.last().unwrap() && counts.is_sorted(), "{counts:?}");
        // Whoever is not on the road has no such case, and an altered policy shows.
        let elsewhere = newcomer(&service, "clerk.640105", "caseworker", "640105").await;
        elsewhere.get(&path).await.refused(404, "not_found");
        let altered = "UPDATE editions SET content = replace(content, '400000', '450000')";
        assert!(service.master_sql(altered).await.unwrap() > 0);
        let acts = auditor.get(&path).await.expect(200).body["items"].as_array().unwrap().clone();
        assert_eq!(acts.last().unwrap()["made_again"], "altered");
    }
}
