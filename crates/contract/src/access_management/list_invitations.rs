//! `GET /api/environments/{environment}/invitations`: who was invited, and what became of it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Method, Operation, Page, PageRequest, SortKey, operation::fill};

/// Answers everybody who does not manage the app with `not_found`.
#[derive(Debug)]
pub enum ListInvitations {}

impl Operation for ListInvitations {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/environments/{environment}/invitations";
    const ID: &'static str = "list_invitations";
    type Request = Request;
    type Query = PageRequest<InvitationSort>;
    type Response = Page<Invitation>;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Whose invitations, and which part of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default)]
    pub environment: String,
    /// The page. Travels in the query.
    #[serde(default)]
    pub query: PageRequest<InvitationSort>,
}

/// What invitations are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvitationSort {
    /// Email address.
    #[default]
    Email,
}

impl SortKey for InvitationSort {
    const ALL: &'static [Self] = &[Self::Email];

    fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
        }
    }
}

/// An invitation. Its link is in the mail alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Identifier.
    pub id: String,
    /// To whom it went.
    pub email: String,
    /// The roles that it gives.
    pub roles: Vec<String>,
    /// Its state.
    pub state: InvitationStatus,
    /// Address of who invited.
    pub invited_by: String,
    /// When it was last mailed (RFC 3339).
    pub sent_at: String,
    /// When it is over, or was (RFC 3339).
    pub expires_at: String,
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum InvitationStatus {
    /// It waits for an answer.
    Pending,
    /// A mail server refused the mail.
    Bounced,
    /// The person has access by it.
    Accepted,
    /// Whoever is invited declined.
    Declined,
    /// Nobody accepted in time.
    Expired,
    /// It was taken back.
    Withdrawn,
}
