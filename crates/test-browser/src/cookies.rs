//! The cookies of a browser at one origin.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};

/// Cookies by name. Path, domain and expiry are not looked at; `Max-Age=0` takes a cookie away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cookies(BTreeMap<String, String>);

impl std::ops::Deref for Cookies {
    type Target = BTreeMap<String, String>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl std::ops::DerefMut for Cookies {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Cookies {
    /// Takes over what the response's `Set-Cookie` lines say.
    ///
    /// # Panics
    ///
    /// A line is not text, or names no cookie.
    pub fn keep(&mut self, response: &HeaderMap) {
        for line in response.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("text");
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a pair");
            if attributes.contains("Max-Age=0") {
                self.0.remove(name);
            } else {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The value of the request's `Cookie` line; none without cookies.
    #[must_use]
    pub fn line(&self) -> Option<String> {
        let pairs = self.0.iter().map(|(name, value)| format!("{name}={value}"));
        let line = pairs.collect::<Vec<_>>().join("; ");
        (!line.is_empty()).then_some(line)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::SET_COOKIE};

    use super::Cookies;

    #[test]
    fn cookies_are_kept_replaced_and_taken_away() {
        let mut cookies = Cookies::default();
        assert_eq!(cookies.line(), None);
        let mut response = HeaderMap::new();
        for line in ["a=1; Path=/", "b=2=2; HttpOnly", "a=3", "c=4", "c=; Max-Age=0"] {
            response.append(SET_COOKIE, HeaderValue::from_static(line));
        }
        cookies.keep(&response);
        assert_eq!(cookies.line().as_deref(), Some("a=3; b=2=2"));
    }
}
