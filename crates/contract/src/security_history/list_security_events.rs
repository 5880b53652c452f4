//! `GET /api/company/security-history`: what happened in the company whose admin is signed in, newest first.

use serde::{Deserialize, Serialize};

use super::audit_action::{AuditAction, EventKind};
use crate::{Cursor, Method, Operation, Page, PageRequest, Sort, SortKey};

/// Answers everybody else with `not_found`.
#[derive(Debug)]
pub enum ListSecurityEvents {}

impl Operation for ListSecurityEvents {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/security-history";
    const ID: &'static str = "list_security_events";
    type Request = Request;
    type Query = EventQuery;
    type Response = Page<SecurityEvent>;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page and the filters.
    #[serde(default)]
    pub query: EventQuery,
}

/// A page of the list, and the filters, of which all that are given hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventQuery {
    /// Greatest number of items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Cursor of the page before, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// What the name or the address of somebody begins with who did it, or whom it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Order of the items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort<EventSort>>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EventKind>,
    /// How long ago it was at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<EventPeriod>,
}

impl EventQuery {
    /// The page without the filters.
    pub fn page(&self) -> PageRequest<EventSort> {
        PageRequest {
            limit: self.limit,
            after: self.after.clone(),
            search: self.search.clone(),
            sort: self.sort,
        }
    }

    /// The filters without the page, for what has no pages.
    #[must_use]
    pub fn filters(&self) -> Self {
        Self {
            kind: self.kind,
            within: self.within,
            ..Self::default()
        }
    }
}

impl From<PageRequest<EventSort>> for EventQuery {
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

/// A time that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EventPeriod {
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
    /// 365 days.
    Year,
}

impl EventPeriod {
    /// Every period, the shortest first.
    pub const ALL: [Self; 5] = [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Year];

    /// As it stands in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// How long it is, in milliseconds.
    pub const fn milliseconds(self) -> i64 {
        const HOUR: i64 = 60 * 60 * 1000;
        match self {
            Self::Hour => HOUR,
            Self::Day => 24 * HOUR,
            Self::Week => 7 * 24 * HOUR,
            Self::Month => 30 * 24 * HOUR,
            Self::Year => 365 * 24 * HOUR,
        }
    }
}

/// What events are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EventSort {
    /// The newest first; descending, the oldest first.
    #[default]
    Newest,
}

impl SortKey for EventSort {
    const ALL: &'static [Self] = &[Self::Newest];

    fn as_str(self) -> &'static str {
        "newest"
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecurityEvent {
    /// Identifier.
    pub id: String,
    /// When it happened (RFC 3339).
    pub at: String,
    /// The action.
    pub action: AuditAction,
    /// The action's name in the trail, also where this release does not know it.
    pub action_name: String,
    /// Who did it; absent where nobody was signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<EventPerson>,
    /// Whether an operator did it, by a command or an import file.
    #[serde(default)]
    pub by_operator: bool,
    /// Whom it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<EventPerson>,
    /// What it is about, by name: an app, a group, a domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// In which app and environment it was, where that is not `object` itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// More of it.
    #[serde(default)]
    pub details: Vec<EventDetail>,
    /// From where it was asked for; empty for an operator and for what goes on by itself.
    #[serde(default)]
    pub client_address: String,
    /// Finds the request in the log.
    #[serde(default)]
    pub request_id: String,
}

/// Somebody in an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventPerson {
    /// Email address; that of now.
    pub email: String,
    /// First and last name, maybe empty.
    #[serde(default)]
    pub name: String,
}

/// A fact of an event, as the trail has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventDetail {
    /// Its name in the trail.
    pub name: String,
    /// Its value, as text.
    pub value: String,
}
