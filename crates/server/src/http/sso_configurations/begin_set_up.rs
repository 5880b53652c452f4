//! Handles [`BeginSetUp`].

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse};
use latchkey_contract::sso_configurations::begin_set_up::{BeginSetUp, Request};
use latchkey_contract::{Empty, ErrorBody, Operation as _};

use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::json::JsonBody;
use crate::secrets::new_token;
use crate::sign_in::session;
use crate::sso_configurations::{SsoConfigurationError, set_up_links};
use crate::store::audit::Origin;

/// Cookies to be set.
type Cookies = AppendHeaders<Vec<(HeaderName, HeaderValue)>>;

/// Binds a set-up link to this browser, whose cookie opens the drafts of its company from then on. Signs this browser out.
#[utoipa::path(
    post, path = BeginSetUp::PATH, operation_id = BeginSetUp::ID, tag = "SSO configurations", request_body = Request,
    responses((status = 200, body = Empty), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    JsonBody(request): JsonBody<Request>,
) -> Result<impl IntoResponse, ApiError> {
    let secret = new_token().map_err(SsoConfigurationError::from)?;
    set_up_links::begin(&app, &request.token, &secret, &context.origin).await?;
    let cookies = cookies_of_guest(&app, &headers, &secret, &context.origin).await?;
    Ok((cookies, Json(Empty {})))
}

/// What makes a browser the guest's with this secret. Whoever is signed in there is signed out: of two who work in one browser, nobody could
/// tell which one the screens are for.
pub(in crate::http) async fn cookies_of_guest(
    app: &AppState,
    headers: &HeaderMap,
    secret: &str,
    origin: &Origin,
) -> Result<Cookies, ApiError> {
    let public_url = &app.config.public_url;
    let mut cookies = vec![Cookie::SetUp.set(secret, public_url)];
    if let Some(token) = Cookie::Session.read(headers, public_url) {
        session::end(app, token, origin).await?;
        cookies.push(Cookie::Session.remove(public_url));
        cookies.push(Cookie::SignedOut.set("1", public_url));
    }
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    Ok(AppendHeaders(cookies.collect()))
}
