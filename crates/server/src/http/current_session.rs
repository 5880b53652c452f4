//! The session of the cookie that came with the request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use latchkey_contract::ErrorCode;

use super::api_error::ApiError;
use super::cookies::Cookie;
use crate::app_state::AppState;
use crate::sign_in::recent::is_recent;
use crate::sign_in::session::find;
use crate::store::sessions::Session;

/// A live session, or 401.
#[derive(Debug, Clone)]
pub struct CurrentSession(pub Session);

impl FromRequestParts<AppState> for CurrentSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let MaybeSession(session) = MaybeSession::from_request_parts(parts, app).await?;
        session.map(Self).ok_or_else(|| ErrorCode::NotSignedIn.into())
    }
}

/// A live session, if there is one.
#[derive(Debug, Clone)]
pub struct MaybeSession(pub Option<Session>);

impl FromRequestParts<AppState> for MaybeSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        match Cookie::Session.read(&parts.headers, &app.config.public_url) {
            Some(token) => Ok(Self(find(app, token).await?)),
            None => Ok(Self(None)),
        }
    }
}

/// Refuses what is grave to a sign-in that is older than ten minutes, or showed no second factor although there is one.
pub(super) async fn require_recent(app: &AppState, session: &Session) -> Result<(), ApiError> {
    let mut connection = app.store.read().await?;
    match is_recent(&mut connection, session, app.clock.now_ms()).await? {
        true => Ok(()),
        false => Err(ErrorCode::SignInAgain.into()),
    }
}
