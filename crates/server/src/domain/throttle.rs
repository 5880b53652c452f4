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
}

impl Scope {
    /// Wrong attempts that are allowed within [`WINDOW_MS`].
    pub const fn limit(self) -> usize {
        match self {
            Self::Account => 10,
            Self::Address => 200,
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

/// Decides from the times of the attempts that stand against `scope`, oldest first; those outside the window do not
/// count.
pub fn decide(scope: Scope, attempts_ms: &[i64], now_ms: i64) -> Verdict {
    let in_window = attempts_ms
        .iter()
        .filter(|at| **at > now_ms - WINDOW_MS)
        .collect::<Vec<_>>();
    // The attempt whose end of window makes room for one more.
    let Some(excess) = in_window.len().checked_sub(scope.limit()) else {
        return Verdict::Admitted;
    };
    let free_at_ms = in_window[excess] + WINDOW_MS;
    let seconds = (free_at_ms - now_ms).div_euclid(1000) + 1;
    Verdict::Refused {
        retry_after_seconds: u32::try_from(seconds.max(1)).unwrap_or(u32::MAX),
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
    fn the_tenth_is_admitted_and_the_eleventh_is_not() {
        assert_eq!(decide(Scope::Account, &[0; 9], 1), Verdict::Admitted);
        assert_eq!(
            decide(Scope::Account, &[0; 10], 1),
            Verdict::Refused {
                retry_after_seconds: 900
            }
        );
        assert_eq!(decide(Scope::Account, &[0; 10], WINDOW_MS), Verdict::Admitted);
        assert_eq!(decide(Scope::Address, &[0; 199], 1), Verdict::Admitted);
        assert!(matches!(
            decide(Scope::Address, &[0; 200], 1),
            Verdict::Refused { .. }
        ));
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
        fn retry_after_is_when_it_is_admitted_again(mut attempts in prop::collection::vec(0i64..WINDOW_MS, 10..40), now in 0i64..WINDOW_MS) {
            attempts.sort_unstable();
            attempts.retain(|at| *at <= now);
            if let Verdict::Refused { retry_after_seconds } = decide(Scope::Account, &attempts, now) {
                let later = now + i64::from(retry_after_seconds) * 1000;
                prop_assert_eq!(decide(Scope::Account, &attempts, later), Verdict::Admitted);
                prop_assert!(retry_after_seconds <= 900 + 1);
            }
        }
    }
}
