//! Rotation of client secrets: the current one, and for a while the previous one, so that an app can be given the new one while it
//! runs. Invariant: two secrets at most are valid at any time.

/// How long the previous secret works on: 7 days.
pub const OVERLAP_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The hashes of a client's secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientSecrets {
    /// The present one; none for a public client.
    pub current: Option<String>,
    /// The one before.
    pub previous: Option<Previous>,
}

/// A secret that has been replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previous {
    /// Its hash.
    pub hash: String,
    /// When it ends, in milliseconds since the Unix epoch.
    pub ends_at_ms: i64,
}

impl ClientSecrets {
    /// Whether the client has none, and proves itself by PKCE alone.
    pub fn is_public(&self) -> bool {
        self.current.is_none()
    }

    /// The hashes of all secrets that work at this moment.
    pub fn working(&self, now_ms: i64) -> impl Iterator<Item = &str> {
        let previous = self.previous_at(now_ms).map(|previous| previous.hash.as_str());
        self.current.as_deref().into_iter().chain(previous)
    }

    /// The previous one, while it works.
    pub fn previous_at(&self, now_ms: i64) -> Option<&Previous> {
        self.previous
            .as_ref()
            .filter(|previous| self.current.is_some() && now_ms < previous.ends_at_ms)
    }

    /// With a new secret: the present one becomes the previous one, and one that was that before ends at once. Nothing happens
    /// to a public client.
    #[must_use]
    pub fn rotated(self, hash: String, now_ms: i64) -> Self {
        let Some(present) = self.current else {
            return Self::default();
        };
        Self {
            current: Some(hash),
            previous: Some(Previous {
                hash: present,
                ends_at_ms: now_ms.saturating_add(OVERLAP_MS),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(current: &str) -> ClientSecrets {
        ClientSecrets {
            current: Some(current.into()),
            previous: None,
        }
    }

    fn working(secrets: &ClientSecrets, now_ms: i64) -> Vec<&str> {
        secrets.working(now_ms).collect()
    }

    #[test]
    fn both_work_until_the_overlap_ends() {
        let secrets = of("one").rotated("two".into(), 1000);
        assert_eq!(working(&secrets, 1000), ["two", "one"]);
        assert_eq!(working(&secrets, 999 + OVERLAP_MS), ["two", "one"]);
        assert_eq!(working(&secrets, 1000 + OVERLAP_MS), ["two"]);
        let again = secrets.rotated("three".into(), 2000);
        assert_eq!(working(&again, 2000), ["three", "two"], "the oldest ended");
    }

    #[test]
    fn a_public_client_has_none_and_gets_none_by_rotating() {
        let none = ClientSecrets::default();
        assert!(none.is_public() && none.clone().rotated("x".into(), 0).is_public());
        let odd = ClientSecrets {
            previous: of("one").rotated("two".into(), 0).previous,
            ..none
        };
        assert!(working(&odd, 1).is_empty(), "what is left over opens nothing");
    }

    proptest! {
        #[test]
        fn two_work_at_most_and_the_newest_always(steps in prop::collection::vec(0i64..OVERLAP_MS * 2, 0..8)) {
            let (mut secrets, mut now) = (of("0"), 0);
            for (n, step) in steps.into_iter().enumerate() {
                now += step;
                secrets = secrets.rotated((n + 1).to_string(), now);
                let newest = (n + 1).to_string();
                prop_assert_eq!(secrets.working(now).next(), Some(newest.as_str()));
                prop_assert!(secrets.working(now).count() <= 2);
                prop_assert_eq!(secrets.working(now + OVERLAP_MS).count(), 1);
            }
        }
    }
}
