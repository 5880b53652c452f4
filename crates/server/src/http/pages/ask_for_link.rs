//! `POST /sign-up` and `POST /reset-password`: the same answer to everybody, down to the byte.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use latchkey_spa::front::entry::{AskForLinkScreen, CheckMailScreen, LinkPurpose};
use latchkey_spa::front::page::Screen;
use serde::Deserialize;

use super::answer;
use super::link::checked;
use crate::app_state::AppState;
use crate::config::PublicUrl;
use crate::domain::email_address::EmailAddress;
use crate::domain::link_request::RequestedLink;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::provider::on_the_way_to;
use crate::sign_in::link_request::{Ask, ask};

/// The form, with the username that was typed on the sign-in screen.
pub(super) async fn form(
    app: &AppState,
    context: RequestContext,
    purpose: LinkPurpose,
    return_to: Option<String>,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let context = on_the_way_to(app, context, headers, return_to.as_deref()).await?;
    let public_url = &app.config.public_url;
    let (username, gone) = carried_username(headers, public_url).unzip();
    let screen = AskForLinkScreen {
        purpose,
        username: username.unwrap_or_default(),
        return_to,
        problem: None,
    };
    let page = answer(app, &context, StatusCode::OK, Screen::AskForLink(screen));
    Ok((gone, page).into_response())
}

/// What takes the cookie of a carried username away.
pub(super) type CookieGone = AppendHeaders<[(header::HeaderName, HeaderValue); 1]>;

/// The username that another screen of this browser has carried here, with what takes its cookie away: it has served.
pub(super) fn carried_username(headers: &HeaderMap, public_url: &PublicUrl) -> Option<(String, CookieGone)> {
    let carried = Cookie::Username.read(headers, public_url)?;
    let gone = AppendHeaders([(header::SET_COOKIE, Cookie::Username.remove(public_url))]);
    Some((typed(carried), gone))
}

/// What somebody typed on the sign-in screen; nothing where it is none of that.
fn typed(carried: &str) -> String {
    let text = percent_encoding::percent_decode_str(carried).decode_utf8();
    let text = text
        .ok()
        .filter(|text| text.len() <= 320 && !text.contains(char::is_control));
    EmailAddress::or_as_typed(&text.unwrap_or_default())
}

/// What the form asks.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskForLinkForm {
    username: String,
    return_to: String,
}

/// Takes the form.
pub(super) async fn take(
    app: &AppState,
    context: RequestContext,
    purpose: LinkPurpose,
    form: AskForLinkForm,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let AskForLinkForm { username, return_to } = form;
    let return_to = checked(Some(&return_to));
    let context = on_the_way_to(app, context, headers, return_to.as_deref()).await?;
    let asked = match purpose {
        LinkPurpose::ResetPassword => RequestedLink::ResetPassword,
        LinkPurpose::SignUp
        | LinkPurpose::SetUp
        | LinkPurpose::ConfirmAddress
        | LinkPurpose::KeepAddress
        | LinkPurpose::SecondAccount => RequestedLink::SignUp,
    };
    let wanted = Ask {
        asked,
        username: &username,
        language: context.language,
        return_to: return_to.as_deref(),
        address_key: &context.address_key,
    };
    Ok(match ask(app, wanted, &context.origin).await {
        Ok(address) => {
            let screen = CheckMailScreen {
                purpose,
                address: address.to_string(),
                return_to,
            };
            answer(app, &context, StatusCode::OK, Screen::CheckMail(screen))
        }
        Err(error) => {
            let error = ApiError::from(error);
            let screen = AskForLinkScreen {
                purpose,
                username: EmailAddress::or_as_typed(&username),
                return_to,
                problem: Some(error.as_form_problem(&context.request_id)),
            };
            let mut response = answer(app, &context, error.status(), Screen::AskForLink(screen));
            if let Some(seconds) = error.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
    })
}
