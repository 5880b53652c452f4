//! States of a token family, i.e. of what one authorization issued. A refresh token works once; its reuse means that two parties
//! have it, and revokes the family (RFC 9700 §4.14.2). But two processes of an app may use it at the same moment, and a response
//! may be lost: for a moment, a client that authenticates by a secret gets the same successor again.

/// Lifetime of an access token, in milliseconds.
pub const ACCESS_TOKEN_MS: i64 = 10 * 60 * 1000;
/// Lifetime of an ID token (`exp` − `iat`), in milliseconds.
pub const ID_TOKEN_MS: i64 = 10 * 60 * 1000;
/// How long a refresh token works if it is not used, in milliseconds: two weeks.
pub const REFRESH_TOKEN_IDLE_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// Lifetime of a family, however often it is used, in milliseconds: 90 days.
pub const FAMILY_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// How long a used refresh token yields its successor again, in seconds, if the client's registration does not say.
pub const REUSE_SECONDS: u32 = 30;
/// The longest such time that a registration may ask for, in seconds.
pub const MOST_REUSE_SECONDS: u32 = 60;

/// How long a used refresh token yields its successor again, in seconds. 0 for public clients: they have no secret, so a thief who presents
/// a stolen token would get a working one.
pub fn reuse_seconds(registered: Option<u32>, is_public: bool) -> u32 {
    match is_public {
        true => 0,
        false => registered.unwrap_or(REUSE_SECONDS).min(MOST_REUSE_SECONDS),
    }
}

/// The facts about a refresh token that a client presents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// Its number within its family; each rotation counts up.
    pub generation: i64,
    /// The number of the family's newest refresh token.
    pub newest: i64,
    /// When the presented token expires.
    pub expires_at_ms: i64,
    /// When the newest token was issued.
    pub newest_given_at_ms: i64,
    /// How long the token before the newest yields the newest again, in seconds ([`reuse_seconds`]).
    pub reuse_seconds: u32,
    /// Whether the family was revoked.
    pub is_family_revoked: bool,
    /// Whether the client that presents it is the one it was issued to.
    pub is_own_client: bool,
}

/// What the token endpoint does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshDecision {
    /// Issue new tokens; the presented one is used up.
    Rotate,
    /// Return the same successor again: the token was used a moment ago.
    Repeat,
    /// Answer `invalid_grant`.
    Refuse,
    /// Answer `invalid_grant`, and revoke the whole family.
    Revoke,
}

/// Decides what to do with a presented refresh token. One that another client presents was stolen or leaked, so it revokes the family, too.
pub fn judge(token: Presented, now_ms: i64) -> RefreshDecision {
    if token.is_family_revoked {
        return RefreshDecision::Refuse;
    }
    let is_before_newest = token.generation.checked_add(1) == Some(token.newest);
    let since_ms = now_ms - token.newest_given_at_ms;
    // Negative if another node's clock is ahead of ours; that counts as a moment ago, but never where reuse is off.
    let is_a_moment_ago = token.reuse_seconds > 0 && since_ms < i64::from(token.reuse_seconds) * 1000;
    if token.is_own_client && is_before_newest && is_a_moment_ago {
        return RefreshDecision::Repeat;
    }
    if token.generation < token.newest || !token.is_own_client {
        return RefreshDecision::Revoke;
    }
    // A token newer than the newest: the database was restored from a backup made before it was issued.
    if token.generation > token.newest || now_ms >= token.expires_at_ms {
        return RefreshDecision::Refuse;
    }
    RefreshDecision::Rotate
}

/// When a refresh token that is issued now expires.
pub fn refresh_token_ends(now_ms: i64, family_ends_at_ms: i64) -> i64 {
    family_ends_at_ms.min(now_ms + REFRESH_TOKEN_IDLE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_fault_has_its_end() {
        let good = Presented {
            generation: 3,
            newest: 3,
            expires_at_ms: 100,
            newest_given_at_ms: 0,
            reuse_seconds: 0,
            is_family_revoked: false,
            is_own_client: true,
        };
        assert_eq!(judge(good, 99), RefreshDecision::Rotate);
        assert_eq!(judge(good, 100), RefreshDecision::Refuse);
        let used = Presented {
            generation: 2,
            ..good
        };
        assert_eq!(judge(used, 99), RefreshDecision::Revoke);
        assert_eq!(
            judge(used, 100),
            RefreshDecision::Revoke,
            "expired or not, it is in two hands"
        );
        let from_the_future = Presented {
            generation: 4,
            ..good
        };
        assert_eq!(judge(from_the_future, 99), RefreshDecision::Refuse);
        let foreign = Presented {
            is_own_client: false,
            ..good
        };
        assert_eq!(judge(foreign, 99), RefreshDecision::Revoke);
    }

    #[test]
    fn for_a_moment_the_one_before_the_newest_yields_it_again() {
        let used = Presented {
            generation: 2,
            newest: 3,
            expires_at_ms: 1,
            newest_given_at_ms: 1000,
            reuse_seconds: 30,
            is_family_revoked: false,
            is_own_client: true,
        };
        for (now, verdict) in [
            (900, RefreshDecision::Repeat),
            (1000, RefreshDecision::Repeat),
            (30_999, RefreshDecision::Repeat),
            (31_000, RefreshDecision::Revoke),
        ] {
            assert_eq!(judge(used, now), verdict, "{now}");
        }
        let older = Presented {
            generation: 1,
            ..used
        };
        assert_eq!(judge(older, 1000), RefreshDecision::Revoke);
        let foreign = Presented {
            is_own_client: false,
            ..used
        };
        assert_eq!(judge(foreign, 1000), RefreshDecision::Revoke);
        let never = Presented {
            reuse_seconds: 0,
            ..used
        };
        assert_eq!(judge(never, 1000), RefreshDecision::Revoke);
        assert_eq!(judge(never, 0), RefreshDecision::Revoke, "a clock that is behind");
        let dead = Presented {
            is_family_revoked: true,
            ..used
        };
        assert_eq!(judge(dead, 1000), RefreshDecision::Refuse);
    }

    #[test]
    fn a_client_without_a_secret_is_given_nothing_again() {
        assert_eq!(reuse_seconds(None, false), 30);
        assert_eq!(reuse_seconds(Some(0), false), 0);
        assert_eq!(reuse_seconds(Some(60), false), 60);
        for registered in [None, Some(0), Some(30), Some(60)] {
            assert_eq!(reuse_seconds(registered, true), 0, "{registered:?}");
        }
    }

    #[test]
    fn no_refresh_token_outlives_its_family() {
        for (now, ends) in [
            (0, REFRESH_TOKEN_IDLE_MS),
            (FAMILY_MS - REFRESH_TOKEN_IDLE_MS, FAMILY_MS),
            (FAMILY_MS - REFRESH_TOKEN_IDLE_MS + 1, FAMILY_MS),
            (FAMILY_MS - 1, FAMILY_MS),
        ] {
            assert_eq!(refresh_token_ends(now, FAMILY_MS), ends, "{now}");
        }
    }

    #[derive(Debug, Clone, Copy)]
    enum Move {
        /// Presents one of the tokens issued so far, from its own client (`true`) or another.
        Present(usize, bool),
        Wait(i64),
    }

    proptest! {
        /// Presents the tokens of a family in any order, from any client.
        #[test]
        fn at_most_one_token_of_a_family_works_and_a_replay_ends_it(
            moves in prop::collection::vec(prop_oneof![
                (0usize..8, prop::bool::weighted(0.9)).prop_map(|(which, own)| Move::Present(which, own)),
                (0i64..REFRESH_TOKEN_IDLE_MS).prop_map(Move::Wait),
                (0i64..20_000).prop_map(Move::Wait),
            ], 1..40),
            reuse_seconds in prop::sample::select(vec![0_u32, 30]),
        ) {
            let mut now = 0;
            let mut given_at = 0;
            let mut ends = vec![refresh_token_ends(0, FAMILY_MS)];
            let mut revoked = false;
            for step in moves {
                let (which, own) = match step {
                    Move::Wait(time) => { now += time; continue }
                    Move::Present(which, own) => (which % ends.len(), own),
                };
                let newest = ends.len() - 1;
                let token = Presented {
                    generation: i64::try_from(which).expect("few"),
                    newest: i64::try_from(newest).expect("few"),
                    expires_at_ms: ends[which],
                    newest_given_at_ms: given_at,
                    reuse_seconds,
                    is_family_revoked: revoked,
                    is_own_client: own,
                };
                match judge(token, now) {
                    RefreshDecision::Rotate => {
                        prop_assert!(!revoked && own && now < FAMILY_MS);
                        prop_assert_eq!(which, newest, "only the newest works");
                        ends.push(refresh_token_ends(now, FAMILY_MS));
                        given_at = now;
                        continue;
                    }
                    RefreshDecision::Repeat => {
                        prop_assert!(!revoked && own && which + 1 == newest);
                        prop_assert!(now - given_at < i64::from(reuse_seconds) * 1000);
                        continue;
                    }
                    RefreshDecision::Revoke => revoked = true,
                    RefreshDecision::Refuse => {}
                }
                if which < newest {
                    prop_assert!(revoked, "a token that came twice ended the family");
                }
            }
        }
    }
}
