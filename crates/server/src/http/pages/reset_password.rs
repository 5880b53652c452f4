//! `/reset-password`: asking for a new password; `/reset-password/{link}`: setting it.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use latchkey_spa::front::entry::{ChoosePasswordScreen, LinkPurpose};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::ask_for_link::{self, AskForLinkForm};
use super::link::{self, LinkQuery, opened};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::form::FormBody;
use crate::http::path_text::PathText;
use crate::sign_in::reset_password::finish;

const PURPOSE: LinkPurpose = LinkPurpose::ResetPassword;

/// `GET /reset-password`, with a link's token or without.
pub async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    query: Result<Query<LinkQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.unwrap_or_default();
    match &query.token {
        Some(token) => link::pass_through(&app, &context, &headers, PURPOSE, token).await,
        None => ask_for_link::form(&app, context, PURPOSE, query.return_to(), &headers).await,
    }
}

/// `POST /reset-password`
pub async fn ask(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    FormBody(form): FormBody<AskForLinkForm>,
) -> Result<Response, ApiError> {
    ask_for_link::take(&app, context, PURPOSE, form, &headers).await
}

/// `GET /reset-password/{link}`
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
pub struct NewPasswordForm {
    password: Zeroizing<String>,
}

/// `POST /reset-password/{link}`: sets the password. Signing in is left to the person: the mailbox alone is not the account.
pub async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
    FormBody(form): FormBody<NewPasswordForm>,
) -> Result<Response, ApiError> {
    let opened = opened(&app, &headers, PURPOSE, &id);
    match finish(&app, &opened, form.password, context.language, &context.origin).await {
        Ok(return_to) => {
            // The session of this browser, if it had one, has ended with the others or is somebody else's. The link's cookie
            // stays: it tells the sign-in screen whose password was set.
            let done = AppendHeaders([(header::SET_COOKIE, Cookie::Session.remove(&app.config.public_url))]);
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("link", &id);
            if let Some(return_to) = &return_to {
                query.append_pair("return_to", return_to);
            }
            let next = format!("/sign-in?{}", query.finish());
            Ok((done, Redirect::to(&next)).into_response())
        }
        Err(error) => {
            let filled = ChoosePasswordScreen {
                purpose: PURPOSE,
                link: id.clone(),
                username: String::new(),
                first_name: String::new(),
                last_name: String::new(),
                company_name: String::new(),
                problems: Vec::new(),
            };
            link::refused(&app, context, &opened, filled, error, &headers).await
        }
    }
}
