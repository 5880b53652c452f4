//! Who works on SSO configurations: whoever is signed in, or a guest by the cookie of a set-up link. Only the wizard's operations take it;
//! to all others a guest is nobody.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use latchkey_contract::ErrorCode;

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::cookies::Cookie;
use crate::http::current_session::MaybeSession;
use crate::sso_configurations::{Editor, set_up_links};
use crate::store::sessions::Session;

/// Whoever it is, or 401.
#[derive(Debug, Clone)]
pub struct CurrentEditor(pub Editor);

impl FromRequestParts<AppState> for CurrentEditor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let MaybeSession(session) = MaybeSession::from_request_parts(parts, app).await?;
        let editor = editor(app, &parts.headers, session.as_ref()).await?;
        editor.map(Self).ok_or_else(|| ErrorCode::NotSignedIn.into())
    }
}

/// Whoever it is. Somebody who is signed in is never a guest: the screens show one of the two.
pub async fn editor(
    app: &AppState,
    headers: &HeaderMap,
    session: Option<&Session>,
) -> Result<Option<Editor>, ApiError> {
    if let Some(session) = session {
        return Ok(Some(Editor::signed_in(session)));
    }
    match Cookie::SetUp.read(headers, &app.config.public_url) {
        Some(secret) => Ok(set_up_links::guest(app, secret).await?),
        None => Ok(None),
    }
}
