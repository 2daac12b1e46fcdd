//! What can happen to a connection? It goes through, is slow, is cut, is reset, falls silent, or carries all but an answer.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

/// Of so many answers one is lost, where any are.
const LOST: usize = 3;
/// What PostgreSQL is sent at the end of a transaction that shall hold.
const COMMIT: &[u8] = b"COMMIT\0";

/// What becomes of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    /// It arrives.
    Through,
    /// It arrives so much later, each way.
    Slow(Duration),
    /// It arrives, and of three answers one does not: the connection is closed in its place.
    Unheard,
    /// The same of what a PostgreSQL answers to COMMIT.
    Unconfirmed,
    /// Connections are closed, and new ones closed at once.
    Cut,
    /// Connections are reset, and new ones reset at once.
    Reset,
    /// Nothing arrives any more; a connection that fell silent stays so.
    Silent,
}

impl Wire {
    fn carries(self) -> bool {
        !matches!(self, Self::Cut | Self::Reset | Self::Silent)
    }

    fn delay(self) -> Duration {
        if let Self::Slow(delay) = self { delay } else { Duration::ZERO }
    }
}

/// A proxy before a service or its database, on a thread of its own.
pub(super) struct Proxy {
    port: u16,
    wire: watch::Sender<Wire>,
    lost: Arc<AtomicUsize>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// A proxy before that port of this machine.
    pub(super) fn before(target: u16) -> Self {
        let (wire, watched) = watch::channel(Wire::Through);
        let (stop, stopped) = oneshot::channel();
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = Line { wire: watched, answers: Arc::default(), lost: Arc::default() };
        let lost = Arc::clone(&line.lost);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    () = accept(listener, target, line) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { port, wire, lost, stop: Some(stop), thread: Some(thread) }
    }

    /// Where it listens.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// From now on this happens.
    pub(super) fn set(&self, wire: Wire) {
        self.wire.send_replace(wire);
    }

    /// How many answers it has lost.
    pub(super) fn lost(&self) -> usize {
        self.lost.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// What all connections have in common.
#[derive(Clone)]
struct Line {
    wire: watch::Receiver<Wire>,
    /// How many answers came that could be lost, and how many were.
    answers: Arc<AtomicUsize>,
    lost: Arc<AtomicUsize>,
}

impl Line {
    fn now(&self) -> Wire {
        *self.wire.borrow()
    }

    /// Whether this answer is one that is lost.
    fn loses(&self) -> bool {
        let lost = self.answers.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOST);
        self.lost.fetch_add(usize::from(lost), Ordering::Relaxed);
        lost
    }
}

async fn accept(listener: TcpListener, target: u16, line: Line) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(connect(client, target, line.clone()));
    }
}

async fn connect(mut client: TcpStream, target: u16, line: Line) {
    let mut fate = line.now();
    if fate.carries() {
        let there = SocketAddr::from((Ipv4Addr::LOCALHOST, target));
        let Ok(mut server) = TcpStream::connect(there).await else { return };
        for end in [&client, &server] {
            // Small messages are not held back for others to come.
            end.set_nodelay(true).unwrap();
        }
        fate = carry(&mut client, &mut server, &line).await;
    }
    suffer(client, fate, line.wire).await;
}

/// Carries both ways until one side ends, an answer is lost, or the wire does not carry any more.
async fn carry(client: &mut TcpStream, server: &mut TcpStream, line: &Line) -> Wire {
    let ((asks, hears), (answers, reaches)) = (client.split(), server.split());
    let commits = AtomicBool::new(false);
    let asked = |octets: &[u8]| {
        commits.fetch_or(octets.ends_with(COMMIT), Ordering::Relaxed);
        true
    };
    let answered = |_: &[u8]| match line.now() {
        Wire::Unheard => !line.loses(),
        Wire::Unconfirmed => !(commits.swap(false, Ordering::Relaxed) && line.loses()),
        _ => true,
    };
    let mut wire = line.wire.clone();
    tokio::select! {
        () = copy(asks, reaches, line, asked) => Wire::Cut,
        () = copy(answers, hears, line, answered) => Wire::Cut,
        fate = wire.wait_for(|wire| !wire.carries()) => fate.map_or(Wire::Cut, |wire| *wire),
    }
}

/// Copies one way until it ends, or something does not pass.
async fn copy(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, line: &Line, passes: impl Fn(&[u8]) -> bool) {
    let (under_way, mut arriving) = mpsc::unbounded_channel();
    let sends = async move {
        let mut octets = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut octets).await {
            let sent = (Instant::now() + line.now().delay(), octets[..read].to_vec());
            if !passes(&sent.1) || under_way.send(sent).is_err() {
                return;
            }
        }
    };
    let arrives = async move {
        while let Some((at, octets)) = arriving.recv().await {
            sleep_until(at).await;
            if to.write_all(&octets).await.is_err() {
                return;
            }
        }
    };
    let ((), ()) = tokio::join!(sends, arrives);
}

/// What a connection comes to when its wire no longer carries.
async fn suffer(mut client: TcpStream, fate: Wire, wire: watch::Receiver<Wire>) {
    match fate {
        Wire::Silent => {
            // Read and forgotten, so that not even a full buffer tells; until the other side gives up.
            let mut octets = vec![0; 16 * 1024];
            while wire.has_changed().is_ok() {
                if !matches!(client.read(&mut octets).await, Ok(read) if read > 0) {
                    break;
                }
            }
            drop(client.shutdown().await);
        }
        Wire::Reset => client.set_zero_linger().unwrap(),
        _ => {}
    }
}
