//! How many connections are taken? So many in all and of an address; whoever comes beyond is closed at once, and whoever does
//! not take what they are sent is cut.

use std::any::Any;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::dev::Extensions;
use socket2::{Domain, SockRef, Socket, Type};
use tokio::net::TcpStream;

use crate::address::{Address, Proxy};

/// For so long what was sent may lie unread before the connection is cut.
const UNREAD: Duration = Duration::from_secs(20);

/// So many may knock before one of them is let in. Whoever comes beyond is not heard at first, and one that says nothing by
/// itself would wait for minutes.
const KNOCKING: i32 = 1024;

/// Listens at an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // A service that is started again has the address of the last one at once.
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(KNOCKING)?;
    Ok(socket.into())
}

/// How many connections are taken; 0 is without a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Most {
    /// In all.
    pub connections: u32,
    /// Of an address that is no trusted proxy; of IPv6 its /64.
    pub of_an_address: u32,
}

/// The connections of this process.
pub(crate) struct Connections {
    most: Most,
    proxies: Vec<Proxy>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: u32,
    by_address: HashMap<Address, u32>,
}

/// The place of a connection, for as long as it is open.
struct Place {
    connections: Arc<Connections>,
    address: Option<Address>,
}

/// What is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Full {
    All,
    Address,
}

impl Connections {
    /// So many, beside those proxies.
    pub(crate) fn new(most: Most, proxies: Vec<Proxy>) -> Arc<Self> {
        Arc::new(Self { most, proxies, open: Mutex::default() })
    }

    /// Greets a connection: keeps a place for it beside it, or closes it.
    pub(crate) fn greet(self: &Arc<Self>, stream: &dyn Any, beside: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else { return };
        let socket = SockRef::from(stream);
        #[cfg(target_os = "linux")]
        if let Err(error) = socket.set_tcp_user_timeout(Some(UNREAD)) {
            tracing::warn!(%error, "whoever never reads an answer cannot be cut");
        }
        // Whoever is gone already needs no place.
        let Ok(peer) = stream.peer_addr() else { return };
        match self.take(peer.ip()) {
            Ok(place) => {
                beside.insert(place);
            }
            Err(full) => {
                let by = if full == Full::All { "all" } else { "address" };
                metrics::counter!("jinqiu_connections_refused_total", "by" => by).increment(1);
                // One that is closed already is as good as closed.
                drop(socket.shutdown(Shutdown::Both));
            }
        }
    }

    fn take(self: &Arc<Self>, peer: IpAddr) -> Result<Place, Full> {
        let address = (!Proxy::is_among(&self.proxies, peer)).then(|| Address::of_peer(peer));
        let within = |taken: u32, most: u32| most == 0 || taken < most;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if !within(open.all, self.most.connections) {
            return Err(Full::All);
        }
        if let Some(address) = address {
            let of_it = open.by_address.get(&address).copied().unwrap_or(0);
            if !within(of_it, self.most.of_an_address) {
                return Err(Full::Address);
            }
            open.by_address.insert(address, of_it.saturating_add(1));
        }
        open.all = open.all.saturating_add(1);
        Ok(Place { connections: Arc::clone(self), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        let Some(address) = self.address else { return };
        match open.by_address.get(&address).copied() {
            Some(2..) => {
                open.by_address.entry(address).and_modify(|of_it| *of_it -= 1);
            }
            _ => {
                open.by_address.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_hundred_may_knock_at_once() {
        let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let patience = Duration::from_secs(5);
        let all: Vec<_> =
            (0..300).map(|_| std::net::TcpStream::connect_timeout(&address, patience)).collect();
        assert!(all.iter().all(Result::is_ok));
    }

    #[test]
    fn an_address_has_so_many_all_have_so_many_and_a_closed_one_makes_room() {
        let most = Most { connections: 5, of_an_address: 2 };
        let all = Connections::new(most, vec!["10.0.0.7".parse().unwrap()]);
        let take = |peer: &str| all.take(peer.parse().unwrap());
        let first = take("192.0.2.1").ok();
        let second = take("192.0.2.1").ok();
        assert_eq!(take("192.0.2.1").err(), Some(Full::Address));
        drop(first);
        let again = take("192.0.2.1").ok();
        assert_eq!(take("192.0.2.1").err(), Some(Full::Address));
        // Behind a proxy all are of one address, which says nothing.
        let three: Vec<_> = (0..3).map(|_| take("10.0.0.7").ok()).collect();
        assert_eq!(take("192.0.2.2").err(), Some(Full::All));
        drop(three);
        assert_eq!(all.open.lock().unwrap().all, 2);
        drop((second, again));
        assert!(all.open.lock().unwrap().by_address.is_empty());
    }
}
