//! From which address does a request come? The peer's, or what proxies that are trusted say of it.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use ipnet::IpNet;
use serde::{Deserializer, Serialize};

use crate::State;

/// A proxy whose word about addresses counts: an address, or a network of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Proxy(IpNet);

/// What is neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an address nor a network, as 10.0.0.7 and 10.0.0.0/24 are,")]
pub struct NotProxy(String);

impl Proxy {
    /// Whether an address is one of them.
    pub(crate) fn is_among(proxies: &[Self], address: IpAddr) -> bool {
        proxies.iter().any(|proxy| proxy.0.contains(&address.to_canonical()))
    }
}

impl FromStr for Proxy {
    type Err = NotProxy;

    fn from_str(text: &str) -> Result<Self, NotProxy> {
        let one = text.parse::<IpAddr>().map(IpNet::from);
        one.or_else(|_| text.parse()).map(Self).map_err(|_| NotProxy(text.to_owned()))
    }
}

/// Reads proxies from a list, or from one text with commas, as the environment has it.
pub(crate) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Proxy>, D::Error> {
    crate::origin::texts(from)?.iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
}

/// The address of whoever sends a request, as failures are counted by it: of IPv6 the /64, of which one customer has all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Address(IpAddr);

impl Address {
    /// The peer's, unless it is a trusted proxy: then the rightmost of those it names that is none of them.
    pub(crate) fn of<'h>(
        peer: IpAddr,
        said: impl DoubleEndedIterator<Item = &'h str>,
        trusted: &[Proxy],
    ) -> Self {
        let mut nearest = peer.to_canonical();
        for hop in said.rev().flat_map(|line| line.rsplit(',')) {
            if !Proxy::is_among(trusted, nearest) {
                break;
            }
            // What is no address ends the chain: nobody who is trusted vouches for what stands before it.
            let Some(hop) = parse(hop.trim()) else { break };
            nearest = hop;
        }
        Self(nearest).grouped()
    }

    /// The peer's, whoever it is.
    pub(crate) fn of_peer(peer: IpAddr) -> Self {
        Self(peer.to_canonical()).grouped()
    }

    /// That of whoever sent a request.
    pub(crate) fn of_request(request: &HttpRequest) -> Self {
        // Without a socket there is no peer, and all such count as one.
        let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip());
        let said: Vec<&str> =
            request.headers().get_all("X-Forwarded-For").map(|value| value.to_str().unwrap_or("")).collect();
        let trusted = request.app_data::<Data<State>>().map_or(&[][..], |state| state.proxies.as_slice());
        Self::of(peer, said.into_iter(), trusted)
    }

    fn grouped(self) -> Self {
        match self.0 {
            IpAddr::V6(address) => {
                let network = address.to_bits() >> 64 << 64;
                Self(IpAddr::V6(Ipv6Addr::from_bits(network)))
            }
            IpAddr::V4(_) => self,
        }
    }
}

/// An address, also one with a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.parse::<IpAddr>().ok();
    bare.or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .map(|address| address.to_canonical())
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromRequest for Address {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of_request(request)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, said: &[&str]) -> String {
        let trusted = ["10.0.0.7", "10.1.0.0/16", "fd00::/8"].map(|text| text.parse().unwrap());
        Address::of(peer.parse().unwrap(), said.iter().copied(), &trusted).to_string()
    }

    #[test]
    fn who_is_no_trusted_proxy_is_not_believed() {
        assert_eq!(of("203.0.113.5", &["198.51.100.9"]), "203.0.113.5");
        assert_eq!(of("10.0.0.8", &["198.51.100.9"]), "10.0.0.8");
    }

    #[test]
    fn of_what_trusted_proxies_say_the_rightmost_stranger_counts() {
        assert_eq!(of("10.0.0.7", &["198.51.100.9"]), "198.51.100.9");
        assert_eq!(of("10.0.0.7", &["1.1.1.1, 198.51.100.9, 10.1.2.3"]), "198.51.100.9");
        assert_eq!(of("10.0.0.7", &["1.1.1.1", "198.51.100.9", "10.1.2.3"]), "198.51.100.9");
        assert_eq!(of("::ffff:10.0.0.7", &["198.51.100.9:4711"]), "198.51.100.9");
        assert_eq!(of("fd00::1", &["2001:db8:1:2:3:4:5:6"]), "2001:db8:1:2::");
    }

    #[test]
    fn what_is_no_address_ends_the_chain() {
        assert_eq!(of("10.0.0.7", &[]), "10.0.0.7");
        assert_eq!(of("10.0.0.7", &["198.51.100.9, unknown"]), "10.0.0.7");
        assert_eq!(of("10.0.0.7", &["198.51.100.9, x, 10.1.0.1"]), "10.1.0.1");
        assert_eq!(of("10.0.0.7", &["10.1.0.2, 10.1.0.1"]), "10.1.0.2");
    }

    #[test]
    fn an_ipv6_address_counts_with_its_network() {
        assert_eq!(of("2001:db8:1:2:ffff::1", &[]), of("2001:db8:1:2::9", &[]));
        assert_ne!(of("2001:db8:1:2::1", &[]), of("2001:db8:1:3::1", &[]));
    }
}
