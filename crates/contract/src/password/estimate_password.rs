//! `POST /api/password/estimate`: how hard is this new password to guess? Asked by the meter while somebody types; nothing
//! is kept, and the form's own answer decides.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Estimates how hard a new password is to guess.
#[derive(Debug)]
pub enum EstimatePassword {}

impl Operation for EstimatePassword {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/password/estimate";
    const ID: &'static str = "estimate_password";
    type Request = Request;
    type Query = Empty;
    type Response = Response;
}

/// What the form holds so far.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EstimatePasswordRequest))]
pub struct Request {
    /// The password as typed so far.
    pub password: String,
    /// What somebody who knows the person would try first: address, names, company. The first eight count.
    #[serde(default)]
    pub about: Vec<String>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// The estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EstimatePasswordResponse))]
pub struct Response {
    /// How good it is.
    pub strength: PasswordStrength,
}

/// What is to be said of a new password. The first three are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PasswordStrength {
    /// Fewer characters than [`super::MIN_PASSWORD_CHARS`].
    TooShort,
    /// More characters than [`super::MAX_PASSWORD_CHARS`].
    TooLong,
    /// A common one, a pattern, or made of what is known of the person.
    Guessable,
    /// Good enough.
    Good,
    /// Better than needed.
    Strong,
}

impl PasswordStrength {
    /// Every strength, from the worst to the best.
    pub const ALL: &[Self] = &[
        Self::TooShort,
        Self::TooLong,
        Self::Guessable,
        Self::Good,
        Self::Strong,
    ];

    /// Whether a password like this is taken.
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Good | Self::Strong)
    }
}
