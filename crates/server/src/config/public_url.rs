//! The platform's own origin. Invariant: it is https, or this machine.

use url::{Host, Url};

use super::error::ConfigError;

/// The platform's own origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    https: bool,
}

impl PublicUrl {
    /// Checks an operator's value: http(s), no path; http only on loopback, because the session cookie would be readable on
    /// the way.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let refuse = |why: &str| ConfigError(format!("LATCHKEY_PUBLIC_URL {text:?} {why}"));
        let url = Url::parse(text).map_err(|_| refuse("is not a URL; example: https://login.example.com"))?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(refuse("must begin with https:// (or http:// on localhost)")),
        };
        if url.path() != "/"
            || url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(refuse(
                "must be an origin alone: scheme, host and port, nothing behind",
            ));
        }
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return Err(refuse("has no host")),
        };
        if !https && !loopback {
            return Err(refuse("must be https: only localhost may do without"));
        }
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            https,
        })
    }

    /// E.g. `https://login.example.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host as it stands in the URL: a name, an IPv4 address, or an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        let authority = self
            .origin
            .split_once("://")
            .map_or("", |(_, authority)| authority);
        let port = authority.rfind(':').filter(|at| !authority[*at..].contains(']'));
        port.map_or(authority, |at| &authority[..at])
    }

    /// Whether cookies can be `Secure` and HSTS makes sense.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The absolute URL of a path.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}
