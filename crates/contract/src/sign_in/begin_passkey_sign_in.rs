//! `POST /api/sign-in/passkey/challenge`: begins a sign-in by passkey alone.

use crate::two_step::PasskeyChallenge;
use crate::{Empty, Method, Operation};

/// Gives a challenge, bound to this browser. The same for everybody: nobody has said yet who it is.
#[derive(Debug)]
pub enum BeginPasskeySignIn {}

impl Operation for BeginPasskeySignIn {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-in/passkey/challenge";
    const ID: &'static str = "begin_passkey_sign_in";
    type Request = Empty;
    type Query = Empty;
    type Response = PasskeyChallenge;
}
