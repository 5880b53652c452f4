//! `POST /api/company/first-steps/dismiss`: the first steps are not shown to this person any more, on any machine.

use crate::{Empty, Method, Operation};

/// Succeeds as often as it is asked; answers everybody but the company's admins with `not_found`.
#[derive(Debug)]
pub enum DismissFirstSteps {}

impl Operation for DismissFirstSteps {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/first-steps/dismiss";
    const ID: &'static str = "dismiss_first_steps";
    type Request = Empty;
    type Query = Empty;
    type Response = Empty;
}
