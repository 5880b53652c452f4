//! The private addresses that calls to identity providers may reach because the operator allows them (`LATCHKEY_EGRESS_ALLOW`).
//! Invariant: a value that is not understood is an error with a reason, never an empty rule.

use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;
use url::Host;

use super::address_rules::canonical;

/// What the egress guard lets through besides the public internet. The default lets nothing else through.
#[derive(Debug, Clone, Default)]
pub struct EgressPolicy {
    /// Destinations that may be reached although they are private, and by plain http.
    pub allow: Vec<AllowedDestination>,
    /// Certificates (PEM) of a company's own authority, trusted besides the public ones.
    pub extra_ca: Option<Vec<u8>>,
}

/// A block of addresses (`10.1.0.0/16`), or one host and port (`idp.internal:8443`, `[::1]:8081`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedDestination(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Block(IpNet),
    HostAndPort(Host, u16),
}

impl AllowedDestination {
    /// Whether this entry names the host and port of a URL, wherever that host leads to.
    pub(super) fn names(&self, host: &Host<&str>, port: u16) -> bool {
        match &self.0 {
            Kind::Block(_) => false,
            Kind::HostAndPort(allowed, allowed_port) => {
                *allowed_port == port
                    && match (allowed, host) {
                        (Host::Domain(a), Host::Domain(b)) => a == b,
                        (Host::Ipv4(a), Host::Ipv4(b)) => a == b,
                        (Host::Ipv6(a), Host::Ipv6(b)) => a == b,
                        _ => false,
                    }
            }
        }
    }

    /// Whether this entry is a block that holds the address.
    pub(super) fn contains(&self, address: IpAddr) -> bool {
        matches!(&self.0, Kind::Block(block) if block.contains(&canonical(address)))
    }
}

impl fmt::Display for AllowedDestination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Block(block) => block.fmt(f),
            Kind::HostAndPort(host, port) => write!(f, "{host}:{port}"),
        }
    }
}

/// Why a destination was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DestinationError {
    /// The part before the slash is no address, or the part behind it no prefix length.
    #[error("`{0}` is not a block of addresses such as 10.1.0.0/16 or fd00::/8")]
    NotABlock(String),
    /// An address without a prefix length and without a port.
    #[error("`{0}` lacks its size or port: write {0}/32 (IPv6: /128) for the address, or a port behind it")]
    BareAddress(String),
    /// A host without a port.
    #[error("`{0}` lacks a port: write host:port, for example idp.internal:8443")]
    NoPort(String),
    /// The part behind the last colon is no port.
    #[error("`{0}` has no port between 1 and 65535 behind its last colon")]
    BadPort(String),
    /// The part before the port is no host name.
    #[error("`{0}` has no host name before its port (no scheme, no path, IPv6 in square brackets)")]
    BadHost(String),
}

impl FromStr for AllowedDestination {
    type Err = DestinationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.contains("://") {
            return Err(DestinationError::BadHost(text.to_owned()));
        }
        if text.contains('/') {
            let block: IpNet = text
                .parse()
                .map_err(|_| DestinationError::NotABlock(text.to_owned()))?;
            return Ok(Self(Kind::Block(block.trunc())));
        }
        if text.parse::<IpAddr>().is_ok() {
            return Err(DestinationError::BareAddress(text.to_owned()));
        }
        let (host, port) = text
            .rsplit_once(':')
            .ok_or_else(|| DestinationError::NoPort(text.to_owned()))?;
        let port = match port.parse::<u16>() {
            Ok(port) if port > 0 => port,
            _ => return Err(DestinationError::BadPort(text.to_owned())),
        };
        let host = Host::parse(host).map_err(|_| DestinationError::BadHost(text.to_owned()))?;
        Ok(Self(Kind::HostAndPort(host, port)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<AllowedDestination, DestinationError> {
        text.parse()
    }

    #[test]
    fn blocks_and_hosts_are_read_and_printed() {
        for (text, printed) in [
            ("10.1.2.3/16", "10.1.0.0/16"),
            (" fd00::/8 ", "fd00::/8"),
            ("127.0.0.1/32", "127.0.0.1/32"),
            ("Localhost:8081", "localhost:8081"),
            ("[::1]:8081", "[::1]:8081"),
            ("127.0.0.1:8081", "127.0.0.1:8081"),
            ("idp.bücher.example:443", "idp.xn--bcher-kva.example:443"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), printed, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_with_a_reason() {
        for (text, part) in [
            ("10.0.0.1", "10.0.0.1/32"),
            ("::1", "/128"),
            ("10.0.0.0/33", "not a block"),
            ("idp.internal/8", "not a block"),
            ("idp.internal", "lacks a port"),
            ("", "lacks a port"),
            ("idp.internal:0", "between 1 and 65535"),
            ("idp.internal:65536", "between 1 and 65535"),
            ("idp.internal:http", "between 1 and 65535"),
            ("http://idp.internal:80", "no host name"),
            (":8081", "no host name"),
            ("a b:8081", "no host name"),
        ] {
            let reason = parse(text).unwrap_err().to_string();
            assert!(reason.contains(part), "{text}: {reason}");
        }
    }

    #[test]
    fn a_host_entry_is_for_its_port_alone() {
        let entry = parse("idp.internal:8443").unwrap();
        assert!(entry.names(&Host::Domain("idp.internal"), 8443));
        assert!(!entry.names(&Host::Domain("idp.internal"), 443));
        assert!(!entry.names(&Host::Domain("x.idp.internal"), 8443));
        assert!(!entry.contains("10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn a_block_holds_the_mapped_spelling_too() {
        let entry = parse("10.0.0.0/8").unwrap();
        assert!(entry.contains("::ffff:10.2.3.4".parse().unwrap()));
        assert!(!entry.contains("::ffff:11.2.3.4".parse().unwrap()));
    }
}
