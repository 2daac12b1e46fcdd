//! What if the service is asked to stop? It says that it is not ready, then takes nobody in any more, answers who is in the
//! middle of a request, and ends well; asked twice, it ends at once.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use domain::time::Instant as Moment;
use harness::{Engine, Method, Process, Service, on_both, race, run_apart};
use uuid::Uuid;

use crate::drills::program;
use crate::log_chain::moment;

/// What is under way has so long, and some more on a busy machine.
const BOUND: Duration = Duration::from_secs(20);
/// Far less than what is under way has.
const AT_ONCE: Duration = Duration::from_secs(2);

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

/// A request that was sent by half, and is under way; and its other half.
async fn half_sent(process: &Process) -> (TcpStream, &'static str) {
    let address = process.address();
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
    (stream, rest)
}

async fn is_asked_to_stop(mut process: Process) {
    let _ = process.serve();
    let (anyone, ready) = (process.anyone(), format!("{}/health/ready", process.url()));
    // Each thread has connections to the database.
    for answer in race(32, |_| anyone.get(&ready)).await {
        let _ = answer.expect(200);
    }
    let (mut stream, rest) = half_sent(&process).await;
    process.ask_to_stop();
    let begun = Instant::now();
    let mut told = anyone.request(Method::GET, &ready).once().send().await;
    while told.status == 200 && begun.elapsed() < Duration::from_secs(1) {
        told = anyone.request(Method::GET, &ready).once().send().await;
    }
    assert_eq!(told.refused(503, "unavailable").header("connection"), "close");
    let _ = anyone.get("/postings").await.refused(401, "unauthenticated");
    assert!(closes(process.address()), "it still takes somebody in");
    stream.write_all(rest.as_bytes()).unwrap();
    let mut said = String::new();
    stream.set_read_timeout(Some(BOUND)).unwrap();
    let _ = stream.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 401"), "{said}\n{}", process.log());
    assert!(said.contains("wrong_credentials"), "{said}");
    assert_eq!(process.ended(BOUND), Some(true), "{}", process.log());
}

async fn is_asked_twice(mut process: Process) {
    let _ = process.serve();
    let (_under_way, _) = half_sent(&process).await;
    process.ask_to_stop();
    let ready = format!("{}/health/ready", process.url());
    while process.anyone().request(Method::GET, &ready).once().send().await.status == 200 {}
    let begun = Instant::now();
    process.ask_to_stop();
    assert_eq!(process.ended(BOUND), Some(true), "{}", process.log());
    assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
}

mod a_service_that_is_asked_twice_ends_at_once {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), is_asked_twice);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), is_asked_twice);
    }
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
