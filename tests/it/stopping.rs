//! What if the service is asked to stop? It takes nobody in any more, answers who is in the middle of a request, and ends well.
//! On PostgreSQL it may answer them that it is not available: SECURITY.md says so.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use domain::time::Instant as Moment;
use harness::{Engine, Process, Service, on_both, run_apart};
use uuid::Uuid;

use crate::drills::program;
use crate::log_chain::moment;

/// What is under way has so long, and some more on a busy machine.
const BOUND: Duration = Duration::from_secs(20);

/// Whether nobody is taken in any more, before the bound.
fn closes(address: SocketAddr) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < BOUND {
        if TcpStream::connect(address).is_err() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

async fn is_asked_to_stop(mut process: Process) {
    let _ = process.serve();
    let address: SocketAddr = process.url().trim_start_matches("http://").parse().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let body = r#"{"username": "head.640104", "password": "not the one that is right"}"#;
    let (first, rest) = body.split_at(20);
    let length = body.len();
    write!(
        stream,
        "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{first}"
    )
    .unwrap();
    // It is under way once the service has answered somebody who came later.
    let _ = process.anyone().get(&format!("{}/health/live", process.url())).await.expect(200);
    process.ask_to_stop();
    assert!(closes(address), "it still takes somebody in");
    stream.write_all(rest.as_bytes()).unwrap();
    let mut said = String::new();
    stream.set_read_timeout(Some(BOUND)).unwrap();
    let _ = stream.read_to_string(&mut said).unwrap();
    let answered = said.starts_with("HTTP/1.1 401") && said.contains("wrong_credentials");
    // A connection to PostgreSQL ends with the thread that opened it, which may have nothing to answer any more.
    let told = process.engine() == Engine::Postgres
        && said.starts_with("HTTP/1.1 503")
        && said.contains("retry-after: 1");
    assert!(answered || told, "{said}\n{}", process.log());
    assert_eq!(process.ended(BOUND), Some(true), "{}", process.log());
}

mod a_service_that_is_asked_to_stop_answers_what_is_under_way_and_ends_well {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), is_asked_to_stop);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), is_asked_to_stop);
    }
}

on_both! {
    async fn what_a_dead_process_did_for_all_another_takes_up_in_ten_seconds(service: Service) {
        let store = service.store().await;
        let [dead, other] = [1, 2].map(Uuid::from_u128);
        // As if the process that holds the lease of the log had taken it a moment ago, and died.
        let now: Moment = moment().plus_seconds(3600 * 24 * 365);
        let take = async |holder: Uuid, until: Moment| {
            let taken = format!("INSERT INTO leases (name, holder, until) VALUES ('log_sealer', {}, {}) ON CONFLICT (name) DO
                UPDATE SET holder = excluded.holder, until = excluded.until", literal(&service, holder), until.as_micros());
            let _ = service.sql(&taken).await.unwrap();
        };
        take(dead, now.plus_seconds(10)).await;
        let _ = service.sign_in("head.640104").await;
        assert_eq!(store.seal_log(other, now.plus_seconds(9)).await.unwrap().placed, 0, "it may still live");
        assert!(store.seal_log(other, now.plus_seconds(10)).await.unwrap().placed > 0);
    }
}

/// A uuid as the database writes it.
fn literal(service: &Service, id: Uuid) -> String {
    match service.engine() {
        Engine::Sqlite => format!("x'{}'", id.simple()),
        Engine::Postgres => format!("'{id}'"),
    }
}
