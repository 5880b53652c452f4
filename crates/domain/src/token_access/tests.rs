//! Properties of the decision, and its edges.

use super::*;
use proptest::prelude::*;

const NOW: i64 = 1_700_000_000_000;

fn owner() -> impl Strategy<Value = OwnerFacts> {
    let time = || proptest::option::of(NOW - 90 * DAY_MS..NOW + DAY_MS);
    (any::<(bool, bool)>(), time(), time()).prop_map(|((is_active, is_sso), came, since)| OwnerFacts {
        is_active,
        way: if is_sso { Way::Sso } else { Way::Password },
        came_by_sso_at_ms: came,
        sso_since_ms: since,
    })
}

fn token() -> impl Strategy<Value = TokenFacts> {
    let scopes = proptest::sample::subsequence(TokenScope::ALL.to_vec(), 0..=TokenScope::ALL.len());
    (NOW - 9 * DAY_MS..NOW + 9 * DAY_MS, any::<bool>(), scopes).prop_map(
        |(expires_at_ms, is_revoked, scopes)| TokenFacts {
            expires_at_ms,
            is_revoked,
            scopes,
        },
    )
}

fn action() -> impl Strategy<Value = RepositoryAction> {
    prop_oneof![Just(RepositoryAction::Read), Just(RepositoryAction::Write)]
}

fn all_scopes() -> TokenFacts {
    TokenFacts {
        expires_at_ms: NOW + DAY_MS,
        is_revoked: false,
        scopes: TokenScope::ALL.to_vec(),
    }
}

const AWAKE: OwnerFacts = OwnerFacts {
    is_active: true,
    way: Way::Sso,
    came_by_sso_at_ms: Some(NOW - SLEEPS_AFTER_MS),
    sso_since_ms: Some(NOW - 90 * DAY_MS),
};

proptest! {
    #[test]
    fn nothing_opens_that_is_ended_expired_or_of_nobody(owner in owner(), token in token(), action in action()) {
        if opens(owner, &token, action, NOW).is_ok() {
            prop_assert!(!token.is_revoked && owner.is_active && token.expires_at_ms > NOW);
            prop_assert!(owner.way == Way::Password || !is_asleep(owner, NOW));
            prop_assert!(!token.scopes.is_empty());
        }
    }

    #[test]
    fn whoever_may_write_may_read(owner in owner(), token in token()) {
        if opens(owner, &token, RepositoryAction::Write, NOW).is_ok() {
            prop_assert!(opens(owner, &token, RepositoryAction::Read, NOW).is_ok());
        }
    }

    #[test]
    fn no_time_that_goes_by_makes_it_open_more(owner in owner(), token in token(), action in action(), later in 0..90 * DAY_MS) {
        if opens(owner, &token, action, NOW).is_err() {
            prop_assert!(opens(owner, &token, action, NOW + later).is_err());
        }
    }

    #[test]
    fn a_sign_in_through_the_identity_provider_wakes_it(owner in owner(), token in token()) {
        let came = OwnerFacts { came_by_sso_at_ms: Some(NOW), ..owner };
        prop_assert!(state(came, &token, NOW) != TokenState::Asleep);
        // And wakes nothing else.
        if state(owner, &token, NOW) != TokenState::Asleep {
            prop_assert_eq!(state(came, &token, NOW), state(owner, &token, NOW));
        }
    }

    #[test]
    fn tokens_of_passwords_never_sleep(owner in owner(), token in token()) {
        let owner = OwnerFacts { way: Way::Password, ..owner };
        prop_assert!(state(owner, &token, NOW) != TokenState::Asleep);
    }

    #[test]
    fn it_ends_ahead_of_now_and_within_a_year_and_a_day(days in 0_u16..1000, now in 0..4 * NOW) {
        match expires_at_ms(&TokenLifetime::Days(days), now) {
            Ok(at) => {
                prop_assert_eq!(at, now + i64::from(days) * DAY_MS);
                prop_assert!((1..=366).contains(&days));
            }
            Err(fault) => prop_assert_eq!(fault, if days == 0 { ExpiryFault::Past } else { ExpiryFault::TooFar }),
        }
    }

    #[test]
    fn no_text_of_a_date_breaks_it(text in "\\PC{0,14}") {
        let _ = expires_at_ms(&TokenLifetime::Until(text), NOW);
    }
}

#[test]
fn it_sleeps_a_moment_after_thirty_days() {
    assert_eq!(state(AWAKE, &all_scopes(), NOW), TokenState::Active);
    assert_eq!(state(AWAKE, &all_scopes(), NOW + 1), TokenState::Asleep);
    let never_came = OwnerFacts {
        came_by_sso_at_ms: None,
        sso_since_ms: None,
        ..AWAKE
    };
    assert_eq!(state(never_came, &all_scopes(), NOW), TokenState::Asleep);
}

/// Nobody could come before there was an identity provider: scripts go on for 30 days after the activation.
#[test]
fn the_day_of_the_activation_counts_as_the_day_on_which_everybody_came() {
    let activated = OwnerFacts {
        came_by_sso_at_ms: None,
        sso_since_ms: Some(NOW),
        ..AWAKE
    };
    let token = TokenFacts {
        expires_at_ms: i64::MAX,
        ..all_scopes()
    };
    let last = NOW + SLEEPS_AFTER_MS;
    assert_eq!(state(activated, &token, last), TokenState::Active);
    assert_eq!(state(activated, &token, last + 1), TokenState::Asleep);
}

#[test]
fn what_ends_it_for_good_is_said_first() {
    let gone = OwnerFacts {
        is_active: false,
        sso_since_ms: None,
        came_by_sso_at_ms: None,
        ..AWAKE
    };
    let mut token = TokenFacts {
        expires_at_ms: NOW,
        is_revoked: true,
        scopes: Vec::new(),
    };
    let read = |owner, token: &TokenFacts| opens(owner, token, RepositoryAction::Read, NOW);
    assert_eq!(read(gone, &token), Err(TokenRefusal::State(TokenState::Revoked)));
    token.is_revoked = false;
    assert_eq!(
        read(gone, &token),
        Err(TokenRefusal::State(TokenState::OwnerDeactivated))
    );
    assert_eq!(read(AWAKE, &token), Err(TokenRefusal::State(TokenState::Expired)));
    token.expires_at_ms += 1;
    assert_eq!(read(AWAKE, &token), Err(TokenRefusal::ScopeMissing));
    token.scopes.push(TokenScope::RepositoryRead);
    assert_eq!(read(AWAKE, &token), Ok(()));
    let write = opens(AWAKE, &token, RepositoryAction::Write, NOW);
    assert_eq!(write, Err(TokenRefusal::ScopeMissing));
}

#[test]
fn a_date_is_good_until_its_end() {
    // 2023-11-14T22:13:20Z
    let until = |date: &str| expires_at_ms(&TokenLifetime::Until(date.to_owned()), NOW);
    assert_eq!(until("2023-11-14"), Ok(1_700_006_400_000));
    assert_eq!(until("2023-11-13"), Err(ExpiryFault::Past));
    assert_eq!(until("2024-11-14"), Ok(1_700_006_400_000 + 366 * DAY_MS));
    assert_eq!(until("2024-11-15"), Err(ExpiryFault::TooFar));
    for text in [
        "",
        "2023-02-30",
        "14.11.2023",
        "2023-11-14T00:00:00Z",
        "+10000-01-01",
    ] {
        assert_eq!(until(text), Err(ExpiryFault::Malformed), "{text}");
    }
}
