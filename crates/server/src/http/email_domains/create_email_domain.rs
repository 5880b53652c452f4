//! Handles [`CreateEmailDomain`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::email_domains::create_email_domain::{CreateEmailDomain, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use super::shown;
use crate::app_state::AppState;
use crate::email_domains::{self, DomainAdmin};
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;

/// Claims a domain for the company whose admin is signed in. It counts when its TXT record was found.
#[utoipa::path(
    post, path = CreateEmailDomain::PATH, operation_id = CreateEmailDomain::ID, tag = "email domains", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    let actor = DomainAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let (owned, is_from_address) = email_domains::add(&app, actor, &request.domain).await?;
    Ok(Json(Response {
        domain: shown(owned),
        is_from_address,
    }))
}
