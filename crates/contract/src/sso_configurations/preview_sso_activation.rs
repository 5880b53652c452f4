//! `GET /api/company/sso-configurations/{configuration}/activation`: what activating or de-activating a configuration would change.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Says what activating a configuration would change, and what stands in the way; of the active one, what de-activating it would change. For
/// admins of the company alone.
#[derive(Debug)]
pub enum PreviewSsoActivation {}

impl Operation for PreviewSsoActivation {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/activation";
    const ID: &'static str = "preview_sso_activation";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// Which one. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub configuration: String,
}

/// What stands in the way of activating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ActivationObstacle {
    /// No test has passed.
    NotTested,
    /// The settings are others than those that were tested.
    ChangedSinceTest,
    /// The mapping was never saved.
    NotMapped,
    /// By this mapping, whoever came in the last passed test would not be signed in.
    TestShowsNoUser,
    /// The company has proven no email domain.
    NoProvenDomain,
    /// The company has no recovery code that was not used.
    NoRecoveryCodes,
}

/// The company's accounts in one of its proven domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DomainImpact {
    /// The domain.
    pub domain: String,
    /// Accounts.
    pub accounts: i64,
    /// Accounts with a password.
    pub with_password: i64,
    /// Accounts whose people never came through an identity provider of the company.
    pub never_came: i64,
    /// Accounts whose password has opened a repository within the last 30 days: scripts that stop.
    #[serde(default)]
    pub repository_passwords: i64,
    /// Service accounts, which need a way to sign in at the identity provider, too.
    #[serde(default)]
    pub service_accounts: i64,
}

/// What the activation would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PreviewSsoActivationResponse))]
pub struct Response {
    /// What the admins call the configuration.
    pub name: String,
    /// The version that this is about.
    pub version: String,
    /// People sign in with it.
    pub is_active: bool,
    /// People of a list sign in with it: a pilot, which can be activated for everybody.
    #[serde(default)]
    pub is_pilot: bool,
    /// What stands in the way of activating it, in the order in which it is mended. Empty where it is active.
    pub obstacles: Vec<ActivationObstacle>,
    /// Each proven domain of the company, by name.
    pub domains: Vec<DomainImpact>,
    /// Accounts of the company outside its proven domains. They keep their passwords, unless they came through the identity provider.
    pub outside: i64,
    /// Admins of the company.
    pub admins: i64,
    /// The name of the active configuration that becomes a draft.
    pub replaces: Option<String>,
    /// Activating it ends the session of whoever asks: it began with a password or a passkey, at an address in a proven domain.
    #[serde(default)]
    pub ends_session: bool,
    /// Links to identities that no longer count.
    pub links_voided: i64,
    /// People who are mailed. Of the active configuration: those who have no password when it is de-activated, and get a link that sets one. Of
    /// another: those whom it signs in from its activation on; nobody where it takes the place of an active one.
    #[serde(default)]
    pub mailed: i64,
    /// The mail that they get; none where nobody is mailed.
    #[serde(default)]
    pub mail: Option<MailPreview>,
}

/// A mail before it is sent, in the language of whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailPreview {
    /// The subject.
    pub subject: String,
    /// The paragraphs. [`NOTICE`] stands where the admin's own words come, in a paragraph that is left out without any.
    pub paragraphs: Vec<String>,
    /// What the button is called.
    pub button: String,
}

/// Stands in a [`MailPreview`] for what the admin writes.
pub const NOTICE: &str = "{notice}";
