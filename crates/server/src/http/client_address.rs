//! The client's IP address: the peer's, or, where the peer is a trusted proxy, the last address in `X-Forwarded-For` that is not
//! one. Anybody can send that header: from other peers it is ignored.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use ipnet::IpNet;

/// The client's address.
pub fn of(request: &Request, trusted_proxies: &[IpNet]) -> IpAddr {
    let peer = peer(request);
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect::<Vec<_>>()
        .join(",");
    decide(peer, &forwarded, trusted_proxies)
}

/// Whether a trusted proxy hands the request on.
pub fn is_handed_on(request: &Request, trusted_proxies: &[IpNet]) -> bool {
    is_trusted(&peer(request), trusted_proxies)
}

fn peer(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip())
}

fn is_trusted(address: &IpAddr, trusted_proxies: &[IpNet]) -> bool {
    trusted_proxies
        .iter()
        .any(|network| network.contains(&address.to_canonical()))
}

fn decide(peer: IpAddr, forwarded: &str, trusted_proxies: &[IpNet]) -> IpAddr {
    let mut client = peer.to_canonical();
    for hop in forwarded.rsplit(',') {
        if !is_trusted(&client, trusted_proxies) {
            break;
        }
        // Behind something unreadable nothing can be known.
        let Some(address) = parse(hop.trim()) else { break };
        client = address;
    }
    client
}

/// An address, maybe with a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let address = hop
        .parse::<IpAddr>()
        .ok()
        .or_else(|| hop.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address
        .or_else(|| hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let trusted = trusted
            .iter()
            .map(|network| network.parse().expect("a network"))
            .collect::<Vec<_>>();
        decide(peer.parse().expect("an address"), forwarded, &trusted).to_string()
    }

    #[test]
    fn the_header_counts_from_trusted_proxies_only() {
        assert_eq!(client("192.0.2.1", "203.0.113.9", &[]), "192.0.2.1");
        assert_eq!(
            client("192.0.2.1", "203.0.113.9", &["192.0.2.0/24"]),
            "203.0.113.9"
        );
        assert_eq!(
            client("192.0.2.1", "1.1.1.1, 203.0.113.9, 192.0.2.7", &["192.0.2.0/24"]),
            "203.0.113.9",
            "what the client wrote itself does not count"
        );
        assert_eq!(
            client("::ffff:192.0.2.1", "203.0.113.9:443", &["192.0.2.0/24"]),
            "203.0.113.9"
        );
        assert_eq!(client("192.0.2.1", "nonsense", &["192.0.2.0/24"]), "192.0.2.1");
        assert_eq!(
            client("192.0.2.1", "[2001:db8::1]", &["192.0.2.0/24"]),
            "2001:db8::1"
        );
        assert_eq!(client("192.0.2.1", "", &["192.0.2.0/24"]), "192.0.2.1");
    }
}
