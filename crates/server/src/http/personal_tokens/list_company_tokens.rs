//! Handles [`ListCompanyTokens`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::personal_tokens::{
    CompanyToken, CompanyTokenQuery, CompanyTokenSort, ListCompanyTokens,
};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _, Page};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::query::Query;
use crate::personal_tokens::{SeenToken, company};
use crate::rfc3339::rfc3339;
use crate::store::personal_tokens::TokensSortedBy;

/// The access tokens of the company whose admin is signed in, a page of them, without their values; `not_found` for everybody else.
#[utoipa::path(
    get, path = ListCompanyTokens::PATH, operation_id = ListCompanyTokens::ID, tag = "personal tokens",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What a token's name or its owner's address begins with"),
        ("sort" = Option<String>, Query, description = "`owner` or `name`; with `-` before it from the last to the first"),
        ("service_account" = Option<bool>, Query, description = "Whether the owner is a service account"),
    ),
    responses((status = 200, body = Page<CompanyToken>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    Query(query): Query<CompanyTokenQuery>,
) -> Result<Json<Page<CompanyToken>>, ApiError> {
    let apart = query.service_account;
    let paging = Paging::read_filtered(
        &app,
        ListCompanyTokens::ID,
        &session.account_id,
        &query.page(),
        &apart,
    )?;
    let sorted_by = match paging.key {
        CompanyTokenSort::Owner => TokensSortedBy::Owner,
        CompanyTokenSort::Name => TokensSortedBy::Name,
    };
    let rows = company::list(&app, &session.account_id, apart, sorted_by, &paging.part).await?;
    let items: Option<_> = rows.items.into_iter().map(shown).collect();
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: items.ok_or(ErrorCode::Internal)?,
    }))
}

fn shown(seen: SeenToken) -> Option<CompanyToken> {
    let SeenToken { token, owner, state } = seen;
    Some(CompanyToken {
        id: token.id,
        name: token.name,
        owner_email: owner.email,
        owner_first_name: owner.first_name,
        owner_last_name: owner.last_name,
        owner_service_account: owner.is_service_account,
        scopes: token.facts.scopes,
        state,
        created_at: rfc3339(token.created_at_ms)?,
        expires_at: rfc3339(token.facts.expires_at_ms)?,
        last_used_at: token.last_used_at_ms.and_then(rfc3339),
    })
}
