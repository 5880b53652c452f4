//! How many wrong attempts are too many. An attempt takes its place before the password is looked at and gives it back
//! when the password was right, so that the numbers hold under any parallel load.

/// Length of the window, in milliseconds.
pub const WINDOW_MS: i64 = 15 * 60 * 1000;

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All attempts on one username, whether or not it has an account.
    Account,
    /// All attempts from one client address (IPv6: one /64).
    Address,
    /// All sign-ins begun at identity providers from one client address. Nothing is guessed there: the number keeps one
    /// client from filling the store, and leaves room for a whole company behind one address.
    SsoStart,
}

impl Scope {
    /// Attempts that are allowed within [`WINDOW_MS`].
    pub const fn limit(self) -> u32 {
        match self {
            Self::Account => 10,
            Self::Address => 200,
            Self::SsoStart => 2_000,
        }
    }
}

/// Whether one more attempt fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Admitted,
    /// Come back in so many seconds (at least 1).
    Refused {
        /// For `Retry-After`.
        retry_after_seconds: u32,
    },
}

/// Decides from the time of the attempt that has [`Scope::limit`] - 1 newer ones: as long as that one is in the window, there
/// is no room. `None` where there are fewer attempts than the limit.
pub fn decide(limiting_attempt_ms: Option<i64>, now_ms: i64) -> Verdict {
    match limiting_attempt_ms {
        Some(at_ms) if at_ms > now_ms - WINDOW_MS => {
            let seconds = (at_ms + WINDOW_MS - now_ms).div_euclid(1000) + 1;
            Verdict::Refused {
                retry_after_seconds: u32::try_from(seconds.max(1)).unwrap_or(u32::MAX),
            }
        }
        _ => Verdict::Admitted,
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
        assert_eq!(decide(None, 1), Verdict::Admitted);
        assert_eq!(
            decide(Some(0), 1),
            Verdict::Refused {
                retry_after_seconds: 900
            }
        );
        assert_eq!(
            decide(Some(0), WINDOW_MS - 1),
            Verdict::Refused {
                retry_after_seconds: 1
            }
        );
        assert_eq!(decide(Some(0), WINDOW_MS), Verdict::Admitted);
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let key = |text: &str| address_key(text.parse().expect("an address"));
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_eq!(key("::ffff:192.0.2.1"), "192.0.2.1");
    }

    proptest! {
        #[test]
        fn retry_after_is_when_it_is_admitted_again(at in 0i64..WINDOW_MS, passed in 0i64..2 * WINDOW_MS) {
            let now = at + passed;
            match decide(Some(at), now) {
                Verdict::Admitted => prop_assert!(passed >= WINDOW_MS),
                Verdict::Refused { retry_after_seconds } => {
                    prop_assert!((1..=901).contains(&retry_after_seconds));
                    let later = now + i64::from(retry_after_seconds) * 1000;
                    prop_assert_eq!(decide(Some(at), later), Verdict::Admitted);
                }
            }
        }
    }
}
