//! Personal access tokens, and what servers of repositories ask.

pub mod create_my_token;
pub mod list_company_tokens;
pub mod list_my_tokens;
pub mod repository_access;
pub mod revoke_company_token;
pub mod revoke_my_token;

use latchkey_contract::personal_tokens::{
    CreateMyToken, ListCompanyTokens, ListMyTokens, RevokeCompanyToken, RevokeMyToken,
};

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListMyTokens, _>(list_my_tokens::handle)
        .with::<CreateMyToken, _>(create_my_token::handle)
        .with::<RevokeMyToken, _>(revoke_my_token::handle)
        .with::<ListCompanyTokens, _>(list_company_tokens::handle)
        .with::<RevokeCompanyToken, _>(revoke_company_token::handle)
}
