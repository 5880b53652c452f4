//! `DELETE /api/profile/second-accounts/{second_account}`: takes a second account from an identity. Its sessions end, and so do mailed links and what apps hold.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Takes a second account from an identity, for its owner and the member.
#[derive(Debug)]
pub enum DetachOwnSecondAccount {}

impl Operation for DetachOwnSecondAccount {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/profile/second-accounts/{second_account}";
    const ID: &'static str = "detach_own_second_account";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.second_account])
    }
}

/// The second account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier. Travels in the path.
    #[serde(default, skip_serializing)]
    pub second_account: String,
}
