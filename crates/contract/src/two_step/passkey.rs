//! A passkey as its owner sees it, and what an authenticator signs.

use serde::{Deserialize, Serialize};

/// A passkey. Never its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passkey {
    /// Its identifier here.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added (RFC 3339).
    pub added_at: String,
    /// When it was used last (RFC 3339); absent where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// Whether there are copies of it on other devices.
    pub is_backed_up: bool,
    /// Whether it signs in without the password; not since the password changed, until it was used behind the password once.
    pub opens_alone: bool,
}

/// What an authenticator says in a sign-in (Web Authentication §5.2.2). All in base64url without padding.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyAssertion {
    /// The challenge that is answered, as it was given.
    pub challenge: String,
    /// Identifier of the passkey (`rawId`).
    pub credential_id: String,
    /// `clientDataJSON`
    pub client_data: String,
    /// `authenticatorData`
    pub authenticator_data: String,
    /// `signature`
    pub signature: String,
    /// `userHandle`; absent where the authenticator keeps none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_handle: Option<String>,
}

impl std::fmt::Debug for PasskeyAssertion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasskeyAssertion").finish_non_exhaustive()
    }
}

/// What a browser is asked to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyChallenge {
    /// In base64url. Works once, for ten minutes, in this browser.
    pub challenge: String,
    /// The relying party (`rpId`).
    pub rp_id: String,
    /// The passkeys that can answer (`rawId`, base64url); empty: whichever there is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<PasskeyName>,
}

/// Which passkey, for a browser that looks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyName {
    /// `id`, base64url.
    pub id: String,
    /// `transports`
    pub transports: Vec<String>,
}
