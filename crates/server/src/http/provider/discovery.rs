//! What apps find out by themselves: the configuration (OpenID Connect Discovery §3) and the keys.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use latchkey_contract::Language;
use serde_json::{Value, json};

use super::{AUTHORIZE, END_SESSION, INTROSPECT, JWKS, REVOKE, ROLES, TOKEN, USERINFO};
use crate::app_state::AppState;
use crate::domain::scopes::Scope;
use crate::domain::second_factor::Acr;
use crate::http::api_error::ApiError;
use crate::provider::claims;
use crate::provider::key_ring::{Algorithm, KeyRingError};

/// Keys change only long after the next one was published, so they may be kept for a while.
const KEEP: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "public, max-age=3600")];
const CLIENT_AUTHENTICATION: [&str; 2] = ["client_secret_basic", "client_secret_post"];

/// `GET /.well-known/openid-configuration`
pub(super) async fn configuration(State(app): State<AppState>) -> Response {
    (KEEP, Json(document(&app))).into_response()
}

fn document(app: &AppState) -> Value {
    let at = |path: &str| app.config.public_url.join(path);
    json!({
        "issuer": app.config.public_url.origin(),
        "authorization_endpoint": at(AUTHORIZE),
        "token_endpoint": at(TOKEN),
        "userinfo_endpoint": at(USERINFO),
        "jwks_uri": at(JWKS),
        "revocation_endpoint": at(REVOKE),
        "introspection_endpoint": at(INTROSPECT),
        "end_session_endpoint": at(END_SESSION),
        "latchkey_roles_endpoint": at(ROLES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": Algorithm::ALL.map(Algorithm::as_str),
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "claims_supported": claims::SUPPORTED,
        "acr_values_supported": Acr::ALL.map(Acr::as_str),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "introspection_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "ui_locales_supported": Language::ALL.iter().map(|language| language.tag()).collect::<Vec<_>>(),
    })
}

/// `GET /oauth/jwks`
pub(super) async fn jwks(State(app): State<AppState>) -> Result<Response, ApiError> {
    let jwks = app.provider().keys().await?.jwks().map_err(KeyRingError::from)?;
    Ok((KEEP, Json(jwks)).into_response())
}
