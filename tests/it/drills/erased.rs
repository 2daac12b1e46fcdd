//! Is nothing of a household left when it was erased? Every value of it, in every form, is looked for in the files of the
//! database and of the papers, and so is the key that opened what is sealed.

use std::path::Path;

use harness::canary::{ADDRESS, CARD, DAUGHTER, PHONE, WORKER, disguises, hex};
use harness::{Engine, Service, json, on_both};

use super::alterations::Auditor;
use crate::cast::Cast;
use crate::decisions::{approved, verify};

/// What is known of the household, each with its octets in GBK. Its workplace is not looked for: a union has its name.
const KNOWN: [(&str, &str); 8] = [
    (WORKER, ""),
    (DAUGHTER, ""),
    (PHONE, ""),
    (CARD, ""),
    (ADDRESS, "d2f8b4a8cad0d0cbc7ecc7f8cabec0fdc2b731bac5"),
    ("丁建华", "b6a1bda8bbaa"),
    ("丁小燕", "b6a1d0a1d1e0"),
    ("纳秀英", "c4c9d0e3d3a2"),
];

/// Octets of that many hexadecimal digits or more are sealed ones, and no ids.
const SEALED: usize = 80;

fn octets(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// All forms in which octets may lie somewhere.
fn forms(value: &[u8]) -> Vec<Vec<u8>> {
    let disguises = disguises(value).into_iter().map(String::into_bytes);
    std::iter::once(value.to_vec()).chain(disguises).collect()
}

/// What is looked for: the name of each, and its forms.
fn canaries() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let all = KNOWN.iter().map(|(value, gbk)| {
        let mut of = forms(value.as_bytes());
        if !gbk.is_empty() {
            of.extend(forms(&octets(gbk)));
        }
        (*value, of)
    });
    all.collect()
}

fn holds(heap: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    let starts = heap.iter().enumerate().filter(|(_, octet)| *octet == first);
    starts.into_iter().any(|(at, _)| heap[at..].starts_with(needle))
}

/// All that lies on the disk, as far as the service keeps it: files as they are, and of PostgreSQL its rows.
async fn disk(service: &Service) -> Vec<u8> {
    let mut all = service.rows(&[]).await.join("\n").into_bytes();
    gather(service.folder(), &mut all);
    all
}

fn gather(folder: &Path, into: &mut Vec<u8>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            gather(&path, into);
        } else {
            into.extend(std::fs::read(path).unwrap_or_default());
        }
    }
}

/// How many papers lie in the folder, each under its id.
fn papers(service: &Service) -> usize {
    let folder = service.folder().join("attachments");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_str().is_some_and(|name| uuid::Uuid::parse_str(name).is_ok())).count()
}

/// The sealed octets in rows of that table that name one of those ids.
fn sealed_in(rows: &[String], table: &str, ids: &[&str]) -> Vec<Vec<u8>> {
    let ids: Vec<String> = ids.iter().map(|id| id.replace('-', "")).collect();
    let of = rows.iter().filter(|row| row.starts_with(table)).map(|row| row.to_lowercase());
    let of = of.filter(|row| ids.iter().any(|id| row.replace('-', "").contains(id.as_str())));
    let words = |row: String| {
        let words = row.split(|c: char| !c.is_ascii_hexdigit()).filter(|word| word.len() >= SEALED);
        words.map(octets).collect::<Vec<_>>()
    };
    of.flat_map(words).collect()
}

on_both! {
    async fn nothing_is_left_of_a_household_that_was_erased(service: Service) {
        let people = Cast::of(&service).await;
        let case = approved(&people, &service).await;
        let path = format!("/dossiers/{}", case.dossier);
        let version = people.county_caseworker.get(&path).await.expect(200).version();
        let close = json!({ "deed": "close" });
        let _ = people.county_caseworker.post_at(&format!("{path}/standing"), version, &close).await.expect(200);
        service.set_clock("2028-08-06T10:00:00+08:00").await;
        let before = disk(&service).await;
        let rows = service.rows(&[]).await;
        let keys = sealed_in(&rows, "subject_keys ", &[&case.id, &case.dossier]);
        assert_eq!(keys.len(), 2);
        let there = |key: &Vec<u8>| holds(&before, key) || holds(&before, hex(key).as_bytes());
        assert!(keys.iter().all(there) && papers(&service) >= 6);
        assert!(canaries().iter().any(|(_, forms)| forms.iter().any(|form| holds(&before, form))));
        let kept = "SELECT count(*) FROM idempotency_keys";
        let answers = service.numbers(kept).await[0];
        let auditor = Auditor::of(&service).await;

        let due = people.city.get("/erasures/due/dossiers").await.expect(200).body;
        assert_eq!((&due["items"][0]["id"], &due["items"][0]["due"]), (&json!(case.dossier), &json!("2028-08-06")));
        let version = people.city.get(&path).await.expect(200).version();
        let why = json!({ "ground": "term", "reasons": "保存期满,经主席办公会同意" });
        let erased = people.city.post_at(&format!("{path}/erasure"), version, &why).await.expect(200);
        assert_eq!(erased.body["applications"], 2);

        let after = disk(&service).await;
        let found: Vec<&str> = canaries()
            .into_iter()
            .filter(|(_, forms)| forms.iter().any(|form| holds(&after, form)))
            .map(|(value, _)| value)
            .collect();
        assert!(found.is_empty(), "{found:?}");
        let left = keys.iter().filter(|key| holds(&after, key) || holds(&after, hex(key).as_bytes())).count();
        assert_eq!((left, papers(&service)), (0, 0));
        let dropped = answers - service.numbers(kept).await[0];
        assert!(dropped >= 10, "{dropped} answers");
        let persons = "SELECT count(*) FROM persons WHERE citizen_id_hash IS NOT NULL OR citizen_id_hash_next IS NOT NULL";
        assert_eq!(service.numbers(persons).await, [0]);
        assert!(auditor.checks(&service).await.holds());
        let (content, said) = verify(&service);
        assert!(content && said.contains(&format!("ERASED  case {}", case.id)) && said.contains(" 0 altered"), "{said}");
        // The sum that is left for the accounts is that of the log.
        let more = match service.engine() {
            Engine::Sqlite => format!("UPDATE applications SET amount_fen = amount_fen + 100 WHERE id = x'{}'", case.id.replace('-', "")),
            Engine::Postgres => format!("UPDATE applications SET amount_fen = amount_fen + 100 WHERE id = '{}'", case.id),
        };
        assert_eq!(service.master_sql(&more).await, Ok(1));
        let (content, said) = verify(&service);
        assert!(!content && said.contains(&format!("ALTERED  case {}", case.id)), "{said}");
        println!("{} values in {} forms: 0 found in {} octets; {dropped} answers dropped", KNOWN.len(),
            canaries().iter().map(|(_, forms)| forms.len()).sum::<usize>(), after.len());
    }
}
