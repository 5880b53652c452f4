//! The SSO wizard of a company's admins. The words and the order of steps need no browser, and are tested natively.

pub mod idp_problem_words;
pub mod problem_words;
pub mod walk_steps;
#[cfg(feature = "csr")]
pub mod walk_through;

pub use idp_problem_words::idp_problem;
#[cfg(feature = "csr")]
pub use walk_through::WalkThrough;
