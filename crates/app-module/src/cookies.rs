//! The cookies: session, sign-ins under way, and the mark that somebody signed out. Invariant: they are named after the
//! client, because two environments of an app may share a host (ports do not keep cookies apart), and on https no other
//! host of the domain can set them (`__Host-`).

use axum::http::{HeaderMap, HeaderValue, header};

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The session's token.
    Session,
    /// Sign-ins under way.
    Attempts,
    /// Somebody signed out here: nothing signs in again by itself.
    SignedOut,
}

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
            Cookie::Attempts => "sign-in",
            Cookie::SignedOut => "signed-out",
        };
        format!("{prefix}{}-{what}", self.client)
    }

    /// The value that came with the request. Where the name comes twice, neither can be trusted.
    pub(crate) fn read<'a>(&self, cookie: Cookie, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.name(cookie);
        let lines = headers.get_all(header::COOKIE).iter();
        let mut values = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value);
        let first = values.next()?;
        (values.next().is_none() && !first.is_empty()).then_some(first)
    }

    /// `Set-Cookie` with this value, which is base64url: nothing to quote.
    pub(crate) fn set(&self, cookie: Cookie, value: &str) -> HeaderValue {
        let max_age = match cookie {
            Cookie::Session => "",
            Cookie::Attempts => "; Max-Age=600",
            Cookie::SignedOut => "; Max-Age=2592000",
        };
        self.line(cookie, value, max_age)
    }

    /// `Set-Cookie` that removes it.
    pub(crate) fn forget(&self, cookie: Cookie) -> HeaderValue {
        self.line(cookie, "", "; Max-Age=0")
    }

    fn line(&self, cookie: Cookie, value: &str, max_age: &str) -> HeaderValue {
        let secure = if self.is_https { "; Secure" } else { "" };
        let line = format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{max_age}",
            self.name(cookie)
        );
        // The name is reduced to such characters, and the value is base64url.
        HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
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
            CookieNames::new("a; b=c", false).forget(Cookie::Attempts),
            "a__b_c-sign-in=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
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
