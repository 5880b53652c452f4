//! Why a token is refused. Invariant: no part of the token is in it: every reason is a phrase of this crate, so that refusals can be
//! logged as they are.

use std::fmt;

/// What was checked (OpenID Connect Core §3.1.3.7, Back-Channel Logout 1.0 §2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// It is there, and a signed JWT of no other kind.
    Format,
    /// `alg` is on the list of asymmetric algorithms.
    Algorithm,
    /// `kid` names a key of the issuer, of a fitting type.
    KeyId,
    /// The signature fits.
    Signature,
    /// `iss` is the issuer.
    Issuer,
    /// `aud` is this client.
    Audience,
    /// `azp` is this client. Of ID tokens alone.
    AuthorizedParty,
    /// `nonce` is the one that was sent. In logout tokens there is none.
    Nonce,
    /// `exp` is there and not over, `nbf` not to come.
    Expiry,
    /// `iat` is about now.
    IssuedAt,
    /// `sub` is there; in logout tokens `sub` or `sid`.
    Subject,
    /// `at_hash`, where present, fits the access token. Of ID tokens alone.
    AccessTokenHash,
    /// `events` holds a logout event. Of logout tokens alone.
    Event,
    /// `jti` is there. Of logout tokens alone.
    TokenId,
}

impl Check {
    /// The claim, or the parameter of the header, that this is about; of [`Self::Format`] none.
    pub const fn member(self) -> Option<&'static str> {
        Some(match self {
            Self::Format => return None,
            Self::Algorithm => "alg",
            Self::KeyId => "kid",
            Self::Signature => "signature",
            Self::Issuer => "iss",
            Self::Audience => "aud",
            Self::AuthorizedParty => "azp",
            Self::Nonce => "nonce",
            Self::Expiry => "exp",
            Self::IssuedAt => "iat",
            Self::Subject => "sub",
            Self::AccessTokenHash => "at_hash",
            Self::Event => "events",
            Self::TokenId => "jti",
        })
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "format",
            Self::Algorithm => "algorithm",
            Self::KeyId => "key_id",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::AuthorizedParty => "authorized_party",
            Self::Nonce => "nonce",
            Self::Expiry => "expiry",
            Self::IssuedAt => "issued_at",
            Self::Subject => "subject",
            Self::AccessTokenHash => "access_token_hash",
            Self::Event => "event",
            Self::TokenId => "token_id",
        })
    }
}

/// A token did not pass a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// The check that failed.
    pub check: Check,
    /// The claim, or the parameter of the header, that is at fault, where it is another than [`Check::member`].
    pub member: Option<&'static str>,
    /// The reason, as a phrase for logs.
    pub reason: &'static str,
    /// By how many seconds a time is wrong, where that is the reason.
    pub seconds: Option<i64>,
    /// Whether the key is not known: one that the issuer has published since may fit.
    pub may_be_a_new_key: bool,
}

impl Refusal {
    pub(crate) const fn new(check: Check, reason: &'static str) -> Self {
        Self {
            check,
            member: None,
            reason,
            seconds: None,
            may_be_a_new_key: false,
        }
    }

    pub(crate) const fn about(self, member: &'static str) -> Self {
        Self {
            member: Some(member),
            ..self
        }
    }
}
