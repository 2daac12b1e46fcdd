//! What is too large, too deep or too many? Each is refused, and leaves no memory behind.

use std::io::{Cursor, Write};
use std::net::SocketAddr;

use harness::{Client, Engine, Process, run_apart};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::figure::{at_most, count, program};

/// What all of it may leave, once all has been tried a third as often before.
const LEFT_KIB: u64 = 16 * 1024;
const MIB: usize = 1024 * 1024;

/// What is sent, and how it may be answered; 0 is a connection that ends without an answer.
struct Large {
    what: &'static str,
    head: String,
    body: Vec<u8>,
    answers: &'static [u16],
}

fn post(path: &str, token: &str, kind: &str, length: usize) -> String {
    format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
}

fn all(token: &str) -> Vec<Large> {
    let json = |what, path: &str, token: &str, body: Vec<u8>, answers| Large {
        what,
        head: post(path, token, "application/json", body.len()),
        body,
        answers,
    };
    let numbers = format!("[{}1]", "1,".repeat(MIB / 2 - 2)).into_bytes();
    let parts = "--a\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n".repeat(10_000).into_bytes();
    let headers: Vec<String> = (0..10_000).map(|n| format!("X-Header-{n}: a\r\n")).collect();
    let headers = headers.concat();
    let get = |path: &str, headers: &str| format!("GET {path} HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
    let mut packed = json("a packed body", "/assessments", token, vec![31; 1000], &[415]);
    packed.head = packed.head.replace("Connection:", "Content-Encoding: gzip\r\nConnection:");
    let mut announced = json("100 MB by a stranger", "/sessions", "", vec![b' '; 2 * MIB], &[413, 0]);
    announced.head = post("/sessions", "", "application/json", 100_000_000);
    let chunked = post("/assessments", token, "application/json", 0)
        .replace("Content-Length: 0", "Transfer-Encoding: chunked");
    let chunks = [b"10000\r\n".as_slice(), " ".repeat(0x10000).as_bytes(), b"\r\n"].concat().repeat(32);
    vec![
        announced,
        Large { what: "a body without an end", head: chunked, body: chunks, answers: &[413, 0] },
        json("2 MiB of JSON", "/assessments", token, vec![b' '; 2 * MIB], &[413, 0]),
        json("100,000 deep", "/assessments", token, vec![b'['; 100_000], &[400]),
        json("a mebibyte of numbers", "/assessments", token, numbers, &[422]),
        packed,
        Large {
            what: "10,000 parts",
            head: post("/assessments", token, "multipart/form-data; boundary=a", parts.len()),
            body: parts,
            answers: &[415, 0],
        },
        Large {
            what: "10,000 headers",
            head: get("/api/v1/me", &headers),
            body: Vec::new(),
            answers: &[400, 413, 431, 0],
        },
        Large {
            what: "a long address",
            head: get(&format!("/api/v1/unions?name={}", "a".repeat(200_000)), ""),
            body: Vec::new(),
            answers: &[400, 413, 414, 431, 0],
        },
    ]
}

/// A spreadsheet of those files, as far as it is one.
fn book(files: impl Iterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, octets) in files {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(&octets).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// What asks for too much of a list, or brings too many of something.
fn too_many([caseworker, head, city]: [&str; 3]) -> Vec<Large> {
    let get = |what, path: String| Large {
        what,
        head: format!("GET /api/v1{path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {head}\r\n\r\n"),
        body: Vec::new(),
        answers: &[400],
    };
    let list = |what, path: &str, body: String| Large {
        what,
        head: post(path, caseworker, "application/json", body.len())
            .replace("Host: a", "Host: a\r\nIdempotency-Key: many"),
        body: body.into_bytes(),
        answers: &[422],
    };
    let import = |what, body: Vec<u8>| {
        let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        Large {
            what,
            head: post("/schools/import?dry_run=true", city, sheet, body.len()),
            body,
            answers: &[422],
        }
    };
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    let cases = vec![format!(r#"{{"id": "{id}", "version": 1}}"#); 201].join(",");
    let sheet = "xl/worksheets/sheet1.xml".to_owned();
    let (zeros, none) = (vec![b'0'; 33 * MIB], Vec::new());
    vec![
        get("a page of 201", "/unions?limit=201".to_owned()),
        get("a page of none", "/unions?limit=0".to_owned()),
        get("a page of less than none", "/unions?limit=-1".to_owned()),
        get("a page without an end", "/unions?limit=99999999999999999999".to_owned()),
        get("a huge cursor", format!("/unions?cursor={}", "A".repeat(60_000))),
        get("a deep cursor", format!("/applications?cursor={}", "W1tb".repeat(10_000))),
        list(
            "201 cases to act on",
            "/applications/actions",
            format!(r#"{{"action": "sign", "applications": [{cases}]}}"#),
        ),
        list(
            "201 cases to post",
            "/postings",
            format!(r#"{{"place": "厂区公告栏", "applications": [{cases}]}}"#),
        ),
        import("a spreadsheet that unpacks to 33 MiB", book([(sheet, zeros)].into_iter())),
        import("a spreadsheet of 8,000 files", book((0..8000).map(|n| (n.to_string(), none.clone())))),
    ]
}

/// Sends it: the status of the answer, or 0.
async fn send(address: SocketAddr, large: &Large) -> u16 {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let octets = [large.head.as_bytes(), &large.body].concat();
    // Whoever refuses early does not read to the end.
    drop(stream.write_all(&octets).await);
    let mut heard = [0; 12];
    let answered = stream.read_exact(&mut heard).await.is_ok();
    let status = std::str::from_utf8(&heard).ok().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    status.filter(|_| answered).unwrap_or(0)
}

async fn try_all(address: SocketAddr, all: &[Large], times: usize) {
    for _ in 0..times {
        for large in all {
            let status = send(address, large).await;
            assert!(large.answers.contains(&status), "{}: answered {status}", large.what);
        }
    }
}

async fn refuses(mut process: Process) {
    process.serve();
    let head = process.sign_in("head.640104").await;
    let [caseworker, city] =
        [process.sign_in("caseworker.640104").await, process.sign_in("head.640100").await];
    let mut all = all(head.token());
    all.extend(too_many([&caseworker, &head, &city].map(Client::token)));
    let times = count(5, 300);
    // What the allocator keeps of the first ones, it uses again; what goes on growing is kept by somebody.
    try_all(process.address(), &all, times.div_ceil(3).max(5)).await;
    let before = process.resident_kib();
    try_all(process.address(), &all, times).await;
    let after = process.resident_kib();
    println!("{} kinds, {times} times each: {before} KiB before, {after} KiB after", all.len());
    at_most("left of what was too large", after.saturating_sub(before), LEFT_KIB, "KiB");
    assert!(after.saturating_sub(before) <= LEFT_KIB);
    let _ = head.get("/me").await.expect(200);
}

mod what_is_too_large_is_refused_and_leaves_no_memory_behind {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), refuses);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), refuses);
    }
}
