//! How long a session lasts (S8): by SSO one hour since the ID token, by password one hour idle and twelve hours at
//! most, and never longer than the identity provider's own `session_expiry`.

/// A password session ends so many idle periods after sign-in, however busy it is (twelve hours with the usual hour).
const MAX_IDLE_PERIODS: i64 = 12;

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedInBy {
    /// By a password kept by the platform.
    Password,
    /// Through the company's identity provider.
    Sso,
}

impl SignedInBy {
    /// The text in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Sso => "sso",
        }
    }

    /// Reads [`Self::as_str`]; `None` for any other text.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Password, Self::Sso]
            .into_iter()
            .find(|way| way.as_str() == text)
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

/// The end of a session after it was used at `now_ms`: password sessions begin their idle hour anew.
pub fn extended(way: SignedInBy, current: Lifetime, now_ms: i64, ttl_ms: i64) -> Lifetime {
    match way {
        SignedInBy::Sso => current,
        SignedInBy::Password => {
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

/// When somebody whose session was renewed at `now_ms` signed in, having signed in at `before_ms` for the session: a renewal asks
/// nobody anything and is no sign-in (OpenID Connect Core §3.1.2.1), unless the identity provider says (`auth_time`) that it
/// has asked since, for this platform or for somebody else.
pub fn signed_in_at(before_ms: i64, authenticated_at_ms: Option<i64>, now_ms: i64) -> i64 {
    authenticated_at_ms.map_or(before_ms, |at_ms| at_ms.clamp(before_ms, now_ms.max(before_ms)))
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

    proptest! {
        #[test]
        fn a_renewal_is_no_sign_in_but_the_identity_provider_s_word_counts(
            before in 0i64..HOUR,
            authenticated in prop::option::of(0i64..3 * HOUR),
            pause in 0i64..HOUR,
        ) {
            let now = before + pause;
            let signed_in = signed_in_at(before, authenticated, now);
            prop_assert!((before..=now).contains(&signed_in));
            match authenticated {
                None => prop_assert_eq!(signed_in, before),
                Some(at) if at > before && at <= now => prop_assert_eq!(signed_in, at),
                Some(_) => {}
            }
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
