//! The cookies: the session, the secret that binds sign-ins to this browser, the secret of a link, a language, light or dark, a mark
//! that somebody signed out, and the username on its way from one screen to the next, which the screen itself sets. On https
//! all are `__Host-` (no other host of the domain can set them); on http, which is localhost only, plainly named.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::config::PublicUrl;

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// The session's token.
    Session,
    /// Binds sign-ins through identity providers to this browser.
    Browser,
    /// Somebody signed out here: the next sign-in through an identity provider asks anew.
    SignedOut,
    /// The language that somebody chose who was signed in here, for the screens before the next sign-in.
    Language,
    /// Light or dark screens, where somebody chose.
    Theme,
    /// What was typed on the sign-in screen, percent-encoded, for the screens that it leads to.
    Username,
    /// The token of the link that was opened last: out of the address, so that it is in no history, log or `Referer`.
    Link,
}

impl Cookie {
    const fn base_name(self) -> &'static str {
        match self {
            Self::Session => "latchkey-session",
            Self::Browser => "latchkey-browser",
            Self::SignedOut => "latchkey-signed-out",
            Self::Link => "latchkey-link",
            Self::Language => "latchkey-language",
            Self::Theme => "latchkey-theme",
            Self::Username => "latchkey-username",
        }
    }

    /// Seconds that the browser keeps it; none: until it is closed. The server decides on its own how long a value works.
    const fn max_age(self) -> Option<u32> {
        match self {
            Self::Session => None,
            Self::Username => Some(60),
            Self::Browser | Self::Link => Some(60 * 60),
            Self::Language | Self::Theme => Some(365 * 24 * 60 * 60),
            Self::SignedOut => Some(30 * 24 * 60 * 60),
        }
    }

    fn name(self, public_url: &PublicUrl) -> String {
        let prefix = if public_url.is_https() { "__Host-" } else { "" };
        format!("{prefix}{}", self.base_name())
    }

    /// The value that came with the request. Where the name comes twice, neither can be trusted.
    pub fn read<'a>(self, headers: &'a HeaderMap, public_url: &PublicUrl) -> Option<&'a str> {
        let name = self.name(public_url);
        let pairs = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'));
        let mut values = pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value);
        let first = values.next()?;
        (values.next().is_none() && !first.is_empty()).then_some(first)
    }

    /// `Set-Cookie` with this value (base64url: nothing to quote).
    pub fn set(self, value: &str, public_url: &PublicUrl) -> HeaderValue {
        let max_age = self
            .max_age()
            .map(|seconds| format!("; Max-Age={seconds}"))
            .unwrap_or_default();
        self.header(value, &max_age, public_url)
    }

    /// `Set-Cookie` that removes it.
    pub fn remove(self, public_url: &PublicUrl) -> HeaderValue {
        self.header("", "; Max-Age=0", public_url)
    }

    fn header(self, value: &str, max_age: &str, public_url: &PublicUrl) -> HeaderValue {
        let secure = if public_url.is_https() { "; Secure" } else { "" };
        let text = format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Lax{max_age}{secure}",
            self.name(public_url)
        );
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> PublicUrl {
        PublicUrl::parse(text).expect("a URL")
    }

    #[test]
    fn https_binds_cookies_to_the_host() {
        let https = url("https://x.example");
        assert_eq!(
            Cookie::Session.set("t", &https),
            "__Host-latchkey-session=t; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            Cookie::Session.set("t", &url("http://localhost:8080")),
            "latchkey-session=t; Path=/; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            Cookie::Session.remove(&https),
            "__Host-latchkey-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
        );
    }

    #[test]
    fn a_cookie_that_comes_twice_does_not_come() {
        let https = url("https://x.example");
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, text.parse().expect("a header"));
            Cookie::Session.read(&headers, &https).map(str::to_owned)
        };
        assert_eq!(read("a=b; __Host-latchkey-session=t").as_deref(), Some("t"));
        assert_eq!(read("__Host-latchkey-session=t; __Host-latchkey-session=u"), None);
        assert_eq!(
            read("latchkey-session=t"),
            None,
            "the plain name does not count on https"
        );
        assert_eq!(read("__Host-latchkey-session="), None);
    }
}
