//! `security.txt` (RFC 9116). Invariant: it has the two fields that it must have, `Contact` and `Expires`, and has not expired when
//! it is served.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use url::Url;

/// How long what it says is true, in milliseconds: less than a year (§2.5.5).
const VALIDITY_MS: i64 = 180 * DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A contact as it stands in the file (§2.5.3): a URI with `mailto`, `tel` or `https`. A bare address is one of mail.
pub fn contact(text: &str) -> Option<String> {
    let text = text.trim();
    let with_scheme = match text.split_once(':') {
        None if text.contains('@') => format!("mailto:{text}"),
        _ => text.to_owned(),
    };
    let is_plain = with_scheme.bytes().all(|byte| byte.is_ascii_graphic());
    let url = Url::parse(&with_scheme).ok().filter(|_| is_plain)?;
    let is_known = match url.scheme() {
        "mailto" => url.path().contains('@'),
        "tel" => !url.path().is_empty(),
        "https" => url.host().is_some(),
        _ => false,
    };
    is_known.then_some(with_scheme)
}

/// The file's text. `origin` is the platform's own.
pub fn security_txt(contact: &str, origin: &str, now_ms: i64) -> String {
    // The same all day.
    let expires_ms = now_ms.div_euclid(DAY_MS) * DAY_MS + VALIDITY_MS;
    let expires = OffsetDateTime::from_unix_timestamp(expires_ms.div_euclid(1000))
        .ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_default();
    format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en, de\nCanonical: {origin}/.well-known/security.txt\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contacts_are_uris() {
        for (text, read) in [
            ("security@acme.example", Some("mailto:security@acme.example")),
            (
                "mailto:security@acme.example",
                Some("mailto:security@acme.example"),
            ),
            (
                " https://acme.example/report ",
                Some("https://acme.example/report"),
            ),
            ("tel:+49-30-1234", Some("tel:+49-30-1234")),
            ("http://acme.example", None),
            ("javascript:alert(1)", None),
            ("somebody", None),
            ("", None),
            ("security@acme.example\nContact: mailto:evil@x.example", None),
        ] {
            assert_eq!(contact(text).as_deref(), read, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn it_is_true_for_less_than_a_year_and_has_not_expired(now_ms in 0i64..4_000_000_000_000) {
            let text = security_txt("mailto:a@b.example", "https://login.example", now_ms);
            let expires = text.lines().find_map(|line| line.strip_prefix("Expires: ")).expect("a line");
            let expires = OffsetDateTime::parse(expires, &Rfc3339).expect("a time").unix_timestamp() * 1000;
            prop_assert!(expires > now_ms && expires < now_ms + 365 * DAY_MS);
        }
    }
}
