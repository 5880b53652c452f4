//! `POST /api/environments/{environment}/invitees`: reads the addresses in a text and says of each what inviting it would do. Invites
//! nobody.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// The most addresses of one request; more are `too_many_entries`.
pub const MOST_INVITEES: usize = 1000;

/// Reads pasted text. Bodies of up to 1 MB are accepted.
#[derive(Debug)]
pub enum CheckInvitees {}

impl Operation for CheckInvitees {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/environments/{environment}/invitees";
    const ID: &'static str = "check_invitees";
    type Request = Request;
    type Query = Empty;
    type Response = Response;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.environment])
    }
}

/// The text to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CheckInviteesRequest))]
pub struct Request {
    /// Identifier of the environment. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub environment: String,
    /// Addresses with commas, semicolons, tabs or line breaks between them, each alone or behind a name: `Ada <ada@acme.example>`.
    pub text: String,
    /// Whether the addresses of the app's team are appended to those of the text.
    #[serde(default)]
    pub include_team: bool,
}

/// The addresses that were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CheckInviteesResponse))]
pub struct Response {
    /// In the order of the text.
    pub items: Vec<Invitee>,
}

/// A part of the text, and what inviting it would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitee {
    /// The part of the text, shortened if it is long.
    pub typed: String,
    /// The email address, if the part is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What inviting it would do.
    pub outcome: InviteeOutcome,
    /// Whether the address lies outside of the proven domains of the app's company.
    pub outside_company: bool,
}

/// What inviting somebody does or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum InviteeOutcome {
    /// An invitation is mailed to the address.
    Invited,
    /// The person already has access; nothing is done.
    HasAccess,
    /// There is a pending invitation, which can be sent again.
    Pending,
    /// The address is a duplicate of an earlier one.
    Repeated,
    /// The part is not an email address.
    NotAnAddress,
}
