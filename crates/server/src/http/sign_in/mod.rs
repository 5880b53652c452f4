//! The operations under `/api/sign-in/`, and what they share.

pub mod begin_passkey_sign_in;
pub mod begin_passkey_step;
pub mod discover_sign_in;
pub mod finish_passkey_step;
pub mod sign_in_with_passkey;
pub mod sign_in_with_password;
pub mod start_sso;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::AppendHeaders;
use latchkey_contract::sign_in::{
    BeginPasskeySignIn, BeginPasskeyStep, DiscoverSignIn, FinishPasskeyStep, SignInWithPasskey,
    SignInWithPassword, StartSso,
};

use super::api_error::ApiError;
use super::browser_cookie::{BrowserCookies, browser_secrets, remember, remembered, remembered_secrets};
use super::context::RequestContext;
use super::cookies::Cookie;
use super::provider::waiting_for;
use super::route_table::Operations;
use crate::app_state::AppState;
use crate::domain::return_to;
use crate::secrets::{BrowserSecrets, new_token};
use crate::sign_in::SignInError;
use crate::sign_in::after_password::Entered;
use crate::sign_in::password::{NewSession, PasswordForm, check};
use crate::sign_in::second_step::SecondStepDone;
use crate::sign_in::sso_renewal::{ExpiredSession, Visitor, renew};
use crate::sign_in::sso_start::{AskAnew, SsoForm, start};
use latchkey_spa::paths::of_second_step;
use serde::Deserialize;
use zeroize::Zeroizing;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<DiscoverSignIn, _>(discover_sign_in::handle)
        .with::<BeginPasskeySignIn, _>(begin_passkey_sign_in::handle)
        .with::<SignInWithPasskey, _>(sign_in_with_passkey::handle)
        .with::<BeginPasskeyStep, _>(begin_passkey_step::handle)
        .with::<FinishPasskeyStep, _>(finish_passkey_step::handle)
        .with::<SignInWithPassword, _>(sign_in_with_password::handle)
        .with::<StartSso, _>(start_sso::handle)
}

/// `N` headers `Set-Cookie`.
pub(super) type SetCookies<const N: usize> = AppendHeaders<[(header::HeaderName, HeaderValue); N]>;

/// Value of the sign-out cookie when somebody signs out only to sign in again at once, before an act that needs a recent sign-in.
pub(super) const SIGNED_OUT_TO_PROVE: &str = "to-prove";

/// The fields of the sign-in form, sent as a form or as JSON.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Form {
    pub(super) username: String,
    pub(super) password: Zeroizing<String>,
    pub(super) return_to: Option<String>,
}

/// The cookies of somebody who has just signed in.
pub(super) fn signed_in_cookies(app: &AppState, token: &str) -> SetCookies<2> {
    let public_url = &app.config.public_url;
    AppendHeaders([
        (header::SET_COOKIE, Cookie::Session.set(token, public_url)),
        (header::SET_COOKIE, Cookie::SignedOut.remove(public_url)),
    ])
}

/// The cookies of somebody who has just done the second step.
pub(super) fn step_done_cookies(
    app: &AppState,
    headers: &HeaderMap,
    done: &SecondStepDone,
) -> AppendHeaders<Vec<(header::HeaderName, HeaderValue)>> {
    let token = done.remembered.iter();
    let kept = token.flat_map(|token| remembered(app, headers, token));
    AppendHeaders(
        signed_in_cookies(app, &done.token)
            .0
            .into_iter()
            .chain(kept)
            .collect(),
    )
}

/// The secret of this browser, to which sign-in attempts are bound; a new one if the browser has none yet.
pub(super) fn browser_token_of(app: &AppState, headers: &HeaderMap) -> Result<String, ApiError> {
    match browser_secrets(app, headers).newest() {
        Some(token) => Ok(token.to_owned()),
        None => Ok(new_token().map_err(SignInError::from)?),
    }
}

/// The token of the session that this browser has.
pub(super) fn present_session(app: &AppState, headers: &HeaderMap) -> Option<Zeroizing<String>> {
    let token = Cookie::Session.read(headers, &app.config.public_url);
    token.map(|token| Zeroizing::new(token.to_owned()))
}

/// Where a right password leads.
pub(super) struct ByPassword {
    /// The path to go to.
    pub(super) next: String,
    /// Whether the session has begun; else the second step comes first.
    pub(super) is_signed_in: bool,
    /// The cookies to set.
    pub(super) cookies: AppendHeaders<Vec<(header::HeaderName, HeaderValue)>>,
}

/// Signs in with a password, or begins the second step.
pub(super) async fn by_password(
    app: &AppState,
    context: &RequestContext,
    headers: &HeaderMap,
    form: Form,
) -> Result<ByPassword, ApiError> {
    let password_form = PasswordForm {
        username: form.username,
        password: form.password,
        address_key: context.address_key.clone(),
    };
    let replaces = Cookie::Session.read(headers, &app.config.public_url);
    let return_to = form.return_to.as_deref().and_then(return_to::checked);
    let browser_token = browser_token_of(app, headers)?;
    let session = NewSession {
        replaces: replaces.map(str::to_owned),
        browser_token: browser_token.clone(),
        remembered: match Cookie::SignedOut.read(headers, &app.config.public_url) {
            // Before an act that needs a recent sign-in, a remembered browser does not replace the second factor.
            Some(SIGNED_OUT_TO_PROVE) => BrowserSecrets::new([]),
            _ => remembered_secrets(app, headers),
        },
        return_to: return_to.map(str::to_owned),
    };
    Ok(match check(app, password_form, session, &context.origin).await? {
        Entered::SignedIn(token) => ByPassword {
            next: return_to.unwrap_or("/").to_owned(),
            is_signed_in: true,
            cookies: AppendHeaders(signed_in_cookies(app, &token).0.into()),
        },
        Entered::Owes(step) => ByPassword {
            next: of_second_step(&step),
            is_signed_in: false,
            cookies: remember(app, headers, &browser_token),
        },
    })
}

/// Whether the identity provider has to ask the person anew on the way to `return_to`: because an app demands it, or because somebody has signed
/// out in this browser.
pub(super) async fn how_to_ask(
    app: &AppState,
    headers: &HeaderMap,
    return_to: Option<&str>,
) -> Result<AskAnew, ApiError> {
    let must_be_new = match waiting_for(app, headers, return_to).await? {
        Some(pending) => pending.wants_new_sign_in(app.clock.now_ms()),
        None => false,
    };
    let has_signed_out = Cookie::SignedOut.read(headers, &app.config.public_url).is_some();
    Ok(match (must_be_new, has_signed_out) {
        // Whoever has signed out may need a recent sign-in for an act.
        (true, _) | (_, true) => AskAnew::AndProve,
        (false, false) => AskAnew::No,
    })
}

/// Begins a sign-in at the identity provider. Returns the address of the redirect, and the cookie that binds the attempt to this browser.
pub(super) async fn by_sso(
    app: &AppState,
    context: &RequestContext,
    headers: &HeaderMap,
    form: &Form,
) -> Result<(String, BrowserCookies), ApiError> {
    let browser = browser_secrets(app, headers);
    let sso_form = SsoForm {
        username: &form.username,
        return_to: form.return_to.as_deref(),
        address_key: &context.address_key,
        browser: &browser,
        ask_anew: how_to_ask(app, headers, form.return_to.as_deref()).await?,
    };
    let redirect = start(app, &sso_form, &context.origin).await?;
    let cookie = remember(app, headers, &redirect.browser_token);
    Ok((redirect.redirect_to, cookie))
}

/// Tries to renew an expired session. Only when a page is being opened, and nobody has just signed out in this browser.
pub(super) async fn renewal(
    app: &AppState,
    context: &RequestContext,
    headers: &HeaderMap,
    return_to: Option<&str>,
) -> Result<Option<ExpiredSession>, ApiError> {
    let public_url = &app.config.public_url;
    let is_page = headers
        .get("sec-fetch-dest")
        .is_none_or(|destination| destination == "document");
    let signed_out = Cookie::SignedOut.read(headers, public_url).is_some();
    let Some(session_token) = Cookie::Session
        .read(headers, public_url)
        .filter(|_| is_page && !signed_out)
    else {
        return Ok(None);
    };
    let browser = browser_secrets(app, headers);
    let visitor = Visitor {
        session_token,
        return_to,
        address_key: &context.address_key,
        browser: &browser,
    };
    Ok(renew(app, &visitor, &context.origin).await?)
}
