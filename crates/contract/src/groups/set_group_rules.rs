//! `POST /api/company/groups/{group}/rules`: sets the rules by which the identity provider feeds a group. They count at once for those whose
//! claims of a recent sign-in are known, and for everybody at the next sign-in.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::group_rule::GroupRule;
use crate::{Empty, Method, Operation, operation::fill};

/// Sets the rules of a group.
#[derive(Debug)]
pub enum SetGroupRules {}

impl Operation for SetGroupRules {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/groups/{group}/rules";
    const ID: &'static str = "set_group_rules";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group])
    }
}

/// All rules that the group has from now on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SetGroupRulesRequest))]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub group: String,
    /// At most 50, each once; none: nobody is in the group by the identity provider.
    pub rules: Vec<GroupRule>,
}
