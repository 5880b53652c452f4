//! States of an invitation into an environment: pending until it is accepted, declined, withdrawn, or over. Invariant: what is over stays so until
//! the address is invited anew.

/// How long an invitation can be accepted, in milliseconds: 14 days.
pub const LIFETIME_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// How long after a mail the next one to the same address goes at the earliest, in milliseconds: ten minutes.
pub const MAIL_PAUSE_MS: i64 = 10 * 60 * 1000;
/// How long after its end an invitation is remembered, in milliseconds: 90 days.
pub const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// What is written down about an invitation's life, in milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvitationLife {
    /// When it was last mailed.
    pub sent_at_ms: i64,
    /// It is over at that very moment.
    pub expires_at_ms: i64,
    /// When it was accepted.
    pub accepted_at_ms: Option<i64>,
    /// When whoever is invited declined.
    pub declined_at_ms: Option<i64>,
    /// When a manager of the app took it back.
    pub withdrawn_at_ms: Option<i64>,
    /// When a mail server refused the mail for good.
    pub bounced_at_ms: Option<i64>,
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// It waits for an answer.
    Pending,
    /// Its mail did not arrive. The link works nevertheless.
    Bounced,
    /// The person has access by it.
    Accepted,
    /// Whoever is invited declined.
    Declined,
    /// Nobody accepted in time.
    Expired,
    /// It was taken back.
    Withdrawn,
}

impl InvitationLife {
    /// Where it stands. What was done with it says more than that its time is over.
    pub const fn state(&self, now_ms: i64) -> InvitationState {
        if self.accepted_at_ms.is_some() {
            InvitationState::Accepted
        } else if self.declined_at_ms.is_some() {
            InvitationState::Declined
        } else if self.withdrawn_at_ms.is_some() {
            InvitationState::Withdrawn
        } else if now_ms >= self.expires_at_ms {
            InvitationState::Expired
        } else if self.bounced_at_ms.is_some() {
            InvitationState::Bounced
        } else {
            InvitationState::Pending
        }
    }

    /// Whether it can be accepted.
    pub const fn is_open(&self, now_ms: i64) -> bool {
        matches!(
            self.state(now_ms),
            InvitationState::Pending | InvitationState::Bounced
        )
    }

    /// Whether another mail may go to the address.
    pub const fn may_be_mailed(&self, now_ms: i64) -> bool {
        now_ms - self.sent_at_ms >= MAIL_PAUSE_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_open_only_before_its_end_and_until_something_was_done(
            accepted in prop::option::of(0i64..5), declined in prop::option::of(0i64..5), withdrawn in prop::option::of(0i64..5), bounced in prop::option::of(0i64..5), now in 0i64..20,
        ) {
            let life = InvitationLife {
                sent_at_ms: 0,
                expires_at_ms: 10,
                accepted_at_ms: accepted,
                declined_at_ms: declined,
                withdrawn_at_ms: withdrawn,
                bounced_at_ms: bounced,
            };
            prop_assert_eq!(life.is_open(now), accepted.is_none() && declined.is_none() && withdrawn.is_none() && now < 10);
            prop_assert_eq!(life.state(now) == InvitationState::Accepted, accepted.is_some());
            prop_assert_eq!(life.state(now) == InvitationState::Declined, accepted.is_none() && declined.is_some());
        }
    }

    #[test]
    fn an_address_gets_one_mail_in_ten_minutes() {
        let life = InvitationLife {
            sent_at_ms: 5,
            expires_at_ms: 5 + LIFETIME_MS,
            accepted_at_ms: None,
            declined_at_ms: None,
            withdrawn_at_ms: None,
            bounced_at_ms: None,
        };
        assert!(!life.may_be_mailed(5 + MAIL_PAUSE_MS - 1));
        assert!(life.may_be_mailed(5 + MAIL_PAUSE_MS));
        assert!(life.is_open(5 + LIFETIME_MS - 1) && !life.is_open(5 + LIFETIME_MS));
    }
}
