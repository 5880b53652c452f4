//! When an SSO configuration may become the active one of its company, and which one is active afterwards. Invariants: a configuration with an
//! obstacle never becomes active; a company has one active configuration at most.

/// How old a sign-in may be for whoever activates or de-activates, in milliseconds.
pub const FRESH_SIGN_IN_MS: i64 = 10 * 60 * 1000;

/// What is known of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivationFacts {
    /// Whether a test of exactly these settings has passed.
    pub is_tested: bool,
    /// Whether a test of earlier settings has passed.
    pub was_tested: bool,
    /// Whether the mapping was saved.
    pub is_mapped: bool,
    /// By this mapping, whoever came in the last passed test would be signed in.
    pub shows_user: bool,
    /// Whether the company has proven an email domain.
    pub has_proven_domain: bool,
    /// Whether the company has a recovery code that was not used.
    pub has_recovery_codes: bool,
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// No test has passed.
    NotTested,
    /// The settings are others than those that were tested.
    ChangedSinceTest,
    /// Nobody saved the mapping.
    NotMapped,
    /// By this mapping, whoever came in the test would not be signed in.
    TestShowsNoUser,
    /// Nobody would be sent to the identity provider.
    NoProvenDomain,
    /// No admin would get in when the identity provider lets nobody in.
    NoRecoveryCodes,
}

/// Everything that stands in the way, in the order in which it is mended.
pub fn obstacles(facts: ActivationFacts) -> Vec<Obstacle> {
    let mut found = Vec::new();
    match (facts.is_tested, facts.was_tested) {
        (true, _) => {}
        (false, true) => found.push(Obstacle::ChangedSinceTest),
        (false, false) => found.push(Obstacle::NotTested),
    }
    if !facts.is_mapped {
        found.push(Obstacle::NotMapped);
    }
    // Only a test and a mapping together say anything about a person.
    if facts.is_tested && facts.is_mapped && !facts.shows_user {
        found.push(Obstacle::TestShowsNoUser);
    }
    if !facts.has_proven_domain {
        found.push(Obstacle::NoProvenDomain);
    }
    if !facts.has_recovery_codes {
        found.push(Obstacle::NoRecoveryCodes);
    }
    found
}

/// Whether somebody who signed in then, if that is known, may activate or de-activate now. A time that lies ahead proves nothing.
pub const fn is_fresh(signed_in_at_ms: i64, is_known: bool, now_ms: i64) -> bool {
    is_known && signed_in_at_ms <= now_ms && now_ms - signed_in_at_ms <= FRESH_SIGN_IN_MS
}

/// What tells one person from another at an identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentitySource<'a> {
    /// The issuer, in one spelling.
    pub issuer: Option<String>,
    /// The claim that Foreign ID maps to.
    pub foreign_id_claim: &'a str,
    /// `client_id`
    pub client_id: &'a str,
}

impl IdentitySource<'_> {
    /// Whether people who are linked by one stay linked by the other. `sub` may be another one for each client (OpenID Connect Core §8.1).
    pub fn keeps_links_of(&self, other: &IdentitySource<'_>) -> bool {
        self.issuer.is_some()
            && self.issuer == other.issuer
            && self.foreign_id_claim == other.foreign_id_claim
            && (self.foreign_id_claim != "sub" || self.client_id == other.client_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts() -> impl Strategy<Value = ActivationFacts> {
        any::<[bool; 6]>().prop_map(|bits| ActivationFacts {
            is_tested: bits[0],
            was_tested: bits[1],
            is_mapped: bits[2],
            shows_user: bits[3],
            has_proven_domain: bits[4],
            has_recovery_codes: bits[5],
        })
    }

    fn source(
        issuer: &str,
        foreign_id_claim: &'static str,
        client_id: &'static str,
    ) -> IdentitySource<'static> {
        IdentitySource {
            issuer: Some(issuer.to_owned()),
            foreign_id_claim,
            client_id,
        }
    }

    proptest! {
        #[test]
        fn nothing_stands_in_the_way_of_what_is_tested_mapped_proven_and_has_a_way_back(facts in facts()) {
            let is_set_up = facts.is_tested && facts.is_mapped && facts.shows_user;
            let is_ready = is_set_up && facts.has_proven_domain && facts.has_recovery_codes;
            prop_assert_eq!(obstacles(facts).is_empty(), is_ready);
        }

        #[test]
        fn each_obstacle_is_said_once_and_the_test_before_the_mapping(facts in facts()) {
            let found = obstacles(facts);
            for (place, obstacle) in found.iter().enumerate() {
                prop_assert!(!found[place + 1..].contains(obstacle));
            }
            let of_test = [Obstacle::NotTested, Obstacle::ChangedSinceTest];
            prop_assert!(found.iter().filter(|obstacle| of_test.contains(obstacle)).count() <= 1);
            if let Some(place) = found.iter().position(|obstacle| of_test.contains(obstacle)) {
                prop_assert_eq!(place, 0);
            }
        }

        #[test]
        fn a_sign_in_counts_for_ten_minutes_and_not_before_it_happened(at in -1_000_000_000_i64..1_000_000_000, age in -2_000_000_i64..2_000_000) {
            prop_assert_eq!(is_fresh(at, true, at + age), (0..=FRESH_SIGN_IN_MS).contains(&age));
            prop_assert!(!is_fresh(at, false, at + age));
        }
    }

    #[test]
    fn links_stay_where_the_same_claim_of_the_same_issuer_tells_people_apart() {
        let before = source("https://idp.example", "employee", "one");
        assert!(source("https://idp.example", "employee", "two").keeps_links_of(&before));
        assert!(!source("https://other.example", "employee", "one").keeps_links_of(&before));
        assert!(!source("https://idp.example", "sub", "one").keeps_links_of(&before));
        let by_sub = source("https://idp.example", "sub", "one");
        assert!(by_sub.keeps_links_of(&by_sub.clone()));
        assert!(!source("https://idp.example", "sub", "two").keeps_links_of(&by_sub));
    }
}
