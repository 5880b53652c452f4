//! `POST /api/company/second-factor-rule`: says what the company asks of its people who sign in by password.

use super::get_second_factor_rule::SecondFactorRule;
use crate::{Empty, Method, Operation};

/// Sets the rule. `date_out_of_range` at `required_from` where it is no day, or more than a year away; `sign_in_again` where the sign-in is older
/// than ten minutes; `not_found` for everybody but the company's admins.
#[derive(Debug)]
pub enum SetSecondFactorRule {}

impl Operation for SetSecondFactorRule {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/company/second-factor-rule";
    const ID: &'static str = "set_second_factor_rule";
    type Request = SecondFactorRule;
    type Query = Empty;
    type Response = Empty;
}
