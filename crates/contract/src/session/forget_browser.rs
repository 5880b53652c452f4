//! `DELETE /api/profile/remembered-browsers/{browser}`: the second step is asked for in that browser again. Succeeds whether or not it was
//! remembered, and never forgets anybody else's.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Empty, Method, Operation, operation::fill};

/// Forgets one browser of the person who is signed in.
#[derive(Debug)]
pub enum ForgetBrowser {}

impl Operation for ForgetBrowser {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/profile/remembered-browsers/{browser}";
    const ID: &'static str = "forget_browser";
    type Request = Request;
    type Query = Empty;
    type Response = Empty;

    fn path(request: &Request) -> Cow<'static, str> {
        fill(Self::PATH, &[&request.browser])
    }
}

/// Which browser. Travels in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its identifier.
    pub browser: String,
}
