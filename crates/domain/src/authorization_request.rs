//! States of an app's authorization request. Each step works once, and only from an earlier state; a code works once.

/// Lifetime of a request, in milliseconds: time enough to sign up and to find a mail.
pub const LIFETIME_MS: i64 = 60 * 60 * 1000;
/// Lifetime of an authorization code, in milliseconds.
pub const CODE_LIFETIME_MS: i64 = 60 * 1000;
/// How long a request that got no code is stored, in milliseconds: for an hour after its end its page still says that it is over.
pub const KEPT_WITHOUT_CODE_MS: i64 = 2 * LIFETIME_MS;
/// How long a request whose code was issued is stored, in milliseconds, so that the reuse of the code still revokes its tokens.
pub const REMEMBERED_MS: i64 = 24 * 60 * 60 * 1000;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
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
pub enum RequestEvent {
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
pub struct InvalidRequestTransition;

impl RequestState {
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
    /// [`InvalidRequestTransition`] where the event does not fit; the request stays as it is.
    pub const fn after(self, event: RequestEvent) -> Result<Self, InvalidRequestTransition> {
        match (self, event) {
            (Self::Pending | Self::SignedIn, RequestEvent::Ask) => Ok(Self::SignedIn),
            (Self::Pending | Self::SignedIn, RequestEvent::IssueCode) => Ok(Self::CodeIssued),
            (Self::Pending | Self::SignedIn, RequestEvent::Deny) => Ok(Self::Denied),
            (Self::CodeIssued, RequestEvent::Exchange) => Ok(Self::Exchanged),
            _ => Err(InvalidRequestTransition),
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
        let asked = [
            RequestEvent::Ask,
            RequestEvent::Ask,
            RequestEvent::IssueCode,
            RequestEvent::Exchange,
        ]
        .into_iter()
        .try_fold(RequestState::Pending, RequestState::after);
        assert_eq!(asked, Ok(RequestState::Exchanged));
        assert_eq!(
            RequestState::Pending.after(RequestEvent::IssueCode),
            Ok(RequestState::CodeIssued),
            "consent may have been given long ago"
        );
        assert_eq!(
            RequestState::CodeIssued.after(RequestEvent::Deny),
            Err(InvalidRequestTransition)
        );
    }

    proptest! {
        #[test]
        fn the_app_is_answered_once_and_a_code_works_once(
            events in prop::collection::vec(
                prop::sample::select(vec![RequestEvent::Ask, RequestEvent::IssueCode, RequestEvent::Exchange, RequestEvent::Deny]), 0..16),
        ) {
            let mut state = RequestState::Pending;
            let (mut answers, mut exchanges) = (0, 0);
            for event in events {
                let Ok(next) = state.after(event) else { continue };
                answers += usize::from(matches!(event, RequestEvent::IssueCode | RequestEvent::Deny));
                exchanges += usize::from(event == RequestEvent::Exchange);
                prop_assert!(event == RequestEvent::Exchange || state.is_open());
                prop_assert_eq!(RequestState::from_text(next.as_str()), Some(next));
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
