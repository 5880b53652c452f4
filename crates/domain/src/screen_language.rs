//! The language of a screen. Invariant: a person's choice comes before the app's request (`ui_locales`), and that before the browser's
//! preference (`Accept-Language`).

use latchkey_contract::Language;

use super::accept_language::known;

/// The languages that the person, the app and the browser ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// Chosen in the profile by whoever is signed in.
    pub account: Option<Language>,
    /// Last choice of somebody who was signed in with this browser, from a cookie.
    pub browser: Option<Language>,
    /// From `ui_locales` of the pending authorization request.
    pub app: Option<Language>,
    /// From `Accept-Language`.
    pub accepted: Language,
}

impl Wishes {
    /// The language of the screen.
    pub fn language(self) -> Language {
        let chosen = self.account.or(self.browser);
        chosen.or(self.app).unwrap_or(self.accepted)
    }
}

/// The first supported language in `ui_locales` (OpenID Connect Core §3.1.2.1): language tags separated by spaces, the preferred one
/// first. Unsupported tags are skipped.
pub fn first_known(ui_locales: &str) -> Option<Language> {
    ui_locales.split(' ').find_map(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_language_of_ours_counts_by_its_primary_subtag() {
        for (ui_locales, expected) in [
            ("de", Some(Language::De)),
            ("de-AT", Some(Language::De)),
            ("DE-Latn-CH-1996 en", Some(Language::De)),
            ("se en-GB de", Some(Language::En)),
            ("se pt-BR", None),
            ("den deutsch", None),
            ("", None),
            ("  de", Some(Language::De)),
        ] {
            assert_eq!(first_known(ui_locales), expected, "{ui_locales:?}");
        }
    }

    fn maybe() -> impl Strategy<Value = Option<Language>> {
        prop::option::of(prop::sample::select(Language::ALL))
    }

    proptest! {
        #[test]
        fn the_person_comes_first_then_the_app_then_the_browser(
            account in maybe(), browser in maybe(), app in maybe(), accepted in prop::sample::select(Language::ALL),
        ) {
            let language = Wishes { account, browser, app, accepted }.language();
            let expected = match (account, browser, app) {
                (Some(own), _, _) | (None, Some(own), _) => own,
                (None, None, Some(app)) => app,
                (None, None, None) => accepted,
            };
            prop_assert_eq!(language, expected);
        }

        #[test]
        fn whatever_an_app_sends_is_a_language_or_nothing(text in ".{0,40}", tag in "(de|en)(-[A-Za-z0-9]{1,8}){0,3}") {
            let _ = first_known(&text);
            prop_assert_eq!(first_known(&tag), Language::from_tag(&tag[..2]));
            prop_assert_eq!(first_known(&format!("xx {tag} {text}")), Language::from_tag(&tag[..2]));
        }
    }
}
