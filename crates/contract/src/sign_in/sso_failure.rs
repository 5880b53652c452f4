//! Why a sign-in at the company's identity provider did not end in a session: what the person is told, no more.

use serde::{Deserialize, Serialize};

/// The closed list of reasons. Details (which claim, which key) are in the log and the audit trail, for the admin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SsoFailure {
    /// The person cancelled, or the identity provider refused to let them through (`access_denied`).
    Cancelled,
    /// The identity provider did not respond in time, or not at all.
    Unavailable,
    /// The identity provider's response cannot be used; an admin has to repair that.
    Misconfigured,
    /// The response did not pass a check (signature, nonce, issuer …).
    AnswerRefused,
    /// The attempt has expired or has been used before.
    Expired,
    /// The response came to another browser than the one that sent the request, or belongs to no attempt at all.
    UnknownAttempt,
    /// The configuration was switched off while the person was at the identity provider.
    SwitchedOff,
    /// The response lacks a claim that the mapping needs, or its email claim is not an address.
    ClaimsMissing,
    /// The identity provider says itself that the address is not verified.
    AddressNotVerified,
    /// The address is not in one of the company's proven domains.
    ForeignDomain,
    /// The account with this address belongs to somebody else at the identity provider, or to another company.
    AccountConflict,
    /// The account has been deactivated.
    AccountDeactivated,
    /// A session was to be renewed, and somebody else came back.
    AnotherPerson,
    /// A configuration is being tried, and this person has no account here yet.
    NoAccountToTest,
}

impl SsoFailure {
    /// Every reason, for tests that each one has a phrase.
    pub const ALL: &[Self] = &[
        Self::Cancelled,
        Self::Unavailable,
        Self::Misconfigured,
        Self::AnswerRefused,
        Self::Expired,
        Self::UnknownAttempt,
        Self::SwitchedOff,
        Self::ClaimsMissing,
        Self::AddressNotVerified,
        Self::ForeignDomain,
        Self::AccountConflict,
        Self::AccountDeactivated,
        Self::AnotherPerson,
        Self::NoAccountToTest,
    ];

    /// Whether trying again can help without an admin doing something first.
    pub const fn is_worth_retrying(self) -> bool {
        matches!(
            self,
            Self::Cancelled | Self::Unavailable | Self::AnswerRefused | Self::Expired | Self::UnknownAttempt
        )
    }
}
