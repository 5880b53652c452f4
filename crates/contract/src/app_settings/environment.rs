//! An environment of an app, for the app's managers.

use serde::{Deserialize, Serialize};

/// The settings of an environment that people can change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnvironmentSettings {
    /// E.g. `Acceptance`; unlike the others of the app. At most 100 characters.
    pub name: String,
    /// Where it opens: http or https.
    pub url: String,
    /// Whether it can keep a secret.
    pub kind: ClientKind,
    /// Where authorization answers may go, exactly. At most 50.
    pub redirect_uris: Vec<String>,
    /// Where a sign-out may lead. At most 50.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told of sign-outs.
    pub backchannel_logout_uri: Option<String>,
    /// What its ID tokens are signed with.
    pub id_token_signed_response_alg: SigningAlgorithm,
    /// For how many seconds a refresh token that has just been used yields its successor again: 0 to 60. Left out: 30. Always 0 for a
    /// public client.
    #[serde(default)]
    pub refresh_token_reuse_seconds: Option<u32>,
    /// Whether it must use PKCE. Only a confidential client can do without.
    pub require_pkce: bool,
    /// The roles that it knows: at most 100, of 1 to 64 characters.
    pub roles: Vec<String>,
    /// What people may leave out when they agree.
    pub optional_scopes: Vec<OptionalScope>,
    /// Whom people of other companies are told to ask for access: an email address, or one that begins with https.
    #[serde(default)]
    pub support_contact: Option<String>,
}

/// What a new one begins with. Optional fields hold nothing.
impl Default for EnvironmentSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            url: String::new(),
            kind: ClientKind::Confidential,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            id_token_signed_response_alg: SigningAlgorithm::Rs256,
            refresh_token_reuse_seconds: None,
            require_pkce: true,
            roles: Vec::new(),
            optional_scopes: Vec::new(),
            support_contact: None,
        }
    }
}

/// Whether a client can keep a secret (RFC 6749 §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClientKind {
    /// A web app with a server, which keeps a secret.
    Confidential,
    /// A single-page or native app, which proves itself by PKCE alone.
    Public,
}

/// What ID tokens are signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SigningAlgorithm {
    /// Shorter and quicker to make, for clients that are told to expect it.
    #[serde(rename = "ES256")]
    Es256,
    /// What clients expect where nothing was said (OpenID Connect Registration §2).
    #[serde(rename = "RS256")]
    Rs256,
}

/// A scope that people may be allowed to leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OptionalScope {
    /// Names and company.
    Profile,
    /// The email address.
    Email,
    /// The apps and environments that this person may open, the one that asks among them.
    Apps,
    /// Tokens that outlive the session.
    OfflineAccess,
}

impl OptionalScope {
    /// Every one, in the order in which people are asked.
    pub const ALL: [Self; 4] = [Self::Profile, Self::Email, Self::Apps, Self::OfflineAccess];

    /// The scope as it stands in requests and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Apps => "apps",
            Self::OfflineAccess => "offline_access",
        }
    }
}

/// One environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Environment {
    /// Stable identifier.
    pub id: String,
    /// Version of the settings: it changes with every change of them.
    pub version: String,
    /// `client_id`. Never changes.
    pub client_id: String,
    /// The settings that people can change.
    pub settings: EnvironmentSettings,
    /// Until when the secret before the present one works too, RFC 3339, UTC.
    pub previous_secret_ends_at: Option<String>,
    /// Since when it is archived, RFC 3339, UTC; absent where it is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<String>,
}
