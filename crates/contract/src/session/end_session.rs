//! `DELETE /api/session`: signs out. Succeeds whether or not there was a session.

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation};

/// Signs out.
#[derive(Debug)]
pub enum EndSession {}

impl Operation for EndSession {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/session";
    const ID: &'static str = "end_session";
    type Request = Request;
    type Query = EndSessionQuery;
    type Response = Empty;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Why the session ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Travels in the query.
    #[serde(default)]
    pub query: EndSessionQuery,
}

/// Why somebody signs out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndSessionQuery {
    /// To sign in again at once and do something grave: then a browser that is remembered does not stand for the second step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_prove: Option<bool>,
}
