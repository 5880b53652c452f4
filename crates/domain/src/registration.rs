//! What the registration of an app's environment may hold: one set of rules for the import file and for Settings > General.
//! Invariant: what passes here passes where it is used.

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings};
use url::Url;

use super::app_roles::{self, is_role};
use super::email_address::EmailAddress;
use super::invisible::is_invisible;
use super::name_text::is_plain;
use super::redirect_uri::{AddressFault, judge, judge_called, judge_of_server};
use super::token_family::MOST_REUSE_SECONDS;

/// Most characters of a name.
const MAX_NAME_CHARS: usize = 100;
/// Most addresses of a kind.
pub const MAX_ADDRESSES: usize = 50;
/// Longest address at which an environment opens, in bytes.
const MAX_URL_BYTES: usize = 2048;

/// What is wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidationError {
    /// The field, in the spelling of the import file and of the API.
    pub field: &'static str,
    /// Which entry of a list, from 0.
    pub entry: Option<usize>,
    /// What is wrong with the value.
    pub reason: ValidationReason,
}

/// Why something may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValidationReason {
    /// A name is missing or too long, or holds what is not seen.
    #[error("must have 1 to 100 characters, none of them invisible")]
    Name,
    /// An address is not one to which anything may be sent.
    #[error(transparent)]
    Address(#[from] AddressFault),
    /// It is there twice.
    #[error("is there twice")]
    Repeated,
    /// There are more than there may be.
    #[error("has too many entries")]
    TooMany,
    /// No name of a role.
    #[error("must have 1 to 64 characters, none of them invisible, and neither begin nor end with a space")]
    Role,
    /// Longer than it may be, or said of a client for which it is never so.
    #[error("must be 0 to 60, and 0 without a client secret")]
    Seconds,
    /// Nothing that can be asked.
    #[error("must be an email address, or an address that begins with https://")]
    Contact,
}

/// Judges all of it; tells of everything that is wrong.
pub fn check(settings: &EnvironmentSettings) -> Vec<ValidationError> {
    let is_public = settings.kind == ClientKind::Public;
    let judge = if is_public { judge } else { judge_of_server };
    let one = |field, outcome: Result<(), ValidationReason>| {
        let entry = None;
        outcome
            .err()
            .map(|reason| ValidationError { field, entry, reason })
    };
    let addresses = |field, entries| check_list(field, entries, MAX_ADDRESSES, |text| Ok(judge(text)?));
    let called = settings.backchannel_logout_uri.as_deref();
    let most = if is_public { 0 } else { MOST_REUSE_SECONDS };
    let is_short = settings
        .refresh_token_reuse_seconds
        .is_none_or(|seconds| seconds <= most);
    let can_be_asked = settings.support_contact.as_deref().is_none_or(is_contact);
    let mut found = Vec::new();
    found.extend(one(
        "name",
        is_name(&settings.name)
            .then_some(())
            .ok_or(ValidationReason::Name),
    ));
    found.extend(one(
        "url",
        check_url(&settings.url).map_err(ValidationReason::from),
    ));
    found.extend(addresses("redirect_uris", &settings.redirect_uris));
    found.extend(addresses(
        "post_logout_redirect_uris",
        &settings.post_logout_redirect_uris,
    ));
    found.extend(one(
        "backchannel_logout_uri",
        called
            .map_or(Ok(()), judge_called)
            .map_err(ValidationReason::from),
    ));
    found.extend(one(
        "refresh_token_reuse_seconds",
        is_short.then_some(()).ok_or(ValidationReason::Seconds),
    ));
    found.extend(one(
        "support_contact",
        can_be_asked.then_some(()).ok_or(ValidationReason::Contact),
    ));
    found.extend(check_list("roles", &settings.roles, app_roles::MOST, |role| {
        is_role(role).then_some(()).ok_or(ValidationReason::Role)
    }));
    found
}

/// Whether an app or an environment may be called that.
pub fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= MAX_NAME_CHARS && is_plain(name)
}

/// Whom people can ask: they write there, or open it.
fn is_contact(text: &str) -> bool {
    let is_plain = !text.contains(|c: char| c.is_control() || c.is_whitespace());
    let is_page = text.starts_with("https://") && judge_of_server(text).is_ok();
    is_plain && (is_page || EmailAddress::parse(text).is_some())
}

/// Where an environment opens: people are led there, nothing secret is.
fn check_url(text: &str) -> Result<(), AddressFault> {
    let url = Url::parse(text).map_err(|_| AddressFault::Malformed)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressFault::Scheme);
    }
    if text.len() > MAX_URL_BYTES
        || text.contains(|c: char| c.is_control() || c.is_whitespace() || is_invisible(c))
    {
        return Err(AddressFault::Malformed);
    }
    Ok(())
}

/// Everything that is wrong with the entries; of too many, only that.
fn check_list(
    field: &'static str,
    entries: &[String],
    most: usize,
    check: impl Fn(&str) -> Result<(), ValidationReason>,
) -> Vec<ValidationError> {
    let at = |entry, reason| ValidationError { field, entry, reason };
    if entries.len() > most {
        return vec![at(None, ValidationReason::TooMany)];
    }
    let judged = entries.iter().enumerate().filter_map(|(index, entry)| {
        let is_repeated = entries[..index].contains(entry);
        let reason = check(entry)
            .err()
            .or(is_repeated.then_some(ValidationReason::Repeated))?;
        Some(at(Some(index), reason))
    });
    judged.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn good() -> EnvironmentSettings {
        EnvironmentSettings {
            name: "Acceptance".to_owned(),
            url: "https://app.example/".to_owned(),
            ..EnvironmentSettings::default()
        }
    }

    fn list(entries: &[&str]) -> Vec<String> {
        entries.iter().map(|&entry| entry.to_owned()).collect()
    }

    fn invalid(field: &'static str, entry: Option<usize>, reason: ValidationReason) -> Vec<ValidationError> {
        vec![ValidationError { field, entry, reason }]
    }

    #[test]
    fn an_environment_may_be_bare_or_full() {
        assert_eq!(check(&good()), []);
        let addresses = list(&["https://app.example/c", "http://localhost:8082/c"]);
        let full = EnvironmentSettings {
            redirect_uris: addresses.clone(),
            post_logout_redirect_uris: addresses,
            backchannel_logout_uri: Some("http://localhost:8082/l".to_owned()),
            roles: list(&["User", "Leiter Einkauf"]),
            ..good()
        };
        assert_eq!(check(&full), []);
    }

    #[test]
    fn the_entry_at_fault_is_named() {
        let addresses = list(&["https://app.example/c", "http://app.example/c"]);
        for field in ["redirect_uris", "post_logout_redirect_uris"] {
            let mut settings = good();
            match field {
                "redirect_uris" => settings.redirect_uris.clone_from(&addresses),
                _ => settings.post_logout_redirect_uris.clone_from(&addresses),
            }
            assert_eq!(
                check(&settings),
                invalid(field, Some(1), ValidationReason::Address(AddressFault::NotSecure))
            );
        }
        let judged = |redirect_uris: Vec<String>| {
            check(&EnvironmentSettings {
                redirect_uris,
                ..good()
            })
        };
        let twice = list(&["https://app.example/c", "https://app.example/c"]);
        assert_eq!(
            judged(twice),
            invalid("redirect_uris", Some(1), ValidationReason::Repeated)
        );
        let many = (0..=MAX_ADDRESSES)
            .map(|n| format!("https://app.example/{n}"))
            .collect::<Vec<_>>();
        assert_eq!(
            judged(many.clone()),
            invalid("redirect_uris", None, ValidationReason::TooMany)
        );
        assert_eq!(judged(many[1..].to_vec()), []);
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let settings = EnvironmentSettings {
            url: String::new(),
            redirect_uris: list(&["app.example", "https://app.example/c", "https://app.example/#c"]),
            roles: list(&["User", "User"]),
            support_contact: Some("Grace".to_owned()),
            ..EnvironmentSettings::default()
        };
        let found: Vec<_> = check(&settings)
            .into_iter()
            .map(|invalid| (invalid.field, invalid.entry))
            .collect();
        let expected = [
            ("name", None),
            ("url", None),
            ("redirect_uris", Some(0)),
            ("redirect_uris", Some(2)),
            ("support_contact", None),
            ("roles", Some(1)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn schemes_of_devices_are_for_apps_without_a_secret() {
        let device = EnvironmentSettings {
            redirect_uris: list(&["com.example.app:/callback"]),
            ..good()
        };
        let refused = ValidationReason::Address(AddressFault::SchemeOfNativeApp);
        assert_eq!(check(&device), invalid("redirect_uris", Some(0), refused));
        let public = EnvironmentSettings {
            kind: ClientKind::Public,
            ..device
        };
        assert_eq!(check(&public), []);
        let called = EnvironmentSettings {
            backchannel_logout_uri: Some("com.example.app:/logout".to_owned()),
            kind: ClientKind::Public,
            ..good()
        };
        let refused = ValidationReason::Address(AddressFault::Scheme);
        assert_eq!(check(&called), invalid("backchannel_logout_uri", None, refused));
    }

    #[test]
    fn names_roles_and_the_rest() {
        let long = "a".repeat(101);
        for name in ["", " ", "a\0b", long.as_str()] {
            let name = name.to_owned();
            let refused = check(&EnvironmentSettings { name, ..good() });
            assert_eq!(refused, invalid("name", None, ValidationReason::Name));
        }
        for url in ["", "app.example", "javascript:alert(1)", "ftp://app.example/"] {
            let refused = check(&EnvironmentSettings {
                url: url.to_owned(),
                ..good()
            });
            assert!(
                matches!(refused[..], [ValidationError { field: "url", .. }]),
                "{url}"
            );
        }
        for role in ["", " User", "User ", "a\nb", &long[..65]] {
            let refused = check(&EnvironmentSettings {
                roles: list(&["User", role]),
                ..good()
            });
            assert_eq!(
                refused,
                invalid("roles", Some(1), ValidationReason::Role),
                "{role:?}"
            );
        }
    }

    #[test]
    fn a_refresh_token_is_given_again_for_a_minute_at_most_and_never_without_a_secret() {
        use ClientKind::{Confidential, Public};
        for (kind, seconds, is_good) in [
            (Confidential, 0, true),
            (Confidential, 60, true),
            (Confidential, 61, false),
            (Public, 0, true),
            (Public, 1, false),
        ] {
            let settings = EnvironmentSettings {
                kind,
                refresh_token_reuse_seconds: Some(seconds),
                ..good()
            };
            let refused = invalid("refresh_token_reuse_seconds", None, ValidationReason::Seconds);
            let expected = if is_good { Vec::new() } else { refused };
            assert_eq!(check(&settings), expected, "{kind:?} {seconds}");
        }
    }

    #[test]
    fn people_can_write_to_a_contact_or_open_it() {
        let judged = |contact: &str| {
            check(&EnvironmentSettings {
                support_contact: Some(contact.to_owned()),
                ..good()
            })
        };
        for good in [
            "help@app.example",
            "https://app.example/help?for=you#here",
            "https://app.example/help",
        ] {
            let has_fragment = good.contains('#');
            assert_eq!(judged(good).is_empty(), !has_fragment, "{good}");
        }
        for bad in [
            "",
            "help",
            "Ask Grace",
            "javascript:alert(1)",
            "http://app.example/help",
            "http://localhost/help",
            "https://",
            "https://u:p@app.example/",
            "help@app.example\nbcc: all@app.example",
            "a@b.example?bcc=c d",
        ] {
            assert_eq!(
                judged(bad),
                invalid("support_contact", None, ValidationReason::Contact),
                "{bad:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_passes_can_be_used(addresses in prop::collection::vec("(https|http|com\\.example):/{1,2}[a-z.#@*]{0,8}", 0..4), is_public: bool) {
            let kind = if is_public { ClientKind::Public } else { ClientKind::Confidential };
            let judged = |redirect_uris: &[String]| {
                check(&EnvironmentSettings { redirect_uris: redirect_uris.to_vec(), kind, ..good() })
            };
            match judged(&addresses).first() {
                None => for address in &addresses {
                    prop_assert!(super::super::redirect_uri::matches(&addresses, address));
                },
                Some(invalid) => {
                    let entry = invalid.entry.expect("an entry");
                    prop_assert_eq!(judged(&addresses[..entry]), vec![], "it is the first one");
                }
            }
        }
    }
}
