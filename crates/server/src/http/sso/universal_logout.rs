//! `POST /sso/universal-logout/{company}`: an identity provider has all sessions of a person ended (global token revocation,
//! draft-parecki-oauth-global-token-revocation; Okta calls it Universal Logout). Called by servers, without cookies; what counts is the signed token
//! in the header `Authorization`.

use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::app_state::AppState;
use crate::federation::{FederationError, Subject};
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::path_text::PathText;
use crate::sign_in::SignInError;
use crate::sign_in::idp_revocation::{Endpoint, Revoked, revoke};
use crate::store::StoreError;

/// The route, which is exempt from the same-origin rule.
pub const ROUTE: &str = "/sso/universal-logout/{company}";

/// Ends the sessions. The status alone says what came of it.
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(company): PathText,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body?;
    // Who asks comes first: nobody else learns whether a request is well formed.
    let Some(token) = bearer(&headers) else {
        return Ok(answer(StatusCode::UNAUTHORIZED));
    };
    let subject = subject(&body);
    let endpoint = Endpoint {
        company_slug: &company,
        address: &app
            .config
            .public_url
            .join(&format!("/sso/universal-logout/{company}")),
    };
    let is_malformed = subject.is_none();
    // Nobody has this subject, but the token is still checked.
    let subject = subject.unwrap_or_else(|| Subject::Email(String::new()));
    match revoke(&app, endpoint, token, subject, &context.origin).await {
        Ok(Revoked::NoIdentityProvider) => Ok(answer(StatusCode::UNAUTHORIZED)),
        Ok(_) if is_malformed => Ok(answer(StatusCode::BAD_REQUEST)),
        Ok(Revoked::Nobody) => Ok(answer(StatusCode::NOT_FOUND)),
        Ok(Revoked::Done) => Ok(answer(StatusCode::NO_CONTENT)),
        Err(SignInError::Store(StoreError::AlreadyExists)) => Ok(answer(StatusCode::UNAUTHORIZED)),
        Err(SignInError::IdentityProvider(error)) => match error {
            FederationError::Unavailable { .. } => Err(SignInError::IdentityProvider(error).into()),
            _ => {
                log_refusal(&company, &error);
                Ok(answer(StatusCode::UNAUTHORIZED))
            }
        },
        Err(error) => Err(error.into()),
    }
}

/// Logs why a message was refused; the response does not say.
pub(super) fn log_refusal(company: &str, error: &FederationError) {
    tracing::warn!(
        company,
        step = %error.step(),
        member = error.member(),
        seconds = error.seconds(),
        error = %error,
        "a message of an identity provider was refused"
    );
}

fn answer(status: StatusCode) -> Response {
    let no_store = (header::CACHE_CONTROL, "no-store");
    match status {
        StatusCode::UNAUTHORIZED => {
            (status, [no_store, (header::WWW_AUTHENTICATE, "Bearer")]).into_response()
        }
        status => (status, [no_store]).into_response(),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// `sub_id`, which earlier versions of the draft, and Okta, call `subject`.
fn subject(body: &[u8]) -> Option<Subject> {
    let request: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let subject = Subject::read(request.get("sub_id").or_else(|| request.get("subject"))?)?;
    // It is about a person, never about one session.
    (!matches!(subject, Subject::Session(_))).then_some(subject)
}
