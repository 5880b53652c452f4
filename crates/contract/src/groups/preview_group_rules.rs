//! `POST /api/company/groups/{group}/rules/preview`: whom rules would add to a group and take out of it, by the claims of recent sign-ins.
//! Changes nothing.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::set_group_rules;
use crate::{Empty, Method, Operation, operation::fill};

/// Says what rules would do.
#[derive(Debug)]
pub enum PreviewGroupRules {}

impl Operation for PreviewGroupRules {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/groups/{group}/rules/preview";
    const ID: &'static str = "preview_group_rules";
    type Request = set_group_rules::Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &set_group_rules::Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.group])
    }
}

/// The most people who are named.
pub const MOST_NAMED: usize = 20;

/// What the rules would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PreviewGroupRulesResponse))]
pub struct Response {
    /// Who would come in.
    pub added: PreviewedPeople,
    /// Who would have to leave. Whoever is in the group by hand, too, stays.
    pub removed: PreviewedPeople,
    /// How many stay as they are until their next sign-in: it is not known what the identity provider would send of them.
    pub undecided: u32,
    /// How many people's claims were looked at.
    pub looked_at: u32,
    /// What the rules make of whoever tested the active configuration last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestedPerson>,
}

/// Some people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewedPeople {
    /// How many they are.
    pub count: u32,
    /// Email addresses of the first of them, at most 20.
    pub first: Vec<String>,
}

/// Whoever tested the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestedPerson {
    /// The username by the claim mapping; empty where it names none.
    pub username: String,
    /// Whether the rules let the person in.
    pub verdict: RuleVerdict,
}

/// What rules say of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RuleVerdict {
    /// A rule applies.
    In,
    /// No rule applies.
    Out,
    /// A claim that decides is not known: the person stays as is.
    Unknown,
}
