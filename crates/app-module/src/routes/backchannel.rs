//! `/openid/backchannel-logout`: the platform says whose session is over (OpenID Connect Back-Channel Logout 1.0 §2.5).
//! No browser comes here: the token itself is the proof.

use axum::{
    Form, Json,
    extract::rejection::FormRejection,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{clock, latchkey::Latchkey, platform::PlatformError};

/// What the platform posts.
#[derive(Debug, Deserialize)]
pub(super) struct Notice {
    logout_token: String,
}

/// `POST /openid/backchannel-logout`
pub(super) async fn logout(
    latchkey: Latchkey,
    headers: HeaderMap,
    notice: Result<Form<Notice>, FormRejection>,
) -> Response {
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    let platform = match latchkey.platform() {
        Ok(platform) => platform,
        Err(page) => return latchkey.page(page, &headers),
    };
    let checked = match notice {
        Ok(Form(notice)) => platform.logout(&notice.logout_token, clock::now_ms()).await,
        Err(_) => Err(PlatformError::Refused("there is no logout token")),
    };
    let ending = match checked {
        Ok(ending) => ending,
        Err(error) => {
            tracing::warn!(%error, "a logout token was not accepted");
            let status = match error {
                // A key that is not known yet: the platform has new ones, and it is too early to ask for them again. Whoever is
                // told 400 never comes back.
                PlatformError::Unreachable(_)
                | PlatformError::NotSynchronised
                | PlatformError::UnknownKey => StatusCode::SERVICE_UNAVAILABLE,
                PlatformError::Refused(_) => StatusCode::BAD_REQUEST,
            };
            return (status, no_store, Json(json!({ "error": "invalid_request" }))).into_response();
        }
    };
    match latchkey.end_sessions(&ending).await {
        Ok(ended) => {
            tracing::info!(ended, "the platform ended sessions");
            (StatusCode::OK, no_store).into_response()
        }
        Err(error) => latchkey.broken(&error),
    }
}
