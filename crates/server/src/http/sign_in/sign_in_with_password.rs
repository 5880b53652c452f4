//! Handles [`SignInWithPassword`].

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use latchkey_contract::sign_in::sign_in_with_password::{Request, Response, SignInWithPassword};
use latchkey_contract::{ErrorBody, Operation as _};
use zeroize::Zeroizing;

use super::{Form, by_password};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::json::JsonBody;
use crate::http::pages::cookies_needed::check_path;

/// Signs in by username and password, and sets the session cookie. Where the account has a second factor, `next` leads to the page that asks
/// for it, and there is no session yet.
#[utoipa::path(
    post, path = SignInWithPassword::PATH, operation_id = SignInWithPassword::ID, tag = "sign-in", request_body = Request,
    responses((status = 200, body = Response), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Result<impl IntoResponse, ApiError> {
    let form = Form {
        username: request.username,
        password: Zeroizing::new(request.password),
        return_to: request.return_to,
    };
    let entered = by_password(&app, &context, &headers, form).await?;
    // A page's script sends them with everything, if the browser has any. Programs that call this need none.
    let is_from_a_page = headers.contains_key("sec-fetch-dest");
    let next = if is_from_a_page && !context.sends_cookies && entered.is_signed_in {
        check_path(&entered.next)
    } else {
        entered.next
    };
    Ok((entered.cookies, Json(Response { next })))
}
