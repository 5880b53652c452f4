//! States of a token family, i.e. of what one authorization issued. A refresh token works once; its reuse means that two parties
//! have it, and revokes the family (RFC 9700 §4.14.2). But two processes of an app may use it at the same moment, and a response
//! may be lost: for a moment, a client that authenticates by a secret gets the same successor again.

/// An access token works so long, in milliseconds.
pub const ACCESS_TOKEN_MS: i64 = 10 * 60 * 1000;
/// An ID token says so long, in milliseconds, that it is true.
pub const ID_TOKEN_MS: i64 = 10 * 60 * 1000;
/// A refresh token that is not used ends after so long, in milliseconds: two weeks.
pub const REFRESH_TOKEN_IDLE_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// A family ends after so long, in milliseconds, however busy: 90 days.
pub const FAMILY_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// For so long a client with a secret is given the same successor again where its registration says nothing, in seconds.
pub const REUSE_SECONDS: u32 = 30;
/// For so long at most, in seconds.
pub const MOST_REUSE_SECONDS: u32 = 60;

/// For how long a client is given the successor of a used refresh token again, in seconds. Never without a secret: then the token is
/// all that proves who sends it, and a thief would be given what works.
pub fn reuse_seconds(registered: Option<u32>, is_public: bool) -> u32 {
    match is_public {
        true => 0,
        false => registered.unwrap_or(REUSE_SECONDS).min(MOST_REUSE_SECONDS),
    }
}

/// What is known of a refresh token that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// Which of its family's tokens it is.
    pub generation: i64,
    /// Which one of them is the newest.
    pub newest: i64,
    /// When it ends.
    pub expires_at_ms: i64,
    /// When the newest one was given.
    pub newest_given_at_ms: i64,
    /// For how long the one before that yields it again, in seconds.
    pub reuse_seconds: u32,
    /// The family was revoked.
    pub is_family_revoked: bool,
    /// It came from the client that it was given to.
    pub is_own_client: bool,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshDecision {
    /// It is used up, and new ones are given.
    Rotate,
    /// It was used a moment ago, and the same successor is given again.
    Repeat,
    /// It is worth nothing.
    Refuse,
    /// It is worth nothing, and neither is anything of its family.
    Revoke,
}

/// Decides. Whoever holds another client's token got it from somewhere: that, too, ends the family.
pub fn judge(token: Presented, now_ms: i64) -> RefreshDecision {
    if token.is_family_revoked {
        return RefreshDecision::Refuse;
    }
    let is_before_newest = token.generation.checked_add(1) == Some(token.newest);
    let since_ms = now_ms - token.newest_given_at_ms;
    // Another node's clock may be behind; without a time for it, no moment is early enough.
    let is_a_moment_ago = token.reuse_seconds > 0 && since_ms < i64::from(token.reuse_seconds) * 1000;
    if token.is_own_client && is_before_newest && is_a_moment_ago {
        return RefreshDecision::Repeat;
    }
    if token.generation < token.newest || !token.is_own_client {
        return RefreshDecision::Revoke;
    }
    // One from the future: the database is an older copy of itself.
    if token.generation > token.newest || now_ms >= token.expires_at_ms {
        return RefreshDecision::Refuse;
    }
    RefreshDecision::Rotate
}

/// When a refresh token that is given now ends.
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
        /// Presents one of the tokens that were ever given.
        Present(usize, bool),
        Wait(i64),
    }

    proptest! {
        /// Plays a family with all its tokens, in any order and from any client.
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
