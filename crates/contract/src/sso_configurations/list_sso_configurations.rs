//! `GET /api/company/sso-configurations`: the SSO configurations of a company, for its admins.

use serde::{Deserialize, Serialize};

use super::{ListedSsoConfiguration, PlatformAddresses};
use crate::{Empty, Method, Operation};

/// Lists the configurations of the company whose admin is signed in. There are at most 20.
#[derive(Debug)]
pub enum ListSsoConfigurations {}

impl Operation for ListSsoConfigurations {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/sso-configurations";
    const ID: &'static str = "list_sso_configurations";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The configurations, the active one first, then the one that was changed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListSsoConfigurationsResponse))]
pub struct Response {
    /// The configurations; at most 20.
    pub configurations: Vec<ListedSsoConfiguration>,
    /// The company has proven an email domain: without one, nobody could sign in by any of these.
    pub domain_proven: bool,
    /// Addresses of this platform that are registered at the identity provider, which are needed before there is a configuration.
    pub addresses: PlatformAddresses,
    /// How many sign-ins of the last hour failed, where that is more than usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rising_failures: Option<u32>,
}
