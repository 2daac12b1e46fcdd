//! Do the keys turn while everybody works, whoever is stopped in between? With the steps taken one by one, and the time told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use harness::{Service, json, on_both};
use persistence::rotation::{EVERYBODY_KNOWS, RotationError, Step, Turner};
use persistence::survey::Coded;
use persistence::{KeyFault, Root, Roots, Source, Store, StoreError, Used};
use uuid::Uuid;

use crate::cast::Cast;
use crate::family::{UNDER, three};

const WORKER: &str = "640104197405121014";

/// A key file that somebody writes into while the service runs.
#[derive(Clone)]
pub(crate) struct File(Arc<Mutex<Roots>>);

impl File {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Roots::one(harness::root()))))
    }

    pub(crate) fn add(&self, version: u16) {
        let _ = self.0.lock().unwrap().versions.insert(version, Root::random().unwrap());
    }

    pub(crate) fn source(&self) -> Source {
        let file = Arc::clone(&self.0);
        Box::new(move || Ok(file.lock().unwrap().clone()))
    }

    pub(crate) async fn store(&self, service: &Service) -> Store {
        service.store_with(self.source()).await
    }
}

fn later(at: domain::time::Instant) -> domain::time::Instant {
    at.plus_seconds(EVERYBODY_KNOWS.as_secs().cast_signed())
}

pub(crate) fn noon() -> domain::time::Instant {
    "2026-01-01T12:00:00+08:00".parse().unwrap()
}

/// Turns until it is done or so many steps are made, the time passing where it waits.
pub(crate) async fn turn(
    store: &Store,
    turner: &mut Turner,
    at: &mut domain::time::Instant,
    most: usize,
) -> Option<u16> {
    for _ in 0..most {
        match turner.step(store, *at).await.unwrap() {
            Step::Done(version) => return Some(version),
            Step::Waits(until) => *at = until,
            Step::Changed(_) | Step::Rows { .. } => {}
        }
    }
    None
}

async fn used(store: &Store) -> Used {
    store.key_versions().await.unwrap().0
}

async fn found(store: &Store) -> bool {
    store.read(async |work| work.persons().find_by_citizen_id(WORKER).await).await.unwrap().is_some()
}

async fn left(service: &Service, version: u8) -> i64 {
    let under = |table: &str, column: &str| match service.engine() {
        harness::Engine::Sqlite => {
            format!("(SELECT count(*) FROM {table} WHERE hex(substr({column},1,3)) = '0100{version:02X}')")
        }
        harness::Engine::Postgres => {
            format!(
                "(SELECT count(*) FROM {table} WHERE encode(substr({column},1,3),'hex') = '0100{version:02x}')"
            )
        }
    };
    let all = [
        ("persons", "sealed"),
        ("officers", "sealed"),
        ("subject_keys", "sealed"),
        ("signing_keys", "sealed"),
        ("sessions", "answer"),
        ("idempotency_keys", "answer"),
        ("key_states", "lasting"),
    ];
    let sum = all.map(|(table, column)| under(table, column)).join(" + ");
    service.numbers(&format!("SELECT {sum}")).await[0]
}

on_both! {
    async fn everything_goes_over_to_the_next_version_and_the_old_root_is_not_needed(service: Service) {
        let file = File::new();
        let service = service.restart_with(file.source()).await;
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.papers().await;
        let matter = case.view().await["matter"].clone();
        let sent = people.caseworker.request(harness::Method::POST, "/dossiers/search").key("again");
        let first = sent.json(&json!({ "citizen_id": WORKER })).send().await.expect(200);
        let store = file.store(&service).await;
        let (mut at, mut turner) = (noon(), Turner::new().unwrap());
        let altered = "UPDATE officers SET name = '某人' WHERE id = (SELECT officer FROM accounts WHERE username = 'auditor.640100')";
        assert_eq!(service.master_sql(altered).await.unwrap(), 1);
        for (newer, hash, hash_next) in [(2, None, Some(2)), (3, Some(3), None)] {
            let old = newer - 1;
            assert!(left(&service, old).await > 0);
            assert!(matches!(store.announce_key(newer.into(), at).await, Err(RotationError::NotHeld(_))));
            file.add(newer.into());
            store.announce_key(newer.into(), at).await.unwrap();
            assert_eq!(used(&store).await.sealing, u16::from(old), "announced only");
            assert_eq!(turn(&store, &mut turner, &mut at, 200).await, Some(newer.into()));
            assert_eq!(used(&store).await, Used { sealing: newer.into(), hash, hash_next });
            assert_eq!(left(&service, old).await, 0);
            assert!(found(&store).await);
            store.retire_key(old.into(), at).await.unwrap();
        }
        // Codes go with the rows, and none makes a row good that was altered.
        let officers = store.read(async |work| work.examine_coded(Coded::Officers, Uuid::nil(), 200).await).await.unwrap();
        assert_eq!((officers.len() > 10, officers.iter().filter(|(_, own)| !own).count()), (true, 1));
        // With the newest root alone, in another process, everything opens and is found.
        file.0.lock().unwrap().versions.retain(|version, _| *version == 3);
        let service = service.restart_with(file.source()).await;
        let people = Cast::of(&service).await;
        assert_eq!(people.caseworker.get(&case.path("")).await.expect(200).body["matter"], matter);
        let sent = people.caseworker.request(harness::Method::POST, "/dossiers/search").key("again");
        assert_eq!(sent.json(&json!({ "citizen_id": WORKER })).send().await.expect(200).body, first.body);
    }

    async fn whoever_is_stopped_goes_on_and_two_at_once_do_no_harm(service: Service) {
        let file = File::new();
        let service = service.restart_with(file.source()).await;
        let people = Cast::of(&service).await;
        let _ = people.dossier(&three(UNDER)).await;
        let store = file.store(&service).await;
        file.add(2);
        let mut at = noon();
        store.announce_key(2, at).await.unwrap();
        // Each makes some steps and is never seen again; its turn is over when it has been silent for so long.
        let mut done = None;
        for most in 1..60 {
            at = at.plus_seconds(30);
            done = turn(&store, &mut Turner::new().unwrap(), &mut at, most).await;
            assert!(found(&store).await);
            if done.is_some() {
                break;
            }
        }
        assert_eq!((done, left(&service, 1).await), (Some(2), 0));
        let (one, other) = (Turner::new().unwrap(), Turner::new().unwrap());
        at = at.plus_seconds(30);
        let _ = one.begin(&store, at).await.unwrap();
        assert!(matches!(other.begin(&store, at).await, Err(RotationError::Busy(_))));
        let _ = other.begin(&store, at.plus_seconds(60)).await.unwrap();
    }

    async fn nothing_seals_before_every_process_holds_it(service: Service) {
        let (file, copy) = (File::new(), File::new());
        let service = service.restart_with(file.source()).await;
        let (store, elsewhere) = (file.store(&service).await, copy.store(&service).await);
        file.add(2);
        let mut at = noon();
        store.announce_key(2, at).await.unwrap();
        elsewhere.attend_keys(at).await.unwrap();
        let mut turner = Turner::new().unwrap();
        assert!(matches!(turner.step(&store, at).await.unwrap(), Step::Waits(_)), "others must hear of it first");
        at = later(at);
        let objected = turner.step(&store, at).await;
        assert!(matches!(objected, Err(RotationError::Objected { version: 2, processes: 1 })), "{objected:?}");
        // Another root of that number is not that version.
        copy.add(2);
        store.announce_key(2, at).await.unwrap();
        elsewhere.attend_keys(at).await.unwrap();
        at = later(at);
        assert!(matches!(turner.step(&store, at).await, Err(RotationError::Objected { .. })));
        assert_eq!(used(&store).await.sealing, 1);
        // With the same file it does not object, and a new process reads the file by itself.
        *copy.0.lock().unwrap() = file.0.lock().unwrap().clone();
        let elsewhere = copy.store(&service).await;
        store.announce_key(2, at).await.unwrap();
        elsewhere.attend_keys(at).await.unwrap();
        at = later(at);
        assert!(matches!(turner.step(&store, at).await.unwrap(), Step::Changed(_)));
        let stranger = File::new().store(&service).await;
        let refused = stranger.read(async |_| Ok::<_, StoreError>(())).await;
        assert!(matches!(refused, Err(StoreError::Keys(KeyFault::NotHeld(2)))), "{refused:?}");
    }

    async fn a_version_in_use_is_not_retired(service: Service) {
        let file = File::new();
        let service = service.restart_with(file.source()).await;
        let store = file.store(&service).await;
        file.add(2);
        let mut at = noon();
        store.announce_key(2, at).await.unwrap();
        for version in [1, 2] {
            assert!(matches!(store.retire_key(version, at).await, Err(RotationError::InUse(_))));
        }
        let mut turner = Turner::new().unwrap();
        while used(&store).await.sealing == 1 {
            let _ = turn(&store, &mut turner, &mut at, 1).await;
        }
        assert!(matches!(store.retire_key(1, later(at)).await, Err(RotationError::InUse(1))));
        assert!(matches!(store.announce_key(3, at).await, Err(RotationError::NotHeld(3))));
        file.add(3);
        assert!(matches!(store.announce_key(3, at).await, Err(RotationError::InUse(_))), "one after the other");
        let under = store.rows_under(|_| true).await.unwrap();
        let mut tables: BTreeMap<&str, usize> = BTreeMap::new();
        for (table, version, rows) in under {
            assert_eq!(version, 1);
            *tables.entry(table).or_default() += rows;
        }
        assert!(tables["officers"] > 10 && tables["subject_keys"] > 0, "{tables:?}");
    }
}
