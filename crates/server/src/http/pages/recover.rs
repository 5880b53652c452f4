//! `/recover`: the way back in for a company's admins, by a recovery code and the link that is mailed then. Invariants: the answer to the form
//! says the same whatever was typed, down to the byte; looking at a link changes nothing, because mail scanners open every link.

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use latchkey_contract::LinkProblem;
use latchkey_spa::front::page::Screen;
use latchkey_spa::front::recovery::{RecoveryAskScreen, RecoveryConfirmScreen, RecoveryScreen};
use latchkey_spa::paths;
use serde::Deserialize;

use super::answer;
use super::cookies_needed::page_of_a_link;
use super::link::LinkQuery;
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::{browser_secrets, remember};
use crate::http::context::RequestContext;
use crate::http::cookies::{Cookie, Series};
use crate::http::form::FormBody;
use crate::http::path_text::PathText;
use crate::http::sign_in::signed_in_cookies;
use crate::secrets::{new_token, token_hash};
use crate::sign_in::SignInError;
use crate::sign_in::link::{Opened, id_of};
use crate::sign_in::recovery::{KINDS, finish, look};
use crate::sign_in::recovery_request::{RecoveryForm, ask};

/// Longest token that is looked up, in bytes.
const MAX_TOKEN_BYTES: usize = 100;

/// The routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::RECOVER, get(show).post(submit))
        .route(&paths::of_recovery("{link}"), get(show_link).post(use_link))
}

/// `GET /recover`: the form; with a link's token: on to its page.
async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    query: Result<Query<LinkQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Some(token) = query.unwrap_or_default().0.token else {
        let screen = RecoveryAskScreen::default();
        return Ok(shown(&app, &context, StatusCode::OK, RecoveryScreen::Ask(screen)));
    };
    let id = match token.len() <= MAX_TOKEN_BYTES {
        true => id_of(&mut *app.store.read().await?, &token).await?,
        false => None,
    };
    let Some(id) = id else {
        return Ok(over(&app, &context, LinkProblem::Unknown));
    };
    let cookies = Series::Link.add(&headers, &id, &token, &app.config.public_url);
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    let cookies = AppendHeaders(cookies.collect::<Vec<_>>());
    Ok((cookies, Redirect::to(&paths::of_recovery(&id))).into_response())
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    username: String,
    code: String,
}

/// `POST /recover`
async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    FormBody(form): FormBody<CodeForm>,
) -> Result<Response, ApiError> {
    let known = browser_secrets(&app, &headers).newest().map(str::to_owned);
    let secret = match known {
        Some(secret) => secret,
        None => new_token().map_err(SignInError::from)?,
    };
    let typed = RecoveryForm {
        username: &form.username,
        code: &form.code,
        language: context.language,
        address_key: &context.address_key,
        browser_hash: &token_hash(&secret),
    };
    match ask(&app, typed, &context.origin).await {
        Ok(()) => {
            let page = shown(&app, &context, StatusCode::OK, RecoveryScreen::Asked);
            Ok((remember(&app, &headers, &secret), page).into_response())
        }
        Err(error) => {
            let error = ApiError::from(error);
            if error.retry_after.is_none() {
                return Err(error);
            }
            let screen = RecoveryAskScreen {
                username: EmailAddress::or_as_typed(&form.username),
                problem: Some(error.as_form_problem(&context.request_id)),
            };
            let mut response = shown(&app, &context, error.status(), RecoveryScreen::Ask(screen));
            if let Some(seconds) = error.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            Ok(response)
        }
    }
}

/// `GET /recover/{link}`: asks.
async fn show_link(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    match look(
        &app,
        &opened(&app, &headers, &id),
        &browser_secrets(&app, &headers),
    )
    .await
    {
        Ok(whom) => {
            let screen = RecoveryConfirmScreen {
                link: id,
                address: whom.address,
                company_name: whom.company_name,
            };
            Ok(shown(
                &app,
                &context,
                StatusCode::OK,
                RecoveryScreen::Confirm(screen),
            ))
        }
        Err(error) => refused(&app, &context, error),
    }
}

/// `POST /recover/{link}`: signs in.
async fn use_link(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let public_url = &app.config.public_url;
    let opened = opened(&app, &headers, &id);
    let browser = browser_secrets(&app, &headers);
    let replaces = Cookie::Session.read(&headers, public_url);
    match finish(&app, &opened, &browser, replaces, &context.origin).await {
        Ok(token) => {
            let done = AppendHeaders([(header::SET_COOKIE, Series::Link.remove(&id, public_url))]);
            let next = Redirect::to(paths::SINGLE_SIGN_ON);
            Ok((signed_in_cookies(&app, &token), done, next).into_response())
        }
        Err(error) => refused(&app, &context, error),
    }
}

fn opened<'a>(app: &AppState, headers: &'a HeaderMap, id: &'a str) -> Opened<'a> {
    Opened {
        token: Series::Link.value(headers, id, &app.config.public_url),
        id,
        kinds: KINDS,
    }
}

fn refused(app: &AppState, context: &RequestContext, error: SignInError) -> Result<Response, ApiError> {
    match error {
        SignInError::Link(LinkProblem::Elsewhere) if !context.sends_cookies => {
            Ok(page_of_a_link(app, context, StatusCode::NOT_FOUND))
        }
        SignInError::Link(problem) => Ok(over(app, context, problem)),
        error => Err(error.into()),
    }
}

fn over(app: &AppState, context: &RequestContext, problem: LinkProblem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::NOT_FOUND);
    shown(app, context, status, RecoveryScreen::Over(problem))
}

fn shown(app: &AppState, context: &RequestContext, status: StatusCode, screen: RecoveryScreen) -> Response {
    answer(app, context, status, Screen::Recovery(screen))
}
