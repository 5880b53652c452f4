//! `/sign-up`: asking for an account; `/sign-up/{link}`: getting it.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use latchkey_spa::front::entry::{ChoosePasswordScreen, LinkPurpose};
use latchkey_spa::paths::of_second_step;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::ask_for_link::{self, AskForLinkForm};
use super::link::{self, LinkQuery, opened};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::remember;
use crate::http::context::RequestContext;
use crate::http::cookies::{Cookie, Series};
use crate::http::current_session::MaybeSession;
use crate::http::form::FormBody;
use crate::http::path_text::PathText;
use crate::http::provider::{on_after_form, on_the_way_to};
use crate::http::sign_in::{browser_token_of, signed_in_cookies};
use crate::sign_in::after_password::Entered;
use crate::sign_in::sign_up::{SignUpForm, SignedUp, finish};

const PURPOSE: LinkPurpose = LinkPurpose::SignUp;

/// `GET /sign-up`, with a link's token or without.
pub async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    headers: HeaderMap,
    query: Result<Query<LinkQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.unwrap_or_default();
    let return_to = query.return_to();
    match query.token {
        Some(token) => link::pass_through(&app, &context, &headers, PURPOSE, &token).await,
        None if session.is_some() => Ok(Redirect::to(return_to.as_deref().unwrap_or("/")).into_response()),
        None => ask_for_link::form(&app, context, PURPOSE, return_to, &headers).await,
    }
}

/// `POST /sign-up`
pub async fn ask(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    FormBody(form): FormBody<AskForLinkForm>,
) -> Result<Response, ApiError> {
    ask_for_link::take(&app, context, PURPOSE, form, &headers).await
}

/// `GET /sign-up/{link}`
pub async fn show_link(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    link::show(
        &app,
        context,
        PURPOSE,
        &opened(&app, &headers, PURPOSE, &id),
        &headers,
    )
    .await
}

/// What the page of the link asks.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewAccountForm {
    first_name: String,
    last_name: String,
    password: Zeroizing<String>,
}

/// `POST /sign-up/{link}`: makes the account and signs in.
pub async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
    FormBody(form): FormBody<NewAccountForm>,
) -> Result<Response, ApiError> {
    let opened = opened(&app, &headers, PURPOSE, &id);
    let public_url = &app.config.public_url;
    let browser_token = browser_token_of(&app, &headers)?;
    let sign_up = SignUpForm {
        first_name: form.first_name.clone(),
        last_name: form.last_name.clone(),
        password: form.password,
        replaces: Cookie::Session.read(&headers, public_url).map(str::to_owned),
        browser_token: browser_token.clone(),
    };
    match finish(&app, &opened, sign_up, &context.origin).await {
        Ok(SignedUp { entered, return_to }) => {
            let done = AppendHeaders([(header::SET_COOKIE, Series::Link.remove(&id, public_url))]);
            let token = match entered {
                Entered::SignedIn(token) => token,
                Entered::Owes(step) => {
                    let next = Redirect::to(&of_second_step(&step));
                    return Ok((remember(&app, &headers, &browser_token), done, next).into_response());
                }
            };
            let context = on_the_way_to(&app, context, &headers, return_to.as_deref()).await?;
            let next = on_after_form(&app, &context, return_to.as_deref().unwrap_or("/"));
            Ok((signed_in_cookies(&app, &token), done, next).into_response())
        }
        Err(error) => {
            let filled = ChoosePasswordScreen {
                purpose: PURPOSE,
                link: id.clone(),
                username: String::new(),
                first_name: form.first_name,
                last_name: form.last_name,
                company_name: String::new(),
                problems: Vec::new(),
            };
            link::refused(&app, context, &opened, filled, error, &headers).await
        }
    }
}
