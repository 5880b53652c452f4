//! An SSO configuration as the company's admins see it. Invariant: no secret is among this.

use serde::{Deserialize, Serialize};

use super::{IdpKind, SecretStatus, TestRun};
use crate::claim_mapping::ClaimMapping;

/// What the first step of the wizard asks for, but for the client secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionSettings {
    /// What the admins call it; unlike the others of the company. At most 100 characters.
    pub name: String,
    /// Which identity provider it is: decides hints and recommendations, and nothing else.
    pub idp: IdpKind,
    /// Issuer or well-known URL.
    pub endpoint_url: String,
    /// `client_id`, at most 255 characters.
    pub client_id: String,
    /// How the platform proves who it is; none where what the identity provider publishes decides how the client secret is sent.
    #[serde(default)]
    pub client_auth_method: Option<ClientAuthMethod>,
    /// Scopes that are asked for. `openid` is always among them. At most 20.
    pub scopes: Vec<String>,
}

/// How the platform proves to the token endpoint who it is (OpenID Connect Core §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClientAuthMethod {
    /// By a client secret in the body.
    ClientSecretPost,
    /// By a client secret in the header `Authorization`.
    ClientSecretBasic,
    /// By an assertion that the company's own key signed: there is no client secret, and nothing expires.
    PrivateKeyJwt,
}

impl ClientAuthMethod {
    /// All.
    pub const ALL: [Self; 3] = [
        Self::ClientSecretPost,
        Self::ClientSecretBasic,
        Self::PrivateKeyJwt,
    ];

    /// Reads [`Self::as_str`].
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }

    /// As discovery and the store write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }
}

/// How far a configuration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConfigurationStatus {
    /// No test of these very settings has passed.
    Draft,
    /// A test of these very settings has passed, and the mapping is saved.
    Tested,
    /// People of the company's domains sign in with it.
    Active,
}

/// A configuration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SsoConfiguration {
    /// Identifier.
    pub id: String,
    /// Version of what is stored: it changes with every change.
    pub version: String,
    /// How the identity provider is reached.
    pub connection: ConnectionSettings,
    /// A client secret is stored.
    pub has_secret: bool,
    /// How far it is.
    pub status: ConfigurationStatus,
    /// The mapping, where the third step has been saved.
    #[serde(default)]
    pub mapping: Option<ClaimMapping>,
    /// The last finished test of these very settings. One of other settings is not shown.
    #[serde(default)]
    pub last_test: Option<TestRun>,
    /// The test run with these settings that whoever asks has begun and that is not over: it is gone on with after the page is loaded again.
    #[serde(default)]
    pub running_test: Option<TestRun>,
    /// Test Link and Test Email Domain, while they work.
    #[serde(default)]
    pub test_access: Option<TestAccess>,
    /// When it was changed last (RFC 3339).
    pub changed_at: String,
    /// Who changed it last: an email address. None where that was the operator.
    #[serde(default)]
    pub changed_by: Option<String>,
    /// The proven email domains of the company, for the preview.
    pub proven_domains: Vec<String>,
    /// Addresses of this platform that are registered at the identity provider.
    pub addresses: PlatformAddresses,
}

/// Addresses of this platform that are registered at the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformAddresses {
    /// The redirect URL of every configuration of the company.
    pub redirect_url: String,
    /// Where the identity provider sends logout tokens.
    pub backchannel_logout_url: String,
    /// Where a tile in the identity provider's dashboard starts (OpenID Connect Core §4).
    pub start_url: String,
    /// Where people land after a sign-out.
    pub signed_out_url: String,
    /// Where the company's public keys are (RFC 7517), for `private_key_jwt`.
    #[serde(default)]
    pub client_keys_url: String,
    /// Where the identity provider has all sessions of a person ended (global token revocation; Okta's Universal Logout).
    #[serde(default)]
    pub universal_logout_url: String,
    /// Where the identity provider pushes security events (Shared Signals, RFC 8935).
    #[serde(default)]
    pub shared_signals_url: String,
}

/// A configuration in the overview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListedSsoConfiguration {
    /// Identifier.
    pub id: String,
    /// What the admins call it.
    pub name: String,
    /// Which identity provider it is.
    pub idp: IdpKind,
    /// Issuer or well-known URL.
    pub endpoint_url: String,
    /// How far it is.
    pub status: ConfigurationStatus,
    /// A test of these very settings has passed.
    pub test_passed: bool,
    /// The third step has been saved.
    pub is_mapped: bool,
    /// Test Link and Test Email Domain, while they work.
    #[serde(default)]
    pub test_access: Option<TestAccess>,
    /// What is known of its client secret.
    #[serde(default)]
    pub secret: SecretStatus,
    /// A key takes the place of the client secret.
    #[serde(default)]
    pub uses_key: bool,
    /// It is active for the people of a list alone: a pilot.
    #[serde(default)]
    pub is_pilot: bool,
    /// When it was changed last (RFC 3339).
    pub changed_at: String,
    /// Who changed it last: an email address. None where that was the operator.
    #[serde(default)]
    pub changed_by: Option<String>,
}

/// What lets people of the company try a configuration before it is active. It opens existing accounts of the company's proven domains
/// for ten minutes, and writes no link and no account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestAccess {
    /// Absolute address of a page that asks for a click and leads to the identity provider.
    pub test_link: String,
    /// Typed in place of an email address at the sign-in page, alone or behind an `@`.
    pub test_email_domain: String,
    /// When both stop working (RFC 3339): after 7 days, or when the configuration changes.
    pub expires_at: String,
}
