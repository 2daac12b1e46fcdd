//! What can happen to a connection to the database? It goes through, is cut, is reset, or falls silent.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread::JoinHandle;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

/// What becomes of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    /// It arrives.
    Through,
    /// Connections are closed, and new ones closed at once.
    Cut,
    /// Connections are reset, and new ones reset at once.
    Reset,
    /// Nothing arrives any more; a connection that fell silent stays so.
    Silent,
}

/// A proxy between the service and its database, on a thread of its own.
pub(super) struct Proxy {
    port: u16,
    wire: watch::Sender<Wire>,
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
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    () = accept(listener, target, watched) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { port, wire, stop: Some(stop), thread: Some(thread) }
    }

    /// Where it listens.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// From now on this happens.
    pub(super) fn set(&self, wire: Wire) {
        self.wire.send_replace(wire);
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

async fn accept(listener: TcpListener, target: u16, wire: watch::Receiver<Wire>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(connect(client, target, wire.clone()));
    }
}

async fn connect(client: TcpStream, target: u16, mut wire: watch::Receiver<Wire>) {
    let now = *wire.borrow_and_update();
    if now == Wire::Through {
        let there = SocketAddr::from((Ipv4Addr::LOCALHOST, target));
        let Ok(server) = TcpStream::connect(there).await else { return end(&client, Wire::Cut) };
        let fate = carry(&client, &server, &mut wire).await;
        return suffer(client, fate, wire).await;
    }
    suffer(client, now, wire).await;
}

/// Carries both ways until one side ends or something happens to the wire.
async fn carry(client: &TcpStream, server: &TcpStream, wire: &mut watch::Receiver<Wire>) -> Wire {
    tokio::select! {
        () = copy(client, server) => Wire::Cut,
        () = copy(server, client) => Wire::Cut,
        changed = wire.changed() => changed.map_or(Wire::Cut, |()| *wire.borrow_and_update()),
    }
}

async fn copy(from: &TcpStream, to: &TcpStream) {
    let mut octets = vec![0; 16 * 1024];
    loop {
        if from.readable().await.is_err() {
            return;
        }
        let read = match from.try_read(&mut octets) {
            Ok(0) => return,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(_) => return,
        };
        let mut rest = &octets[..read];
        while !rest.is_empty() {
            if to.writable().await.is_err() {
                return;
            }
            match to.try_write(rest) {
                Ok(written) => rest = &rest[written..],
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
    }
}

/// What a connection comes to when its wire no longer carries.
async fn suffer(mut client: TcpStream, fate: Wire, mut wire: watch::Receiver<Wire>) {
    if fate == Wire::Silent {
        // Read and forgotten, so that not even a full buffer tells; until the other side gives up.
        let mut octets = vec![0; 16 * 1024];
        while wire.has_changed().is_ok() {
            if !matches!(client.read(&mut octets).await, Ok(read) if read > 0) {
                break;
            }
        }
        drop(client.shutdown().await);
        return;
    }
    let _ = wire.borrow_and_update();
    end(&client, fate);
}

fn end(client: &TcpStream, fate: Wire) {
    if fate == Wire::Reset {
        client.set_zero_linger().unwrap();
    }
}
