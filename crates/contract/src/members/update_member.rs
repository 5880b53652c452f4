//! `POST /api/company/members/{account}`: changes what somebody of the company is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Changes somebody, for admins of the company. `last_company_admin` where the company would have no active admin any more.
#[derive(Debug)]
pub enum UpdateMember {}

impl Operation for UpdateMember {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/members/{account}";
    const ID: &'static str = "update_member";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.account])
    }
}

/// Who, and what shall be so. What is so already is no error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UpdateMemberRequest))]
pub struct Request {
    /// Identifier of the account. Travels in the path.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub account: String,
    /// The change.
    pub change: MemberChange,
    /// That the person knows that this is the own account. `malformed_request` where it is, and this is not said.
    #[serde(default)]
    pub own_account: bool,
}

/// What an admin does to somebody of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MemberChange {
    /// Switches the account off. Sessions, mailed links and what apps hold end at once.
    Deactivate,
    /// Switches the account on again. What ended stays ended.
    Reactivate,
    /// Makes the person an admin of the company.
    MakeCompanyAdmin,
    /// Takes the rights of an admin.
    RemoveCompanyAdmin,
    /// Says that a program uses the account, and no person. It changes what lists and previews say, and no right.
    MarkServiceAccount,
    /// Says that the account is a person's.
    UnmarkServiceAccount,
    /// Takes the second factor away from somebody who has lost it: the password alone signs in then. Sessions, mailed links and what apps hold
    /// end at once, and the person gets a mail. Not of the own account; `sign_in_again` where the sign-in is older than ten minutes.
    ResetSecondFactor,
}
