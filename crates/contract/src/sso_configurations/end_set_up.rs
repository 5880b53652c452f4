//! `DELETE /api/set-up`: whoever came by a set-up link has done their part.

use crate::{Empty, Method, Operation};

/// Ends the set-up link that this browser began with. What was set up stays. `not_found` in any other browser.
#[derive(Debug)]
pub enum EndSetUp {}

impl Operation for EndSetUp {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/set-up";
    const ID: &'static str = "end_set_up";
    type Request = Empty;
    type Query = Empty;
    type Response = Empty;
}
