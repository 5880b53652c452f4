//! Handles [`DeleteEmailDomain`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::email_domains::DeleteEmailDomain;
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::email_domains::{self, DomainAdmin};
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::path_text::PathText;

/// Takes a domain from the company; `email_domain_needed` for the last proven one while SSO is active.
#[utoipa::path(
    delete, path = DeleteEmailDomain::PATH, operation_id = DeleteEmailDomain::ID, tag = "email domains",
    params(("domain" = String, Path, description = "Its name")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(name): PathText,
) -> Result<Json<Empty>, ApiError> {
    let actor = DomainAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    email_domains::remove(&app, actor, &name).await?;
    Ok(Json(Empty {}))
}
