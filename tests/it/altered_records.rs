//! What does somebody who can write at the database make of households, officers and erasures? Nothing that a decision takes for
//! true.

use harness::canary::WORKER;
use harness::{Client, Service, Value, json, on_both};

use crate::altered_rows::alter;
use crate::cast::{Cast, told};
use crate::erasures::{confirm, erase, withdrawn};
use crate::family::{ON_THE_LINE, UNDER, new_case, others, three};
use crate::own_family::known_by;

async fn items(who: &Client, path: &str) -> Vec<Value> {
    who.get(path).await.expect(200).body["items"].as_array().unwrap().clone()
}

on_both! {
    async fn an_altered_proposal_erases_nothing_and_makes_room_for_another(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let first = format!("/applications/{}", withdrawn(&people, &dossier).await);
        let second = format!("/applications/{}", withdrawn(&people, &dossier).await);
        let proposed = erase(&people.city, &first, "demand").await.expect(200);
        // Another case, and a proposal of the other head: the one who proposed would confirm what nobody proposed.
        let stamped = |column: &str, value: &str| format!("UPDATE erasure_proposals SET {column} = {value}");
        let head = |name: &str| format!("(SELECT officer FROM accounts WHERE username = '{name}')");
        alter(&service, &stamped("proposed_by", &head("head2.640100"))).await;
        alter(&service, &stamped("subject", "(SELECT id FROM applications ORDER BY id DESC LIMIT 1)")).await;
        for how in ["confirmation", "decline"] {
            confirm(&people.city, &proposed, how).await.refused(500, "internal");
            confirm(&people.second, &proposed, how).await.refused(500, "internal");
        }
        assert_eq!(items(&people.city, "/erasures").await, Vec::<Value>::new());
        let mut anew = erase(&people.city, &second, "demand").await.expect(200);
        assert_eq!(items(&people.city, "/erasures").await[0]["id"], anew.body["id"]);
        let _ = people.city.get(&first).await.expect(200);
        for (column, value) in [
            ("subject_version", "subject_version + 1"),
            ("proposed_at", "proposed_at + 1"),
            ("kind", "'dossier'"),
            ("reasons", "(SELECT reasons FROM erasure_proposals ORDER BY id LIMIT 1)"),
        ] {
            alter(&service, &format!("{} WHERE confirmation = 'proposed'", stamped(column, value))).await;
            confirm(&people.second, &anew, "confirmation").await.refused(500, "internal");
            anew = erase(&people.city, &second, "demand").await.expect(200);
        }
        let _ = people.city.get(&second).await.expect(200);
    }

    async fn what_was_changed_since_its_erasing_was_proposed_is_proposed_anew(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(ON_THE_LINE)).await, 2).await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let because = |action: &str| json!({ "action": action, "note": "核对后认为应当如此" });
        let _ = case.does(&people.head, because("reject")).await.expect(200);
        let path = case.path("");
        let proposed = erase(&people.city, &path, "demand").await.expect(200);
        case.act(&people.caseworker, "appeal").await;
        let _ = case.does(&people.county, because("dismiss")).await.expect(200);
        told(confirm(&people.second, &proposed, "confirmation").await, "erasure_outdated", None);
        let anew = erase(&people.city, &path, "demand").await.expect(200);
        let _ = confirm(&people.second, &anew, "confirmation").await.expect(200);
        people.city.get(&path).await.refused(410, "erased");
    }

    async fn an_altered_dossier_is_no_fact_and_is_good_again_as_it_was(service: Service) {
        let people = Cast::of(&service).await;
        let sound = people.on_file(&others(three(UNDER), 5)).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = people.enter(&dossier, 2).await;
        let version = case.version().await;
        let path = format!("/dossiers/{dossier}");
        let before = people.caseworker.get(&path).await.expect(200).body;
        let _ = service.master_sql("CREATE TABLE kept AS SELECT * FROM dossiers").await.unwrap();
        let listed = async || -> Vec<Value> {
            items(&people.caseworker, "/dossiers").await.iter().map(|item| item["id"].clone()).collect()
        };
        for (column, value) in [
            ("status", "'on_file'"),
            ("status_since", "status_since - 1"),
            ("visited_on", "status_since"),
            ("union_id", "(SELECT id FROM unions WHERE code = '640104')"),
            ("worker_name", "'某人'"),
            ("erased_at", "1"),
        ] {
            alter(&service, &format!("UPDATE dossiers SET {column} = {value} WHERE id = (SELECT id FROM kept WHERE status <> 'on_file')")).await;
            // Whoever reads it where it stands.
            people.city.get(&path).await.refused(500, "internal");
            let submit = json!({ "action": "submit" });
            people.caseworker.post_at(&case.path("/actions"), version, &submit).await.refused(500, "internal");
            let entered = people.caseworker.post("/applications", &new_case(&dossier, 2)).await.status;
            // 422: one that is not in the jurisdiction, or erased, is none.
            assert!(matches!(entered, 422 | 500), "{column}: {entered}");
            assert_eq!(listed().await, [json!(sound)], "{column}");
            alter(&service, &format!("UPDATE dossiers SET {column} = (SELECT {column} FROM kept WHERE kept.id = dossiers.id)")).await;
            assert_eq!(people.caseworker.get(&path).await.expect(200).body, before, "{column}");
        }
        let _ = service.master_sql("DROP TABLE kept").await.unwrap();
    }

    async fn an_altered_officer_does_not_leave_their_family(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let officer = crate::cast::officer(&people.city).await.as_str().unwrap().to_owned();
        known_by(&service, &people.city, WORKER).await;
        case.to_city(&service).await;
        let approve = json!({ "action": "approve" });
        case.refuses(&people.city, approve.clone(), "of_the_family", None).await;
        let of = "WHERE id = (SELECT officer FROM accounts WHERE username = 'head.640100')";
        alter(&service, &format!("UPDATE officers SET citizen_id_hash = NULL, citizen_id_hash_next = NULL {of}")).await;
        case.does(&people.city, approve.clone()).await.refused(500, "internal");
        // Nor is it made good by a change over it; whoever's row is sound decides.
        let admin = service.sign_in("accounts.640100").await;
        let known = json!({ "name": "孙伟", "citizen_id": WORKER, "phone": null });
        admin.put_at(&format!("/officers/{officer}"), 2, &known).await.refused(500, "internal");
        case.act(&people.second, "approve").await;
    }

    async fn an_altered_edition_is_no_policy_and_is_good_again_as_it_was(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let mut deeds = vec![json!({"action": "submit"})];
        deeds.push(json!({"action": "withdraw", "note": "暂不申请"}));
        alter(&service, "UPDATE editions SET published_at = published_at + 1").await;
        for deed in &deeds {
            let answer = people.caseworker.post_at(&case.path("/actions"), 1, deed).await;
            assert_eq!(answer.status, 500, "{}", answer.text);
        }
        for path in ["/erasures/due/applications", "/erasures/due/dossiers"] {
            assert_eq!(people.city.get(path).await.status, 500, "{path}");
        }
        alter(&service, "UPDATE editions SET published_at = published_at - 1").await;
        case.papers().await;
        case.act(&people.caseworker, "submit").await;
        let _ = people.city.get("/erasures/due/applications").await.expect(200);
    }

    async fn check_names_who_is_found_by_another_number_and_whose_key_is_gone(service: Service) {
        let people = Cast::of(&service).await;
        let _ = people.dossier(&three(UNDER)).await;
        let program = service.program(&crate::drills::program());
        assert!(program.told(&["check"], "", &[]).0);
        alter(&service, "UPDATE persons SET citizen_id_hash = NULL WHERE citizen_id_hash IS NOT NULL").await;
        let (well, said) = program.told(&["check"], "", &[]);
        assert!(!well && said.contains("WRONG    codes: person "), "{said}");
        alter(&service, "DELETE FROM subject_keys WHERE subject IN (SELECT id FROM accounts)").await;
        let (well, said) = program.told(&["check"], "", &[]);
        assert!(!well && said.contains("subjects of the log have no key"), "{said}");
    }

    async fn check_misses_a_batch_that_the_log_tells_of(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = crate::payments::payable(&service, &people, 1).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let _ = crate::payments::approves(&people.city, &batch).await.expect(200);
        let program = service.program(&crate::drills::program());
        let (well, said) = program.told(&["check"], "", &[]);
        assert!(well, "{said}");
        // An older row, and none.
        let older = "UPDATE payment_batches SET state = 'prepared', approved_by = NULL";
        for statement in [older, "DELETE FROM payment_batches"] {
            alter(&service, statement).await;
            let (well, said) = program.told(&["check"], "", &[]);
            assert!(!well && said.contains("WRONG    payments"), "{statement}: {said}");
        }
    }

    async fn check_names_every_kind_of_row_that_was_altered(service: Service) {
        let people = Cast::of(&service).await;
        let dossier = people.dossier(&three(UNDER)).await;
        let case = format!("/applications/{}", withdrawn(&people, &dossier).await);
        let _ = erase(&people.city, &case, "demand").await.expect(200);
        let lent = crate::delegations::lend(&people.head, &people.caseworker, "2018-07-30", "2018-08-10").await;
        let bank = crate::service_accounts::program(&service, "program.bank", &["disclosures"]).await;
        let security = service.sign_in("security.640100").await;
        let payment = crate::standing_purposes::payment(&bank, "640104").await;
        let granted = security.post("/standing-purposes", &payment).await.expect(201).id();
        let program = service.program(&crate::drills::program());
        let (well, said) = program.told(&["check"], "", &[]);
        assert!(well, "{said}");
        for (table, column, told) in [
            ("dossiers", "status_since", format!("dossier {dossier}")),
            ("delegations", "valid_to", format!("delegation {}", lent["id"].as_str().unwrap())),
            ("standing_purposes", "most_a_day", format!("standing purpose {granted}")),
            ("erasure_proposals", "proposed_at", "erasure proposal ".to_owned()),
            ("officers", "version", "officer ".to_owned()),
            ("account_versions", "since", "account version ".to_owned()),
            ("campaigns", "year", "campaign ".to_owned()),
            ("editions", "published_at", "edition ".to_owned()),
        ] {
            if table == "account_versions" && service.master_sql("UPDATE account_versions SET since = since").await.unwrap() == 0 {
                continue;
            }
            alter(&service, &format!("UPDATE {table} SET {column} = {column} + 1")).await;
            let (well, said) = program.told(&["check"], "", &[]);
            assert!(!well && said.contains("WRONG    codes") && said.contains(&told), "{table}: {said}");
            alter(&service, &format!("UPDATE {table} SET {column} = {column} - 1")).await;
        }
        assert!(program.told(&["check"], "", &[]).0);
    }
}
