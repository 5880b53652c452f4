//! `DELETE /api/session`: signs out. Succeeds whether or not there was a session.

use crate::{Empty, Method, Operation};

/// Signs out.
#[derive(Debug)]
pub enum EndSession {}

impl Operation for EndSession {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/session";
    const ID: &'static str = "end_session";
    type Request = Empty;
    type Query = Empty;
    type Response = Empty;
}
