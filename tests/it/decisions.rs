//! Can every decision be made again, and is one told that was altered? By the operator's command, over all of them.

use harness::{Engine, Service, json, on_both};

use crate::cast::{Case, Cast, newcomer};
use crate::drills::program;
use crate::family::{UNDER, three};

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
        named(verify(&service), "come to something else");
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
        let path = case.path("/decisions");
        let acts = auditor.get(&path).await.expect(200).body["items"].as_array().unwrap().clone();
        let told: Vec<_> = acts.iter().map(|decision| decision["act"].clone()).collect();
        assert_eq!(told, case.history().await);
        let first = auditor.get(&format!("{path}?limit=2")).await.expect(200).body;
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = auditor.get(&format!("{path}?limit=200&cursor={cursor}")).await.expect(200).body;
        assert_eq!([first["items"].as_array().unwrap().clone(), second["items"].as_array().unwrap().clone()].concat(), acts);
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
