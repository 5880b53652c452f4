//! Handles [`ChangeAddress`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::profile::change_address::{ChangeAddress, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};
use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::CurrentSession;
use crate::http::json::JsonBody;
use crate::profile::change_address::{AddressChange, ask};
use crate::sign_in::SignInError;

/// Asks for another address. The answer is the same whether or not it belongs to somebody else.
#[utoipa::path(
    post, path = ChangeAddress::PATH, operation_id = ChangeAddress::ID, tag = "profile", request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Empty>, ApiError> {
    let change = AddressChange {
        session,
        email: request.email,
        current: Zeroizing::new(request.current_password),
        language: context.language,
        address_key: context.address_key,
        origin: context.origin,
    };
    // A task of its own, so that the attempt is counted also if the client closes the connection.
    let asked = tokio::spawn(async move { ask(&app, change).await }).await;
    asked.map_err(|_| SignInError::Interrupted)?.map_err(|error| {
        let error = ApiError::from(error);
        let field = error
            .field
            .map(|field| if field == "username" { "email" } else { field });
        ApiError { field, ..error }
    })?;
    Ok(Json(Empty {}))
}
