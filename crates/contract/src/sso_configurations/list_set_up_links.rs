//! `GET /api/company/set-up-links`: the set-up links of the company that work.

use serde::{Deserialize, Serialize};

use super::SetUpLink;
use crate::{Empty, Method, Operation};

/// Reads the set-up links of the company that work.
#[derive(Debug)]
pub enum ListSetUpLinks {}

impl Operation for ListSetUpLinks {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/set-up-links";
    const ID: &'static str = "list_set_up_links";
    type Request = Empty;
    type Query = Empty;
    type Response = Response;
}

/// The links, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListSetUpLinksResponse))]
pub struct Response {
    /// The set-up links; at most 20.
    pub links: Vec<SetUpLink>,
}
