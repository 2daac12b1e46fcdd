//! Is the log of a service whole, and does an auditor find out when it is not? With its own program, away from it.

use std::path::PathBuf;

use domain::time::Instant;
use harness::{Engine, Process, Service, json, on_both, run_apart};

use crate::cast::Cast;
use crate::drills::program;
use crate::family::{UNDER, three};

/// A moment of the real clock.
pub(crate) fn moment() -> Instant {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

on_both! {
    async fn every_act_gets_its_place_once(service: Service) {
        let people = Cast::of(&service).await;
        let _ = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let store = service.store().await;
        store.seal_all(moment()).await.unwrap();
        let outside = "SELECT count(*) FROM log_entries WHERE id NOT IN (SELECT entry FROM log_positions)";
        assert_eq!(service.numbers(outside).await, [0]);
        let shape = "SELECT max(position) - count(*) FROM log_positions";
        assert_eq!(service.numbers(shape).await, [0]);
        assert_eq!(service.numbers("SELECT count(*) FROM log_pending").await, [0]);
        let told = "SELECT count(*) FROM log_checkpoints WHERE position = (SELECT max(position) FROM log_positions)";
        assert_eq!(service.numbers(told).await, [1]);
    }

    async fn what_stands_in_the_log_is_neither_changed_nor_deleted(service: Service) {
        let _ = service.sign_in("head.640104").await;
        service.store().await.seal_all(moment()).await.unwrap();
        for table in ["log_entries", "log_positions", "log_checkpoints"] {
            let column = if table == "log_entries" { "act" } else { "link" };
            for statement in [format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}")] {
                let said = service.sql(&statement).await.unwrap_err();
                let refused = match service.engine() {
                    Engine::Sqlite => said.contains("in the log is not"),
                    Engine::Postgres => said.contains("permission denied"),
                };
                assert!(refused, "{statement}: {said}");
            }
            if service.engine() == Engine::Sqlite {
                let again = format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1");
                let said = service.sql(&again).await.unwrap_err();
                assert!(said.contains("in the log is not"), "{again}: {said}");
            }
        }
    }

    async fn nobody_stops_the_sealer_by_what_is_put_onto_its_list(service: Service) {
        let store = service.store().await;
        // More than one turn takes, all before every entry, and a lease without end.
        let orphans: Vec<String> = (0..600_u128)
            .map(|number| {
                let id = uuid::Uuid::from_u128(number);
                match service.engine() {
                    Engine::Sqlite => format!("(x'{}')", id.simple()),
                    Engine::Postgres => format!("('{id}')"),
                }
            })
            .collect();
        let put = format!("INSERT INTO log_pending (entry) VALUES {}", orphans.join(", "));
        assert_eq!(service.sql(&put).await, Ok(600));
        let forever = format!("UPDATE leases SET until = {}", i64::MAX);
        let _ = service.sql(&forever).await.unwrap();
        let _ = service.sign_in("head.640104").await;
        store.seal_all(moment()).await.unwrap();
        // And what has its place already.
        let put = "INSERT INTO log_pending (entry) SELECT entry FROM log_positions WHERE position <= 3";
        assert_eq!(service.sql(put).await, Ok(3));
        let _ = service.sign_in("head.640104").await;
        let holder = uuid::Uuid::from_u128(7);
        for _ in 0..5 {
            let _ = store.seal_log(holder, moment()).await.unwrap();
        }
        assert_eq!(service.numbers("SELECT count(*) FROM log_pending").await, [0]);
        let outside = "SELECT count(*) FROM log_entries WHERE id NOT IN (SELECT entry FROM log_positions)";
        assert_eq!(service.numbers(outside).await, [0]);
    }

    async fn two_processes_seal_one_log(service: Service) {
        let twin = service.twin().await;
        let (here, there) = (service.store().await, twin.store().await);
        for round in 0..5 {
            let _ = service.sign_in("head.640104").await;
            let _ = twin.sign_in("caseworker.640104").await;
            let at = moment().plus_seconds(60 * round);
            let both = Box::pin(futures_util::future::join(here.seal_all(at), there.seal_all(at))).await;
            assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
        }
        here.seal_all(moment().plus_seconds(900)).await.unwrap();
        let shape = "SELECT max(position) - count(*) FROM log_positions";
        assert_eq!(service.numbers(shape).await, [0]);
    }
}

/// A file beside those of the service.
fn beside(name: &str, engine: Engine) -> PathBuf {
    let name = format!("jinqiu-log-{}-{engine:?}-{name}", std::process::id());
    let path = std::env::temp_dir().join(name);
    drop(std::fs::remove_file(&path));
    path
}

async fn an_auditor_checks_it(mut process: Process) {
    let _ = process.serve();
    let _ = process.sign_in("head.640104").await;
    let [log, keys, kept, altered] =
        ["log", "keys", "kept", "altered"].map(|name| beside(name, process.engine()));
    let paths = [&log, &keys, &kept, &altered].map(|path| path.to_str().unwrap());
    let [log_path, keys_path, kept_path, altered_path] = paths;
    let (done, said) = process.told(&["log", "keys"], "", &[]);
    assert!(done, "{said}");
    std::fs::write(&keys, said).unwrap();
    let (done, said) = process.told(&["log", "checkpoint"], "", &[]);
    assert!(done, "{said}");
    std::fs::write(&kept, said).unwrap();
    let caseworker = process.sign_in("caseworker.640104").await;
    let _ = caseworker.post("/sessions/end", &json!({})).await;
    let (done, said) = process.told(&["log", "export", "--output", log_path], "", &[]);
    assert!(done, "{said}");
    // Without settings, keys or a database: the environment says nothing, and what it says wrongly is not read.
    let away = [("JINQIU_DATABASE_URL", "nonsense")];
    let verify = |file: &str| {
        process.told(&["log", "verify", file, "--key", keys_path, "--since", kept_path], "", &away)
    };
    let (done, said) = verify(log_path);
    assert!(done && said.contains("none of them is missing") && said.contains("same log"), "{said}");
    let text = std::fs::read_to_string(&log).unwrap();
    let changed = text.replacen("sign_in", "sign_on", 1);
    std::fs::write(&altered, changed).unwrap();
    let (done, said) = verify(altered_path);
    assert!(!done && said.contains("was altered"), "{said}");
    std::fs::write(&altered, "another dGhlcmUgYXJlIHRoaXJ0eS10d28gb2N0ZXRzIGhlcmU=\n").unwrap();
    let (done, said) = process.told(&["log", "verify", log_path, "--key", altered_path], "", &away);
    assert!(
        !done && said.contains("these are not the keys of this log") && said.lines().count() == 1,
        "{said}"
    );
    let lines: Vec<&str> = text.lines().collect();
    std::fs::write(&altered, lines[..lines.len() - 1].join("\n")).unwrap();
    let (done, said) = verify(altered_path);
    assert!(!done && said.contains("not whole"), "{said}");
    for path in [log, keys, kept, altered] {
        std::fs::remove_file(path).unwrap();
    }
}

mod an_auditor_checks_the_log_away_from_the_service {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), an_auditor_checks_it);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), an_auditor_checks_it);
    }
}
