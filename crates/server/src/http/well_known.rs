//! What programs look for at fixed addresses: where a password is changed, whom to tell of a vulnerability, and what search engines may
//! read. Invariant: any other address below `/.well-known/` is 404, so that whoever looks for one knows that there is none.

use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Redirect, Response};
use latchkey_contract::ErrorCode;
use latchkey_spa::paths;

use super::api_error::ApiError;
use crate::app_state::AppState;
use crate::domain::security_txt::security_txt;

const TEXT: (HeaderName, &str) = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
const FOR_A_DAY: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=86400");

/// `GET /.well-known/change-password` (W3C, "A Well-Known URL for Changing Passwords" §2): My Account > Security, by way of the sign-in screen.
pub async fn change_password() -> Redirect {
    Redirect::to(paths::PROFILE_SECURITY)
}

/// `GET /.well-known/security.txt` (RFC 9116); nothing where the operator names no contact.
pub async fn security_contact(State(app): State<AppState>) -> Result<Response, ApiError> {
    let contact = app
        .config
        .security_contact
        .as_deref()
        .ok_or(ErrorCode::NotFound)?;
    let text = security_txt(contact, app.config.public_url.origin(), app.wall_clock.now_ms());
    Ok(([TEXT, FOR_A_DAY], text).into_response())
}
