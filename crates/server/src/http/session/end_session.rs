//! Handles [`EndSession`].

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse};
use latchkey_contract::session::{EndSession, EndSessionQuery};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::query::Query;
use crate::http::sign_in::SIGNED_OUT_TO_PROVE;
use crate::sign_in::session::end;

/// Signs out. Succeeds whether or not there was a session.
#[utoipa::path(
    delete, path = EndSession::PATH, operation_id = EndSession::ID, tag = "session",
    params(("to_prove" = Option<bool>, Query, description = "To sign in again at once and do something grave, with the second step")),
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    Query(query): Query<EndSessionQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let public_url = &app.config.public_url;
    if let Some(token) = Cookie::Session.read(&headers, public_url) {
        end(&app, token, &context.origin).await?;
    }
    let mark = match query.to_prove {
        Some(true) => SIGNED_OUT_TO_PROVE,
        _ => "1",
    };
    let cookies = [
        (header::SET_COOKIE, Cookie::Session.remove(public_url)),
        (header::SET_COOKIE, Cookie::SignedOut.set(mark, public_url)),
    ];
    Ok((AppendHeaders(cookies), Json(Empty {})))
}
