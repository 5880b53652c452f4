//! The SSO wizard of a company's admins.

pub mod idp_problem_words;
pub mod problem_words;

pub use idp_problem_words::idp_problem;
