//! `POST /sso/backchannel-logout/{company}`: an identity provider says that somebody signed out there (OpenID Connect
//! Back-Channel Logout 1.0 §2.5 to §2.8). Called by servers, without cookies; what counts is the signed token alone.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::json;

use crate::app_state::AppState;
use crate::federation::FederationError;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::path_text::PathText;
use crate::sign_in::SignInError;
use crate::sign_in::backchannel_logout::take;
use crate::store::StoreError;

/// The route, which is exempt from the same-origin rule.
pub const ROUTE: &str = "/sso/backchannel-logout/{company}";

const FORM: &str = "application/x-www-form-urlencoded";

/// Takes the token. 200 says that whatever it names is signed out, also when that was nobody.
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(company): PathText,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body?;
    let Some(token) = logout_token(&headers, &body) else {
        return Ok(refused("the body must be a form with one logout_token"));
    };
    match take(&app, &company, &token, &context.origin).await {
        Ok(Some(_)) => Ok((StatusCode::OK, [NO_STORE]).into_response()),
        Ok(None) => Ok(refused("no identity provider is set up at this address")),
        Err(SignInError::Store(StoreError::AlreadyExists)) => Ok(refused("this token came before")),
        Err(SignInError::IdentityProvider(error)) => match error {
            FederationError::Unavailable { .. } => Err(SignInError::IdentityProvider(error).into()),
            _ => {
                tracing::warn!(
                    company,
                    step = %error.step(),
                    member = error.member(),
                    seconds = error.seconds(),
                    error = %error,
                    "a logout token was refused"
                );
                Ok(refused("the token did not pass a check"))
            }
        },
        Err(error) => Err(error.into()),
    }
}

const NO_STORE: (header::HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

/// §2.8, in the form of RFC 6749 §5.2. What exactly is wrong is in the log.
fn refused(description: &str) -> Response {
    let body = json!({ "error": "invalid_request", "error_description": description });
    (StatusCode::BAD_REQUEST, [NO_STORE], Json(body)).into_response()
}

/// The parameter, if it comes once. Others are ignored (§2.5).
fn logout_token(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let kind = content_type.split(';').next()?.trim();
    let mut tokens = url::form_urlencoded::parse(body).filter(|(name, _)| name == "logout_token");
    let token = tokens.next()?.1.into_owned();
    (kind.eq_ignore_ascii_case(FORM) && tokens.next().is_none()).then_some(token)
}
