//! `DELETE /api/profile/address`: the account keeps its address; a change that was asked for is called off.

use crate::{Empty, Method, Operation};

/// Cancels the change of address that the account has asked for.
#[derive(Debug)]
pub enum KeepAddress {}

impl Operation for KeepAddress {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/profile/address";
    const ID: &'static str = "keep_address";
    type Request = Empty;
    type Query = Empty;
    type Response = Empty;
}
