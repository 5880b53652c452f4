//! Personal access tokens: what somebody has, and what the admins of a company see of its people's.

pub mod company_page;
pub mod new_token;
pub mod page;
pub mod value_dialog;
pub mod words;

pub use company_page::CompanyTokensPage;
pub use page::TokensPage;
