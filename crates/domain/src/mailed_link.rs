//! States of a mailed link that works once: open, then used, replaced or expired, for good.

/// An hour, in milliseconds.
const HOUR_MS: i64 = 60 * 60 * 1000;
/// How long after its end a link is remembered, so that its page can say what became of it.
pub const KEPT_MS: i64 = 7 * 24 * HOUR_MS;

/// What a link is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Makes an account for the address that it was mailed to.
    SignUp,
    /// Sets a new password.
    ResetPassword,
    /// Makes the first company and its admin.
    SetUp,
    /// Sets the first password of an account that an operator made.
    SetPassword,
    /// Confirms a new address of an account.
    ConfirmAddress,
    /// Stops the change of an account's address; mailed to the address that it has.
    StopAddressChange,
    /// Signs an admin in past the company's identity provider, for whom an operator made it.
    Recovery,
    /// Signs an admin in past the company's identity provider who had a recovery code.
    RecoveryByCode,
    /// Lets another identity open an account; mailed to the account.
    SecondAccount,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::SignUp,
        Self::ResetPassword,
        Self::SetUp,
        Self::SetPassword,
        Self::ConfirmAddress,
        Self::StopAddressChange,
        Self::Recovery,
        Self::RecoveryByCode,
        Self::SecondAccount,
    ];

    /// The text in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::ResetPassword => "reset_password",
            Self::SetUp => "set_up",
            Self::SetPassword => "set_password",
            Self::ConfirmAddress => "confirm_address",
            Self::StopAddressChange => "stop_address_change",
            Self::Recovery => "recovery",
            Self::RecoveryByCode => "recovery_by_code",
            Self::SecondAccount => "second_account",
        }
    }

    /// Reads [`Self::as_str`]; `None` for any other text.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|kind| kind.as_str() == text).copied()
    }

    /// How long a link works, in milliseconds. What opens an account that somebody uses works for the shortest time.
    pub const fn lifetime_ms(self) -> i64 {
        match self {
            Self::RecoveryByCode => HOUR_MS / 2,
            Self::ResetPassword | Self::Recovery => HOUR_MS,
            Self::SignUp
            | Self::SetUp
            | Self::ConfirmAddress
            | Self::StopAddressChange
            | Self::SecondAccount => 24 * HOUR_MS,
            Self::SetPassword => 7 * 24 * HOUR_MS,
        }
    }
}

/// What is written down about a link's life, in milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// It is over at that very moment.
    pub expires_at_ms: i64,
    /// When it did what it was for.
    pub used_at_ms: Option<i64>,
    /// When a newer one took its place, or what it was for was called off.
    pub replaced_at_ms: Option<i64>,
}

/// Where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// The link can be used.
    Open,
    /// It has done what it was for.
    Used,
    /// A newer one took its place, or what it was for was called off.
    Replaced,
    /// It was not used in time.
    Expired,
}

impl Life {
    /// A link made now.
    pub const fn beginning(kind: Kind, now_ms: i64) -> Self {
        Self {
            expires_at_ms: now_ms + kind.lifetime_ms(),
            used_at_ms: None,
            replaced_at_ms: None,
        }
    }

    /// Where it stands. What was done with it says more than that its time is over.
    pub const fn state(&self, now_ms: i64) -> LinkState {
        if self.used_at_ms.is_some() {
            LinkState::Used
        } else if self.replaced_at_ms.is_some() {
            LinkState::Replaced
        } else if now_ms >= self.expires_at_ms {
            LinkState::Expired
        } else {
            LinkState::Open
        }
    }

    /// The life after its use; `None` where it does not work (any more).
    #[must_use]
    pub const fn used(self, now_ms: i64) -> Option<Self> {
        match self.state(now_ms) {
            LinkState::Open => Some(Self {
                used_at_ms: Some(now_ms),
                ..self
            }),
            _ => None,
        }
    }

    /// The life after another link took its place; what was over before stays what it was.
    #[must_use]
    pub const fn replaced(self, now_ms: i64) -> Self {
        match self.state(now_ms) {
            LinkState::Open => Self {
                replaced_at_ms: Some(now_ms),
                ..self
            },
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone, Copy)]
    enum Event {
        Use,
        Replace,
    }

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for &kind in Kind::ALL {
            assert_eq!(Kind::from_text(kind.as_str()), Some(kind));
            assert!(kind.lifetime_ms() <= KEPT_MS);
        }
        assert_eq!(Kind::from_text("sign-up"), None);
    }

    #[test]
    fn it_is_over_at_that_very_moment() {
        let life = Life::beginning(Kind::ResetPassword, 5);
        assert_eq!(life.state(5 + HOUR_MS - 1), LinkState::Open);
        assert_eq!(life.state(5 + HOUR_MS), LinkState::Expired);
        assert_eq!(life.used(5 + HOUR_MS), None);
    }

    proptest! {
        #[test]
        fn it_works_once_and_never_revives(
            kind in prop::sample::select(Kind::ALL),
            steps in prop::collection::vec((0i64..12 * HOUR_MS, prop_oneof![Just(Event::Use), Just(Event::Replace)], any::<bool>()), 0..12),
        ) {
            let mut life = Life::beginning(kind, 0);
            let (mut now, mut uses, mut over) = (0, 0, None);
            for (pause, event, happens) in steps {
                now += pause;
                let state = life.state(now);
                match over {
                    Some(over) => prop_assert_eq!(state, over, "what is over stays so"),
                    None if state != LinkState::Open => over = Some(state),
                    None => {}
                }
                if !happens {
                    continue;
                }
                match event {
                    Event::Use => match life.used(now) {
                        Some(after) => {
                            prop_assert_eq!(state, LinkState::Open);
                            uses += 1;
                            life = after;
                        }
                        None => prop_assert_ne!(state, LinkState::Open),
                    },
                    Event::Replace => life = life.replaced(now),
                }
                prop_assert_ne!(life.state(now), LinkState::Open);
                over = Some(life.state(now));
            }
            prop_assert!(uses <= 1);
        }
    }
}
