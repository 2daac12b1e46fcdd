//! What if hundreds of callers send nothing, or very slowly? Others are answered meanwhile, and they are cut.

use std::net::SocketAddr;
use std::time::Duration;

use harness::{Service, on_both};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::figure::count;

/// By then every slow connection is closed.
const CLOSED_WITHIN: Duration = Duration::from_secs(40);

/// How a connection is slow.
#[derive(Clone, Copy, Debug)]
enum Slow {
    /// It says nothing.
    Silent,
    /// It sends its headers letter by letter.
    Headers,
    /// It sends its body letter by letter, to a route that anybody may use.
    Body,
    /// The same to a route that asks who it is.
    Unasked,
    /// The same in chunks without a length.
    Chunked,
    /// It asks for the document again and again, and reads nothing of it.
    Unread,
}

const KINDS: [Slow; 6] =
    [Slow::Silent, Slow::Headers, Slow::Body, Slow::Unasked, Slow::Chunked, Slow::Unread];

impl Slow {
    const fn begins(self) -> &'static str {
        match self {
            Self::Silent => "",
            Self::Headers => "GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ",
            Self::Body => {
                "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
            }
            Self::Unasked => {
                "POST /api/v1/unions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
            }
            Self::Unread => "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n",
            Self::Chunked => {
                "POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            }
        }
    }

    const fn drips(self) -> &'static str {
        match self {
            Self::Silent => "",
            Self::Chunked => "1\r\n \r\n",
            Self::Unread => "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n",
            _ => " ",
        }
    }

    /// Goes on until it is closed: after how long.
    async fn goes_on(self, address: SocketAddr) -> Option<Duration> {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(address).await.ok()?;
        stream.write_all(self.begins().as_bytes()).await.ok()?;
        let mut heard = [0; 1024];
        while begun.elapsed() < CLOSED_WITHIN {
            let listens = async {
                // What is cut while its answer lies unread is told when the next request is sent.
                if matches!(self, Self::Unread) {
                    std::future::pending().await
                } else {
                    stream.read(&mut heard).await
                }
            };
            let closed = match tokio::time::timeout(Duration::from_millis(500), listens).await {
                Ok(heard) => heard.unwrap_or(0) == 0,
                Err(_) => stream.write_all(self.drips().as_bytes()).await.is_err(),
            };
            if closed {
                return Some(begun.elapsed());
            }
        }
        None
    }
}

on_both! {
    async fn slow_callers_are_cut_and_hold_up_nobody(service: Service) {
        let connections = count(50, 300);
        let address: SocketAddr = service.url("").trim_start_matches("http://").parse().unwrap();
        let slow = KINDS.iter().cycle().take(connections).map(|kind| async move { (*kind, kind.goes_on(address).await) });
        let all = tokio::spawn(futures_util::future::join_all(slow.collect::<Vec<_>>()));
        let (mut probes, mut longest) = (0_u32, Duration::ZERO);
        while !all.is_finished() {
            let asked = Instant::now();
            let _ = service.anyone().get(&service.url("/health/ready")).await.expect(200);
            longest = longest.max(asked.elapsed());
            probes += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let ended = all.await.unwrap();
        let open: Vec<Slow> = ended.iter().filter(|(_, closed)| closed.is_none()).map(|(kind, _)| *kind).collect();
        println!("slow connections {connections}, open after {CLOSED_WITHIN:?}: {} {open:?} (limit 0)", open.len());
        println!("probes {probes}, failed 0 (limit 0), the longest {longest:?}");
        assert!(open.is_empty(), "{open:?}");
    }
}
