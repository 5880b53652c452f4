//! Rate limits. An attempt is counted before the password is verified and removed from the count if it was right, so that the limits hold
//! under any parallel load.

/// Length of the usual window, in milliseconds.
pub const WINDOW_MS: i64 = 15 * 60 * 1000;
/// Length of the longest window, in milliseconds: older attempts count nowhere.
pub const LONGEST_WINDOW_MS: i64 = 60 * 60 * 1000;

/// What attempts are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimit {
    /// All attempts on one username, whether or not it has an account.
    Account,
    /// All attempts from one client address (IPv6: one /64).
    Address,
    /// All sign-ins begun at identity providers from one client address. Nothing is guessed there: the number keeps one
    /// client from filling the store, and leaves room for a whole company behind one address.
    SsoStart,
    /// All authorizations that apps began for one account or, where nobody is signed in, from one client address with browsers that
    /// bring no cookie: as [`Self::SsoStart`].
    Authorization,
    /// All authorizations that apps began in one browser where nobody is signed in.
    AuthorizationOfBrowser,
    /// All authorizations from one client address with browsers that bring a cookie: nobody fills the store with made-up cookies.
    AuthorizationOfAddress,
    /// Wrong secrets of one app's environment from one client address. Not all of one address together: apps often share one,
    /// and one of them with a wrong secret would lock the others out.
    ClientSecret,
    /// All estimates of new passwords asked for from one client address: a meter asks a few times for each password.
    Estimate,
    /// All links asked for from one client address, to whatever address they go.
    LinkRequest,
    /// All mails that strangers can have sent to one address by asking for links. A refusal is not shown to whoever asked.
    LinkMail,
    /// Recovery codes typed for one address, whether or not it has an account. Right ones do not count.
    Recovery,
    /// All looks for TXT records that the admins of one company ask for.
    DomainCheck,
    /// All questions to identity providers that the admins of one company have the server ask while they set one up.
    SsoSetUp,
}

impl RateLimit {
    /// Attempts that are allowed within [`Self::window_ms`].
    pub const fn limit(self) -> u32 {
        match self {
            Self::LinkMail => 5,
            Self::DomainCheck => 30,
            Self::Account | Self::Recovery => 10,
            Self::SsoSetUp => 300,
            Self::Address | Self::ClientSecret | Self::LinkRequest => 200,
            Self::AuthorizationOfBrowser => 500,
            Self::Estimate => 600,
            Self::SsoStart | Self::Authorization => 2_000,
            Self::AuthorizationOfAddress => 20_000,
        }
    }

    /// How long an attempt counts, in milliseconds.
    pub const fn window_ms(self) -> i64 {
        match self {
            Self::Account
            | Self::Recovery
            | Self::Address
            | Self::SsoStart
            | Self::Authorization
            | Self::AuthorizationOfBrowser
            | Self::AuthorizationOfAddress
            | Self::ClientSecret
            | Self::Estimate
            | Self::LinkRequest
            | Self::SsoSetUp
            | Self::DomainCheck => WINDOW_MS,
            Self::LinkMail => LONGEST_WINDOW_MS,
        }
    }
}

/// Whether one more attempt fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It does.
    Admitted,
    /// It does not.
    Refused {
        /// Seconds to wait, at least 1, for the header `Retry-After`.
        retry_after_seconds: u32,
    },
}

/// Decides whether one more attempt fits. `limiting_attempt_ms`: the time of the attempt with [`RateLimit::limit`] - 1 newer ones, which fills the
/// window as long as it is in it; `None` if there are fewer attempts than the limit.
pub fn decide(scope: RateLimit, limiting_attempt_ms: Option<i64>, now_ms: i64) -> Admission {
    match limiting_attempt_ms {
        Some(at_ms) if at_ms > now_ms - scope.window_ms() => {
            let seconds = (at_ms + scope.window_ms() - now_ms).div_euclid(1000) + 1;
            Admission::Refused {
                retry_after_seconds: u32::try_from(seconds.max(1)).unwrap_or(u32::MAX),
            }
        }
        _ => Admission::Admitted,
    }
}

/// The text under which a client address is counted: the address, or the /64 of an IPv6 one.
pub fn address_key(address: std::net::IpAddr) -> String {
    match address.to_canonical() {
        std::net::IpAddr::V4(v4) => v4.to_string(),
        std::net::IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn there_is_room_when_the_limiting_attempt_leaves_the_window() {
        let decide = |limiting, now| decide(RateLimit::Account, limiting, now);
        assert_eq!(decide(None, 1), Admission::Admitted);
        assert_eq!(
            decide(Some(0), 1),
            Admission::Refused {
                retry_after_seconds: 900
            }
        );
        assert_eq!(
            decide(Some(0), WINDOW_MS - 1),
            Admission::Refused {
                retry_after_seconds: 1
            }
        );
        assert_eq!(decide(Some(0), WINDOW_MS), Admission::Admitted);
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let key = |text: &str| address_key(text.parse().expect("an address"));
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_eq!(key("::ffff:192.0.2.1"), "192.0.2.1");
    }

    const SCOPES: [RateLimit; 5] = [
        RateLimit::Account,
        RateLimit::Address,
        RateLimit::SsoStart,
        RateLimit::LinkRequest,
        RateLimit::LinkMail,
    ];

    proptest! {
        #[test]
        fn retry_after_is_when_it_is_admitted_again(
            scope in prop::sample::select(&SCOPES[..]),
            at in 0i64..LONGEST_WINDOW_MS,
            passed in 0i64..2 * LONGEST_WINDOW_MS,
        ) {
            let now = at + passed;
            match decide(scope, Some(at), now) {
                Admission::Admitted => prop_assert!(passed >= scope.window_ms()),
                Admission::Refused { retry_after_seconds } => {
                    let most = scope.window_ms() / 1000 + 1;
                    prop_assert!((1..=most).contains(&i64::from(retry_after_seconds)));
                    let later = now + i64::from(retry_after_seconds) * 1000;
                    prop_assert_eq!(decide(scope, Some(at), later), Admission::Admitted);
                }
            }
        }

        #[test]
        fn what_is_older_than_the_longest_window_counts_nowhere(scope in prop::sample::select(&SCOPES[..]), at in 0i64..1000) {
            prop_assert_eq!(decide(scope, Some(at), at + LONGEST_WINDOW_MS), Admission::Admitted);
        }
    }
}
