//! Handles [`CheckEmailDomain`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::email_domains::{CheckEmailDomain, EmailDomain, check_email_domain::Request};
use latchkey_contract::{ErrorBody, Operation as _};

use super::shown;
use crate::app_state::AppState;
use crate::email_domains::{DomainAdmin, check};
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::http::path_text::PathText;

/// Looks now whether the TXT record of a domain is there; `last_check` says what came of it.
#[utoipa::path(
    post, path = CheckEmailDomain::PATH, operation_id = CheckEmailDomain::ID, tag = "email domains", request_body = Request,
    params(("domain" = String, Path, description = "Its name")),
    responses((status = 200, body = EmailDomain), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(name): PathText,
    JsonBody(_): JsonBody<Request>,
) -> Result<Json<EmailDomain>, ApiError> {
    let actor = DomainAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    Ok(Json(shown(check::check_now(&app, actor, &name).await?)))
}
