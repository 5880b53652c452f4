//! What has to be done at each kind of identity provider, step by step. Names of its console stand between `**`.

use latchkey_contract::sso_configurations::{IdpKind, PlatformAddresses};

use crate::i18n::*;

/// An address of this platform that is pasted at the identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// Where the identity provider sends people back to.
    Redirect,
    /// Where it sends logout tokens.
    BackChannelLogout,
    /// Where people land after a sign-out.
    SignedOut,
    /// Where a tile in its dashboard starts.
    Start,
    /// Where it has all sessions of a person ended.
    UniversalLogout,
    /// Where it pushes security events.
    SharedSignals,
    /// Where it reads the keys by which the platform proves who it is.
    ClientKeys,
}

impl Address {
    /// What it is called.
    pub fn name(self, locale: Locale) -> &'static str {
        match self {
            Self::Redirect => td_string!(locale, sso_walk.redirect),
            Self::BackChannelLogout => td_string!(locale, sso_walk.back_channel),
            Self::SignedOut => td_string!(locale, sso_walk.signed_out),
            Self::Start => td_string!(locale, sso_walk.start),
            Self::ClientKeys => td_string!(locale, sso_walk.client_keys),
            Self::UniversalLogout => td_string!(locale, sso_walk.universal_logout),
            Self::SharedSignals => td_string!(locale, sso_walk.shared_signals),
        }
    }

    /// The address itself.
    pub fn of(self, addresses: &PlatformAddresses) -> &str {
        match self {
            Self::Redirect => &addresses.redirect_url,
            Self::BackChannelLogout => &addresses.backchannel_logout_url,
            Self::SignedOut => &addresses.signed_out_url,
            Self::Start => &addresses.start_url,
            Self::ClientKeys => &addresses.client_keys_url,
            Self::UniversalLogout => &addresses.universal_logout_url,
            Self::SharedSignals => &addresses.shared_signals_url,
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalkStep {
    /// A sentence or two.
    pub text: &'static str,
    /// The address that is pasted in this step.
    pub address: Option<Address>,
}

/// The steps at this kind, in their order. `by_key`: a key takes the place of the client secret.
pub fn walk_steps(locale: Locale, kind: IdpKind, by_key: bool) -> Vec<WalkStep> {
    let mut steps = steps_with_secret(locale, kind);
    if by_key {
        for (place, step) in steps_of_key(locale, kind) {
            steps[place - 1] = step;
        }
    }
    steps
}

/// What is done in the place of what has to do with a client secret, by the number of its step.
fn steps_of_key(locale: Locale, kind: IdpKind) -> Vec<(usize, WalkStep)> {
    let step = |text, address| WalkStep { text, address };
    let keys = Some(Address::ClientKeys);
    match kind {
        IdpKind::EntraId => vec![(4, step(td_string!(locale, sso_walk.entra_id_key), None))],
        IdpKind::Okta => vec![(5, step(td_string!(locale, sso_walk.okta_key), keys))],
        IdpKind::Auth0 => vec![(4, step(td_string!(locale, sso_walk.auth0_key), None))],
        IdpKind::Ping => vec![
            (3, step(td_string!(locale, sso_walk.ping_key), keys)),
            (6, step(td_string!(locale, sso_walk.ping_6_key), None)),
        ],
        IdpKind::Adfs => vec![(3, step(td_string!(locale, sso_walk.adfs_key), None))],
        IdpKind::Keycloak => vec![(6, step(td_string!(locale, sso_walk.keycloak_key), keys))],
        IdpKind::Google => vec![(3, step(td_string!(locale, sso_walk.google_key), None))],
        IdpKind::Other => vec![
            (1, step(td_string!(locale, sso_walk.other_1_key), None)),
            (6, step(td_string!(locale, sso_walk.other_6_key), keys)),
        ],
    }
}

fn steps_with_secret(locale: Locale, kind: IdpKind) -> Vec<WalkStep> {
    use Address as A;
    let step = |text, address| WalkStep { text, address };
    match kind {
        IdpKind::EntraId => vec![
            step(td_string!(locale, sso_walk.entra_id_1), None),
            step(td_string!(locale, sso_walk.entra_id_2), Some(A::Redirect)),
            step(td_string!(locale, sso_walk.entra_id_3), None),
            step(td_string!(locale, sso_walk.entra_id_4), None),
            step(td_string!(locale, sso_walk.entra_id_5), None),
            step(td_string!(locale, sso_walk.entra_id_6), None),
            step(td_string!(locale, sso_walk.entra_id_7), Some(A::Start)),
        ],
        IdpKind::Okta => vec![
            step(td_string!(locale, sso_walk.okta_1), None),
            step(td_string!(locale, sso_walk.okta_2), Some(A::Redirect)),
            step(td_string!(locale, sso_walk.okta_3), Some(A::SignedOut)),
            step(td_string!(locale, sso_walk.okta_4), None),
            step(td_string!(locale, sso_walk.okta_5), None),
            step(td_string!(locale, sso_walk.okta_6), None),
            step(td_string!(locale, sso_walk.okta_7), Some(A::Start)),
            step(td_string!(locale, sso_walk.okta_8), Some(A::UniversalLogout)),
        ],
        IdpKind::Auth0 => vec![
            step(td_string!(locale, sso_walk.auth0_1), None),
            step(td_string!(locale, sso_walk.auth0_2), Some(A::Redirect)),
            step(td_string!(locale, sso_walk.auth0_3), Some(A::SignedOut)),
            step(td_string!(locale, sso_walk.auth0_4), None),
            step(td_string!(locale, sso_walk.auth0_5), None),
            step(td_string!(locale, sso_walk.auth0_6), Some(A::BackChannelLogout)),
            step(td_string!(locale, sso_walk.auth0_7), Some(A::Start)),
        ],
        IdpKind::Ping => vec![
            step(td_string!(locale, sso_walk.ping_1), None),
            step(td_string!(locale, sso_walk.ping_2), Some(A::Redirect)),
            step(td_string!(locale, sso_walk.ping_3), None),
            step(td_string!(locale, sso_walk.ping_4), None),
            step(td_string!(locale, sso_walk.ping_5), None),
            step(td_string!(locale, sso_walk.ping_6), None),
            step(td_string!(locale, sso_walk.ping_7), Some(A::Start)),
        ],
        IdpKind::Adfs => vec![
            step(td_string!(locale, sso_walk.adfs_1), None),
            step(td_string!(locale, sso_walk.adfs_2), Some(A::Redirect)),
            step(td_string!(locale, sso_walk.adfs_3), None),
            step(td_string!(locale, sso_walk.adfs_4), None),
            step(td_string!(locale, sso_walk.adfs_5), None),
            step(td_string!(locale, sso_walk.adfs_6), None),
            step(td_string!(locale, sso_walk.adfs_7), None),
        ],
        IdpKind::Keycloak => vec![
            step(td_string!(locale, sso_walk.keycloak_1), None),
            step(td_string!(locale, sso_walk.keycloak_2), None),
            step(td_string!(locale, sso_walk.keycloak_3), Some(A::Redirect)),
            step(td_string!(locale, sso_walk.keycloak_4), Some(A::SignedOut)),
            step(td_string!(locale, sso_walk.keycloak_5), Some(A::Start)),
            step(td_string!(locale, sso_walk.keycloak_6), None),
            step(
                td_string!(locale, sso_walk.keycloak_7),
                Some(A::BackChannelLogout),
            ),
            step(td_string!(locale, sso_walk.keycloak_8), None),
        ],
        IdpKind::Google => vec![
            step(td_string!(locale, sso_walk.google_1), None),
            step(td_string!(locale, sso_walk.google_2), Some(A::Redirect)),
            step(td_string!(locale, sso_walk.google_3), None),
            step(td_string!(locale, sso_walk.google_4), None),
        ],
        IdpKind::Other => vec![
            step(td_string!(locale, sso_walk.other_1), None),
            step(td_string!(locale, sso_walk.other_2), Some(A::Redirect)),
            step(td_string!(locale, sso_walk.other_3), Some(A::BackChannelLogout)),
            step(td_string!(locale, sso_walk.other_4), Some(A::SignedOut)),
            step(td_string!(locale, sso_walk.other_5), None),
            step(td_string!(locale, sso_walk.other_6), None),
            step(td_string!(locale, sso_walk.other_7), Some(A::Start)),
            step(td_string!(locale, sso_walk.other_8), Some(A::SharedSignals)),
        ],
    }
}

/// Which of this was checked, against what, and when.
pub fn checked_against(locale: Locale, kind: IdpKind) -> String {
    match kind {
        IdpKind::EntraId | IdpKind::Adfs => td_string!(locale, sso_walk.checked, maker = "Microsoft"),
        IdpKind::Okta => td_string!(locale, sso_walk.checked, maker = "Okta"),
        IdpKind::Auth0 => td_string!(locale, sso_walk.checked_partly, maker = "Auth0"),
        IdpKind::Keycloak => td_string!(locale, sso_walk.checked_source).to_owned(),
        IdpKind::Ping | IdpKind::Google | IdpKind::Other => td_string!(locale, sso_walk.unchecked).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_a_sentence_with_its_names_closed() {
        for &locale in Locale::ALL {
            for kind in IdpKind::ALL {
                for step in [true, false]
                    .into_iter()
                    .flat_map(|by_key| walk_steps(locale, kind, by_key))
                {
                    assert!(step.text.ends_with(['.', '。']), "{}", step.text);
                    assert_eq!(step.text.matches("**").count() % 2, 0, "{}", step.text);
                }
            }
        }
    }

    #[test]
    fn all_languages_paste_the_same_addresses_and_name_the_same_things() {
        let names = |text: &'static str| text.split("**").skip(1).step_by(2).count();
        let said = |locale, kind, by_key| {
            let steps = walk_steps(locale, kind, by_key).into_iter();
            steps
                .map(|step| (step.address, names(step.text)))
                .collect::<Vec<_>>()
        };
        for &locale in Locale::ALL {
            for (kind, by_key) in IdpKind::ALL
                .into_iter()
                .flat_map(|kind| [(kind, false), (kind, true)])
            {
                let english = said(Locale::en, kind, by_key);
                assert_eq!(english, said(locale, kind, by_key), "{locale:?} {kind:?}");
            }
        }
    }

    #[test]
    fn nobody_who_uses_a_key_is_sent_for_a_secret() {
        for kind in IdpKind::ALL.into_iter().filter(|kind| *kind != IdpKind::Google) {
            for step in walk_steps(Locale::en, kind, true) {
                let text = step
                    .text
                    .to_ascii_lowercase()
                    .replace("certificates & secrets", "");
                assert!(!text.contains("secret"), "{kind:?}: {}", step.text);
            }
        }
    }

    #[test]
    fn the_redirect_url_is_pasted_everywhere_and_once() {
        for kind in IdpKind::ALL {
            let steps = walk_steps(Locale::en, kind, false);
            let times = |address| steps.iter().filter(|step| step.address == Some(address)).count();
            assert_eq!(times(Address::Redirect), 1, "{kind:?}");
            let takes_logout_tokens = matches!(kind, IdpKind::Auth0 | IdpKind::Keycloak | IdpKind::Other);
            assert_eq!(
                times(Address::BackChannelLogout) == 1,
                takes_logout_tokens,
                "{kind:?}"
            );
        }
    }
}
