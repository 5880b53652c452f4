//! Personal access tokens: what scripts use in the place of a password.

pub mod create_my_token;
pub mod list_company_tokens;
pub mod list_my_tokens;
pub mod revoke_company_token;
pub mod revoke_my_token;
pub mod token;

pub use create_my_token::{CreateMyToken, TokenLifetime};
pub use list_company_tokens::{CompanyToken, CompanyTokenQuery, CompanyTokenSort, ListCompanyTokens};
pub use list_my_tokens::{ListMyTokens, MyToken};
pub use revoke_company_token::RevokeCompanyToken;
pub use revoke_my_token::RevokeMyToken;
pub use token::{TokenScope, TokenState};
