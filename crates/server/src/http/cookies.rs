//! The cookies: the session, the secrets that bind what was begun to this browser, the secrets of links, a language, light or dark, a mark
//! that somebody signed out, what remembers a browser for the second step, and the username on its way from one screen to the next, which the screen itself sets. On https
//! all are `__Host-` (no other host of the domain can set them); on http, which is localhost only, plainly named.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::config::PublicUrl;

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// The session's token.
    Session,
    /// Somebody signed out here: the next sign-in through an identity provider asks anew.
    SignedOut,
    /// The language that somebody chose here, for the screens before the next sign-in.
    Language,
    /// Light or dark screens, where somebody chose.
    Theme,
    /// Says that cookies work here.
    Probe,
    /// How often this browser was led to the public URL from another host in a row; see [`super::own_host`].
    Host,
    /// An answer of an identity provider that nobody here asked for has just led to a sign-in: another one does not.
    BegunAnew,
    /// The secret of a guest who came by a set-up link.
    SetUp,
    /// What was typed on the sign-in screen, percent-encoded, for the screens that it leads to.
    Username,
}

impl Cookie {
    const fn base_name(self) -> &'static str {
        match self {
            Self::Session => "latchkey-session",
            Self::SignedOut => "latchkey-signed-out",
            Self::Language => "latchkey-language",
            Self::Theme => "latchkey-theme",
            Self::Username => "latchkey-username",
            Self::Probe => "latchkey-cookies",
            Self::Host => "latchkey-host",
            Self::SetUp => "latchkey-set-up",
            Self::BegunAnew => "latchkey-begun-anew",
        }
    }

    /// Seconds that the browser keeps it; none: until it is closed. The server decides on its own how long a value works.
    const fn max_age(self) -> Option<u32> {
        match self {
            Self::Session | Self::Probe => None,
            Self::Host => Some(5),
            Self::Username | Self::BegunAnew => Some(60),
            Self::Language | Self::Theme => Some(365 * 24 * 60 * 60),
            Self::SetUp => Some(7 * 24 * 60 * 60),
            Self::SignedOut => Some(30 * 24 * 60 * 60),
        }
    }

    fn name(self, public_url: &PublicUrl) -> String {
        let prefix = if public_url.is_https() { "__Host-" } else { "" };
        format!("{prefix}{}", self.base_name())
    }

    /// The value that came with the request. Where the name comes twice, neither can be trusted.
    pub fn read<'a>(self, headers: &'a HeaderMap, public_url: &PublicUrl) -> Option<&'a str> {
        once(headers, &self.name(public_url))
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
        set_cookie(&self.name(public_url), value, max_age, public_url)
    }
}

/// Cookies of one kind of which a browser may have several, each with a key in its name. What was begun in one tab must not take the cookie
/// of another tab's place, also where both were opened before either response came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// Bind sign-ins through identity providers, and requests of apps, to this browser. The key is the beginning of the secret's hash.
    Browser,
    /// The tokens of links that were opened: out of the address, so that they are in no history, log or `Referer`. The key is the link's
    /// identifier.
    Link,
    /// Browsers in which somebody need not show the second factor again for a while, one for each account. The key is as for `Browser`.
    Remembered,
}

impl Series {
    /// Most of one series that a browser is left with; the oldest go.
    pub const MOST: usize = 10;
    /// Most that are read. More than [`Self::MOST`] come from a browser that has opened many tabs at once.
    const MOST_READ: usize = 64;
    /// Seconds that the browser keeps them.
    const fn max_age(self) -> u32 {
        match self {
            Self::Browser | Self::Link => 60 * 60,
            Self::Remembered => 30 * 24 * 60 * 60,
        }
    }

    const fn base_name(self) -> &'static str {
        match self {
            Self::Browser => "latchkey-browser",
            Self::Link => "latchkey-link",
            Self::Remembered => "latchkey-remembered",
        }
    }

    fn name(self, key: &str, public_url: &PublicUrl) -> String {
        let prefix = if public_url.is_https() { "__Host-" } else { "" };
        format!("{prefix}{}-{key}", self.base_name())
    }

    /// The value under this key.
    pub fn value<'a>(self, headers: &'a HeaderMap, key: &str, public_url: &PublicUrl) -> Option<&'a str> {
        once(headers, &self.name(key, public_url))
    }

    /// Keys and values, in the order in which the browser got them (RFC 6265 §5.4). A name that comes twice is left out.
    pub fn values<'a>(self, headers: &'a HeaderMap, public_url: &PublicUrl) -> Vec<(&'a str, &'a str)> {
        let beginning = self.name("", public_url);
        let keys = pairs(headers).filter_map(|(name, _)| name.strip_prefix(beginning.as_str()));
        keys.take(Self::MOST_READ)
            .filter_map(|key| Some((key, self.value(headers, key, public_url)?)))
            .collect()
    }

    /// `Set-Cookie` with a value under this key, and those that remove the oldest where there are too many.
    pub fn add(
        self,
        headers: &HeaderMap,
        key: &str,
        value: &str,
        public_url: &PublicUrl,
    ) -> Vec<HeaderValue> {
        let max_age = format!("; Max-Age={}", self.max_age());
        let added = set_cookie(&self.name(key, public_url), value, &max_age, public_url);
        let others = self
            .values(headers, public_url)
            .into_iter()
            .filter(|(other, _)| *other != key)
            .map(|(other, _)| self.remove(other, public_url))
            .collect::<Vec<_>>();
        let surplus = (others.len() + 1).saturating_sub(Self::MOST);
        std::iter::once(added)
            .chain(others.into_iter().take(surplus))
            .collect()
    }

    /// `Set-Cookie` that removes the one under this key.
    pub fn remove(self, key: &str, public_url: &PublicUrl) -> HeaderValue {
        set_cookie(&self.name(key, public_url), "", "; Max-Age=0", public_url)
    }
}

/// Whether the browser sent any cookie of ours, whatever it says.
pub fn are_sent(headers: &HeaderMap) -> bool {
    pairs(headers).any(|(name, _)| {
        name.strip_prefix("__Host-")
            .unwrap_or(name)
            .starts_with("latchkey-")
    })
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// The value of the cookie with this name, if it comes once and is not empty.
fn once<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = pairs(headers)
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let first = values.next()?;
    (values.next().is_none() && !first.is_empty()).then_some(first)
}

fn set_cookie(name: &str, value: &str, max_age: &str, public_url: &PublicUrl) -> HeaderValue {
    let secure = if public_url.is_https() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{max_age}{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
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

    fn cookies(text: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, text.parse().expect("a header"));
        headers
    }

    #[test]
    fn those_of_a_series_stand_side_by_side() {
        let http = url("http://localhost:8080");
        let headers = cookies(
            "latchkey-browser-a=1; latchkey-browser-b=2; latchkey-browser-c=3; latchkey-browser-c=4; latchkey-browserx=5",
        );
        let values = Series::Browser.values(&headers, &http);
        assert_eq!(
            values,
            [("a", "1"), ("b", "2")],
            "one that comes twice is nobody's"
        );
        assert_eq!(Series::Browser.value(&headers, "b", &http), Some("2"));
        assert_eq!(Series::Link.values(&headers, &http), []);
        assert_eq!(Series::Browser.values(&headers, &url("https://x.example")), []);
    }

    #[test]
    fn a_browser_is_left_with_so_many_of_a_series() {
        let https = url("https://x.example");
        let text = (0..15)
            .map(|number| format!("__Host-latchkey-link-{number}=t"))
            .collect::<Vec<_>>()
            .join("; ");
        let headers = cookies(&text);
        let mut set = Series::Link.add(&headers, "new", "t", &https).into_iter();
        assert_eq!(
            set.next().expect("one"),
            "__Host-latchkey-link-new=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure"
        );
        let removed = set.collect::<Vec<_>>();
        assert_eq!(removed.len(), 15 + 1 - Series::MOST, "the oldest go: {removed:?}");
        for (number, removed) in removed.iter().enumerate() {
            let removed = removed.to_str().expect("text");
            assert!(
                removed.starts_with(&format!("__Host-latchkey-link-{number}=; ")),
                "{removed}"
            );
            assert!(removed.contains("Max-Age=0"), "{removed}");
        }
        let again = Series::Link.add(&cookies("__Host-latchkey-link-1=t"), "1", "t", &https);
        assert_eq!(again.len(), 1);
    }

    #[test]
    fn any_cookie_of_ours_shows_that_cookies_work() {
        for (text, are) in [
            ("latchkey-theme=dark", true),
            ("a=b; __Host-latchkey-cookies=1", true),
            ("a=b; other=latchkey-theme=1", false),
            ("", false),
        ] {
            assert_eq!(are_sent(&cookies(text)), are, "{text}");
        }
    }
}
