//! Redirect addresses of apps. They match exactly (RFC 9700 §2.1), with one exception: a loopback address of a native app may
//! name any port, because the system picks it when the app listens (RFC 8252 §7.3).

use url::{Host, Url};

use super::invisible::is_invisible;

/// Longest address that is looked at, in bytes.
const MAX_BYTES: usize = 2048;

/// Why no answer may go to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It cannot be read, or is too long.
    #[error("is not a whole address of at most 2048 bytes, like https://app.example/openid/callback")]
    Malformed,
    /// Others could read what is sent there.
    #[error("must begin with https://, or with http:// on this machine (localhost, 127.0.0.1, [::1])")]
    NotSecure,
    /// Browsers send no fragment (RFC 6749 §3.1.2).
    #[error("must not have a part behind #")]
    Fragment,
    /// It would be compared as it stands, and is not meant so.
    #[error("must not hold a *: addresses are compared exactly")]
    Wildcard,
    /// A user or a password in it.
    #[error("must not name a user or a password")]
    User,
    /// Browsers run it, or no app can own it.
    #[error(
        "has a scheme to which no answer can go; one of an app on a device holds a dot, like com.example.app:/callback"
    )]
    Scheme,
    /// The scheme is one of an app on a device, and this client keeps a secret.
    #[error("has a scheme of its own, which only a single-page or native app (without a secret) can have")]
    SchemeOfNativeApp,
}

/// Where answers may go at all: https, http on loopback, or a private-use scheme of a native app (RFC 8252 §7.1: it holds a
/// dot, like `com.example.app:/callback`).
pub fn judge(text: &str) -> Result<(), AddressFault> {
    let plain = !text.contains(|c: char| c.is_control() || c.is_whitespace() || is_invisible(c) || c == '\\');
    let url = Url::parse(text).map_err(|_| AddressFault::Malformed)?;
    if text.len() > MAX_BYTES || !plain {
        return Err(AddressFault::Malformed);
    }
    match url.scheme() {
        "https" if !url.has_host() => return Err(AddressFault::Malformed),
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err(AddressFault::NotSecure),
        scheme if scheme.contains('.') => {}
        _ => return Err(AddressFault::Scheme),
    }
    if url.fragment().is_some() {
        return Err(AddressFault::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressFault::User);
    }
    if text.contains('*') {
        return Err(AddressFault::Wildcard);
    }
    Ok(())
}

/// The same for a client that keeps a secret: what runs on a device cannot.
pub fn judge_of_server(text: &str) -> Result<(), AddressFault> {
    judge(text)?;
    let is_web = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    is_web.then_some(()).ok_or(AddressFault::SchemeOfNativeApp)
}

/// The same for what the platform calls by itself (`backchannel_logout_uri`): https, or http on loopback. Where that leads to is
/// the egress guard's to judge, at each call.
pub fn judge_called(text: &str) -> Result<(), AddressFault> {
    judge_of_server(text).map_err(|fault| match fault {
        AddressFault::SchemeOfNativeApp => AddressFault::Scheme,
        other => other,
    })
}

/// Whether answers may go there at all.
pub fn is_acceptable(text: &str) -> bool {
    judge(text).is_ok()
}

/// Whether the app may be answered at `asked`.
pub fn matches(registered: &[String], asked: &str) -> bool {
    is_acceptable(asked)
        && registered
            .iter()
            .any(|known| known == asked || is_same_but_for_the_port(known, asked))
}

/// Only for IP literals: `localhost` may resolve to elsewhere, and its registration is a web app's (RFC 8252 §8.3).
fn is_same_but_for_the_port(known: &str, asked: &str) -> bool {
    let (Some(known), Some(asked)) = (loopback_parts(known), loopback_parts(asked)) else {
        return false;
    };
    known == asked
}

/// What stands before and behind the port of `http://127.0.0.1:1234/path`, byte for byte as it was written: two addresses that
/// a parser takes for the same are still two.
fn loopback_parts(text: &str) -> Option<(&str, &str)> {
    let host = ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find(|prefix| text.starts_with(prefix))?;
    let rest = &text[host.len()..];
    let behind = match rest.strip_prefix(':') {
        Some(port) => {
            let behind = port.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = &port[..port.len() - behind.len()];
            digits.parse::<u16>().ok().filter(|port| *port > 0)?;
            behind
        }
        None => rest,
    };
    (behind.is_empty() || behind.starts_with(['/', '?'])).then_some((host, behind))
}

/// Whether an answer there goes to whatever listens on the person's own device: a loopback address, or a scheme of a native app.
pub fn is_of_device(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| match url.scheme() {
        "http" | "https" => is_loopback(&url),
        _ => true,
    })
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// The address with more query parameters. Those that it had stay as they are (RFC 6749 §3.1.2).
pub fn with_parameters(address: &str, parameters: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let separator = match address.find('?') {
        None => "?",
        Some(at) if at + 1 == address.len() || address.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{address}{separator}{query}")
}

/// What a person is told: `expenses.acme.example`, `localhost:8082`, or the scheme of an app on this machine.
pub fn display(address: &str) -> String {
    let Ok(url) = Url::parse(address) else {
        return address.to_owned();
    };
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) if url.scheme().starts_with("http") => format!("{host}:{port}"),
        (Some(host), None) if url.scheme().starts_with("http") => host.to_owned(),
        _ => url.scheme().to_owned(),
    }
}

/// What a Content-Security-Policy has to name so that a form may lead to the address. A policy cannot name an IPv6
/// literal; there, and for private-use schemes, it is the scheme.
pub fn form_action_source(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    match url.host() {
        Some(Host::Domain(_) | Host::Ipv4(_)) if url.scheme().starts_with("http") => {
            Some(url.origin().ascii_serialization())
        }
        _ => Some(format!("{}:", url.scheme())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_match(known: &str, asked: &str) -> bool {
        matches(&[known.to_owned()], asked)
    }

    #[test]
    fn only_the_very_same_address_matches() {
        let known = "https://app.example/openid/callback";
        assert!(is_match(known, known));
        for asked in [
            "https://app.example/openid/callback/",
            "https://app.example/openid/callback?x=1",
            "https://app.example/openid/callback#x",
            "https://app.example/openid/callback/../../evil",
            "https://app.example/openid/%63allback",
            "https://APP.example/openid/callback",
            "https://app.example:443/openid/callback",
            "https://app.example.evil/openid/callback",
            "https://app.example@evil.example/openid/callback",
            "https://evil.example/https://app.example/openid/callback",
            "http://app.example/openid/callback",
            "//app.example/openid/callback",
            "javascript:alert(1)",
            "",
        ] {
            assert!(!is_match(known, asked), "{asked}");
        }
    }

    #[test]
    fn a_registered_trick_is_refused_too() {
        for trick in [
            "javascript:alert(1)",
            "data:text/html,x",
            "http://app.example/callback",
            "https://app.example/#x",
            "https://u:p@app.example/",
            "https://app.example/\\evil",
            "myapp:/callback",
        ] {
            assert!(!is_match(trick, trick), "{trick}");
        }
    }

    #[test]
    fn each_fault_has_its_reason() {
        use AddressFault::*;
        for (address, fault) in [
            ("", Malformed),
            ("app.example/callback", Malformed),
            ("/openid/callback", Malformed),
            ("https://", Malformed),
            ("https://app.example/a b", Malformed),
            ("https://app.example/a\u{202e}b", Malformed),
            ("https://app.example/a\u{200b}b", Malformed),
            ("https://app.example/\\evil", Malformed),
            (" https://app.example/", Malformed),
            ("http://app.example/callback", NotSecure),
            ("http://localhost.evil.example/callback", NotSecure),
            ("http://127.0.0.1.evil.example/callback", NotSecure),
            ("https://app.example/#", Fragment),
            ("https://app.example/#x", Fragment),
            ("com.example.app:/callback#x", Fragment),
            ("https://*.example/callback", Wildcard),
            ("https://app.example/*", Wildcard),
            ("https://u@app.example/", User),
            ("https://u:p@app.example/", User),
            ("https://:p@app.example/", User),
            ("javascript:alert(1)", Scheme),
            ("JavaScript:alert(1)", Scheme),
            ("data:text/html,x", Scheme),
            ("file:///etc/passwd", Scheme),
            ("ws://app.example/", Scheme),
            ("myapp:/callback", Scheme),
        ] {
            assert_eq!(judge(address), Err(fault), "{address}");
            assert_eq!(judge_of_server(address), Err(fault), "{address}");
        }
        assert_eq!(judge("com.example.app:/callback"), Ok(()));
        assert_eq!(
            judge_of_server("com.example.app:/callback"),
            Err(SchemeOfNativeApp)
        );
        for address in [
            "https://app.example",
            "HTTPS://app.example/",
            "https://app.example/c?x=1",
            "http://localhost:8082/c",
            "http://[::1]/c",
        ] {
            assert_eq!(judge_of_server(address), Ok(()), "{address}");
        }
        assert_eq!(
            judge(&format!("https://app.example/{}", "a".repeat(MAX_BYTES))),
            Err(Malformed)
        );
    }

    #[test]
    fn the_platform_calls_https_and_this_very_machine() {
        for address in [
            "https://app.example/logout?tenant=1",
            "http://localhost:8082/logout",
            "http://127.0.0.1:8082/logout",
            "http://[::1]/logout",
        ] {
            assert_eq!(judge_called(address), Ok(()), "{address}");
        }
        for address in [
            "http://app.example/logout",
            "http://10.0.0.1/logout",
            "http://localhost.evil.example/logout",
            "https://app.example/logout#x",
            "https://u:p@app.example/logout",
            "https://app.example/ logout",
            "com.example.app:/logout",
            "ftp://app.example/logout",
            "/logout",
            "",
        ] {
            assert!(judge_called(address).is_err(), "{address}");
        }
    }

    #[test]
    fn native_apps_may_listen_on_any_port_of_loopback() {
        for (known, asked) in [
            ("http://127.0.0.1/callback", "http://127.0.0.1:49152/callback"),
            (
                "http://127.0.0.1:3000/callback",
                "http://127.0.0.1:49152/callback",
            ),
            ("http://[::1]/callback", "http://[::1]:49152/callback"),
            ("http://[::1]:1/callback", "http://[::1]/callback"),
            ("com.example.app:/callback", "com.example.app:/callback"),
        ] {
            assert!(is_match(known, asked), "{known} {asked}");
        }
        for (known, asked) in [
            ("http://127.0.0.1/callback", "http://127.0.0.1:49152/other"),
            ("http://127.0.0.1/callback", "http://[::1]:49152/callback"),
            (
                "http://127.0.0.1/callback",
                "http://127.0.0.1:49152@evil.example/callback",
            ),
            (
                "http://127.0.0.1/callback",
                "http://127.0.0.1.evil.example/callback",
            ),
            ("http://127.0.0.1/callback", "http://127.0.0.1:99999/callback"),
            ("http://127.0.0.1/callback", "http://127.0.0.1:0/callback"),
            ("http://127.0.0.1/callback", "http://127.1:80/callback"),
            (
                "http://localhost:8082/callback",
                "http://localhost:49152/callback",
            ),
            ("https://app.example:1/callback", "https://app.example:2/callback"),
            ("com.example.app:/callback", "com.example.app.evil:/callback"),
        ] {
            assert!(!is_match(known, asked), "{known} {asked}");
        }
    }

    #[test]
    fn parameters_are_added_behind_those_that_are_there() {
        assert_eq!(
            with_parameters("https://a.example/c", &[("state", "a b&c")]),
            "https://a.example/c?state=a+b%26c"
        );
        assert_eq!(
            with_parameters("https://a.example/c?x=1", &[("y", "2")]),
            "https://a.example/c?x=1&y=2"
        );
        assert_eq!(
            with_parameters("com.example.app:/c", &[("y", "2")]),
            "com.example.app:/c?y=2"
        );
    }

    #[test]
    fn what_listens_on_a_device_is_told_from_what_has_a_name() {
        for address in [
            "http://127.0.0.1/c",
            "http://127.1.2.3:49152/c",
            "http://[::1]:8082/c",
            "http://localhost:3000/c",
            "http://app.localhost/c",
            "https://localhost/c",
            "com.example.app:/c",
            "com.example.app://c",
        ] {
            assert!(is_of_device(address), "{address}");
        }
        for address in [
            "https://app.example/c",
            "https://localhost.example/c",
            "https://127.0.0.1.example/c",
        ] {
            assert!(!is_of_device(address), "{address}");
        }
    }

    #[test]
    fn people_and_policies_are_told_the_place() {
        for (address, place, source) in [
            ("https://a.example/c", "a.example", "https://a.example"),
            (
                "http://localhost:8082/c",
                "localhost:8082",
                "http://localhost:8082",
            ),
            ("http://[::1]:8082/c", "[::1]:8082", "http:"),
            ("com.example.app:/c", "com.example.app", "com.example.app:"),
        ] {
            assert_eq!(display(address), place);
            assert_eq!(form_action_source(address).as_deref(), Some(source));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_is_safe_to_answer_at(address in "(https?|[a-z.]{1,6}|javascript):/{0,3}[a-z@:*#.\\\\ \\[\\]0-9]{0,16}") {
            if judge(&address).is_ok() {
                let url = Url::parse(&address).expect("a URL");
                prop_assert!(url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
                prop_assert!(url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url) || url.scheme().contains('.'));
                prop_assert!(!address.contains(['*', '#', '\\', ' ']));
            }
            prop_assert!(judge_of_server(&address).is_err() || judge(&address).is_ok());
        }

        #[test]
        fn what_matches_is_registered_but_for_a_loopback_port(
            known in "(https://app\\.example|http://127\\.0\\.0\\.1(:[1-9][0-9]{0,3})?|com\\.example:)/[a-c]{0,2}",
            asked in "(https?://app\\.example|http://127\\.0\\.0\\.1(:[0-9]{0,5})?(@e)?|com\\.example:)/[a-c./@]{0,4}",
        ) {
            if is_match(&known, &asked) && known != asked {
                let (known, asked) = (Url::parse(&known).expect("a URL"), Url::parse(&asked).expect("a URL"));
                prop_assert_eq!(asked.host_str(), Some("127.0.0.1"));
                prop_assert_eq!(asked.path(), known.path());
            }
        }
    }
}
