//! Responses of the provider's handlers: errors of the protocol, pages, and redirects.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use latchkey_contract::ErrorCode;
use latchkey_spa::front::page::{
    AppName, AppProblem, AppProblemScreen, FormPostScreen, GoingOnScreen, Screen,
};
use serde::Serialize;

use crate::app_state::AppState;
use crate::assets::form_post_policy;
use crate::domain::redirect_uri::{display, form_action_source};
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::browser_secrets;
use crate::http::context::RequestContext;
use crate::http::pages::{self, cookies_needed};
use crate::provider::authorization_response::AuthorizationResponse;
use crate::provider::key_ring::KeyRingError;
use crate::provider::proceed::{Pending, ProceedError, find};
use crate::store::StoreError;
use crate::store::clients::Client;
use crate::store::sessions::Session;

/// Where an authorization goes on after a sign-in.
pub(super) const CONTINUE: &str = "/oauth/authorize/continue";

/// JSON that nobody may keep.
pub(super) fn no_store(body: impl Serialize) -> impl IntoResponse {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    (headers, Json(body))
}

impl From<KeyRingError> for ApiError {
    fn from(error: KeyRingError) -> Self {
        match error {
            KeyRingError::Store(error) => error.into(),
            error => {
                tracing::error!(error = %error, "there is no signing key");
                ErrorCode::Internal.into()
            }
        }
    }
}

impl From<ProceedError> for ApiError {
    fn from(error: ProceedError) -> Self {
        match error {
            ProceedError::Store(error) => error.into(),
            ProceedError::NoRandomness(error) => {
                tracing::error!(error = %error, "an authorization failed");
                ErrorCode::Internal.into()
            }
        }
    }
}

/// An environment as people know it.
pub(super) fn name_of(client: &Client) -> AppName {
    AppName {
        app: client.app.clone(),
        environment: client.environment.clone(),
    }
}

/// The app that waits, as people know it.
pub(in crate::http) fn app_name(pending: &Pending) -> AppName {
    name_of(&pending.client)
}

/// A page instead of a response to the app. Invariant: it leads to where the app opens at most, never to an address that came
/// with the request.
pub(super) fn problem(
    app: &AppState,
    context: &RequestContext,
    problem: AppProblem,
    client: Option<&Client>,
) -> Response {
    let screen = AppProblemScreen {
        problem,
        app: client.map(name_of),
        start_again: client.map(|client| client.url.clone()),
        request_id: context.request_id.clone(),
    };
    pages::answer(app, context, StatusCode::BAD_REQUEST, Screen::AppProblem(screen))
}

/// The page for a request that is not this browser's, or is over.
pub(super) fn over(app: &AppState, context: &RequestContext, client: Option<&Client>) -> Response {
    if context.sends_cookies {
        problem(app, context, AppProblem::Over, client)
    } else {
        cookies_needed::page(app, context, StatusCode::BAD_REQUEST, None)
    }
}

/// Sends a response to the app on its way. After a form the browser would hold the redirect against the form's policy, all along
/// the app's own redirects: so a page goes on instead.
pub(super) fn send(
    app: &AppState,
    context: &RequestContext,
    answer: AuthorizationResponse,
    after_form: bool,
) -> Response {
    let mut response = match answer {
        AuthorizationResponse::Redirect(address) if after_form => going_on(app, context, address),
        AuthorizationResponse::Redirect(address) => match HeaderValue::try_from(address) {
            Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
            Err(_) => ApiError::from(ErrorCode::Internal).into_response(),
        },
        AuthorizationResponse::FormPost { action, fields } => form_post(app, context, action, fields),
    };
    // Pages send no referrer to other origins, so the response does not travel further.
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn going_on(app: &AppState, context: &RequestContext, redirect_to: String) -> Response {
    let screen = GoingOnScreen {
        place: if redirect_to.starts_with('/') {
            app.config.platform_name.clone()
        } else {
            display(&redirect_to)
        },
        redirect_to,
    };
    pages::answer(app, context, StatusCode::OK, Screen::GoingOn(screen))
}

fn form_post(
    app: &AppState,
    context: &RequestContext,
    action: String,
    fields: Vec<(&'static str, String)>,
) -> Response {
    // Browsers hold the redirect with which the app answers its post against this, too, and that may lead to another origin of
    // the app's. The page's only script is known by its hash, and its only form is the one below.
    let own = form_action_source(&action).unwrap_or_else(|| "'none'".into());
    let source = format!("https: {own}");
    let policy = form_post_policy(&app.assets.front.content_security_policy, &source);
    let screen = FormPostScreen {
        place: display(&action),
        action,
        fields: fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    };
    let mut response = pages::answer(app, context, StatusCode::OK, Screen::FormPost(screen));
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// On to a path of this platform after a form. Where that may lead on to an app, a page goes on; see [`send`].
pub(in crate::http) fn on_after_form(app: &AppState, context: &RequestContext, next: &str) -> Response {
    if request_in(next).is_some() || next.starts_with("/sign-in?") {
        going_on(app, context, next.to_owned())
    } else {
        Redirect::to(next).into_response()
    }
}

/// The path that takes a request forward.
pub(super) fn continue_path(request_id: &str) -> String {
    format!("{CONTINUE}?request={request_id}")
}

/// The request that a path would take forward.
fn request_in(path: &str) -> Option<&str> {
    path.strip_prefix(CONTINUE)?.strip_prefix("?request=")
}

/// The app's request that waits for a sign-in which leads to `return_to`, if it is this browser's.
pub(in crate::http) async fn waiting_for(
    app: &AppState,
    headers: &HeaderMap,
    return_to: Option<&str>,
) -> Result<Option<Pending>, StoreError> {
    match return_to.and_then(request_in) {
        Some(id) => find(app.provider(), id, &browser_secrets(app, headers)).await,
        None => Ok(None),
    }
}

/// The surroundings of a page of a request, in the language that its app wants where the person has chosen none.
pub(in crate::http) fn within(
    context: RequestContext,
    pending: Option<&Pending>,
    session: Option<&Session>,
) -> RequestContext {
    context.speaking(
        pending.and_then(|pending| pending.request.parameters.ui_locale),
        session.and_then(|session| session.language),
    )
}

/// The same for a page from which one goes on to `return_to`.
pub(in crate::http) async fn on_the_way_to(
    app: &AppState,
    context: RequestContext,
    headers: &HeaderMap,
    return_to: Option<&str>,
) -> Result<RequestContext, StoreError> {
    let pending = waiting_for(app, headers, return_to).await?;
    Ok(within(context, pending.as_ref(), None))
}
