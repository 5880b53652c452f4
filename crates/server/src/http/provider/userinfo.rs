//! `/oauth/userinfo` (OpenID Connect Core §5.3), with the access token in the header or, posted, in the form (RFC 6750 §2).

use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

use super::oauth_response::OAuthErrorResponse;
use super::responses::no_store;
use super::token::{authorization, read_form};
use crate::app_state::AppState;
use crate::domain::scopes::Scope;
use crate::provider::claims::{of_apps, of_person};
use crate::provider::tokens::live_access;
use crate::provider::{OAuthCode, OAuthError};
use crate::store::apps;

/// `GET /oauth/userinfo`
pub(super) async fn get(
    State(app): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, OAuthErrorResponse> {
    answer(&app, bearer(&headers)).await
}

/// `POST /oauth/userinfo`
pub(super) async fn post(
    State(app): State<AppState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, OAuthErrorResponse> {
    if let Some(token) = bearer(&headers) {
        return answer(&app, Some(token)).await;
    }
    let posted = read_form(&headers, body).ok();
    let token = match &posted {
        Some(form) => form.get("access_token")?,
        None => None,
    };
    answer(&app, token).await
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = authorization(headers)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn answer(app: &AppState, token: Option<&str>) -> Result<Response, OAuthErrorResponse> {
    let Some(token) = token else {
        // Without a code: nothing was wrong with the token, there was none (RFC 6750 §3.1).
        return Ok(challenge(StatusCode::UNAUTHORIZED.into_response(), "Bearer"));
    };
    let mut connection = app.store.read().await?;
    let Some(access) = live_access(&mut connection, token, &app.secret_key, app.clock.now_ms()).await? else {
        let error = OAuthError::new(OAuthCode::InvalidToken, "The access token works no more.");
        return Ok(challenge(
            OAuthErrorResponse::from(error).into_response(),
            "Bearer error=\"invalid_token\"",
        ));
    };
    if !access.token.scopes.contains(Scope::OpenId) {
        let error = OAuthError::new(
            OAuthCode::InsufficientScope,
            "The access token was given without the scope openid.",
        );
        return Ok(challenge(
            OAuthErrorResponse::from(error).into_response(),
            "Bearer error=\"insufficient_scope\", scope=\"openid\"",
        ));
    }
    let mut claims = of_person(&access.family.person, access.token.scopes);
    if access.token.scopes.contains(Scope::Apps) {
        let open = apps::openable_by(&mut connection, &access.family.person.account_id).await?;
        claims.insert("apps".to_owned(), of_apps(&open));
    }
    Ok(no_store(claims).into_response())
}

fn challenge(mut response: Response, challenge: &'static str) -> Response {
    let value = HeaderValue::from_static(challenge);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    response
}
