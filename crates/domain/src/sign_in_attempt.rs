//! States of a sign-in through an identity provider. Each step works once, and only from the state before it.

use latchkey_contract::sign_in::SsoFailure;

/// Lifetime of an attempt, in milliseconds: time enough to find a phone and confirm there.
pub const LIFETIME_MS: i64 = 15 * 60 * 1000;

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptState {
    /// The browser was sent to the identity provider.
    SentToIdp,
    /// It came back with an answer, which is being checked.
    Returned,
    /// It is another person than the one whose address was typed, who is asked whether that is right.
    Mismatch,
    /// The identity has several accounts, and the person chooses one.
    Choosing,
    /// The person is new and is asked for a name.
    Onboarding,
    /// A session was made.
    Completed,
    /// It came to nothing.
    Failed(SsoFailure),
}

/// What can happen to an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptEvent {
    /// The browser came back.
    Return,
    /// The identity is not the person whose address was typed.
    Ask,
    /// The identity has several accounts.
    Choose,
    /// The identity has no account yet.
    Onboard,
    /// The person is signed in.
    Complete,
    /// Something is wrong.
    Fail(SsoFailure),
}

/// The event does not fit the state: the attempt is being used twice, or out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidAttemptTransition;

impl AttemptState {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`InvalidAttemptTransition`] where the event does not fit; the attempt stays as it is.
    pub fn after(self, event: AttemptEvent) -> Result<Self, InvalidAttemptTransition> {
        match (self, event) {
            (Self::SentToIdp, AttemptEvent::Return) => Ok(Self::Returned),
            (Self::Returned, AttemptEvent::Ask) => Ok(Self::Mismatch),
            (Self::Returned | Self::Mismatch, AttemptEvent::Choose) => Ok(Self::Choosing),
            (Self::Returned | Self::Mismatch, AttemptEvent::Onboard) => Ok(Self::Onboarding),
            (Self::Returned | Self::Mismatch | Self::Choosing | Self::Onboarding, AttemptEvent::Complete) => {
                Ok(Self::Completed)
            }
            (
                Self::SentToIdp | Self::Returned | Self::Mismatch | Self::Choosing | Self::Onboarding,
                AttemptEvent::Fail(failure),
            ) => Ok(Self::Failed(failure)),
            _ => Err(InvalidAttemptTransition),
        }
    }

    /// Whether nothing can happen to it any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed(_))
    }

    /// The text in the store.
    pub fn to_text(self) -> String {
        match self {
            Self::SentToIdp => "sent_to_idp".into(),
            Self::Returned => "returned".into(),
            Self::Mismatch => "mismatch".into(),
            Self::Choosing => "choosing".into(),
            Self::Onboarding => "onboarding".into(),
            Self::Completed => "completed".into(),
            Self::Failed(failure) => format!("failed:{}", failure_text(failure)),
        }
    }

    /// Reads [`Self::to_text`]; `None` for any other text.
    pub fn from_text(text: &str) -> Option<Self> {
        if let Some(failure) = text.strip_prefix("failed:") {
            return SsoFailure::ALL
                .iter()
                .find(|known| failure_text(**known) == failure)
                .map(|known| Self::Failed(*known));
        }
        let states = [
            Self::SentToIdp,
            Self::Returned,
            Self::Mismatch,
            Self::Choosing,
            Self::Onboarding,
            Self::Completed,
        ];
        states.into_iter().find(|state| state.to_text() == text)
    }
}

/// A failure's name, as in JSON.
pub fn failure_text(failure: SsoFailure) -> String {
    serde_json::to_value(failure)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Whether an attempt that was made at `created_at_ms` has expired.
pub const fn is_expired(created_at_ms: i64, now_ms: i64) -> bool {
    now_ms >= created_at_ms + LIFETIME_MS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event() -> impl Strategy<Value = AttemptEvent> {
        prop_oneof![
            Just(AttemptEvent::Return),
            Just(AttemptEvent::Ask),
            Just(AttemptEvent::Choose),
            Just(AttemptEvent::Onboard),
            Just(AttemptEvent::Complete),
            prop::sample::select(SsoFailure::ALL).prop_map(AttemptEvent::Fail),
        ]
    }

    #[test]
    fn the_ways_through() {
        let onboarded = [
            AttemptEvent::Return,
            AttemptEvent::Onboard,
            AttemptEvent::Complete,
        ]
        .into_iter()
        .try_fold(AttemptState::SentToIdp, AttemptState::after);
        assert_eq!(onboarded, Ok(AttemptState::Completed));
        assert_eq!(
            AttemptState::SentToIdp.after(AttemptEvent::Complete),
            Err(InvalidAttemptTransition),
            "no session without an answer"
        );
        let asked = [
            AttemptEvent::Return,
            AttemptEvent::Ask,
            AttemptEvent::Onboard,
            AttemptEvent::Complete,
        ]
        .into_iter()
        .try_fold(AttemptState::SentToIdp, AttemptState::after);
        assert_eq!(asked, Ok(AttemptState::Completed));
    }

    proptest! {
        #[test]
        fn final_states_stay_and_each_step_works_once(events in prop::collection::vec(event(), 0..12)) {
            let mut state = AttemptState::SentToIdp;
            let mut returns = 0;
            let mut completions = 0;
            let mut questions = 0;
            for event in events {
                match state.after(event) {
                    Ok(next) => {
                        prop_assert!(!state.is_final());
                        returns += usize::from(event == AttemptEvent::Return);
                        completions += usize::from(event == AttemptEvent::Complete);
                        questions += usize::from(event == AttemptEvent::Ask);
                        state = next;
                    }
                    Err(InvalidAttemptTransition) => continue,
                }
                prop_assert_eq!(AttemptState::from_text(&state.to_text()), Some(state));
            }
            prop_assert!(returns <= 1 && completions <= returns && questions <= returns);
        }

        #[test]
        fn an_attempt_expires_once_and_for_all(created in 0i64..1_000_000, later in 0i64..10_000_000) {
            prop_assert_eq!(is_expired(created, created + later), later >= LIFETIME_MS);
        }
    }
}
