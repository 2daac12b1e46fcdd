//! Do the keys of a whole city turn under load, with the command killed in the middle? No request fails, nobody's citizen id
//! is ever taken twice, and afterwards the new root alone opens and finds everything.

use std::collections::BTreeMap;
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use domain::id::PersonId;
use domain::log::Act;
use domain::person::Identifiers;
use harness::{Answer, Client, Engine, Method, Process, Request, Value, json, race, run_apart};
use persistence::{Entry, Logged, Stamp, Store, StoreError, Subject};

use super::figure::{at_most, count, judged, program, seed};
use crate::family::{UNDER, citizen_id, three};

const WORKER: &str = "640104197405121014";
/// Born in this year are the persons who are there, in the next one the officers.
const YEAR: usize = 1960;
/// Persons that are entered, or looked for, in one transaction.
const AT_ONCE: usize = 100;
/// Between two rounds of the load in the ordinary run, where others want the machine, too.
const BREATH: Duration = Duration::from_millis(200);

fn stamp() -> Stamp {
    Stamp::of_the_service(api::clock::Clock::system().real(), "drill".to_owned())
}

fn known(number: usize) -> Identifiers {
    Identifiers { citizen_id: Some(citizen_id(YEAR, number).parse().unwrap()), ..Identifiers::default() }
}

/// Enters, or keeps again, those persons: who each of them is.
async fn keep(store: &Store, numbers: &[usize]) -> Result<BTreeMap<usize, PersonId>, StoreError> {
    store
        .write(&stamp(), async |work| -> Result<_, StoreError> {
            let mut kept = BTreeMap::new();
            for number in numbers {
                let person = match work.persons().find_by_citizen_id(&citizen_id(YEAR, *number)).await? {
                    Some(person) => {
                        work.persons().change(person, &known(*number)).await?;
                        person
                    }
                    None => work.persons().add(&known(*number)).await?,
                };
                let _ = kept.insert(*number, person);
            }
            let entry = Entry::new(Act::EnterDossier, Subject::new("drill", uuid::Uuid::nil()));
            Ok(Logged::new(kept, entry))
        })
        .await
}

/// A family of today: the program's clock is the real one.
fn family() -> Value {
    let mut household = three(UNDER);
    household["hardship_category"] = json!("accident");
    json!({ "household": household })
}

/// Sends it once where figures are judged; beside other tests a busy service may tell whoever asks to come again.
async fn asked(request: Request) -> Answer {
    if judged() { request.once().send().await } else { request.send().await }
}

/// Who works while the keys turn, and what comes of it.
struct Load {
    clients: Vec<Client>,
    store: Store,
    persons: BTreeMap<usize, PersonId>,
    officers: usize,
    stop: AtomicBool,
    reads: AtomicUsize,
    writes: AtomicUsize,
    refused: AtomicUsize,
    errors: AtomicUsize,
}

impl Load {
    fn note(&self, figure: &AtomicUsize, fits: bool, what: &str) {
        let _ = figure.fetch_add(1, Ordering::Relaxed);
        if !fits {
            println!("failed: {what}");
            let _ = self.errors.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn officer(&self, client: &Client, number: usize) -> Answer {
        let body = json!({ "name": "白云飞", "citizen_id": citizen_id(YEAR + 1, number) });
        asked(client.request(Method::POST, "/officers").json(&body)).await
    }

    /// One of everything: what is there is found, a newcomer comes in once, and nobody comes in twice.
    async fn round(&self, by: usize, number: usize) {
        let [admin, caseworker, other] = [0, 1, 2].map(|role| &self.clients[(by % 2) * 3 + role]);
        let elsewhere = &self.clients[(by + 1) % 2 * 3];
        let search =
            caseworker.request(Method::POST, "/dossiers/search").json(&json!({ "citizen_id": WORKER }));
        let found = asked(search).await;
        let items = found.body["items"].as_array().map_or(0, Vec::len);
        self.note(&self.reads, found.status == 200 && items == 1, &found.text);
        let list = asked(other.request(Method::GET, "/dossiers")).await;
        self.note(&self.reads, list.status == 200, &list.text);
        let there = self.officer(admin, number % self.officers).await;
        self.note(&self.refused, there.status == 409, &there.text);
        let new = self.officers + number;
        let came = self.officer(admin, new).await;
        self.note(&self.writes, came.status == 201, &came.text);
        let again = self.officer(elsewhere, new).await;
        self.note(&self.refused, again.status == 409, &again.text);
        let family = asked(caseworker.request(Method::POST, "/dossiers").json(&family())).await;
        self.note(&self.refused, family.status == 409, &family.text);
        let chosen = number * 7919 % self.persons.len();
        match keep(&self.store, &[chosen]).await {
            Ok(kept) => self.note(&self.writes, kept[&chosen] == self.persons[&chosen], "another person"),
            Err(error) => self.note(&self.writes, false, &error.to_string()),
        }
    }

    async fn work(&self, by: usize, of: usize, first: usize) {
        let mut number = first + by;
        while !self.stop.load(Ordering::Relaxed) {
            self.round(by, number).await;
            number += of;
            if !judged() {
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

/// Waits, while others work, until it has ended: whether it did what it should.
async fn ended(child: &mut Child) -> bool {
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Rotates to the end, and is killed once some of the rows have gone over.
async fn rotate(process: &Process, rows: i64) {
    let moved = match process.engine() {
        Engine::Sqlite => "SELECT count(*) FROM persons WHERE hex(substr(sealed, 1, 3)) = '010002'",
        Engine::Postgres => {
            "SELECT count(*) FROM persons WHERE encode(substr(sealed, 1, 3), 'hex') = '010002'"
        }
    };
    let mut child = process.begin(&["keys", "rotate"]);
    while process.numbers(moved).await[0] <= rows / 3 && child.try_wait().unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    child.kill().unwrap();
    let _ = child.wait().unwrap();
    let gone = process.numbers(moved).await[0];
    println!("killed when {gone} of {rows} persons had gone over");
    assert!(process.numbers("SELECT CAST(sealing AS bigint) FROM key_states").await[0] == 2 && gone > 0);
    let mut again = process.begin(&["keys", "rotate"]);
    assert!(ended(&mut again).await, "{}", process.said());
    assert!(process.said().contains("jinqiu keys retire 1"), "{}", process.said());
    // Whoever waited here without letting the load go on would stop it in a turn, with the file locked.
    let mut retiring = process.begin(&["keys", "retire", "1"]);
    assert!(ended(&mut retiring).await, "{}", process.said());
}

/// With what the key file holds now: everything opens, and every person is found by the citizen id, once.
async fn holds(process: &Process, load: &Load) {
    let text = std::fs::read_to_string(process.key_file()).unwrap();
    assert!(text.lines().all(|line| line.starts_with('#') || line.starts_with("2 ")), "the old root is gone");
    let store = process.store().await;
    assert_eq!(store.rows_under(|_| true).await.unwrap(), []);
    let persons: Vec<(&usize, &PersonId)> = load.persons.iter().collect();
    let mut found = 0;
    for chunk in persons.chunks(AT_ONCE) {
        found += store
            .read(async |work| -> Result<_, StoreError> {
                let ids: Vec<PersonId> = chunk.iter().map(|(_, id)| **id).collect();
                let opened = work.persons().identifiers(&ids).await?;
                let mut found = 0;
                for (number, id) in chunk {
                    let by = work.persons().find_by_citizen_id(&citizen_id(YEAR, **number)).await?;
                    found += usize::from(by == Some(**id) && opened[*id] == known(**number));
                }
                Ok(found)
            })
            .await
            .unwrap();
    }
    println!("{found} of {} persons open with the new root alone and are found by it", persons.len());
    assert_eq!(found, persons.len());
    for table in ["persons", "officers"] {
        let old = format!("SELECT count(*) FROM {table} WHERE citizen_id_hash IS NOT NULL");
        assert_eq!(process.numbers(&old).await, [0], "{table}: a hash under the old version");
        let twice =
            format!("SELECT count(citizen_id_hash_next) - count(DISTINCT citizen_id_hash_next) FROM {table}");
        assert_eq!(process.numbers(&twice).await, [0], "{table}: a citizen id twice");
    }
}

async fn turn(engine: Engine, mut process: Process) {
    let (rows, tasks) = (count(1000, 100_000), if judged() { 8 } else { 2 });
    let first = usize::try_from(seed() % 50_000).unwrap();
    let _ = process.serve();
    let mut twin = process.twin();
    let _ = twin.serve();
    let store = process.store().await;
    let mut persons = BTreeMap::new();
    for chunk in (0..rows).collect::<Vec<_>>().chunks(AT_ONCE) {
        persons.extend(keep(&store, chunk).await.unwrap());
    }
    let mut clients = Vec::new();
    for place in [&process, &twin] {
        for username in ["accounts.640100", "caseworker.04fz01", "head.640104"] {
            clients.push(place.sign_in(username).await);
        }
    }
    let _ = clients[1].post("/dossiers", &family()).await.expect(201);
    let load = Load {
        clients,
        store,
        persons,
        officers: 20,
        stop: AtomicBool::default(),
        reads: AtomicUsize::default(),
        writes: AtomicUsize::default(),
        refused: AtomicUsize::default(),
        errors: AtomicUsize::default(),
    };
    for number in 0..load.officers {
        assert_eq!(load.officer(&load.clients[0], number).await.status, 201);
    }
    let works = race(tasks, |by| load.work(by, tasks, first));
    let turns = async {
        rotate(&process, i64::try_from(rows).unwrap()).await;
        load.stop.store(true, Ordering::Relaxed);
    };
    let _ = tokio::join!(works, turns);
    let figure = |figure: &AtomicUsize| figure.load(Ordering::Relaxed);
    println!(
        "{engine:?}: {rows} persons; beside it {} reads, {} writes, {} refusals of those who are there",
        figure(&load.reads),
        figure(&load.writes),
        figure(&load.refused)
    );
    at_most(&format!("{engine:?}: errors while the keys turned"), figure(&load.errors), 0, "requests");
    assert_eq!(figure(&load.errors), 0);
    assert!(figure(&load.writes) > 10 && figure(&load.refused) > 10, "there was a load");
    holds(&process, &load).await;
    let (done, said) = process.told(&["check"], "", &[]);
    assert!(done, "{said}");
}

mod the_keys_turn_under_load {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), |process| turn(Engine::Sqlite, process));
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), |process| turn(Engine::Postgres, process));
    }
}
