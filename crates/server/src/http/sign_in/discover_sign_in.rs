//! Handles [`DiscoverSignIn`]. Unknown, unproven and malformed domains answer alike.

use axum::Json;
use axum::extract::State;
use latchkey_contract::sign_in::SignInMethod;
use latchkey_contract::sign_in::discover_sign_in::{DiscoverSignIn, Request, Response};
use latchkey_contract::{ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::domain::email_address::EmailDomain;
use crate::http::api_error::ApiError;
use crate::http::json::JsonBody;
use crate::sign_in::sso_test_access::tried_configuration;
use crate::store::{StoreError, sso_configurations};

/// How do people of this email domain sign in?
#[utoipa::path(
    post, path = DiscoverSignIn::PATH, operation_id = DiscoverSignIn::ID, tag = "sign-in", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    JsonBody(request): JsonBody<Request>,
) -> Result<Json<Response>, ApiError> {
    Ok(Json(Response {
        method: method_for(&app, &request.domain).await?,
    }))
}

/// The way in for a domain in any spelling.
pub async fn method_for(app: &AppState, domain: &str) -> Result<SignInMethod, StoreError> {
    if tried_configuration(app, domain).await?.is_some() {
        return Ok(SignInMethod::Sso);
    }
    let Some(domain) = EmailDomain::parse(domain) else {
        return Ok(SignInMethod::Password);
    };
    let federated = sso_configurations::is_federated(&mut *app.store.read().await?, &domain).await?;
    Ok(if federated {
        SignInMethod::Sso
    } else {
        SignInMethod::Password
    })
}
