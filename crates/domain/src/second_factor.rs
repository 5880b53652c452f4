//! What somebody shows beside the password, and what apps are told of it (`amr`, RFC 8176; `acr`, OpenID Connect Core §2).

use super::session_lifetime::SignedInBy;

/// How much time somebody has for the second step after the password, in milliseconds.
pub const SECOND_STEP_MS: i64 = 10 * 60 * 1000;

/// How long a browser is remembered in which the second factor was shown, in milliseconds.
pub const REMEMBERED_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Codes that a person gets at once.
pub const RECOVERY_CODES: usize = 10;

/// The kind of second factor that somebody has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    /// A code of an app.
    Totp,
    /// A passkey.
    Passkey,
    /// A code that was written down for the day on which nothing else is at hand.
    RecoveryCode,
}

impl SecondFactor {
    /// Every one.
    pub const ALL: &[Self] = &[Self::Totp, Self::Passkey, Self::RecoveryCode];

    /// The text in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery_code",
        }
    }

    /// Reads [`Self::as_str`]; `None` for any other text.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|factor| factor.as_str() == text)
    }
}

/// How a sign-in was done, as apps are told it. Empty where the company's identity provider did it: what it asked for is its own matter.
pub const fn amr(by: SignedInBy, second: Option<SecondFactor>) -> &'static [&'static str] {
    match (by, second) {
        (SignedInBy::Password, None) => &["pwd"],
        (SignedInBy::Password, Some(SecondFactor::Totp)) => &["pwd", "otp", "mfa"],
        // Where the key lies is not known (no attestation is asked for), so neither `hwk` nor `swk` is said; nor how the authenticator verified
        // who is there (`pin`, `user`), but that it did where the passkey came alone.
        (SignedInBy::Password, Some(SecondFactor::Passkey)) => &["pwd", "pop", "mfa"],
        (SignedInBy::Passkey, _) => &["pop", "mfa"],
        // RFC 8176 has no word for it.
        (SignedInBy::Password, Some(SecondFactor::RecoveryCode)) => &["pwd", "mfa"],
        (SignedInBy::Sso | SignedInBy::Test | SignedInBy::Recovery, _) => &[],
    }
}

/// How much a sign-in is worth, from the least. In the words of specifications that client libraries and other products know already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Acr {
    /// A password, over TLS.
    Password,
    /// A password and a second factor, or a passkey whose authenticator has verified who is there.
    MultiFactor,
}

impl Acr {
    /// Every one, as discovery lists them.
    pub const ALL: [Self; 2] = [Self::Password, Self::MultiFactor];

    /// As it stands in tokens and requests.
    pub const fn as_str(self) -> &'static str {
        match self {
            // SAML Authentication Context §3.4.
            Self::Password => "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
            // OpenID Provider Authentication Policy Extension 1.0 §4.
            Self::MultiFactor => "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
        }
    }

    /// What a sign-in is worth; `None` where the company's identity provider answers for it.
    pub const fn of(by: SignedInBy, second: Option<SecondFactor>) -> Option<Self> {
        match (by, second) {
            (SignedInBy::Password, None) => Some(Self::Password),
            (SignedInBy::Password, Some(_)) | (SignedInBy::Passkey, _) => Some(Self::MultiFactor),
            (SignedInBy::Sso | SignedInBy::Test | SignedInBy::Recovery, _) => None,
        }
    }
}

/// What is known here of `acr_values`, each once.
pub fn known_values(acr_values: &str) -> String {
    let wanted = |acr: &Acr| acr_values.split(' ').any(|value| value == acr.as_str());
    let known: Vec<&str> = Acr::ALL
        .iter()
        .filter(|acr| wanted(acr))
        .map(|acr| acr.as_str())
        .collect();
    known.join(" ")
}

/// The least that an app asks for in `acr_values`; `None` where it asks for nothing that is known here. They are a wish (Core §3.1.2.1), and
/// whoever has more than was asked for has that, too.
pub fn least_wanted(acr_values: &str) -> Option<Acr> {
    let known = acr_values
        .split(' ')
        .filter_map(|value| Acr::ALL.into_iter().find(|acr| acr.as_str() == value));
    known.min()
}

/// Whether somebody is asked for the second factor now, because an app wants more than the session is worth. Nobody is asked who could not
/// answer: the app reads in the token what it got.
pub fn needs_step_up(
    acr_values: &str,
    by: SignedInBy,
    second: Option<SecondFactor>,
    has_factor: bool,
) -> bool {
    let has_less = |wanted| Acr::of(by, second).is_some_and(|acr| acr < wanted);
    has_factor && least_wanted(acr_values).is_some_and(has_less)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PASSWORD: &str = Acr::Password.as_str();
    const BOTH: &str = Acr::MultiFactor.as_str();

    #[test]
    fn factors_are_read_as_they_are_written() {
        for &factor in SecondFactor::ALL {
            assert_eq!(SecondFactor::from_text(factor.as_str()), Some(factor));
        }
        assert_eq!(SecondFactor::from_text(""), None);
    }

    #[test]
    fn the_least_that_is_asked_for_decides() {
        assert_eq!(least_wanted(""), None);
        assert_eq!(least_wanted("urn:other"), None);
        assert_eq!(least_wanted(BOTH), Some(Acr::MultiFactor));
        assert_eq!(least_wanted(&format!("{BOTH} {PASSWORD}")), Some(Acr::Password));
        assert_eq!(least_wanted(&format!("urn:other {BOTH}")), Some(Acr::MultiFactor));
    }

    #[test]
    fn what_is_kept_of_a_wish_is_short() {
        assert_eq!(
            known_values(&format!("urn:other {BOTH} {BOTH} {}", "x".repeat(9999))),
            BOTH
        );
        assert_eq!(
            known_values(&format!("{BOTH} {PASSWORD}")),
            format!("{PASSWORD} {BOTH}")
        );
        assert_eq!(known_values(""), "");
    }

    #[test]
    fn whoever_has_a_factor_and_showed_none_is_asked() {
        let asked = |by, second, has| needs_step_up(BOTH, by, second, has);
        assert!(asked(SignedInBy::Password, None, true));
        assert!(!asked(SignedInBy::Password, None, false));
        assert!(!asked(SignedInBy::Password, Some(SecondFactor::Totp), true));
        assert!(!asked(SignedInBy::Sso, None, true));
        assert!(!needs_step_up(PASSWORD, SignedInBy::Password, None, true));
    }

    fn ways() -> impl Strategy<Value = (SignedInBy, Option<SecondFactor>)> {
        let second = prop::option::of(prop::sample::select(SecondFactor::ALL));
        (prop::sample::select(SignedInBy::ALL), second)
    }

    proptest! {
        #[test]
        fn mfa_is_said_where_it_was_so_and_nowhere_else((by, second) in ways()) {
            let is_multi = (by == SignedInBy::Password && second.is_some()) || by == SignedInBy::Passkey;
            prop_assert_eq!(amr(by, second).contains(&"mfa"), is_multi);
            prop_assert_eq!(Acr::of(by, second) == Some(Acr::MultiFactor), is_multi);
            prop_assert_eq!(amr(by, second).is_empty(), Acr::of(by, second).is_none());
        }

        #[test]
        fn nobody_is_asked_twice((by, second) in ways(), values in "[a-z: ]{0,20}") {
            let wanted = format!("{values} {BOTH}");
            if needs_step_up(&wanted, by, second, true) {
                for &shown in SecondFactor::ALL {
                    prop_assert!(!needs_step_up(&wanted, by, Some(shown), true));
                }
            }
        }
    }
}
