//! Is somebody told all that is held about them, and nothing that identifies others? And what of it was corrected?

use harness::canary::{ADDRESS, CARD, DAUGHTER, PHONE, WORKER};
use harness::{Answer, Client, Method, Service, Value, json, on_both};

use crate::cast::{Cast, newcomer};
use crate::decisions::approved;
use crate::disclosing::{ask, asked, member};
use crate::family::{UNDER, citizen_id, siblings, three};
use crate::objections::posted;

/// Another phone of the worker.
const NEW_PHONE: &str = "13995000002";

/// Tables that a copy is made of.
const COPIED: [&str; 27] = [
    "applications",
    "attachments",
    "awards",
    "case_history",
    "concerns",
    "consents",
    "declarations",
    "declared_cases",
    "disclosed",
    "disclosures",
    "dossier_versions",
    "dossiers",
    "exceptions",
    "filings",
    "household_people",
    "log_entries",
    "memberships",
    "national_records",
    "objections",
    "payment_answers",
    "payment_returns",
    "payments",
    "person_versions",
    "persons",
    "postings",
    "receipts",
    "roads",
];

/// Tables of which nothing is in a copy, and why.
const LEFT_OUT: [(&[&str], &str); 11] = [
    (
        &["subject_keys", "signing_keys", "key_versions", "key_states", "key_objections"],
        "keys: they say nothing of anybody",
    ),
    (&["log_pending", "log_positions", "log_checkpoints", "log_witnesses"], "in which order the log stands"),
    (
        &[
            "idempotency_keys",
            "leases",
            "clock_offsets",
            "case_counts",
            "case_numbers",
            "disclosure_counts",
            "concerns_missed",
        ],
        "answers kept for repetition for seven days, and counts",
    ),
    (
        &["unions", "union_ancestors", "schools", "calendar_years", "calendar_days"],
        "unions, schools and days",
    ),
    (&["campaigns", "editions", "extensions"], "the policy"),
    (
        &[
            "officers",
            "officer_numbers",
            "accounts",
            "account_versions",
            "delegations",
            "sessions",
            "sign_in_failures",
            "known_addresses",
            "second_factors",
            "recovery_codes",
            "mandates",
            "standing_purposes",
        ],
        "officers and programs, who see theirs at /me",
    ),
    (
        &[
            "posting_roads",
            "posting_photographs",
            "readings",
            "erasures",
            "erasure_proposals",
            "samples",
            "sampled",
        ],
        "which union reads a board, pictures of it; that an auditor looked stands in the log; what was erased is not held, and what is to be stands in the log; chance",
    ),
    (
        &["visits", "contact_marks", "objection_versions"],
        "what stands in a case, of a person, or in an objection, once more beside it: to be looked for across cases, and as it was before",
    ),
    (
        &[
            "funds",
            "fund_balances",
            "ledger_entries",
            "payment_batches",
            "payment_approvals",
            "payment_sendings",
        ],
        "money of unions: what of it is somebody's, the award of the case says",
    ),
    (
        &["jobs", "job_files", "job_lines"],
        "files on their way in: what of them was taken in stands in the dossier and its cases, and the file is removed thirty days after its end at the latest",
    ),
    (&["seaql_migrations"], "which tables there are"),
];

async fn copy(who: &Client, number: &str) -> Answer {
    let asked =
        json!({ "citizen_id": number, "asked_by": "person", "reasons": "来访登记第12号,已核对身份证" });
    who.request(Method::POST, "/personal-copies").json(&asked).without_key().send().await
}

fn len(value: &Value) -> usize {
    value.as_array().unwrap().len()
}

#[test]
fn every_table_is_copied_or_left_out_for_a_reason() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/src/sql");
    let steps =
        std::fs::read_dir(folder).unwrap().map(|step| std::fs::read_to_string(step.unwrap().path()).unwrap());
    let mut made: Vec<String> = vec!["seaql_migrations".to_owned()];
    for step in steps {
        let tables = step.split("CREATE TABLE ").skip(1).filter_map(|rest| rest.split_whitespace().next());
        made.extend(tables.map(str::to_owned));
    }
    let mut known: Vec<&str> = COPIED.to_vec();
    known.extend(LEFT_OUT.iter().flat_map(|(tables, _)| tables.iter()));
    let unknown: Vec<&String> = made.iter().filter(|table| !known.contains(&table.as_str())).collect();
    assert!(
        unknown.is_empty(),
        "{unknown:?}: does a copy tell what they hold of people (api/src/personal_copies)?"
    );
    let gone: Vec<&&str> = known.iter().filter(|table| !made.iter().any(|made| made == *table)).collect();
    assert!(gone.is_empty() && LEFT_OUT.iter().all(|(_, reason)| !reason.is_empty()), "{gone:?}");
}

on_both! {
    async fn a_person_is_told_all_that_is_held_about_them_and_no_identifier_of_others(service: Service) {
        let people = Cast::of(&service).await;
        let case = approved(&people, &service).await;
        let finance = service.sign_in("finance.640100").await;
        let _ = ask(&finance, &asked("payment", &["card"], &[member(&case.dossier, 1)])).await.expect(200);
        // Put right after the decision: a name, and a phone.
        let mut household = three(UNDER);
        household["members"][0]["name"] = json!("丁建桦");
        household["members"][0]["identifiers"]["phone"] = json!(NEW_PHONE);
        let _ = case.household(&household).await.expect(200);

        let told = copy(&people.city, WORKER).await.expect(200);
        assert_eq!(told.header("cache-control"), "no-store");
        for own in [WORKER, CARD, ADDRESS, PHONE, NEW_PHONE] {
            assert!(told.text.contains(own), "{own}");
        }
        assert!(!told.text.contains(DAUGHTER));
        let held = &told.body;
        assert_eq!(held["identifiers"]["phone"], NEW_PHONE);
        assert_eq!((len(&held["former_identifiers"]), &held["former_identifiers"][0]["identifiers"]["phone"]), (1, &json!(PHONE)));
        let versions = held["dossiers"][0]["versions"].as_array().unwrap();
        let names: Vec<&Value> = versions.iter().map(|version| &version["household"]["members"][0]["name"]).collect();
        assert_eq!((*names.first().unwrap(), *names.last().unwrap()), (&json!("丁建华"), &json!("丁建桦")));
        assert_eq!(versions[0]["household"]["members"][1]["sex"], Value::Null);
        assert_eq!(held["dossiers"][0]["national_record"]["state"], "to_enter");
        let decided = held["applications"].as_array().unwrap().iter().find(|one| one["id"] == json!(case.id)).unwrap();
        assert_eq!((&decided["known_as"], &decided["state"]["stage"]), (&json!("worker"), &json!("approved")));
        assert!(len(&decided["acts"]) >= 6 && decided["acts"][2]["grounds"]["assessment"]["findings"].is_array());
        for (field, least) in [("visits", 1), ("consents", 3), ("signatures", 1), ("opinions", 1), ("postings", 1), ("attachments", 7)] {
            assert!(len(&decided[field]) >= least, "{field}");
        }
        assert_eq!((len(&held["disclosures"]), &held["disclosures"][0]["purpose"]), (1, &json!("payment")));
        let acts: Vec<&str> = held["log"].as_array().unwrap().iter().map(|line| line["act"].as_str().unwrap()).collect();
        for act in ["enter_dossier", "change_dossier", "enter_application", "act_on_application", "record_evidence", "attach_file"] {
            assert!(acts.contains(&act), "{act} in {acts:?}");
        }
        assert!(!told.text.contains("\"officer_name\""));

        let hers = copy(&people.city, DAUGHTER).await.expect(200);
        assert!(hers.text.contains(DAUGHTER));
        for others in [WORKER, CARD, ADDRESS, PHONE, NEW_PHONE] {
            assert!(!hers.text.contains(others), "{others}");
        }
        let known_as: Vec<&Value> = hers.body["applications"].as_array().unwrap().iter().map(|one| &one["known_as"]).collect();
        assert!(known_as.iter().all(|known| **known == "student"), "{known_as:?}");
        assert_eq!(len(&hers.body["disclosures"]), 0);
        // The next copy tells of the first.
        let again = copy(&people.city, DAUGHTER).await.expect(200);
        assert_eq!(again.body["disclosures"][0]["purpose"], "personal_copy");
        let listed = people.city.get("/disclosures?purpose=personal_copy").await.expect(200).body;
        assert_eq!((len(&listed["items"]), &listed["items"][0]["reasons"]), (3, &json!("来访登记第12号,已核对身份证")));
    }

    async fn who_left_a_household_is_not_told_of_what_it_applied_for_afterwards(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&siblings()).await;
        let hers = people.enter(&dossier, 2).await;
        let mut left = siblings();
        left["members"].as_array_mut().unwrap().remove(1);
        left["tuition"].as_array_mut().unwrap().remove(0);
        left["unknowns"] = json!([{"field": "/members/1/identifiers/citizen_id", "remark": "身份证遗失,正在补办"}]);
        service.set_clock("2018-07-31T09:00:00+08:00").await;
        let _ = hers.household(&left).await.expect(200);
        service.set_clock("2018-08-01T09:00:00+08:00").await;
        let his = people.enter(&dossier, 4).await;
        let cases = async |number: &str| {
            let told = copy(&people.city, number).await.expect(200);
            let cases = told.body["applications"].as_array().unwrap().clone();
            cases.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(cases(DAUGHTER).await, std::slice::from_ref(&hers.id));
        assert_eq!(cases(WORKER).await, [hers.id.clone(), his.id.clone()]);
        let told = copy(&people.city, DAUGHTER).await.expect(200);
        assert_eq!(len(&told.body["dossiers"][0]["versions"]), 1);
    }

    async fn nobody_is_told_in_which_words_others_spoke_of_them(service: Service) {
        let people = Cast::of(&service).await;
        let (case, posting) = posted(&people).await;
        let said = json!({ "posting": posting, "word": "邻居王某说其家中另有一处门面房" });
        let _ = people.county_caseworker.post(&case.path("/objections"), &said).await.expect(200);
        let told = copy(&people.city, WORKER).await.expect(200);
        let one = told.body["applications"].as_array().unwrap().iter().find(|one| one["id"] == json!(case.id)).unwrap();
        assert_eq!((len(&one["objections"]), &one["objections"][0]["state"]), (1, &json!("open")));
        assert!(!told.text.contains("门面房") && !told.text.contains("王某"), "{}", told.text);
    }

    async fn heads_alone_make_copies_of_whom_their_part_of_the_tree_knows(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let told = copy(&people.head, WORKER).await.expect(200);
        assert_eq!(told.body["dossiers"][0]["id"], json!(dossier));
        for who in [&people.caseworker, &people.county_caseworker] {
            copy(who, WORKER).await.refused(403, "forbidden");
        }
        for name in ["finance.640100", "auditor.640100", "security.640100", "accounts.640100"] {
            copy(&service.sign_in(name).await, WORKER).await.refused(403, "forbidden");
        }
        let stranger = newcomer(&service, "head.640105", "head", "640105").await;
        let searches = "SELECT count(*) FROM log_entries WHERE act = 'search_dossiers'";
        let before = service.numbers(searches).await[0];
        copy(&stranger, WORKER).await.refused(404, "not_found");
        copy(&people.head, &citizen_id(1980, 77)).await.refused(404, "not_found");
        assert_eq!(service.numbers(searches).await[0], before + 2);
        // Each number that is nobody's counts as a value of the day, and where that is full, all numbers are answered alike.
        let shown = "SELECT max(shown) FROM disclosure_counts";
        let before = service.numbers(shown).await[0];
        copy(&people.head, &citizen_id(1980, 78)).await.refused(404, "not_found");
        assert_eq!(service.numbers(shown).await[0], before + 1);
        let _ = service.sql("UPDATE disclosure_counts SET shown = 500").await.unwrap();
        for number in [WORKER, &citizen_id(1980, 79)] {
            copy(&people.head, number).await.refused(429, "too_many_requests");
        }
        let wrong = json!({ "citizen_id": WORKER, "asked_by": "neighbour", "reasons": "" });
        let wrong = people.head.request(Method::POST, "/personal-copies").json(&wrong).without_key().send().await;
        assert_eq!(wrong.refused(422, "invalid").pointers(), ["/asked_by", "/reasons"]);
    }
}
