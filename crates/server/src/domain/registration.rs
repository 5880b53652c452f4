//! What the registration of an app's environment may hold: one set of rules for the import file and for Settings > General.
//! Invariant: what passes here passes where it is used.

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

/// What somebody wants an environment to be.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it opens.
    pub url: &'a str,
    /// Whether it keeps no secret.
    pub is_public: bool,
    /// Where authorization answers may go.
    pub redirect_uris: &'a [String],
    /// Where a sign-out may lead.
    pub post_logout_redirect_uris: &'a [String],
    /// Where it is told of sign-outs.
    pub backchannel_logout_uri: Option<&'a str>,
    /// What it signs its ID tokens with, where that is said.
    pub id_token_signed_response_alg: Option<&'a str>,
    /// Its roles.
    pub roles: &'a [String],
    /// For how long a refresh token that was used yields its successor again, where that is said.
    pub refresh_token_reuse_seconds: Option<u32>,
    /// Whom people of other companies are told to ask.
    pub support_contact: Option<&'a str>,
}

/// What is wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit {
    /// The field, in the spelling of the import file and of the API.
    pub field: &'static str,
    /// Which entry of a list, from 0.
    pub entry: Option<usize>,
    /// Why.
    pub why: Why,
}

/// Why something may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
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
    /// No algorithm that the platform signs with.
    #[error("must be ES256 or RS256")]
    Algorithm,
}

/// Judges all of it; tells of the first thing that is wrong.
pub fn check(wanted: &Wanted<'_>) -> Result<(), Misfit> {
    let one = |field, why| Misfit {
        field,
        entry: None,
        why,
    };
    if !is_name(wanted.name) {
        return Err(one("name", Why::Name));
    }
    check_url(wanted.url).map_err(|fault| one("url", fault.into()))?;
    let judge = if wanted.is_public { judge } else { judge_of_server };
    check_addresses("redirect_uris", wanted.redirect_uris, judge)?;
    check_addresses(
        "post_logout_redirect_uris",
        wanted.post_logout_redirect_uris,
        judge,
    )?;
    if let Some(address) = wanted.backchannel_logout_uri {
        judge_called(address).map_err(|fault| one("backchannel_logout_uri", fault.into()))?;
    }
    match wanted.id_token_signed_response_alg {
        None | Some("ES256" | "RS256") => {}
        Some(_) => return Err(one("id_token_signed_response_alg", Why::Algorithm)),
    }
    let most = if wanted.is_public { 0 } else { MOST_REUSE_SECONDS };
    if wanted
        .refresh_token_reuse_seconds
        .is_some_and(|seconds| seconds > most)
    {
        return Err(one("refresh_token_reuse_seconds", Why::Seconds));
    }
    if !wanted.support_contact.is_none_or(is_contact) {
        return Err(one("support_contact", Why::Contact));
    }
    check_list("roles", wanted.roles, app_roles::MOST, |role| {
        is_role(role).then_some(()).ok_or(Why::Role)
    })
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

fn check_addresses(
    field: &'static str,
    addresses: &[String],
    judge: impl Fn(&str) -> Result<(), AddressFault>,
) -> Result<(), Misfit> {
    check_list(field, addresses, MAX_ADDRESSES, |address| Ok(judge(address)?))
}

fn check_list(
    field: &'static str,
    entries: &[String],
    most: usize,
    check: impl Fn(&str) -> Result<(), Why>,
) -> Result<(), Misfit> {
    let at = |entry, why| Misfit { field, entry, why };
    if entries.len() > most {
        return Err(at(None, Why::TooMany));
    }
    for (index, entry) in entries.iter().enumerate() {
        check(entry).map_err(|why| at(Some(index), why))?;
        if entries[..index].contains(entry) {
            return Err(at(Some(index), Why::Repeated));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: Wanted<'static> = Wanted {
        name: "Acceptance",
        url: "https://app.example/",
        is_public: false,
        redirect_uris: &[],
        post_logout_redirect_uris: &[],
        backchannel_logout_uri: None,
        id_token_signed_response_alg: None,
        roles: &[],
        refresh_token_reuse_seconds: None,
        support_contact: None,
    };

    fn list(entries: &[&str]) -> Vec<String> {
        entries.iter().map(|&entry| entry.to_owned()).collect()
    }

    fn misfit(field: &'static str, entry: Option<usize>, why: Why) -> Result<(), Misfit> {
        Err(Misfit { field, entry, why })
    }

    #[test]
    fn an_environment_may_be_bare_or_full() {
        assert_eq!(check(&GOOD), Ok(()));
        let addresses = list(&["https://app.example/c", "http://localhost:8082/c"]);
        let full = Wanted {
            redirect_uris: &addresses,
            post_logout_redirect_uris: &addresses,
            backchannel_logout_uri: Some("http://localhost:8082/l"),
            id_token_signed_response_alg: Some("RS256"),
            roles: &list(&["User", "Leiter Einkauf"]),
            ..GOOD
        };
        assert_eq!(check(&full), Ok(()));
    }

    #[test]
    fn the_entry_at_fault_is_named() {
        let addresses = list(&["https://app.example/c", "http://app.example/c"]);
        for field in ["redirect_uris", "post_logout_redirect_uris"] {
            let mut wanted = GOOD;
            match field {
                "redirect_uris" => wanted.redirect_uris = &addresses,
                _ => wanted.post_logout_redirect_uris = &addresses,
            }
            assert_eq!(
                check(&wanted),
                misfit(field, Some(1), Why::Address(AddressFault::NotSecure))
            );
        }
        let twice = list(&["https://app.example/c", "https://app.example/c"]);
        let wanted = Wanted {
            redirect_uris: &twice,
            ..GOOD
        };
        assert_eq!(check(&wanted), misfit("redirect_uris", Some(1), Why::Repeated));
        let many = (0..=MAX_ADDRESSES)
            .map(|n| format!("https://app.example/{n}"))
            .collect::<Vec<_>>();
        let wanted = Wanted {
            redirect_uris: &many,
            ..GOOD
        };
        assert_eq!(check(&wanted), misfit("redirect_uris", None, Why::TooMany));
        let fits = Wanted {
            redirect_uris: &many[1..],
            ..GOOD
        };
        assert_eq!(check(&fits), Ok(()));
    }

    #[test]
    fn schemes_of_devices_are_for_apps_without_a_secret() {
        let device = list(&["com.example.app:/callback"]);
        let wanted = Wanted {
            redirect_uris: &device,
            ..GOOD
        };
        let refused = Why::Address(AddressFault::SchemeOfNativeApp);
        assert_eq!(check(&wanted), misfit("redirect_uris", Some(0), refused));
        let public = Wanted {
            is_public: true,
            ..wanted
        };
        assert_eq!(check(&public), Ok(()));
        let called = Wanted {
            backchannel_logout_uri: Some("com.example.app:/logout"),
            is_public: true,
            ..GOOD
        };
        let refused = Why::Address(AddressFault::Scheme);
        assert_eq!(check(&called), misfit("backchannel_logout_uri", None, refused));
    }

    #[test]
    fn names_roles_and_the_rest() {
        let long = "a".repeat(101);
        for name in ["", " ", "a\0b", long.as_str()] {
            assert_eq!(check(&Wanted { name, ..GOOD }), misfit("name", None, Why::Name));
        }
        for url in ["", "app.example", "javascript:alert(1)", "ftp://app.example/"] {
            let refused = check(&Wanted { url, ..GOOD });
            assert!(matches!(refused, Err(Misfit { field: "url", .. })), "{url}");
        }
        for role in ["", " User", "User ", "a\nb", &long[..65]] {
            let roles = list(&["User", role]);
            let refused = check(&Wanted {
                roles: &roles,
                ..GOOD
            });
            assert_eq!(refused, misfit("roles", Some(1), Why::Role), "{role:?}");
        }
        let wanted = Wanted {
            id_token_signed_response_alg: Some("none"),
            ..GOOD
        };
        assert_eq!(
            check(&wanted),
            misfit("id_token_signed_response_alg", None, Why::Algorithm)
        );
    }

    #[test]
    fn a_refresh_token_is_given_again_for_a_minute_at_most_and_never_without_a_secret() {
        for (is_public, seconds, is_good) in [
            (false, 0, true),
            (false, 60, true),
            (false, 61, false),
            (true, 0, true),
            (true, 1, false),
        ] {
            let wanted = Wanted {
                is_public,
                refresh_token_reuse_seconds: Some(seconds),
                ..GOOD
            };
            let refused = misfit("refresh_token_reuse_seconds", None, Why::Seconds);
            assert_eq!(
                check(&wanted),
                if is_good { Ok(()) } else { refused },
                "{is_public} {seconds}"
            );
        }
    }

    #[test]
    fn people_can_write_to_a_contact_or_open_it() {
        let judged = |contact| {
            check(&Wanted {
                support_contact: Some(contact),
                ..GOOD
            })
        };
        for good in [
            "help@app.example",
            "https://app.example/help?for=you#here",
            "https://app.example/help",
        ] {
            let has_fragment = good.contains('#');
            assert_eq!(judged(good).is_ok(), !has_fragment, "{good}");
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
                misfit("support_contact", None, Why::Contact),
                "{bad:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_passes_can_be_used(addresses in prop::collection::vec("(https|http|com\\.example):/{1,2}[a-z.#@*]{0,8}", 0..4), is_public: bool) {
            let wanted = Wanted { redirect_uris: &addresses, is_public, ..GOOD };
            match check(&wanted) {
                Ok(()) => for address in &addresses {
                    prop_assert!(super::super::redirect_uri::matches(&addresses, address));
                },
                Err(misfit) => {
                    let entry = misfit.entry.expect("an entry");
                    let before = Wanted { redirect_uris: &addresses[..entry], ..wanted };
                    prop_assert_eq!(check(&before), Ok(()), "it is the first one");
                }
            }
        }
    }
}
