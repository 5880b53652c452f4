//! Handles [`GetEmailDomainDeletion`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::email_domains::{EmailDomainDeletion, GetEmailDomainDeletion};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::email_domains;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// What taking a domain from the company would change.
#[utoipa::path(
    get, path = GetEmailDomainDeletion::PATH, operation_id = GetEmailDomainDeletion::ID, tag = "email domains",
    params(("domain" = String, Path, description = "Its name")),
    responses((status = 200, body = EmailDomainDeletion), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(name): PathText,
) -> Result<Json<EmailDomainDeletion>, ApiError> {
    let deletion = email_domains::deletion(&app, &session.account_id, &name).await?;
    Ok(Json(EmailDomainDeletion {
        people: u32::try_from(deletion.people).unwrap_or(u32::MAX),
        is_federated: deletion.is_federated,
        is_needed: deletion.is_needed,
        mailed: u32::try_from(deletion.mailed).unwrap_or(u32::MAX),
    }))
}
