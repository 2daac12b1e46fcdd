//! What is worth a look? What an auditor's eye would catch, counted, against a number that is said; and it accuses nobody.

use std::collections::{BTreeMap, BTreeSet};

use domain::log::Act;
use domain::pattern::{ContactKind, shared_contacts};
use harness::canary::{CARD, PHONE};
use harness::{Client, Service, Value, json, on_both};
use persistence::patterns::Sought;
use persistence::rotation::Turner;
use persistence::{Entry, Logged, Stamp, Store, StoreError, Subject};

use crate::cast::{Case, Cast, newcomer};
use crate::delegations::{enter, lend};
use crate::family::{UNDER, others, three};
use crate::mandates::{account, give, union};
use crate::rotation::{File, noon, turn};

async fn patterns(auditor: &Client, query: &str) -> Vec<Value> {
    auditor.get(&format!("/patterns?kind={query}")).await.expect(200).body["items"]
        .as_array()
        .unwrap()
        .clone()
}

/// Gives whoever has that citizen id another telephone.
async fn telephone(store: &Store, citizen_id: &str, phone: &str) {
    let stamp = Stamp::of_the_service(noon(), "test".to_owned());
    let changed = store.write(&stamp, async |work| -> Result<_, StoreError> {
        let person = work.persons().find_by_citizen_id(citizen_id).await?.unwrap();
        let mut known = work.persons().identifiers(&[person]).await?.remove(&person).unwrap();
        known.phone = Some(phone.parse().unwrap());
        work.persons().change(person, &known).await?;
        Ok(Logged::new((), Entry::new(Act::EnterDossier, Subject::new("test", person.raw()))))
    });
    changed.await.unwrap();
}

/// So many drafts of different families.
async fn drafts(people: &Cast, count: usize) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for number in 0..count {
        cases.push(people.enter(&people.dossier(&others(three(UNDER), number + 1)).await, 2).await);
    }
    cases
}

fn ids(cases: &[&Case<'_>]) -> Value {
    let mut ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    ids.sort_unstable();
    json!(ids)
}

on_both! {
    async fn the_same_two_who_called_on_many_on_one_day_are_told_with_the_cases(service: Service) {
        let people = Cast::of(&service).await;
        let cases = drafts(&people, 3).await;
        for case in &cases {
            case.visit().await;
        }
        let auditor = service.sign_in("auditor.640100").await;
        let told = patterns(&auditor, "same_visitors&least=3").await;
        assert_eq!(told.len(), 1);
        let one = &told[0];
        assert_eq!((&one["found"], &one["least"], &one["day"], &one["case_count"]), (&json!(3), &json!(3), &json!("2018-07-30"), &json!(3)));
        assert_eq!(one["cases"], ids(&cases.iter().collect::<Vec<_>>()));
        let mut visitors = people.visitors.as_array().unwrap().clone();
        visitors.sort_by_key(|id| id.as_str().unwrap().to_owned());
        assert_eq!(one["officers"], json!(visitors));
        assert!(one["text"].as_str().unwrap().contains("一日走访3户(3户起提示)。仅供查看,不表示有问题"), "{one}");
        let campaign = auditor.get("/campaigns").await.expect(200).body["items"][0]["id"].as_str().unwrap().to_owned();
        for (query, count) in [
            ("same_visitors".to_owned(), 0), ("same_visitors&least=4".to_owned(), 0),
            (format!("same_visitors&least=3&campaign={campaign}&from=2018-07-30&to=2018-07-30"), 1),
            (format!("same_visitors&least=3&campaign={}", cases[0].id), 0),
            ("same_visitors&least=3&from=2018-07-31".to_owned(), 0), ("same_visitors&least=3&to=2018-07-29".to_owned(), 0),
        ] {
            assert_eq!(patterns(&auditor, &query).await.len(), count, "{query}");
        }
        let county = newcomer(&service, "auditor.640105", "auditor", "640105").await;
        let _ = give(&service.sign_in("security.640100").await, &account(&county).await, "640105").await.expect(200);
        assert_eq!(patterns(&county, "same_visitors&least=1").await, Vec::<Value>::new());
        for who in ["head.640100", "security.640100", "caseworker.04fz01"] {
            service.sign_in(who).await.get("/patterns?kind=same_visitors").await.refused(403, "forbidden");
        }
        // Of all kinds, each from its own number on.
        assert_eq!(auditor.get("/patterns?total=true").await.expect(200).body["total"], 0);
        assert_eq!(auditor.get("/patterns?least=3").await.expect(200).body["items"], json!(told));
        auditor.get("/patterns?kind=guilt").await.refused(400, "bad_query");
    }

    async fn exceptions_by_one_officer_are_a_share_of_the_unions_cases(service: Service) {
        let people = Cast::of(&service).await;
        let cases = drafts(&people, 3).await;
        for case in &cases[..2] {
            let evidence = case.attach("undertaking").await;
            let exception = json!({"excepted": "late_paper", "papers": ["income_proof"], "until": "2018-08-20",
                "reasons": "情况属实", "evidence": [evidence]});
            let _ = people.county.post_at(&case.path("/exceptions"), case.version().await, &exception).await.expect(200);
        }
        let auditor = service.sign_in("auditor.640100").await;
        let told = patterns(&auditor, "many_exceptions").await;
        assert_eq!((told.len(), &told[0]["found"], &told[0]["of"]), (1, &json!(2), &json!(3)));
        assert_eq!((&told[0]["officers"], &told[0]["cases"]), (&json!([crate::cast::officer(&people.county).await]), &ids(&[&cases[0], &cases[1]])));
        assert_eq!(patterns(&auditor, "many_exceptions&least=66").await.len(), 1);
        assert_eq!(patterns(&auditor, "many_exceptions&least=67").await.len(), 0);
    }

    async fn who_takes_and_decides_and_who_works_at_night_is_told(service: Service) {
        let people = Cast::of(&service).await;
        let clerk = newcomer(&service, "clerk.04fz01", "caseworker", "04FZ01").await;
        let lent = lend(&people.head, &people.caseworker, "2018-07-30", "2018-08-10").await;
        let beside = Cast { caseworker: clerk, ..Cast::of(&service).await };
        let (taken, decided) = (&drafts(&people, 1).await[0], beside.enter(&beside.dossier(&others(three(UNDER), 9)).await, 2).await);
        for case in [taken, &decided] {
            case.papers().await;
        }
        taken.act(&people.caseworker, "submit").await;
        decided.act(&beside.caseworker, "submit").await;
        let auditor = service.sign_in("auditor.640100").await;
        assert_eq!(patterns(&auditor, "takes_and_decides&least=1").await.len(), 0);
        assert_eq!(patterns(&auditor, "out_of_hours&least=1").await.len(), 0);
        service.set_clock("2018-07-31T22:00:00+08:00").await;
        let (acting, _) = enter(&people.caseworker, &lent).await;
        let _ = decided.does(&acting, json!({"action": "reject", "note": "不符合条件"})).await.expect(200);
        let officer = json!([crate::cast::officer(&people.caseworker).await]);
        let told = patterns(&auditor, "takes_and_decides&least=1").await;
        assert_eq!((told.len(), &told[0]["officers"], &told[0]["cases"]), (1, &officer, &ids(&[taken, &decided])));
        let night = patterns(&auditor, "out_of_hours&least=1").await;
        assert_eq!((night.len(), &night[0]["officers"], &night[0]["cases"]), (1, &officer, &ids(&[&decided])));
        assert_eq!((&night[0]["found"], &night[0]["of"]), (&json!(1), &json!(2)));
        assert_eq!(patterns(&auditor, "out_of_hours&least=1&to=2018-07-30").await.len(), 0);
    }

    async fn households_with_one_telephone_or_card_are_told_and_neither_is_shown(service: Service) {
        let people = Cast::of(&service).await;
        let mut other = others(three(UNDER), 9);
        other["members"][0]["identifiers"]["phone"] = json!(PHONE);
        other["members"][0]["identifiers"]["card"] = json!(CARD);
        let one = people.enter(&people.dossier(&three(UNDER)).await, 2).await;
        let two = people.enter(&people.dossier(&other).await, 2).await;
        let _ = drafts(&people, 3).await.pop();
        let auditor = service.sign_in("auditor.640100").await;
        let told = patterns(&auditor, "shared_contact").await;
        assert_eq!(told.len(), 2);
        let mut kinds: Vec<&str> = told.iter().map(|one| one["contact"].as_str().unwrap()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["card", "phone"]);
        for pattern in &told {
            assert_eq!((&pattern["found"], &pattern["cases"]), (&json!(2), &ids(&[&one, &two])));
            let text = pattern.to_string();
            assert!(!text.contains(PHONE) && !text.contains(CARD), "{text}");
        }
        let first = auditor.get("/patterns?kind=shared_contact&limit=1&total=true").await.expect(200).body;
        assert_eq!((&first["items"], &first["total"]), (&json!([told[0]]), &json!(2)));
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = auditor.get(&format!("/patterns?kind=shared_contact&limit=1&cursor={cursor}")).await.expect(200).body;
        assert_eq!((&rest["items"], &rest["next_cursor"]), (&json!([told[1]]), &Value::Null));
        // Another number is another household's.
        other["members"][0]["identifiers"]["phone"] = json!("13995000077");
        let _ = two.household(&other).await.expect(200);
        let told = patterns(&auditor, "shared_contact").await;
        assert_eq!((told.len(), &told[0]["contact"]), (1, &json!("card")));
    }

    async fn telephones_and_cards_are_compared_at_each_step_of_a_rotation_and_no_mark_is_left_as_it_was(service: Service) {
        let file = File::new();
        let service = service.restart_with(file.source()).await;
        let people = Cast::of(&service).await;
        let (mut two, third) = (others(three(UNDER), 9), others(three(UNDER), 11));
        two["members"][0]["identifiers"]["phone"] = json!(PHONE);
        // Who has no citizen id on record goes over, too.
        two["members"][2]["identifiers"] = json!({ "card": CARD });
        for household in [&three(UNDER), &two, &third] {
            let _ = people.enter(&people.dossier(household).await, 2).await;
        }
        let number = third["members"][0]["identifiers"]["citizen_id"].as_str().unwrap();
        let store = file.store(&service).await;
        let city = serde_json::from_value(union(&people.city, "640100").await).unwrap();
        let sought = Sought { union: city, campaign: None, from: None, to: None };
        let seen = async |phone: &str| {
            telephone(&store, number, phone).await;
            store.read(async |work| work.patterns().contacts(&sought).await).await.unwrap()
        };
        let (mut at, mut turner) = (noon(), Turner::new().unwrap());
        for (newer, emptied) in [(2, "mark"), (3, "mark_next")] {
            let before: BTreeSet<Vec<u8>> = seen(PHONE).await.into_iter().map(|one| one.mark).collect();
            file.add(newer);
            store.announce_key(newer, at).await.unwrap();
            let mut done = None;
            for step in 0..200 {
                let shares = step % 2 == 0;
                let expected = [(ContactKind::Phone, if shares { 3 } else { 2 }), (ContactKind::Card, 2)];
                let phone = if shares { PHONE } else { "13995000077" };
                let shared = shared_contacts(&seen(phone).await, 2).into_iter();
                let found: BTreeMap<_, _> = shared.map(|one| (one.contact.unwrap(), one.found)).collect();
                assert_eq!(found, BTreeMap::from(expected), "version {newer}, step {step}");
                done = turn(&store, &mut turner, &mut at, 1).await;
                if done.is_some() {
                    break;
                }
            }
            assert_eq!(done, Some(newer));
            let after = seen(PHONE).await;
            assert!(after.iter().all(|one| !before.contains(&one.mark)), "a mark under the key that was");
            let left = format!("SELECT count(*) FROM contact_marks WHERE {emptied} IS NOT NULL");
            assert_eq!(service.numbers(&left).await, [0]);
            store.retire_key(newer - 1, at).await.unwrap();
        }
        let kept = service.numbers("SELECT count(*) FROM contact_marks").await;
        assert_eq!(kept, [5], "two of one household, two of the other, and the telephone of the third");
    }
}
