//! `GET /api/company/sign-in-attempts`: sign-ins through the identity provider that failed, of the company whose admin is signed in, newest first.

use serde::{Deserialize, Serialize};

use super::list_security_events::{EventPeriod, EventSort};
use crate::sign_in::SsoFailure;
use crate::sso_configurations::{IdpKind, TraceStep};
use crate::{Cursor, Method, Operation, Page, PageRequest, Sort};

/// Number of days for which failures are kept.
pub const KEPT_DAYS: u32 = 30;

/// Answers everybody else with `not_found`.
#[derive(Debug)]
pub enum ListSignInFailures {}

impl Operation for ListSignInFailures {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/sign-in-attempts";
    const ID: &'static str = "list_sign_in_failures";
    type Request = Request;
    type Query = FailureQuery;
    type Response = Page<SignInFailure>;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page and the filters.
    #[serde(default)]
    pub query: FailureQuery,
}

/// A page of the list, and the filters, of which all that are given hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailureQuery {
    /// Greatest number of items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Cursor of the page before, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// What the address of the person begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Order of the items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort<EventSort>>,
    /// Failures of this kind alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<SsoFailure>,
    /// How long ago it was at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<EventPeriod>,
}

impl FailureQuery {
    /// The page without the filters.
    pub fn page(&self) -> PageRequest<EventSort> {
        PageRequest {
            limit: self.limit,
            after: self.after.clone(),
            search: self.search.clone(),
            sort: self.sort,
        }
    }

    /// The filters without the page.
    #[must_use]
    pub fn filters(&self) -> Self {
        Self {
            problem: self.problem,
            within: self.within,
            ..Self::default()
        }
    }
}

impl From<PageRequest<EventSort>> for FailureQuery {
    fn from(page: PageRequest<EventSort>) -> Self {
        Self {
            limit: page.limit,
            after: page.after,
            search: page.search,
            sort: page.sort,
            ..Self::default()
        }
    }
}

/// A sign-in that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInFailure {
    /// Identifier.
    pub id: String,
    /// When the sign-in failed (RFC 3339).
    pub at: String,
    /// What the person was told.
    pub reason: SsoFailure,
    /// The step at which it failed, decoded as in a test; absent where the identity provider did its part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<TraceStep>,
    /// Who it was, as far as that is known: the address that the identity provider sent, or else the one that was typed. Maybe empty.
    #[serde(default)]
    pub person: String,
    /// The name of the configuration; absent where it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<String>,
    /// Which identity provider, for its names of things.
    pub idp: IdpKind,
    /// Client address of the request.
    #[serde(default)]
    pub client_address: String,
    /// Finds the request in the log; the person was shown it, too.
    #[serde(default)]
    pub request_id: String,
}
