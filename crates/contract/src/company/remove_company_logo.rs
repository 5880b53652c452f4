//! `DELETE /api/company/brand/logo`: takes the company's logo away.

use crate::{Empty, Method, Operation};

/// From now on the platform's logo stands in its place, if there is one. `not_found` for everybody but the company's admins.
#[derive(Debug)]
pub enum RemoveCompanyLogo {}

impl Operation for RemoveCompanyLogo {
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/company/brand/logo";
    const ID: &'static str = "remove_company_logo";
    type Request = Empty;
    type Query = Empty;
    type Response = Empty;
}
