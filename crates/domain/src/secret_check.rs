//! Judges a client secret by the identity provider's response to a made-up code. Invariant: an identity provider that responds alike to right
//! and wrong secrets causes no warning.

/// The outcome of asking with one secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// The client was let in; only the code was refused.
    Accepted,
    /// The client was refused.
    Refused,
    /// The response says nothing about the client, or there was none.
    Silent,
}

/// What is known of a secret then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretStanding {
    /// The identity provider accepts it, and would have refused a wrong one.
    Accepted,
    /// The identity provider refuses it.
    Refused,
    /// The identity provider does not tell right from wrong in this way.
    Untold,
    /// It gave no response that says anything.
    NoResponse,
}

impl SecretStanding {
    /// As the store writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Untold => "untold",
            Self::NoResponse => "no_response",
        }
    }

    /// The other way round.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Accepted, Self::Refused, Self::Untold, Self::NoResponse]
            .into_iter()
            .find(|standing| standing.as_str() == text)
    }
}

/// What is known before somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// Whether the identity provider tells a wrong secret from a right one, where that was tried.
    pub tells_wrong: Option<bool>,
    /// Whether somebody has signed in with this secret since it was refused last: then it was right, and the refusal said nothing.
    pub worked_since_refused: bool,
}

/// Whether a wrong secret has to be tried as well. It is tried once for each secret, as identity providers may count such attempts.
pub fn wants_wrong_secret(own: Probe, known: Known) -> bool {
    own == Probe::Accepted && known.tells_wrong.is_none()
}

/// What is known afterwards: the standing, and whether the identity provider tells right from wrong.
pub fn judge(own: Probe, wrong: Option<Probe>, known: Known) -> (SecretStanding, Option<bool>) {
    let tells_wrong = match (own, wrong) {
        (Probe::Accepted, Some(Probe::Refused)) => Some(true),
        (Probe::Accepted, Some(Probe::Accepted)) => Some(false),
        (Probe::Refused, _) if known.worked_since_refused => Some(false),
        _ => known.tells_wrong,
    };
    let standing = match (own, tells_wrong) {
        (Probe::Silent, _) => SecretStanding::NoResponse,
        (Probe::Accepted, Some(true)) => SecretStanding::Accepted,
        (Probe::Refused, None | Some(true)) => SecretStanding::Refused,
        (Probe::Accepted, None) | (_, Some(false)) => SecretStanding::Untold,
    };
    (standing, tells_wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn probes() -> impl Strategy<Value = Probe> {
        prop_oneof![Just(Probe::Accepted), Just(Probe::Refused), Just(Probe::Silent)]
    }

    #[test]
    fn an_accepted_secret_counts_where_a_wrong_one_is_refused() {
        let first = judge(Probe::Accepted, Some(Probe::Refused), Known::default());
        assert_eq!(first, (SecretStanding::Accepted, Some(true)));
        let careless = judge(Probe::Accepted, Some(Probe::Accepted), Known::default());
        assert_eq!(careless, (SecretStanding::Untold, Some(false)));
    }

    proptest! {
        #[test]
        fn only_a_refusal_that_nothing_speaks_against_alarms(
            own in probes(), wrong in prop::option::of(probes()), tells in any::<Option<bool>>(), worked in any::<bool>()
        ) {
            let known = Known { tells_wrong: tells, worked_since_refused: worked };
            let (standing, tells_wrong) = judge(own, wrong, known);
            let alarms = own == Probe::Refused && !worked && tells != Some(false);
            prop_assert_eq!(standing == SecretStanding::Refused, alarms);
            prop_assert!(standing != SecretStanding::Accepted || own == Probe::Accepted && tells_wrong == Some(true));
            prop_assert_eq!(SecretStanding::from_text(standing.as_str()), Some(standing));
        }

        #[test]
        fn a_wrong_secret_is_sent_once(own in probes(), worked in any::<bool>()) {
            let known = Known { tells_wrong: None, worked_since_refused: worked };
            if wants_wrong_secret(own, known) {
                for wrong in [Probe::Accepted, Probe::Refused] {
                    let (_, tells_wrong) = judge(own, Some(wrong), known);
                    let later = Known { tells_wrong, ..known };
                    prop_assert!(!wants_wrong_secret(Probe::Accepted, later));
                }
            }
        }
    }
}
