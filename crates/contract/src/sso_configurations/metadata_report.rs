//! What an identity provider publishes about itself, and what keeps it from being used.

use serde::{Deserialize, Serialize};

/// The outcome of reading the metadata. One of `provider` and `problem` is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MetadataReport {
    /// What was published, where it can be worked with.
    #[serde(default)]
    pub provider: Option<ProviderMetadata>,
    /// Why the metadata cannot be used.
    #[serde(default)]
    pub problem: Option<MetadataProblem>,
    /// The issuer that the typed address stands for. Empty where it is no address.
    pub typed: String,
    /// The issuer that was published, shortened, where it is another one.
    #[serde(default)]
    pub published: Option<String>,
    /// An address to use in place of the typed one: it was read from its own address, and calls itself so there.
    #[serde(default)]
    pub suggestion: Option<String>,
}

/// What the wizard shows of the metadata (OpenID Connect Discovery §3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderMetadata {
    /// `issuer`, exactly.
    pub issuer: String,
    /// `authorization_endpoint`
    pub authorization_endpoint: String,
    /// `token_endpoint`
    pub token_endpoint: String,
    /// `userinfo_endpoint`
    #[serde(default)]
    pub userinfo_endpoint: Option<String>,
    /// `jwks_uri`
    pub jwks_uri: String,
    /// `end_session_endpoint`
    #[serde(default)]
    pub end_session_endpoint: Option<String>,
    /// How many keys for signatures were found there.
    pub signing_keys: u32,
    /// `token_endpoint_auth_methods_supported`; none where nothing is said, which means `client_secret_basic`.
    #[serde(default)]
    pub auth_methods: Option<Vec<String>>,
    /// The method that is used where none is chosen: `client_secret_post` or `client_secret_basic`.
    pub auth_method_in_use: String,
    /// `scopes_supported`, at most 100. Empty where nothing is said.
    pub scopes: Vec<String>,
    /// `claims_supported`, at most 100. Empty where nothing is said.
    pub claims: Vec<String>,
}

/// Why an identity provider cannot be worked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MetadataProblem {
    /// What was typed is no web address.
    NotAnAddress,
    /// The address is not https.
    NotSecure,
    /// Nothing answered in time, or the address may not be called. Which of both is not said.
    Unreachable,
    /// Something answered, and it is no OpenID Connect metadata.
    NotOpenIdConnect,
    /// The metadata is at another address, to which this one redirects.
    Redirected,
    /// The published issuer is another one than the typed one.
    IssuerMismatch,
    /// Entra ID's address for all tenants (`common`, `organizations`, `consumers`).
    ManyTenants,
    /// Entra ID's address of the version before, whose issuer is `https://sts.windows.net/…`.
    EntraVersionOne,
    /// No `jwks_uri`: signatures could not be checked.
    NoJwksUri,
    /// The keys could not be read, or none of them signs.
    NoUsableKeys,
    /// An endpoint that is needed is missing or no web address.
    EndpointMissing,
    /// An endpoint is not https.
    EndpointNotSecure,
    /// The authorization code flow is not offered.
    NoCodeFlow,
    /// A client secret is not accepted at the token endpoint.
    NoUsableAuthMethod,
    /// ID tokens are signed with no algorithm that is accepted.
    NoUsableAlgorithm,
}

impl MetadataProblem {
    /// Every problem, for tests that each one has a phrase.
    pub const ALL: &[Self] = &[
        Self::NotAnAddress,
        Self::NotSecure,
        Self::Unreachable,
        Self::NotOpenIdConnect,
        Self::Redirected,
        Self::IssuerMismatch,
        Self::ManyTenants,
        Self::EntraVersionOne,
        Self::NoJwksUri,
        Self::NoUsableKeys,
        Self::EndpointMissing,
        Self::EndpointNotSecure,
        Self::NoCodeFlow,
        Self::NoUsableAuthMethod,
        Self::NoUsableAlgorithm,
    ];
}
