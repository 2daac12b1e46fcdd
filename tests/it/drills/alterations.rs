//! Does an auditor find every alteration of the log, and is the first bad entry named? Whoever may do anything at the
//! database changes, deletes, inserts, reorders, cuts or rewrites, before a checkpoint that somebody else keeps.

mod hands;

use api::log::{LogKeys, export};
use domain::log::{Checkpoint, Finding, Line, Report, Verifier};
use harness::{Engine, Service, on_both};
use persistence::signing_keys::Purpose;

use super::dice::Dice;
use super::figure::{count, seed};
use crate::log_chain::moment;

use hands::{change, cut, delete, id, insert, reorder, rewrite};

/// What an auditor holds: the public keys, a checkpoint, and how many positions there were.
pub(super) struct Auditor {
    keys: LogKeys,
    kept: Checkpoint,
    entries: Vec<String>,
}

const TABLES: [&str; 4] = ["log_entries", "log_positions", "log_checkpoints", "log_pending"];

async fn lines(service: &Service) -> Vec<Line> {
    let store = service.store().await;
    store.seal_all(moment()).await.unwrap();
    let mut written = Vec::new();
    export(&store, 0, &mut written).await.unwrap().unwrap();
    let text = String::from_utf8(written).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

impl Auditor {
    pub(super) async fn of(service: &Service) -> Self {
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

    pub(super) async fn checks(&self, service: &Service) -> Report {
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
