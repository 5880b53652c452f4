//! How long a session lasts: by SSO, one hour from the ID token; by password, one hour without use and twelve hours at most; by recovery,
//! one hour; never longer than the identity provider's `session_expiry`.

/// A password session ends so many idle periods after sign-in, however busy it is (twelve hours with the usual hour).
const MAX_IDLE_PERIODS: i64 = 12;

/// How long a session lasts that tries an identity provider, in milliseconds.
const TEST_MS: i64 = 10 * 60 * 1000;

/// How long a session lasts at most that began without the identity provider which ought to vouch for the person, in milliseconds.
const RECOVERY_MS: i64 = 60 * 60 * 1000;

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedInBy {
    /// By a password kept by the platform.
    Password,
    /// By a passkey alone.
    Passkey,
    /// Through the company's identity provider.
    Sso,
    /// Through an identity provider that is being tried, by a Test Link or a Test Email Domain.
    Test,
    /// By a mailed link, past an identity provider that is out of order. An admin of the company alone.
    Recovery,
}

impl SignedInBy {
    /// Every way.
    pub const ALL: &[Self] = &[
        Self::Password,
        Self::Passkey,
        Self::Sso,
        Self::Test,
        Self::Recovery,
    ];

    /// The text in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::Sso => "sso",
            Self::Test => "test",
            Self::Recovery => "recovery",
        }
    }

    /// Whether the platform itself looked at what was shown, and the company's identity provider takes it over once it is active.
    pub const fn is_local(self) -> bool {
        matches!(self, Self::Password | Self::Passkey)
    }

    /// Reads [`Self::as_str`]; `None` for any other text.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|way| way.as_str() == text)
    }
}

/// When a session ends, in milliseconds since the Unix epoch. It is over at that very moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Ends then if nothing happens.
    pub expires_at_ms: i64,
    /// Ends then whatever happens.
    pub ends_at_ms: i64,
}

/// The lifetime of a password session that begins now.
pub fn of_password(now_ms: i64, ttl_ms: i64) -> Lifetime {
    Lifetime {
        expires_at_ms: now_ms + ttl_ms,
        ends_at_ms: now_ms + MAX_IDLE_PERIODS * ttl_ms,
    }
}

/// The lifetime of an SSO session whose ID token was issued at `issued_at_ms`. A token from the future counts from
/// now: an identity provider's fast clock buys nobody time.
pub fn of_sso(now_ms: i64, issued_at_ms: i64, session_expiry_ms: Option<i64>, ttl_ms: i64) -> Lifetime {
    let by_token = issued_at_ms.min(now_ms) + ttl_ms;
    let ends_at_ms = session_expiry_ms.map_or(by_token, |expiry| expiry.min(by_token));
    Lifetime {
        expires_at_ms: ends_at_ms,
        ends_at_ms,
    }
}

/// The lifetime of a session that tries an identity provider, from now: ten minutes, however it is used.
pub fn of_test(now_ms: i64) -> Lifetime {
    let ends_at_ms = now_ms + TEST_MS;
    Lifetime {
        expires_at_ms: ends_at_ms,
        ends_at_ms,
    }
}

/// The lifetime of a session by recovery, from now: an hour, however it is used, and shorter where sessions are.
pub fn of_recovery(now_ms: i64, ttl_ms: i64) -> Lifetime {
    let ends_at_ms = now_ms + ttl_ms.min(RECOVERY_MS);
    Lifetime {
        expires_at_ms: ends_at_ms,
        ends_at_ms,
    }
}

/// The end of a session after it was used at `now_ms`: password sessions begin their idle hour anew.
pub fn extended(way: SignedInBy, current: Lifetime, now_ms: i64, ttl_ms: i64) -> Lifetime {
    match way {
        SignedInBy::Sso | SignedInBy::Test | SignedInBy::Recovery => current,
        SignedInBy::Password | SignedInBy::Passkey => {
            let expires_at_ms = (now_ms + ttl_ms)
                .min(current.ends_at_ms)
                .max(current.expires_at_ms);
            Lifetime {
                expires_at_ms,
                ..current
            }
        }
    }
}

/// What is known of when somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// When; where that is not known, when they came back.
    pub at_ms: i64,
    /// Whether it is known: by a password checked here, by the identity provider's word, or because it was asked to ask anew.
    pub is_known: bool,
}

/// The sign-in of a session that begins at `now_ms`, or goes on from the sign-in `before`. An identity provider that does not say when
/// it asked (`auth_time`) is believed to have asked where it was told to (`was_asked`; OpenID Connect Core §3.1.2.1), and else nothing
/// is known: it may have remembered the person for days.
pub fn sign_in_of(
    before: Option<SignIn>,
    authenticated_at_ms: Option<i64>,
    was_asked: bool,
    is_renewal: bool,
    now_ms: i64,
) -> SignIn {
    // A time that is none holds nothing up that is better known now.
    let before_ms = before
        .filter(|before| before.is_known || authenticated_at_ms.is_none())
        .map(|before| before.at_ms);
    let is_known = match before {
        Some(before) if is_renewal && authenticated_at_ms.is_none() => before.is_known,
        _ => authenticated_at_ms.is_some() || was_asked,
    };
    SignIn {
        at_ms: signed_in_at(before_ms, authenticated_at_ms, is_renewal, now_ms),
        is_known,
    }
}

/// When somebody signed in whose session begins at `now_ms`, or goes on, having signed in for it at `before_ms`: when they proved
/// who they are, as the identity provider says (`auth_time`), however they came back from there. Where it does not say, a renewal,
/// which asks nobody anything, is no sign-in (OpenID Connect Core §3.1.2.1), and everything else is one.
fn signed_in_at(
    before_ms: Option<i64>,
    authenticated_at_ms: Option<i64>,
    is_renewal: bool,
    now_ms: i64,
) -> i64 {
    match (before_ms, authenticated_at_ms) {
        (Some(before_ms), Some(at_ms)) => at_ms.clamp(before_ms, now_ms.max(before_ms)),
        (None, Some(at_ms)) => at_ms.min(now_ms),
        (Some(before_ms), None) if is_renewal => before_ms,
        (_, None) => now_ms,
    }
}

/// When somebody proved who they are whose ID token says `auth_time_ms` and was issued at `issued_at_ms`, both by the identity
/// provider's clock, in whole seconds. The token carries the nonce of the attempt that began at `begun_at_ms`, so it is younger:
/// where it seems older, that clock is behind by as much.
pub fn proved_at(auth_time_ms: i64, issued_at_ms: i64, begun_at_ms: i64, now_ms: i64) -> i64 {
    let behind_ms = begun_at_ms.saturating_sub(issued_at_ms).max(0);
    let within_the_second_ms = 999;
    auth_time_ms
        .saturating_add(behind_ms)
        .saturating_add(within_the_second_ms)
        .min(now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn the_usual_numbers() {
        assert_eq!(
            of_password(0, HOUR),
            Lifetime {
                expires_at_ms: HOUR,
                ends_at_ms: 12 * HOUR
            }
        );
        assert_eq!(of_sso(0, -60_000, None, HOUR).ends_at_ms, HOUR - 60_000);
        assert_eq!(of_sso(0, 0, Some(600_000), HOUR).ends_at_ms, 600_000);
        assert_eq!(of_sso(0, 0, Some(9 * HOUR), HOUR).ends_at_ms, HOUR);
    }

    #[test]
    fn ways_are_read_as_they_are_written() {
        for &way in SignedInBy::ALL {
            assert_eq!(SignedInBy::from_text(way.as_str()), Some(way));
        }
        assert_eq!(SignedInBy::from_text(""), None);
    }

    proptest! {
        #[test]
        fn a_session_by_recovery_lasts_an_hour_however_it_is_used(
            now in 0i64..HOUR,
            ttl in 1i64..24 * HOUR,
            used in 0i64..HOUR,
        ) {
            let lifetime = of_recovery(now, ttl);
            prop_assert_eq!(lifetime.ends_at_ms, now + ttl.min(HOUR));
            prop_assert_eq!(lifetime.expires_at_ms, lifetime.ends_at_ms);
            prop_assert_eq!(extended(SignedInBy::Recovery, lifetime, now + used, ttl), lifetime);
        }

        #[test]
        fn a_renewal_is_no_sign_in_but_the_identity_provider_s_word_counts(
            before in 0i64..HOUR,
            authenticated in prop::option::of(0i64..3 * HOUR),
            pause in 0i64..HOUR,
        ) {
            let now = before + pause;
            let signed_in = signed_in_at(Some(before), authenticated, true, now);
            prop_assert!((before..=now).contains(&signed_in));
            match authenticated {
                None => prop_assert_eq!(signed_in, before),
                Some(at) if at > before && at <= now => prop_assert_eq!(signed_in, at),
                Some(_) => {}
            }
        }

        #[test]
        fn a_sign_in_is_known_where_it_was_said_or_asked_for(
            before in prop::option::of((0i64..HOUR, any::<bool>())),
            authenticated in prop::option::of(0i64..2 * HOUR),
            was_asked in any::<bool>(),
            is_renewal in any::<bool>(),
        ) {
            let before = before.map(|(at_ms, is_known)| SignIn { at_ms, is_known });
            let now = 2 * HOUR;
            let next = sign_in_of(before, authenticated, was_asked, is_renewal, now);
            let goes_on = before.filter(|_| is_renewal && authenticated.is_none());
            match (goes_on, authenticated) {
                (Some(before), _) => prop_assert_eq!(next, before),
                (None, None) => prop_assert_eq!(next, SignIn { at_ms: now, is_known: was_asked }),
                (None, Some(at)) => {
                    prop_assert!(next.is_known);
                    // What was not known before makes no old sign-in a new one.
                    if before.is_none_or(|before| !before.is_known) {
                        prop_assert_eq!(next.at_ms, at);
                    }
                }
            }
        }

        #[test]
        fn nobody_signed_in_later_than_they_proved_it(
            before in prop::option::of(0i64..HOUR),
            authenticated in 0i64..3 * HOUR,
            is_renewal in any::<bool>(),
            now in HOUR..2 * HOUR,
        ) {
            let signed_in = signed_in_at(before, Some(authenticated), is_renewal, now);
            prop_assert!(signed_in <= now);
            prop_assert!(signed_in <= authenticated.max(before.unwrap_or(0)));
            prop_assert_eq!(signed_in_at(None, None, false, now), now);
        }

        #[test]
        fn an_identity_provider_s_slow_clock_makes_nobody_s_sign_in_older_and_no_clock_makes_an_old_one_new(
            begun in HOUR..2 * HOUR,
            asked_for in 0i64..600_000,
            taken in 0i64..60_000,
            behind in 0i64..HOUR,
            age in 0i64..HOUR,
        ) {
            let whole = |ms: i64| ms.div_euclid(1000) * 1000;
            let issued = begun + asked_for;
            let now = issued + taken;
            let said = |at: i64| proved_at(whole(at - behind), whole(issued - behind), begun, now);
            // At the moment of the token.
            prop_assert!(said(issued) >= begun);
            prop_assert!(said(issued) <= now);
            prop_assert!(said(begun - age) < begun - age + 2000);
        }

        #[test]
        fn no_use_takes_a_session_past_its_end(uses in prop::collection::vec(0i64..HOUR, 0..60)) {
            let mut now = 0;
            let mut password = of_password(0, HOUR);
            let sso = of_sso(0, 0, None, HOUR);
            for pause in uses {
                now += pause;
                let before = password;
                password = extended(SignedInBy::Password, password, now, HOUR);
                prop_assert!(password.expires_at_ms >= before.expires_at_ms);
                prop_assert!(password.expires_at_ms <= 12 * HOUR);
                prop_assert_eq!(extended(SignedInBy::Sso, sso, now, HOUR), sso);
            }
        }
    }
}
