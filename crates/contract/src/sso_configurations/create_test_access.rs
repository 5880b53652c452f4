//! `POST /api/company/sso-configurations/{configuration}/test-access`: makes a configuration's Test Link and Test Email Domain.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::TestAccess;
use crate::{Empty, Method, Operation, operation::fill};

/// Makes a new Test Link and Test Email Domain; earlier ones stop working.
#[derive(Debug)]
pub enum CreateTestAccess {}

impl Operation for CreateTestAccess {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/sso-configurations/{configuration}/test-access";
    const ID: &'static str = "create_test_access";
    type Request = Request;
    type Query = Empty;
    type Response = TestAccess;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.configuration])
    }
}

/// The configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CreateTestAccessRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub configuration: String,
}
