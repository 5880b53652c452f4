//! The life of what one authorization gave. Refresh tokens work once each; one that comes twice is in two hands, and ends them
//! all (RFC 9700 §4.14.2).

/// An access token works so long, in milliseconds.
pub const ACCESS_TOKEN_MS: i64 = 10 * 60 * 1000;
/// An ID token says so long, in milliseconds, that it is true.
pub const ID_TOKEN_MS: i64 = 10 * 60 * 1000;
/// A refresh token that is not used ends after so long, in milliseconds: two weeks.
pub const REFRESH_TOKEN_IDLE_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// A family ends after so long, in milliseconds, however busy: 90 days.
pub const FAMILY_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// What is known of a refresh token that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// Which of its family's tokens it is.
    pub generation: i64,
    /// Which one of them is the newest.
    pub newest: i64,
    /// When it ends.
    pub expires_at_ms: i64,
    /// The family was revoked.
    pub is_family_revoked: bool,
    /// It came from the client that it was given to.
    pub is_own_client: bool,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is used up, and new ones are given.
    Rotate,
    /// It is worth nothing.
    Refuse,
    /// It is worth nothing, and neither is anything of its family.
    Revoke,
}

/// Decides. Whoever holds another client's token got it from somewhere: that, too, ends the family.
pub const fn judge(token: Presented, now_ms: i64) -> Verdict {
    if token.is_family_revoked {
        return Verdict::Refuse;
    }
    if token.generation < token.newest || !token.is_own_client {
        return Verdict::Revoke;
    }
    // One from the future: the database is an older copy of itself.
    if token.generation > token.newest || now_ms >= token.expires_at_ms {
        return Verdict::Refuse;
    }
    Verdict::Rotate
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
            is_family_revoked: false,
            is_own_client: true,
        };
        assert_eq!(judge(good, 99), Verdict::Rotate);
        assert_eq!(judge(good, 100), Verdict::Refuse);
        let used = Presented {
            generation: 2,
            ..good
        };
        assert_eq!(judge(used, 99), Verdict::Revoke);
        assert_eq!(
            judge(used, 100),
            Verdict::Revoke,
            "expired or not, it is in two hands"
        );
        let from_the_future = Presented {
            generation: 4,
            ..good
        };
        assert_eq!(judge(from_the_future, 99), Verdict::Refuse);
        let foreign = Presented {
            is_own_client: false,
            ..good
        };
        assert_eq!(judge(foreign, 99), Verdict::Revoke);
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
            ], 1..40),
        ) {
            let mut now = 0;
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
                    is_family_revoked: revoked,
                    is_own_client: own,
                };
                match judge(token, now) {
                    Verdict::Rotate => {
                        prop_assert!(!revoked && own && now < FAMILY_MS);
                        prop_assert_eq!(which, newest, "only the newest works");
                        ends.push(refresh_token_ends(now, FAMILY_MS));
                    }
                    Verdict::Revoke => revoked = true,
                    Verdict::Refuse => {}
                }
                if which < newest {
                    prop_assert!(revoked, "a token that came twice ended the family");
                }
            }
        }
    }
}
