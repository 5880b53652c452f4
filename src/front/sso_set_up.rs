//! What the pages behind a set-up link of single sign-on show. Invariant: who made a link, and for which company, is said only to whoever has
//! the link itself.

use serde::{Deserialize, Serialize};

/// Asks whoever has the link to begin. Posts `secret` to `/sso/set-up/{link}`: looking uses nothing up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoSetUpScreen {
    /// The link's identifier; opens nothing.
    pub link: String,
    /// The secret that this browser gets when it begins: a second click on the button is the same beginning.
    pub secret: String,
    /// Name of the company whose identity provider is set up.
    pub company_name: String,
    /// The address of the admin who made the link.
    pub made_by: String,
    /// Until when it works, in words of the page's language.
    pub until: String,
    /// The address of whoever is signed in in this browser, and will be signed out.
    pub signed_in_as: Option<String>,
}

/// A set-up link that opens nothing (any more).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoSetUpOverScreen {
    /// Why it does not work.
    pub end: SsoSetUpEnd,
    /// Who can make a new one; none where the link is not known.
    pub whom: Option<WhoMakesLinks>,
}

/// Who can make a new set-up link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhoMakesLinks {
    /// Name of the company.
    pub company_name: String,
    /// The address of the admin who made this one; none where they are no admin any more.
    pub made_by: Option<String>,
}

/// What became of a set-up link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SsoSetUpEnd {
    /// No such link, or one of long ago.
    Unknown,
    /// The page was opened without its link.
    Elsewhere,
    /// Somebody works with it in another browser.
    Begun,
    /// Whoever worked with it in another browser has done their part.
    Used,
    /// Whoever works in this browser has done their part.
    Done,
    /// An admin revoked it, or whoever made it is none any more.
    Revoked,
    /// Its time is over.
    Expired,
}

impl SsoSetUpEnd {
    /// Every end, for tests that each one has a phrase.
    pub const ALL: &[Self] = &[
        Self::Unknown,
        Self::Elsewhere,
        Self::Begun,
        Self::Used,
        Self::Done,
        Self::Revoked,
        Self::Expired,
    ];

    /// The HTTP status of the page that says so.
    pub const fn status(self) -> u16 {
        match self {
            Self::Done => 200,
            Self::Unknown | Self::Elsewhere => 404,
            Self::Begun | Self::Used | Self::Revoked | Self::Expired => 410,
        }
    }
}
