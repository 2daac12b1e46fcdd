//! Can every decision be made again, and is one told that was altered? By the operator's command, over all of them.

use harness::{Engine, Service, on_both};

use crate::cast::{Case, Cast};
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
}
