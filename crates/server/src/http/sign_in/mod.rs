//! `/api/sign-in/…`

pub mod discover_sign_in;
pub mod sign_in_with_password;
pub mod start_sso;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::AppendHeaders;

use super::context::RequestContext;
use super::cookies::Cookie;
use super::fault::Fault;
use crate::app::App;
use crate::domain::return_to;
use crate::sign_in::password::{PasswordForm, sign_in};
use crate::sign_in::sso_start::{Departure, SsoForm, start};
use zeroize::Zeroizing;

/// `Set-Cookie`, so many times.
pub(super) type SetCookies<const N: usize> = AppendHeaders<[(header::HeaderName, HeaderValue); N]>;

/// What the sign-in form holds, whichever way it was sent.
pub(super) struct Form {
    pub(super) username: String,
    pub(super) password: Zeroizing<String>,
    pub(super) return_to: Option<String>,
}

/// The cookies of somebody who has just signed in.
pub(super) fn signed_in_cookies(app: &App, token: &str) -> SetCookies<2> {
    let public_url = &app.config.public_url;
    AppendHeaders([
        (header::SET_COOKIE, Cookie::Session.set(token, public_url)),
        (header::SET_COOKIE, Cookie::SignedOut.remove(public_url)),
    ])
}

/// Signs in by password; answers with the path to go to and the cookies to set.
pub(super) async fn by_password(
    app: &App,
    context: &RequestContext,
    headers: &HeaderMap,
    form: Form,
) -> Result<(String, SetCookies<2>), Fault> {
    let password_form = PasswordForm {
        username: form.username,
        password: form.password,
        address_key: context.address_key.clone(),
        replaces: Cookie::Session
            .read(headers, &app.config.public_url)
            .map(str::to_owned),
    };
    let token = sign_in(app, password_form, &context.origin).await?;
    let next = form
        .return_to
        .as_deref()
        .and_then(return_to::checked)
        .unwrap_or("/")
        .to_owned();
    Ok((next, signed_in_cookies(app, &token)))
}

/// Begins a sign-in at the identity provider; answers with its address and the cookie that binds it to this browser.
pub(super) async fn by_sso(
    app: &App,
    context: &RequestContext,
    headers: &HeaderMap,
    form: &Form,
) -> Result<(String, SetCookies<1>), Fault> {
    let public_url = &app.config.public_url;
    let sso_form = SsoForm {
        username: &form.username,
        return_to: form.return_to.as_deref(),
        address_key: &context.address_key,
        browser_token: Cookie::Browser.read(headers, public_url),
        ask_anew: Cookie::SignedOut.read(headers, public_url).is_some(),
    };
    let Departure {
        redirect_to,
        browser_token,
    } = start(app, &sso_form, &context.origin).await?;
    let cookie = (
        header::SET_COOKIE,
        Cookie::Browser.set(&browser_token, public_url),
    );
    Ok((redirect_to, AppendHeaders([cookie])))
}
