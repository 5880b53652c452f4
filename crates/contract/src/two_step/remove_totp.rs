//! `DELETE /api/profile/two-step/app`: takes the authenticator app away.

use crate::{Empty, Method, Operation};

/// Takes the app of the person who is signed in away, and the recovery codes with it: the password alone signs in then. `sign_in_again` where
/// the sign-in is older than ten minutes.
#[derive(Debug)]
pub enum RemoveTotp {}

impl Operation for RemoveTotp {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/profile/two-step/app";
    const ID: &'static str = "remove_totp";
    type Request = Empty;
    type Query = Empty;
    type Response = Empty;
}
