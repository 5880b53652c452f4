//! `/set-up`: the first start. On a platform that has a company there is nothing here.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use latchkey_contract::{ErrorCode, LinkProblem};
use latchkey_spa::front::entry::{ChoosePasswordScreen, LinkPurpose};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::link::{self, LinkQuery, opened};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::{Cookie, Series};
use crate::http::form::FormBody;
use crate::http::path_text::PathText;
use crate::http::sign_in::signed_in_cookies;
use crate::sign_in::SignInError;
use crate::sign_in::set_up::{SetUpForm, finish};
use crate::store::companies;

const PURPOSE: LinkPurpose = LinkPurpose::SetUp;

/// `GET /set-up`, with the link's token or without.
pub async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    query: Result<Query<LinkQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    ensure_not_set_up(&app).await?;
    match query.unwrap_or_default().0.token {
        Some(token) => link::pass_through(&app, &context, &headers, PURPOSE, &token).await,
        None => Ok(link::failed(&app, &context, PURPOSE, LinkProblem::Elsewhere)),
    }
}

/// `GET /set-up/{link}`
pub async fn show_link(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    ensure_not_set_up(&app).await?;
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
pub struct FirstCompanyForm {
    company_name: String,
    first_name: String,
    last_name: String,
    username: String,
    password: Zeroizing<String>,
}

/// `POST /set-up/{link}`: makes the first company and its admin, and signs in.
pub async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
    FormBody(form): FormBody<FirstCompanyForm>,
) -> Result<Response, ApiError> {
    let opened = opened(&app, &headers, PURPOSE, &id);
    let public_url = &app.config.public_url;
    let filled = ChoosePasswordScreen {
        purpose: PURPOSE,
        link: id.clone(),
        username: form.username,
        first_name: form.first_name,
        last_name: form.last_name,
        company_name: form.company_name,
        problems: Vec::new(),
    };
    let set_up = SetUpForm {
        company_name: filled.company_name.clone(),
        first_name: filled.first_name.clone(),
        last_name: filled.last_name.clone(),
        username: filled.username.clone(),
        password: form.password,
        replaces: Cookie::Session.read(&headers, public_url).map(str::to_owned),
    };
    match finish(&app, &opened, set_up, &context.origin).await {
        Ok(token) => {
            let done = AppendHeaders([(header::SET_COOKIE, Series::Link.remove(&id, public_url))]);
            Ok((signed_in_cookies(&app, &token), done, Redirect::to("/")).into_response())
        }
        Err(error) => link::refused(&app, context, &opened, filled, error, &headers).await,
    }
}

async fn ensure_not_set_up(app: &AppState) -> Result<(), ApiError> {
    let set_up = companies::is_any(&mut *app.store.read().await?).await;
    match set_up.map_err(SignInError::from)? {
        true => Err(ErrorCode::NotFound.into()),
        false => Ok(()),
    }
}
