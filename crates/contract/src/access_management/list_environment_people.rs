//! `GET /api/environments/{environment}/people`: the people who may enter an environment, for those who manage the app.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Cursor, Method, Operation, PageRequest, SortKey, operation::fill};

/// Answers everybody who does not manage the app with `not_found`.
#[derive(Debug)]
pub enum ListEnvironmentPeople {}

impl Operation for ListEnvironmentPeople {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/environments/{environment}/people";
    const ID: &'static str = "list_environment_people";
    type Request = Request;
    type Query = PageRequest<PersonSort>;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Whose people, and which part of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default)]
    pub environment: String,
    /// The page. Travels in the query.
    #[serde(default)]
    pub query: PageRequest<PersonSort>,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListEnvironmentPeopleResponse))]
pub struct Response {
    /// The people, in the order that was asked for.
    pub items: Vec<PersonWithAccess>,
    /// Asks for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
    /// Whether this person may change the groups that give access: an admin of the company that the app belongs to.
    pub may_change_groups: bool,
}

/// What the people of an environment are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PersonSort {
    /// Last name, then first name.
    #[default]
    Name,
    /// Email address.
    Email,
}

impl SortKey for PersonSort {
    const ALL: &'static [Self] = &[Self::Name, Self::Email];

    fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
        }
    }
}

/// Somebody who may enter the environment, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonWithAccess {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Whether the account is switched off: nothing of this opens anything meanwhile.
    pub deactivated: bool,
    /// The roles that the app is told, from wherever they come.
    pub roles: Vec<String>,
    /// The roles that were given to this person directly; absent where access comes from groups alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_roles: Option<Vec<String>>,
    /// The groups that give access, by name.
    #[serde(default)]
    pub groups: Vec<AccessByGroup>,
    /// When this person last went into the environment, as far as that is known (RFC 3339): a consent that is withdrawn takes it along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sign_in_at: Option<String>,
}

/// A group that gives somebody access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessByGroup {
    /// Identifier.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The roles that it gives.
    pub roles: Vec<String>,
}
