//! Whether a session is valid, renewable or over. An expired session stays expired; one that an identity provider vouched for can
//! be renewed there for a while: it then goes on under a new secret, and the old one opens nothing any more.

use super::session_lifetime::{Lifetime, SignedInBy};

/// How long after its end an SSO session can be renewed, in milliseconds: a working day.
pub const RENEWABLE_MS: i64 = 12 * 60 * 60 * 1000;
/// How long after the first attempt to renew a session more attempts are allowed, in milliseconds: every open tab makes one. Later
/// requests get the sign-in screen instead of another redirect.
pub const TRYING_MS: i64 = 10 * 1000;

/// What is known of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionFacts {
    /// The way in which the person signed in.
    pub signed_in_by: SignedInBy,
    /// When the session expires.
    pub lifetime: Lifetime,
    /// When it expired; `None` until a request or the housekeeping has noticed.
    pub ended_at_ms: Option<i64>,
    /// When the first attempt to renew it began.
    pub renewal_begun_at_ms: Option<i64>,
    /// Whether the account is deactivated.
    pub deactivated: bool,
}

/// What a session is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionStanding {
    /// Everything.
    Live,
    /// It can be renewed, and does nothing else.
    Renewable {
        /// When it ended; the caller stores it.
        ended_at_ms: i64,
    },
    /// Nothing: its row can be deleted.
    Over,
}

/// Decides what a session is good for at the time `now_ms` (milliseconds since the Unix epoch).
pub fn standing(facts: &SessionFacts, now_ms: i64) -> SessionStanding {
    if facts.deactivated {
        return SessionStanding::Over;
    }
    let ended_at_ms = match facts.ended_at_ms {
        Some(ended_at_ms) => ended_at_ms,
        None if now_ms < facts.lifetime.expires_at_ms => return SessionStanding::Live,
        None => facts.lifetime.expires_at_ms,
    };
    let has_time = now_ms < ended_at_ms.saturating_add(RENEWABLE_MS);
    let may_try = facts
        .renewal_begun_at_ms
        .is_none_or(|begun_at_ms| now_ms < begun_at_ms.saturating_add(TRYING_MS));
    match facts.signed_in_by {
        SignedInBy::Sso if has_time && may_try => SessionStanding::Renewable { ended_at_ms },
        _ => SessionStanding::Over,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000;

    fn facts(signed_in_by: SignedInBy) -> SessionFacts {
        SessionFacts {
            signed_in_by,
            lifetime: Lifetime {
                expires_at_ms: HOUR,
                ends_at_ms: HOUR,
            },
            ended_at_ms: None,
            renewal_begun_at_ms: None,
            deactivated: false,
        }
    }

    #[test]
    fn one_hour_and_then_twelve_in_which_it_can_be_renewed() {
        let sso = facts(SignedInBy::Sso);
        let renewable = SessionStanding::Renewable { ended_at_ms: HOUR };
        assert_eq!(standing(&sso, HOUR - 1), SessionStanding::Live);
        assert_eq!(standing(&sso, HOUR), renewable);
        assert_eq!(standing(&sso, 13 * HOUR - 1), renewable);
        assert_eq!(standing(&sso, 13 * HOUR), SessionStanding::Over);
        assert_eq!(
            standing(&facts(SignedInBy::Password), HOUR),
            SessionStanding::Over
        );
        // Nobody could be asked whether the person is still there.
        let recovery = facts(SignedInBy::Recovery);
        assert_eq!(standing(&recovery, HOUR - 1), SessionStanding::Live);
        assert_eq!(standing(&recovery, HOUR), SessionStanding::Over);
        let tried = SessionFacts {
            renewal_begun_at_ms: Some(2 * HOUR),
            ..sso
        };
        assert_eq!(standing(&tried, 2 * HOUR + TRYING_MS - 1), renewable);
        assert_eq!(standing(&tried, 2 * HOUR + TRYING_MS), SessionStanding::Over);
    }

    /// What the server does with a session at each look.
    fn look(facts: &mut SessionFacts, gone: &mut bool, now_ms: i64, renews: bool) -> SessionStanding {
        if *gone {
            return SessionStanding::Over;
        }
        let standing = standing(facts, now_ms);
        match standing {
            SessionStanding::Live => {}
            SessionStanding::Renewable { ended_at_ms } => {
                facts.ended_at_ms = Some(ended_at_ms);
                if renews {
                    facts.renewal_begun_at_ms = facts.renewal_begun_at_ms.or(Some(now_ms));
                }
            }
            SessionStanding::Over => *gone = true,
        }
        standing
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        /// Even by a clock that goes back, which the server's own does not.
        #[test]
        fn what_has_ended_never_opens_anything_again(
            password in any::<bool>(),
            looks in prop::collection::vec((0i64..20 * HOUR, any::<bool>(), prop::bool::weighted(0.05)), 1..30),
        ) {
            let way = if password { SignedInBy::Password } else { SignedInBy::Sso };
            let mut facts = facts(way);
            let (mut gone, mut ended, mut over) = (false, false, false);
            for (now_ms, renews, deactivated) in looks {
                facts.deactivated |= deactivated;
                match look(&mut facts, &mut gone, now_ms, renews) {
                    SessionStanding::Live => prop_assert!(!ended && !facts.deactivated && now_ms < HOUR),
                    SessionStanding::Renewable { ended_at_ms } => {
                        prop_assert!(!over && !password && !facts.deactivated);
                        prop_assert_eq!(ended_at_ms, HOUR);
                        prop_assert!(now_ms < HOUR + RENEWABLE_MS);
                        ended = true;
                    }
                    SessionStanding::Over => (ended, over) = (true, true),
                }
            }
        }
    }
}
