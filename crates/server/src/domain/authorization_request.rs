//! The life of an app's authorization request. Each step works once, and only from a step before it; a code works once.

/// A request is worth nothing after so long, in milliseconds: time to sign up and to find a mail.
pub const LIFETIME_MS: i64 = 60 * 60 * 1000;
/// A code is worth nothing after so long, in milliseconds.
pub const CODE_LIFETIME_MS: i64 = 60 * 1000;
/// So long a request that got no code is kept, in milliseconds: an hour after its end its page still says that it is over.
pub const KEPT_WITHOUT_CODE_MS: i64 = 2 * LIFETIME_MS;
/// So long a request whose code was given is remembered, in milliseconds, so that a code used twice still takes back what it gave.
pub const REMEMBERED_MS: i64 = 24 * 60 * 60 * 1000;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has signed in for it yet.
    Pending,
    /// Somebody is signed in and is asked for consent.
    SignedIn,
    /// The app has a code.
    CodeIssued,
    /// The code was exchanged for tokens.
    Exchanged,
    /// The app was answered with an error.
    Denied,
}

/// What can happen to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Somebody is asked for consent; again, if somebody else signed in meanwhile.
    Ask,
    /// Consent is there, given now or earlier: a code is issued.
    IssueCode,
    /// The code comes back.
    Exchange,
    /// The person cancelled, or nobody may be asked.
    Deny,
}

/// The event does not fit the state: the request is being used twice, or out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTransition;

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::SignedIn,
        Self::CodeIssued,
        Self::Exchanged,
        Self::Denied,
    ];

    /// The state after `event`.
    ///
    /// # Errors
    /// [`InvalidTransition`] where the event does not fit; the request stays as it is.
    pub const fn after(self, event: Event) -> Result<Self, InvalidTransition> {
        match (self, event) {
            (Self::Pending | Self::SignedIn, Event::Ask) => Ok(Self::SignedIn),
            (Self::Pending | Self::SignedIn, Event::IssueCode) => Ok(Self::CodeIssued),
            (Self::Pending | Self::SignedIn, Event::Deny) => Ok(Self::Denied),
            (Self::CodeIssued, Event::Exchange) => Ok(Self::Exchanged),
            _ => Err(InvalidTransition),
        }
    }

    /// Whether the person can still go on with it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::SignedIn)
    }

    /// The text in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::SignedIn => "signed_in",
            Self::CodeIssued => "code_issued",
            Self::Exchanged => "exchanged",
            Self::Denied => "denied",
        }
    }

    /// Reads [`Self::as_str`]; `None` for any other text.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Whether a request that was made at `created_at_ms` has expired.
pub const fn is_expired(created_at_ms: i64, now_ms: i64) -> bool {
    now_ms >= created_at_ms + LIFETIME_MS
}

/// Whether a code that was issued at `issued_at_ms` has expired.
pub const fn is_code_expired(issued_at_ms: i64, now_ms: i64) -> bool {
    now_ms >= issued_at_ms + CODE_LIFETIME_MS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ways_through() {
        let asked = [Event::Ask, Event::Ask, Event::IssueCode, Event::Exchange]
            .into_iter()
            .try_fold(State::Pending, State::after);
        assert_eq!(asked, Ok(State::Exchanged));
        assert_eq!(
            State::Pending.after(Event::IssueCode),
            Ok(State::CodeIssued),
            "consent may have been given long ago"
        );
        assert_eq!(State::CodeIssued.after(Event::Deny), Err(InvalidTransition));
    }

    proptest! {
        #[test]
        fn the_app_is_answered_once_and_a_code_works_once(
            events in prop::collection::vec(
                prop::sample::select(vec![Event::Ask, Event::IssueCode, Event::Exchange, Event::Deny]), 0..16),
        ) {
            let mut state = State::Pending;
            let (mut answers, mut exchanges) = (0, 0);
            for event in events {
                let Ok(next) = state.after(event) else { continue };
                answers += usize::from(matches!(event, Event::IssueCode | Event::Deny));
                exchanges += usize::from(event == Event::Exchange);
                prop_assert!(event == Event::Exchange || state.is_open());
                prop_assert_eq!(State::from_text(next.as_str()), Some(next));
                state = next;
            }
            prop_assert!(answers <= 1 && exchanges <= answers);
        }

        #[test]
        fn requests_and_codes_expire_once_and_for_all(created in 0i64..1_000_000, later in 0i64..10_000_000) {
            prop_assert_eq!(is_expired(created, created + later), later >= LIFETIME_MS);
            prop_assert_eq!(is_code_expired(created, created + later), later >= CODE_LIFETIME_MS);
        }
    }
}
