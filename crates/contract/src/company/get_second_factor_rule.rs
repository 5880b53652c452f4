//! `GET /api/company/second-factor-rule`: what the company asks of its people who sign in by password.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// The rule, for admins of the company; `not_found` for everybody else.
#[derive(Debug)]
pub enum GetSecondFactorRule {}

impl Operation for GetSecondFactorRule {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/second-factor-rule";
    const ID: &'static str = "get_second_factor_rule";
    type Request = Empty;
    type Query = Empty;
    type Response = SecondFactorRule;
}

/// What is asked of whoever signs in by password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorRule {
    /// The company's rule.
    pub rule: SecondFactorDemand,
    /// The day (`2027-01-31`, in UTC) on which `required` begins; absent for the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_from: Option<String>,
    /// Whether people may have a browser remembered, in which they then are not asked for the second step for 30 days. Left out: not where one
    /// is required, and else so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remembers_browsers: Option<bool>,
}

/// How much a company asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SecondFactorDemand {
    /// Nobody can add a second factor; those that are there go on.
    Off,
    /// Whoever wants one adds it.
    Offered,
    /// Everybody needs one; whoever has none adds it while signing in.
    Required,
}
