//! Does an auditor find every alteration of the log, and is the first bad entry named? Whoever may do anything at the
//! database changes, deletes, inserts, reorders, cuts or rewrites, before a checkpoint that somebody else keeps.

use api::log::{LogKeys, export};
use domain::log::{Checkpoint, Finding, Line, Link, Place, Report, Verifier};
use harness::{Engine, Service, on_both};
use persistence::signing_keys::{Purpose, SigningKey};

use super::dice::Dice;
use super::figure::{count, seed};
use crate::log_chain::moment;

/// What is done to the log, and the position that must be named first; none where an entry is put in without any.
type Alteration = (String, Vec<String>, Option<u64>);

/// What an auditor holds: the public keys, a checkpoint, and how many positions there were.
struct Auditor {
    keys: LogKeys,
    kept: Checkpoint,
    entries: Vec<String>,
}

const TABLES: [&str; 4] = ["log_entries", "log_positions", "log_checkpoints", "log_pending"];

/// The entry at a position, as the database writes its id.
fn id(engine: Engine, of: uuid::Uuid) -> String {
    match engine {
        Engine::Sqlite => format!("x'{}'", of.simple()),
        Engine::Postgres => format!("'{of}'"),
    }
}

/// Octets, as the database writes them.
fn octets(engine: Engine, of: &[u8]) -> String {
    let digits = harness::canary::hex(of);
    match engine {
        Engine::Sqlite => format!("x'{digits}'"),
        Engine::Postgres => format!("'\\x{digits}'"),
    }
}

async fn lines(service: &Service) -> Vec<Line> {
    let store = service.store().await;
    store.seal_all(moment()).await.unwrap();
    let mut written = Vec::new();
    export(&store, 0, &mut written).await.unwrap().unwrap();
    let text = String::from_utf8(written).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

impl Auditor {
    async fn of(service: &Service) -> Self {
        let lines = lines(service).await;
        let store = service.store().await;
        let keys = store.read(async |work| work.signing_keys(Purpose::Log).await).await.unwrap();
        let kept = store.read(async |work| work.last_checkpoint().await).await.unwrap().unwrap();
        let entries = lines.iter().filter_map(|line| match line {
            Line::Position { entry: Some(entry), .. } => Some(id(service.engine(), entry.id.raw())),
            _ => None,
        });
        Self { keys: LogKeys::of(keys), entries: entries.collect(), kept }
    }

    async fn checks(&self, service: &Service) -> Report {
        let mut verifier = Verifier::new(&self.keys, Some(self.kept.clone()));
        for line in lines(service).await {
            verifier.take(&line);
        }
        verifier.finish()
    }

    fn entry(&self, position: u64) -> &str {
        &self.entries[usize::try_from(position).unwrap() - 1]
    }
}

/// The first position that a finding names.
const fn named(finding: &Finding) -> Option<u64> {
    match finding {
        Finding::Altered { position, .. }
        | Finding::Rewritten { position }
        | Finding::Disordered { position }
        | Finding::Forked { position }
        | Finding::AnotherLog { position }
        | Finding::ForgedCheckpoint { position }
        | Finding::Missing { first: position, .. } => Some(*position),
        Finding::Cut { ends, .. } => Some(*ends + 1),
        _ => None,
    }
}

fn change(dice: &mut Dice, auditor: &Auditor, at: u64) -> Alteration {
    let entry = auditor.entry(at);
    let (table, key) = if dice.one_in(3) {
        ("log_positions", format!("position = {at}"))
    } else {
        ("log_entries", format!("id = {entry}"))
    };
    let to = match table {
        "log_positions" => {
            dice.pick(&["link = substr(signature, 1, 32)", "signature = link", "signature = link || link"])
        }
        _ => dice.pick(&[
            "at = at + 1",
            "act = 'sign_out_'",
            "account = NULL, officer = subject",
            "union_id = id",
            "subject = id",
            "subject_kind = 'nothing'",
            "request_id = request_id || 'x'",
            "detail = mac",
            "delegation = id",
        ]),
    };
    (format!("change {to} at {at}"), vec![format!("UPDATE {table} SET {to} WHERE {key}")], Some(at))
}

fn delete(dice: &mut Dice, auditor: &Auditor, at: u64) -> Alteration {
    let mut all = vec![format!("DELETE FROM log_entries WHERE id = {}", auditor.entry(at))];
    if dice.one_in(2) {
        all.push(format!("DELETE FROM log_positions WHERE position = {at}"));
    }
    (format!("delete {at}"), all, Some(at))
}

fn insert(dice: &mut Dice, auditor: &Auditor, engine: Engine, at: u64) -> Alteration {
    let new = id(engine, uuid::Uuid::from_u128(u128::from(at) << 64));
    let entry = format!(
        "INSERT INTO log_entries (id, at, account, officer, union_id, act, subject_kind, subject, request_id, detail, mac, delegation) \
         SELECT {new}, at, account, officer, union_id, act, subject_kind, subject, request_id, detail, mac, delegation \
         FROM log_entries WHERE id = {}",
        auditor.entry(at)
    );
    let mut all = vec![entry];
    // Between two others, with all that follows moved on by one; or without a position.
    let named = dice.one_in(2).then(|| {
        all.push(format!("UPDATE log_positions SET position = position + 1000000 WHERE position >= {at}"));
        all.push("UPDATE log_positions SET position = position - 999999 WHERE position > 1000000".to_owned());
        all.push(format!(
            "INSERT INTO log_positions (position, entry, link, signature) SELECT {at}, {new}, link, signature FROM log_positions WHERE position = {at} + 1"
        ));
        at
    });
    (format!("insert at {at}, with a position: {}", named.is_some()), all, named)
}

fn reorder(auditor: &Auditor, engine: Engine, at: u64) -> Alteration {
    let other = at % (auditor.kept.position - 1) + 1;
    let other = if other == at { other + 1 } else { other };
    let (first, second) = (auditor.entry(at), auditor.entry(other));
    let spare = id(engine, uuid::Uuid::max());
    let all = vec![
        format!("UPDATE log_positions SET entry = {spare} WHERE position = {at}"),
        format!("UPDATE log_positions SET entry = {first} WHERE position = {other}"),
        format!("UPDATE log_positions SET entry = {second} WHERE position = {at}"),
    ];
    (format!("reorder {at} and {other}"), all, Some(at.min(other)))
}

fn cut(at: u64) -> Alteration {
    let gone = format!("IN (SELECT entry FROM log_positions WHERE position >= {at})");
    let all = vec![
        format!("DELETE FROM log_entries WHERE id {gone}"),
        format!("DELETE FROM log_checkpoints WHERE position >= {at}"),
        format!("DELETE FROM log_positions WHERE position >= {at}"),
    ];
    (format!("cut from {at}"), all, Some(at))
}

/// The log from there on, chained anew over a changed entry and signed with a key of one's own.
fn rewrite(lines: &[Line], engine: Engine, at: u64) -> Alteration {
    let thief = SigningKey::generate(uuid::Uuid::max()).unwrap();
    let signer = thief.signer().unwrap();
    let (mut link, mut all) = (Link::ORIGIN, Vec::new());
    for line in lines {
        match line {
            Line::Position { position, link: known, .. } if *position < at => link = *known,
            Line::Position { position, entry: Some(entry), .. } => {
                let mut entry = entry.clone();
                if *position == at {
                    "sign_out_".clone_into(&mut entry.act);
                    all.push(format!(
                        "UPDATE log_entries SET act = 'sign_out_' WHERE id = {}",
                        id(engine, entry.id.raw())
                    ));
                }
                link = link.next(*position, &entry.digest());
                let signature =
                    signer.sign(&Place { position: *position, digest: entry.digest(), link }.text());
                let (link, signature) = (octets(engine, &link.octets()), octets(engine, &signature));
                all.push(format!("UPDATE log_positions SET link = {link}, signature = {signature} WHERE position = {position}"));
            }
            Line::Checkpoint(known) if known.position >= at => {
                let signature =
                    signer.sign(&Checkpoint::text(known.position, link, known.at_micros, &known.key));
                let (link, signature) = (octets(engine, &link.octets()), octets(engine, &signature));
                all.push(format!(
                    "UPDATE log_checkpoints SET link = {link}, signature = {signature} WHERE position = {}",
                    known.position
                ));
            }
            _ => {}
        }
    }
    (format!("rewrite from {at}"), all, Some(at))
}

/// Keeps a copy of the log, and lets go of what holds it fast, as whoever owns the database can.
async fn prepare(service: &Service) {
    if service.engine() == Engine::Sqlite {
        for trigger in [
            "entries_wait",
            "entries_stay",
            "entries_remain",
            "positions_stay",
            "positions_remain",
            "checkpoints_stay",
            "checkpoints_remain",
        ] {
            let _ = service.master_sql(&format!("DROP TRIGGER log_{trigger}")).await.unwrap();
        }
    }
    for table in TABLES {
        let _ =
            service.master_sql(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await.unwrap();
    }
}

async fn put_back(service: &Service) {
    let all =
        TABLES.map(|table| format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}"));
    let _ = service.master_sql(&all.join("; ")).await.unwrap();
}

on_both! {
    async fn every_alteration_of_the_log_is_found(service: Service) {
        let alterations = count(60, 1000);
        let mut dice = Dice((seed() << 1) | 1);
        for username in harness::cast().iter().take(8) {
            let _ = service.sign_in(username).await;
        }
        let auditor = Auditor::of(&service).await;
        assert!(auditor.checks(&service).await.holds());
        let whole = lines(&service).await;
        prepare(&service).await;
        let (engine, last) = (service.engine(), auditor.kept.position);
        let mut found = 0;
        for number in 0..alterations {
            let at = 1 + dice.roll(last);
            let (what, statements, first) = match number % 6 {
                0 => change(&mut dice, &auditor, at),
                1 => delete(&mut dice, &auditor, at),
                2 => insert(&mut dice, &auditor, engine, at),
                3 => reorder(&auditor, engine, at),
                4 => cut(at),
                _ => rewrite(&whole, engine, at),
            };
            let _ = service.master_sql(&statements.join("; ")).await.unwrap_or_else(|error| panic!("{what}: {error}"));
            let report = auditor.checks(&service).await;
            let told = report.findings.iter().find_map(named);
            assert!(!report.holds(), "{what}: not found");
            match first {
                Some(first) => assert_eq!(told, Some(first), "{what}: {:?}", &report.findings[..1]),
                None => assert!(matches!(report.findings[0], Finding::Outside { .. }), "{what}: {:?}", report.findings),
            }
            found += 1;
            put_back(&service).await;
            assert!(auditor.checks(&service).await.holds(), "after {what}");
        }
        let gone = TABLES.map(|table| format!("DROP TABLE kept_{table}"));
        let _ = service.master_sql(&gone.join("; ")).await.unwrap();
        println!("alterations {alterations} of {last} positions, found {found} (limit: all): kept");
    }
}
