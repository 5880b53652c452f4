//! `GET /api/company/first-steps`: what of a new company's set-up is done, for the admin who is signed in.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Answers everybody else with `not_found`.
#[derive(Debug)]
pub enum GetFirstSteps {}

impl Operation for GetFirstSteps {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/first-steps";
    const ID: &'static str = "get_first_steps";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// Each step, and whether it is done at this moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = GetFirstStepsResponse))]
pub struct Response {
    /// The company has proven an email domain.
    pub domain_proven: bool,
    /// An identity provider is active for the company.
    pub identity_provider_active: bool,
    /// All people of its domains sign in by it, not only those of a pilot: nobody has to create an account.
    #[serde(default)]
    pub everybody_uses_sso: bool,
    /// The company has an app.
    pub has_app: bool,
    /// The company has people besides this one.
    pub has_people: bool,
    /// The platform has a mail server; without one, its mails wait.
    pub mail_server_set: bool,
    /// This person does not want to see the steps any more.
    pub dismissed: bool,
}

impl Response {
    /// Whether nothing is left to do.
    pub fn is_complete(&self) -> bool {
        self.domain_proven
            && self.identity_provider_active
            && self.has_app
            && self.has_people
            && self.mail_server_set
    }
}
