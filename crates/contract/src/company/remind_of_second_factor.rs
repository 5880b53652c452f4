//! `POST /api/company/second-factor-rule/reminders`: mails everybody who has no second factor although the company requires one.

use crate::{Empty, Method, Operation};

/// Reminds them: within minutes, once a day at most each. `not_found` for everybody but admins of a company whose rule is `required`.
#[derive(Debug)]
pub enum RemindOfSecondFactor {}

impl Operation for RemindOfSecondFactor {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/second-factor-rule/reminders";
    const ID: &'static str = "remind_of_second_factor";
    type Request = Empty;
    type Query = Empty;
    type Response = Empty;
}
