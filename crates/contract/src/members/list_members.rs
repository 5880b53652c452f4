//! `GET /api/company/members`: the people of the company whose admin is signed in.

use serde::{Deserialize, Serialize};

use crate::{Cursor, Method, Operation, Page, PageRequest, Sort, SortKey};

/// Answers everybody else with `not_found`.
#[derive(Debug)]
pub enum ListMembers {}

impl Operation for ListMembers {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/company/members";
    const ID: &'static str = "list_members";
    type Request = Request;
    type Query = MemberQuery;
    type Response = Page<Member>;

    fn query(request: &Request) -> Option<&Self::Query> {
        Some(&request.query)
    }
}

/// Which of them. Travels in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The page and the filters.
    #[serde(default)]
    pub query: MemberQuery,
}

/// A page of the list, and the filters, of which all that are given hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberQuery {
    /// Greatest number of items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Cursor of the page before, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// Search text, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Order of the items, as in [`PageRequest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort<MemberSort>>,
    /// Whether the account works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<MemberStatus>,
    /// Whether this is an admin of the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_admin: Option<bool>,
    /// Whether nobody has signed in with the account for [`ABSENT_DAYS`] days, since which it has been there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<bool>,
    /// How the person signed in last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in_by: Option<SignInWay>,
    /// Whether the account is a service account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account: Option<bool>,
    /// Whether the account has a second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<bool>,
}

/// Number of days without a sign-in after which somebody counts as absent.
pub const ABSENT_DAYS: u32 = 90;

impl MemberQuery {
    /// The page without the filters.
    pub fn page(&self) -> PageRequest<MemberSort> {
        PageRequest {
            limit: self.limit,
            after: self.after.clone(),
            search: self.search.clone(),
            sort: self.sort,
        }
    }
}

impl From<PageRequest<MemberSort>> for MemberQuery {
    fn from(page: PageRequest<MemberSort>) -> Self {
        Self {
            limit: page.limit,
            after: page.after,
            search: page.search,
            sort: page.sort,
            ..Self::default()
        }
    }
}

/// Whether an account works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MemberStatus {
    /// The account is active.
    Active,
    /// It is switched off.
    Deactivated,
}

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SignInWay {
    /// With a password.
    Password,
    /// With a passkey alone.
    Passkey,
    /// By single sign-on, through the company's identity provider.
    Sso,
}

/// What members are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemberSort {
    /// Last name, then first name.
    #[default]
    Name,
    /// Email address.
    Email,
}

impl SortKey for MemberSort {
    const ALL: &'static [Self] = &[Self::Name, Self::Email];

    fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
        }
    }
}

/// Somebody who belongs to the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Whether this is an admin of the company.
    pub company_admin: bool,
    /// Whether the account is switched off.
    pub deactivated: bool,
    /// Whether a program uses the account, and no person.
    #[serde(default)]
    pub service_account: bool,
    /// When the person last signed in, RFC 3339; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sign_in_at: Option<String>,
    /// The way in which the member signed in then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in_by: Option<SignInWay>,
    /// Whether this is the account of whoever asks.
    #[serde(default)]
    pub own_account: bool,
    /// Whether the account has a second factor.
    #[serde(default)]
    pub has_second_factor: bool,
}
