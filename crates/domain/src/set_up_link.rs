//! The life of a link by which somebody without an account sets SSO up. Invariant: it works in one browser, until it expires or is ended, and
//! only while whoever made it is an admin of the company.

/// What is written down about a link, in milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetUpLinkLife {
    /// It is over at that very moment.
    pub expires_at_ms: i64,
    /// When a browser began with it.
    pub begun_at_ms: Option<i64>,
    /// When an admin revoked it.
    pub revoked_at_ms: Option<i64>,
    /// When whoever began with it said that they had done their part.
    pub ended_at_ms: Option<i64>,
    /// Whether whoever made it is an admin of the company now.
    pub is_vouched_for: bool,
}

/// Where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has begun with it.
    Waiting,
    /// It works, in the browser that began with it.
    Begun,
    /// Whoever began with it has done their part.
    Ended,
    /// An admin revoked it, or whoever made it is none any more.
    Revoked,
    /// Its time is over.
    Expired,
}

impl SetUpLinkLife {
    /// Where it stands. What somebody did with it says more than that its time is over.
    pub const fn standing(&self, now_ms: i64) -> Standing {
        if self.ended_at_ms.is_some() {
            Standing::Ended
        } else if self.revoked_at_ms.is_some() {
            Standing::Revoked
        } else if now_ms >= self.expires_at_ms {
            Standing::Expired
        } else if !self.is_vouched_for {
            Standing::Revoked
        } else if self.begun_at_ms.is_some() {
            Standing::Begun
        } else {
            Standing::Waiting
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: SetUpLinkLife = SetUpLinkLife {
        expires_at_ms: 100,
        begun_at_ms: None,
        revoked_at_ms: None,
        ended_at_ms: None,
        is_vouched_for: true,
    };

    #[test]
    fn it_works_until_that_very_moment() {
        assert_eq!(NEW.standing(99), Standing::Waiting);
        assert_eq!(NEW.standing(100), Standing::Expired);
        let begun = SetUpLinkLife {
            begun_at_ms: Some(5),
            ..NEW
        };
        assert_eq!(begun.standing(99), Standing::Begun);
        assert_eq!(begun.standing(100), Standing::Expired);
    }

    #[test]
    fn what_was_done_says_more_than_that_its_time_is_over() {
        let ended = SetUpLinkLife {
            ended_at_ms: Some(7),
            ..NEW
        };
        let revoked = SetUpLinkLife {
            revoked_at_ms: Some(7),
            ..NEW
        };
        for now_ms in [8, 100] {
            assert_eq!(ended.standing(now_ms), Standing::Ended);
            assert_eq!(revoked.standing(now_ms), Standing::Revoked);
        }
    }

    #[test]
    fn it_goes_with_the_rights_of_whoever_made_it() {
        for begun_at_ms in [None, Some(5)] {
            let orphaned = SetUpLinkLife {
                begun_at_ms,
                is_vouched_for: false,
                ..NEW
            };
            assert_eq!(orphaned.standing(99), Standing::Revoked);
        }
    }
}
