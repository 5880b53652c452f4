//! The cookies: session, each sign-in under way, and the mark that somebody signed out. Invariant: they are named after the
//! client, because two environments of an app may share a host (ports do not keep cookies apart), and on https no other
//! host of the domain can set them (`__Host-`).

use axum::http::{HeaderMap, HeaderValue, header};

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The session's token.
    Session,
    /// Somebody signed out here: nothing signs in again by itself.
    SignedOut,
}

/// More sign-ins than are kept come from a browser that has opened many tabs at once.
const MOST_ATTEMPTS_READ: usize = 32;

/// What the cookies of this app are called.
#[derive(Debug, Clone)]
pub(crate) struct CookieNames {
    client: String,
    is_https: bool,
}

impl CookieNames {
    pub(crate) fn new(client_id: &str, is_https: bool) -> Self {
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() || "-._".contains(c) {
                c
            } else {
                '_'
            }
        };
        Self {
            client: client_id.chars().map(plain).collect(),
            is_https,
        }
    }

    fn name(&self, cookie: Cookie) -> String {
        let prefix = if self.is_https { "__Host-" } else { "" };
        let what = match cookie {
            Cookie::Session => "session",
            Cookie::SignedOut => "signed-out",
        };
        format!("{prefix}{}-{what}", self.client)
    }

    /// The value that came with the request. Where the name comes twice, neither can be trusted.
    pub(crate) fn read<'a>(&self, cookie: Cookie, headers: &'a HeaderMap) -> Option<&'a str> {
        once(headers, &self.name(cookie))
    }

    /// Keys and values of the sign-ins under way, in the order in which the browser got them (RFC 6265 §5.4).
    pub(crate) fn attempts<'a>(&self, headers: &'a HeaderMap) -> Vec<(&'a str, &'a str)> {
        let beginning = self.attempt_name("");
        pairs(headers)
            .filter_map(|(name, _)| Some((name.strip_prefix(&beginning)?, once(headers, name)?)))
            .take(MOST_ATTEMPTS_READ)
            .collect()
    }

    /// `Set-Cookie` of a sign-in that begins.
    pub(crate) fn set_attempt(&self, key: &str, value: &str) -> HeaderValue {
        self.line(&self.attempt_name(key), value, "; Max-Age=600")
    }

    /// `Set-Cookie` that removes it.
    pub(crate) fn forget_attempt(&self, key: &str) -> HeaderValue {
        self.line(&self.attempt_name(key), "", "; Max-Age=0")
    }

    fn attempt_name(&self, key: &str) -> String {
        let prefix = if self.is_https { "__Host-" } else { "" };
        format!("{prefix}{}-sign-in-{key}", self.client)
    }

    /// `Set-Cookie` with this value, which is base64url: nothing to quote.
    pub(crate) fn set(&self, cookie: Cookie, value: &str) -> HeaderValue {
        let max_age = match cookie {
            Cookie::Session => "",
            Cookie::SignedOut => "; Max-Age=2592000",
        };
        self.line(&self.name(cookie), value, max_age)
    }

    /// `Set-Cookie` that removes it.
    pub(crate) fn forget(&self, cookie: Cookie) -> HeaderValue {
        self.line(&self.name(cookie), "", "; Max-Age=0")
    }

    fn line(&self, name: &str, value: &str, max_age: &str) -> HeaderValue {
        let secure = if self.is_https { "; Secure" } else { "" };
        let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{max_age}");
        // The name is reduced to such characters, and the value is base64url.
        HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

fn once<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = pairs(headers)
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = values.next()?;
    (values.next().is_none() && !first.is_empty()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, line.parse().unwrap())])
    }

    #[test]
    fn two_environments_on_one_host_do_not_share_cookies() {
        let acceptance = CookieNames::new("expenses-acceptance", false);
        let production = CookieNames::new("expenses-production", false);
        let sent = headers("expenses-acceptance-session=a; expenses-production-session=p");
        assert_eq!(acceptance.read(Cookie::Session, &sent), Some("a"));
        assert_eq!(production.read(Cookie::Session, &sent), Some("p"));
    }

    #[test]
    fn on_https_no_other_host_can_set_them() {
        let line = CookieNames::new("app", true).set(Cookie::Session, "v");
        assert_eq!(
            line,
            "__Host-app-session=v; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            CookieNames::new("a; b=c", false).forget_attempt("key"),
            "a__b_c-sign-in-key=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }

    #[test]
    fn a_cookie_that_comes_twice_is_not_believed() {
        let names = CookieNames::new("app", false);
        assert_eq!(
            names.read(Cookie::Session, &headers("app-session=a; app-session=b")),
            None
        );
        assert_eq!(names.read(Cookie::Session, &headers("app-session=")), None);
        assert_eq!(
            names.read(Cookie::Session, &headers("x; app-session=a=b")),
            Some("a=b")
        );
    }
}
