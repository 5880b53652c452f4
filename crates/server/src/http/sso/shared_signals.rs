//! `POST /sso/shared-signals/{company}`: an identity provider pushes a security event (Shared Signals Framework 1.0, CAEP 1.0; RFC 8935). Called by
//! servers, without cookies; what counts is the signed token alone.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::json;

use super::universal_logout::log_refusal;
use crate::app_state::AppState;
use crate::federation::{Check, FederationError, FederationStep};
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::path_text::PathText;
use crate::sign_in::SignInError;
use crate::sign_in::idp_revocation::{Endpoint, take_event};
use crate::store::StoreError;

/// The route, which is exempt from the same-origin rule.
pub const ROUTE: &str = "/sso/shared-signals/{company}";

const KIND: &str = "application/secevent+jwt";

/// Takes the event. 202 says that it was taken, whatever it was about.
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(company): PathText,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body?;
    let token = std::str::from_utf8(&body).ok().map(str::trim);
    let Some(token) = token.filter(|_| is_event(&headers)) else {
        return Ok(refused(
            "invalid_request",
            "the body must be a security event token",
        ));
    };
    let endpoint = Endpoint {
        company_slug: &company,
        address: &app
            .config
            .public_url
            .join(&format!("/sso/shared-signals/{company}")),
    };
    match take_event(&app, endpoint, token, &context.origin).await {
        // A transmitter that did not hear that it was taken sends it again (RFC 8935 §2.1): then it changes nothing.
        Ok(true) | Err(SignInError::Store(StoreError::AlreadyExists)) => {
            Ok((StatusCode::ACCEPTED, [NO_STORE]).into_response())
        }
        Ok(false) => Ok(refused(
            "access_denied",
            "no identity provider is set up at this address",
        )),
        Err(SignInError::IdentityProvider(error)) => match error {
            FederationError::Unavailable { .. } => Err(SignInError::IdentityProvider(error).into()),
            _ => {
                log_refusal(&company, &error);
                Ok(refused(code_of(&error), "the token did not pass a check"))
            }
        },
        Err(error) => Err(error.into()),
    }
}

const NO_STORE: (header::HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

/// RFC 8935 §2.3.
fn refused(code: &str, description: &str) -> Response {
    let body = json!({ "err": code, "description": description });
    (StatusCode::BAD_REQUEST, [NO_STORE], Json(body)).into_response()
}

/// RFC 8935 §2.4.
const fn code_of(error: &FederationError) -> &'static str {
    match error.step() {
        FederationStep::LogoutToken(Check::Issuer) => "invalid_issuer",
        FederationStep::LogoutToken(Check::Audience) => "invalid_audience",
        FederationStep::LogoutToken(Check::KeyId | Check::Signature | Check::Algorithm) => "invalid_key",
        _ => "invalid_request",
    }
}

fn is_event(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(KIND))
}
