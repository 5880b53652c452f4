//! `/oauth/authorize`: apps send browsers here. `/oauth/authorize/continue`: where sign-in, sign-up and the rest come back to.

use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use bytes::Bytes;
use latchkey_contract::ErrorCode;
use latchkey_spa::front::page::AppProblem;
use latchkey_spa::paths::of_second_step;

use super::consent::no_access;
use super::responses::{continue_path, over, problem, send, within};
use crate::app_state::AppState;
use crate::domain::authorization_request::RequestState;
use crate::domain::screen_language::first_known;
use crate::domain::throttle::RateLimit;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::{browser_secrets, remember};
use crate::http::context::RequestContext;
use crate::http::current_session::MaybeSession;
use crate::http::navigation::Arrival;
use crate::provider::authorization_response::ReturnAddress;
use crate::provider::authorize::{Checked, Rejection, check};
use crate::provider::parameters::Parameters;
use crate::provider::proceed::{Next, Outlook, Pending, find, look_ahead, proceed};
use crate::provider::{OAuthCode, OAuthError};
use crate::secrets::{new_token, token_hash};
use crate::sign_in::SignInError;
use crate::sign_in::after_password::step_up;
use crate::sign_in::guesses::admitted;
use crate::store::authorization_requests::{self, AuthorizationRequest};
use crate::store::sessions::Session;
use crate::store::{new_id, throttle};

/// `GET /oauth/authorize`
pub(super) async fn begin(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    arrival: Arrival,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let raw = Parameters::parse(query.as_bytes());
    let wanted = raw.get("ui_locales").ok().flatten().and_then(first_known);
    let context = context.speaking(wanted, session.as_ref().and_then(|session| session.language));
    let issuer = app.config.public_url.origin();
    let keys = app.provider().keys().await?;
    let checked = check(&mut *app.store.read().await?, &raw, &keys, issuer).await;
    let Checked { client, parameters } = match checked {
        Ok(checked) => checked,
        Err(Rejection::UnknownClient) => return Ok(problem(&app, &context, AppProblem::UnknownApp, None)),
        Err(Rejection::RedirectUri(client)) => {
            return Ok(problem(&app, &context, AppProblem::UnknownAddress, Some(&client)));
        }
        Err(Rejection::State(client)) => {
            return Ok(problem(&app, &context, AppProblem::State, Some(&client)));
        }
        Err(Rejection::Answer(client, back, error)) => {
            tracing::info!(client_id = client.client_id, error = %error, "an authorization request was refused");
            return Ok(send(&app, &context, back.with_error(&error, issuer), false));
        }
        Err(Rejection::Store(error)) => return Err(error.into()),
    };
    let back = ReturnAddress {
        redirect_uri: parameters.redirect_uri.clone(),
        state: parameters.state.clone(),
        form_post: parameters.form_post,
    };
    let browser = browser_secrets(&app, &headers);
    let visit = Visit {
        arrival,
        session: session.as_ref(),
        browser_token: browser.newest(),
        headers: &headers,
    };
    match take_on(&app, &context, visit, Checked { client, parameters }).await {
        Ok(response) => Ok(response),
        Err(error) if error.code == ErrorCode::TooManyAttempts && visit.may_come_back(&raw) => {
            come_back(&app, &headers, &query)
        }
        // From here on there is somebody to answer (RFC 6749 §4.1.2.1).
        Err(error) => Ok(send(
            &app,
            &context,
            back.with_error(&failure(&error), issuer),
            false,
        )),
    }
}

/// An internal error as the OAuth error for the app.
const fn failure(error: &ApiError) -> OAuthError {
    match error.code {
        ErrorCode::TooManyAttempts | ErrorCode::Busy | ErrorCode::Unavailable => OAuthError::new(
            OAuthCode::TemporarilyUnavailable,
            "The platform cannot do this at the moment. Try again later.",
        ),
        _ => OAuthError::new(OAuthCode::ServerError, "Something went wrong here."),
    }
}

/// Stands in the query of a browser that was sent back for want of a cookie.
const CAME_BACK: &str = "latchkey_came_back";

/// The browser that makes the request.
#[derive(Clone, Copy)]
struct Visit<'a> {
    arrival: Arrival,
    session: Option<&'a Session>,
    /// The secret that what begins now is bound to.
    browser_token: Option<&'a str>,
    headers: &'a HeaderMap,
}

impl Visit<'_> {
    /// Whether a cookie would give this browser a number of its own.
    fn may_come_back(&self, raw: &Parameters) -> bool {
        let is_back = !matches!(raw.get(CAME_BACK), Ok(None));
        self.session.is_none() && self.browser_token.is_none() && !is_back
    }
}

/// Takes a good request as far as it goes. Invariant: it is written down, and counted, only where somebody will need it again.
async fn take_on(
    app: &AppState,
    context: &RequestContext,
    visit: Visit<'_>,
    Checked { client, parameters }: Checked,
) -> Result<Response, ApiError> {
    let browser_token = match visit.browser_token {
        Some(token) => token.to_owned(),
        None => new_token().map_err(SignInError::from)?,
    };
    let request = AuthorizationRequest {
        id: new_id(),
        browser_hash: token_hash(&browser_token),
        environment_id: client.environment_id.clone(),
        status: RequestState::Pending,
        parameters,
        account_id: None,
        code: None,
        created_at_ms: app.clock.now_ms(),
    };
    let pending = Pending { request, client };
    match (
        look_ahead(app.provider(), &pending, visit.session).await?,
        visit.arrival,
    ) {
        (Outlook::Refused(answer), _) => return Ok(send(app, context, answer, false)),
        // No browser shows a page of ours in a frame.
        (Outlook::Page, Arrival::Frame) => {
            return Ok(ApiError::from(ErrorCode::CrossSiteRequest).into_response());
        }
        (Outlook::Page | Outlook::Code, _) => {}
    }
    keep(app, context, visit, &pending.request).await?;
    let response = advance(app, context, &pending, visit.session, false, &browser_token).await?;
    Ok((remember(app, visit.headers, &browser_token), response).into_response())
}

/// Writes a request down. Only so many are kept of an account, of a browser, and of an address: nobody fills the store with them.
async fn keep(
    app: &AppState,
    context: &RequestContext,
    visit: Visit<'_>,
    request: &AuthorizationRequest,
) -> Result<(), ApiError> {
    let account = visit
        .session
        .map(|session| format!("account:{}", session.account_id));
    let address = context.address_key.as_str();
    let scopes = match (&account, visit.browser_token) {
        (Some(account), _) => vec![(RateLimit::Authorization, account.as_str())],
        (None, Some(_)) => vec![
            (RateLimit::AuthorizationOfBrowser, request.browser_hash.as_str()),
            (RateLimit::AuthorizationOfAddress, address),
        ],
        (None, None) => vec![(RateLimit::Authorization, address)],
    };
    let now = request.created_at_ms;
    admitted(throttle::look(&mut *app.store.read().await?, &scopes, now).await?)?;
    let mut transaction = app.store.begin().await?;
    admitted(throttle::reserve(&mut transaction, &request.id, &scopes, now).await?)?;
    authorization_requests::insert(&mut transaction, request).await?;
    transaction.commit().await?;
    Ok(())
}

/// Sends a browser back here with a cookie, by which it is counted for itself: so whoever floods this place from an address, or has
/// other people's browsers do so, keeps nobody else behind that address out.
fn come_back(app: &AppState, headers: &HeaderMap, query: &str) -> Result<Response, ApiError> {
    let token = new_token().map_err(SignInError::from)?;
    let again = format!("{}?{query}&{CAME_BACK}=1", super::AUTHORIZE);
    let location = HeaderValue::try_from(again).map_err(|_| ApiError::from(ErrorCode::MalformedRequest))?;
    let cookie = remember(app, headers, &token);
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::SEE_OTHER, cookie, headers).into_response())
}

/// `POST /oauth/authorize` (OpenID Connect Core §3.1.2.1). Its own GET comes with the cookies, which a cross-site POST lacks.
pub(super) async fn to_get(body: Result<Bytes, BytesRejection>) -> Result<Response, ApiError> {
    to_get_of(super::AUTHORIZE, body)
}

/// Longest query that a form is led on with: an address has 64 KB at most.
const MAX_QUERY_BYTES: usize = 60 * 1024;

/// A form, as the query of a GET of the same route.
pub(in crate::http) fn to_get_of(
    route: &str,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body?;
    // Anew, so that nothing but a query comes out.
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(url::form_urlencoded::parse(&body))
        .finish();
    if query.len() > MAX_QUERY_BYTES {
        return Err(ErrorCode::PayloadTooLarge.into());
    }
    Ok(Redirect::to(&format!("{route}?{query}")).into_response())
}

/// `GET /oauth/authorize/continue`
pub(super) async fn go_on(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let raw = Parameters::parse(query.unwrap_or_default().as_bytes());
    let id = raw.get("request").ok().flatten().unwrap_or_default();
    let found = find(app.provider(), id, &browser_secrets(&app, &headers)).await?;
    let context = within(context, found.as_ref(), session.as_ref());
    match found {
        Some(pending) if pending.is_open(app.clock.now_ms()) => {
            let is_back = raw.get(super::BACK).ok().flatten().is_some();
            // The request was found by it.
            let browser = browser_secrets(&app, &headers);
            let browser_token = browser.newest().unwrap_or_default();
            advance(&app, &context, &pending, session.as_ref(), is_back, browser_token).await
        }
        pending => {
            let client = pending.as_ref().map(|pending| &pending.client);
            Ok(over(&app, &context, client))
        }
    }
}

async fn advance(
    app: &AppState,
    context: &RequestContext,
    pending: &Pending,
    session: Option<&Session>,
    is_back: bool,
    browser_token: &str,
) -> Result<Response, ApiError> {
    let id = &pending.request.id;
    match (
        proceed(app.provider(), pending, session, is_back, &context.origin).await?,
        session,
    ) {
        (Next::Respond(answer), _) => Ok(send(app, context, answer, false)),
        (Next::Consent(_), _) => Ok(Redirect::to(&format!("/consent?request={id}")).into_response()),
        (Next::SecondFactor, Some(session)) => {
            let back = continue_path(id);
            let step = step_up(app, session, browser_token, &back).await?;
            // Without a password there is nothing to step up from: the request is looked at anew.
            let next = step.map_or(back, |step| of_second_step(&step));
            Ok(Redirect::to(&next).into_response())
        }
        (Next::NoAccess, Some(session)) => no_access(app, context, pending, session).await,
        (Next::SignIn | Next::NoAccess | Next::SecondFactor, _) => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("return_to", &continue_path(id))
                .finish();
            Ok(Redirect::to(&format!("/sign-in?{query}")).into_response())
        }
        (Next::Over | Next::Changed, _) => Ok(problem(app, context, AppProblem::Over, Some(&pending.client))),
    }
}
