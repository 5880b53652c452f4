//! `/second-account`: where the mailed link leads by which the owner of an account lets another identity open it. It asks before it does anything, because
//! mail scanners open every link.

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use latchkey_contract::LinkProblem;
use latchkey_spa::front::entry::{LinkPurpose, SecondAccountScreen, SecondAccountStep};
use latchkey_spa::front::page::Screen;
use latchkey_spa::paths;
use serde::Deserialize;

use super::answer;
use super::link::{LinkQuery, failed, not_opened, opened, pass_through};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::current_session::MaybeSession;
use crate::http::form::FormBody;
use crate::http::path_text::PathText;
use crate::second_accounts::agreeing::{Agreement, agree, read};
use crate::sign_in::SignInError;
use crate::sign_in::session::end;

const PURPOSE: LinkPurpose = LinkPurpose::SecondAccount;

/// The routes.
pub fn routes() -> Router<AppState> {
    let page = [paths::SECOND_ACCOUNT, "/{link}"].concat();
    Router::new()
        .route(paths::SECOND_ACCOUNT, get(pass))
        .route(&page, get(show).post(submit))
}

/// `GET` of the link itself.
async fn pass(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    query: Result<Query<LinkQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    match query.unwrap_or_default().0.token {
        Some(token) => pass_through(&app, &context, &headers, PURPOSE, &token).await,
        None => Ok(failed(&app, &context, PURPOSE, LinkProblem::Unknown)),
    }
}

/// `GET` of its page: asks.
async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    MaybeSession(session): MaybeSession,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let opened = opened(&app, &headers, PURPOSE, &id);
    match read(&app, &opened, session.as_ref()).await {
        Ok(agreement) => {
            let step = match agreement.is_member {
                true => SecondAccountStep::Agree,
                false => SecondAccountStep::SignIn,
            };
            Ok(shown(&app, &context, &id, agreement, step))
        }
        Err(error) => refused(&app, &context, error),
    }
}

/// What the page asks.
#[derive(Default, Deserialize)]
#[serde(default)]
struct SecondAccountForm {
    answer: String,
}

/// `POST` of its page: does it, or has the member sign in first.
async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    MaybeSession(session): MaybeSession,
    headers: HeaderMap,
    FormBody(form): FormBody<SecondAccountForm>,
) -> Result<Response, ApiError> {
    let opened = opened(&app, &headers, PURPOSE, &id);
    if form.answer == "agree" {
        match agree(&app, &opened, session.as_ref(), context.language, &context.origin).await {
            Ok(Some(agreement)) => {
                return Ok(shown(&app, &context, &id, agreement, SecondAccountStep::Done));
            }
            // Nobody has just signed in as the member (any more).
            Ok(None) => {}
            Err(error) => return refused(&app, &context, error),
        }
    }
    if let Err(error) = read(&app, &opened, session.as_ref()).await {
        return refused(&app, &context, error);
    }
    // The identity provider is to ask anew: so nobody is signed in here any more, and it is known that somebody signed out.
    let public_url = &app.config.public_url;
    if let Some(token) = Cookie::Session.read(&headers, public_url) {
        end(&app, token, &context.origin).await?;
    }
    let cookies = [
        (header::SET_COOKIE, Cookie::Session.remove(public_url)),
        (header::SET_COOKIE, Cookie::SignedOut.set("1", public_url)),
    ];
    let back = paths::sign_in_and_back_to(&paths::of_link(PURPOSE, &id));
    Ok((AppendHeaders(cookies), Redirect::to(&back)).into_response())
}

fn refused(app: &AppState, context: &RequestContext, error: SignInError) -> Result<Response, ApiError> {
    match error {
        SignInError::Link(problem) => Ok(not_opened(app, context, PURPOSE, problem)),
        error => Err(error.into()),
    }
}

fn shown(
    app: &AppState,
    context: &RequestContext,
    link: &str,
    agreement: Agreement,
    step: SecondAccountStep,
) -> Response {
    let screen = Screen::SecondAccount(SecondAccountScreen {
        link: link.to_owned(),
        account: agreement.account,
        member: agreement.member,
        attached_by: agreement.attached_by,
        step,
    });
    answer(app, context, StatusCode::OK, screen)
}
