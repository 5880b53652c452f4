//! Why a link that was mailed or printed opens nothing.

use serde::{Deserialize, Serialize};

/// Why a link opens nothing. None of these tells whether there is an account to anybody but who has a link that was sent to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LinkProblem {
    /// No such link, or one of long ago: cut off on the way, or typed.
    Unknown,
    /// The link is for something else.
    WrongKind,
    /// The page was opened without its link, or another link was opened in this browser since.
    Elsewhere,
    /// Its time is over.
    Expired,
    /// It has done what it was for.
    Used,
    /// Another one has done what it was for, or a newer one took its place.
    Replaced,
    /// The address has an account by now.
    AlreadyHasAccount,
    /// The address signs in with its company's account page by now.
    SsoRequired,
    /// The account was switched off, or has another address by now.
    AccountUnavailable,
}

impl LinkProblem {
    /// Every problem, for tests that each one has a phrase.
    pub const ALL: &[Self] = &[
        Self::Unknown,
        Self::WrongKind,
        Self::Elsewhere,
        Self::Expired,
        Self::Used,
        Self::Replaced,
        Self::AlreadyHasAccount,
        Self::SsoRequired,
        Self::AccountUnavailable,
    ];

    /// The problem as it stands in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::WrongKind => "wrong_kind",
            Self::Elsewhere => "elsewhere",
            Self::Expired => "expired",
            Self::Used => "used",
            Self::Replaced => "replaced",
            Self::AlreadyHasAccount => "already_has_account",
            Self::SsoRequired => "sso_required",
            Self::AccountUnavailable => "account_unavailable",
        }
    }

    /// The HTTP status of the page that says so.
    pub const fn status(self) -> u16 {
        match self {
            Self::Unknown | Self::WrongKind | Self::Elsewhere => 404,
            Self::AlreadyHasAccount | Self::SsoRequired | Self::AccountUnavailable => 409,
            Self::Expired | Self::Used | Self::Replaced => 410,
        }
    }
}
