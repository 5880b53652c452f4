//! The shape of the import file. Unknown keys are refused: a typo must not pass for a setting. What is left out stays as it is.
//! An empty text takes an optional one of an environment away.

use latchkey_contract::claim_mapping::ClaimMapping;
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportFile {
    /// The companies.
    #[serde(default)]
    pub company: Vec<Company>,
}

/// One company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// What people call it.
    pub name: String,
    /// The word that stands for it in addresses: a-z, 0-9 and hyphens.
    pub slug: String,
    /// Its email domains; they count as proven.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Its people.
    #[serde(default)]
    pub account: Vec<Account>,
    /// Its apps.
    #[serde(default)]
    pub app: Vec<App>,
    /// Its identity providers.
    #[serde(default)]
    pub sso_configuration: Vec<SsoConfiguration>,
}

/// One person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Email address.
    pub email: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Password in clear; ignored for a federated domain.
    pub password: Option<String>,
    /// Admin of the company; left out: as it is.
    pub company_admin: Option<bool>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// One app.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// What people call it.
    pub name: String,
    /// The word that stands for it in addresses.
    pub slug: String,
    /// Addresses of the people who look after it.
    #[serde(default)]
    pub team: Vec<String>,
    /// Its environments.
    #[serde(default)]
    pub environment: Vec<Environment>,
}

/// One environment of an app.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// E.g. `Acceptance`.
    pub name: String,
    /// Where it opens.
    pub url: String,
    /// `client_id`
    pub client_id: String,
    /// Left out: a public client.
    pub client_secret: Option<String>,
    /// Where authorization answers may go, exactly.
    pub redirect_uris: Option<Vec<String>>,
    /// Where a sign-out may lead.
    pub post_logout_redirect_uris: Option<Vec<String>>,
    /// The roles that it knows.
    pub roles: Option<Vec<String>>,
    /// Where it is told of sign-outs.
    pub backchannel_logout_uri: Option<String>,
    /// Its own keys.
    pub jwks_uri: Option<String>,
    /// `RS256` (a new one without: this one) or `ES256`.
    pub id_token_signed_response_alg: Option<String>,
    /// For how many seconds a refresh token that was used yields its successor again: 0 to 60; a new one without: 30, and 0 for a public
    /// client.
    pub refresh_token_reuse_seconds: Option<u32>,
    /// Whom people of other companies are told to ask for access: an email address, or one that begins with https.
    pub support_contact: Option<String>,
    /// PKCE is required unless a confidential client waives it; so it is for a new one.
    pub require_pkce: Option<bool>,
    /// Scopes that people may leave out.
    pub optional_scopes: Option<Vec<String>>,
    /// Who may enter as what.
    #[serde(default)]
    pub access: Vec<Access>,
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// One person's access to an environment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Email address.
    pub email: String,
    /// Names of roles.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// One identity provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SsoConfiguration {
    /// What the admin calls it.
    pub name: String,
    /// Issuer or well-known URL.
    pub endpoint_url: String,
    /// `client_id`
    pub client_id: String,
    /// `client_secret`
    pub client_secret: String,
    /// Scopes to ask for; `openid` is always among them.
    pub scopes: Option<Vec<String>>,
    /// `client_secret_post` or `client_secret_basic`; left out: discovery decides.
    pub client_auth_method: Option<String>,
    /// People of the company's domains sign in with it from now on. Left out: as it was; a new one is a draft.
    pub active: Option<bool>,
    /// What is read from the claims.
    pub claims: ClaimMapping,
}

impl std::fmt::Debug for SsoConfiguration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SsoConfiguration")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
