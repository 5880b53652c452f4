//! `/sign-in/second-step/{step}`: asks for the second factor after a right password. A plain form, for browsers with and without script.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use latchkey_spa::front::page::Screen;
use latchkey_spa::front::second_step::{
    SecondStepAskScreen, SecondStepCodeUsedScreen, SecondStepCodesScreen, SecondStepEnrolScreen,
    SecondStepScreen,
};
use latchkey_spa::paths;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::cookies_needed;
use super::{answer, branded};
use crate::app_state::AppState;
use crate::company_brand::shown::to_account;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::browser_secrets;
use crate::http::context::RequestContext;
use crate::http::form::FormBody;
use crate::http::path_text::PathText;
use crate::http::provider::{app_name, on_after_form, on_the_way_to, waiting_for};
use crate::http::sign_in::{present_session, step_done_cookies};
use crate::sign_in::SignInError;
use crate::sign_in::second_step::{OpenStep, SecondStepForm, finish, look};
use crate::two_step::check::Typed;

/// Longest code that is looked at, in bytes.
const MAX_CODE_BYTES: usize = 100;

/// The page.
pub fn routes() -> Router<AppState> {
    Router::new().route(&paths::of_second_step("{step}"), get(show).post(submit))
}

/// `GET`: asks.
async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    match look(&app, &id, &browser_secrets(&app, &headers)).await {
        Ok(step) => ask(&app, context, &headers, &id, step, None).await,
        Err(SignInError::SecondStepOver) => Ok(over(&app, &context)),
        Err(error) => Err(error.into()),
    }
}

/// What the page sends: one of them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: Zeroizing<String>,
    recovery_code: Option<Zeroizing<String>>,
    remember: Option<String>,
    passkey: Option<String>,
}

/// `POST`: signs in, or asks again.
async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
    FormBody(form): FormBody<CodeForm>,
) -> Result<Response, ApiError> {
    let browser = browser_secrets(&app, &headers);
    let step = match look(&app, &id, &browser).await {
        Ok(step) => step,
        Err(SignInError::SecondStepOver) => return Ok(over(&app, &context)),
        Err(error) => return Err(error.into()),
    };
    let by_recovery_code = form.recovery_code.is_some();
    let address = step.account.email.clone();
    let account_id = step.account.id.clone();
    let form = SecondStepForm {
        id: id.clone(),
        browser,
        remember: form.remember.is_some(),
        typed: typed(form),
        replaces: present_session(&app, &headers),
        address_key: context.address_key.clone(),
        language: context.language,
    };
    match finish(&app, form, &context.origin).await {
        Ok(done) => {
            let cookies = step_done_cookies(&app, &headers, &done);
            let next = done.return_to.unwrap_or_else(|| paths::HOME.into());
            // What has to be read before somebody goes on.
            let screen = match (done.recovery_codes.is_empty(), done.codes_left) {
                (false, _) => Some(SecondStepScreen::Codes(SecondStepCodesScreen {
                    codes: done.recovery_codes,
                    address,
                    platform: app.config.platform_name.clone(),
                    next: next.clone(),
                })),
                (true, Some(left)) => {
                    let next = next.clone();
                    Some(SecondStepScreen::CodeUsed(SecondStepCodeUsedScreen {
                        left,
                        next,
                    }))
                }
                (true, None) => None,
            };
            if let Some(screen) = screen {
                let context = on_the_way_to(&app, context, &headers, Some(&next)).await?;
                let brand = to_account(&mut *app.store.read().await?, &account_id).await?;
                let page = branded(&app, &context, StatusCode::OK, Screen::SecondStep(screen), brand);
                return Ok((cookies, page).into_response());
            }
            Ok((cookies, on_after_form(&app, &context, &next)).into_response())
        }
        Err(SignInError::SecondStepOver) => Ok(over(&app, &context)),
        Err(
            error @ (SignInError::CodeWrong
            | SignInError::PasskeyRefused
            | SignInError::TooManyAttempts { .. }),
        ) => {
            ask(
                &app,
                context,
                &headers,
                &id,
                step,
                Some((error.into(), by_recovery_code)),
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

fn typed(form: CodeForm) -> Typed {
    let short = |code: Zeroizing<String>| match code.len() <= MAX_CODE_BYTES {
        true => code,
        false => Zeroizing::default(),
    };
    // What a browser sends by the script of the page; anything else is a code that is wrong.
    if let Some(made) = form.passkey.and_then(|made| serde_json::from_str(&made).ok()) {
        return Typed::NewPasskey(made);
    }
    match form.recovery_code {
        Some(code) => Typed::RecoveryCode(short(code)),
        None => Typed::Totp(short(form.code)),
    }
}

async fn ask(
    app: &AppState,
    context: RequestContext,
    headers: &HeaderMap,
    id: &str,
    step: OpenStep,
    // And whether it is about a recovery code.
    refused: Option<(ApiError, bool)>,
) -> Result<Response, ApiError> {
    let (error, by_recovery_code) = refused.unzip();
    let return_to = step.return_to.as_deref();
    let context = on_the_way_to(app, context, headers, return_to).await?;
    let pending = waiting_for(app, headers, return_to).await?;
    let brand = to_account(&mut *app.store.read().await?, &step.account.id).await?;
    let screen = SecondStepAskScreen {
        step: id.to_owned(),
        address: step.account.email,
        app: pending.as_ref().map(app_name),
        sign_in: paths::and_back_to(paths::SIGN_IN, return_to),
        has_app: step.has_app || step.enrolment.is_some(),
        has_passkey: step.has_passkey,
        may_remember: step.may_remember,
        problem: error
            .as_ref()
            .map(|error| error.as_form_problem(&context.request_id)),
        by_recovery_code: by_recovery_code.unwrap_or_default(),
    };
    let status = error.as_ref().map_or(StatusCode::OK, ApiError::status);
    let screen = match step.enrolment {
        Some(secret) => SecondStepScreen::Enrol(SecondStepEnrolScreen {
            ask: screen,
            secret: secret.secret,
            uri: secret.uri,
            qr_code: secret.qr_code.map(|code| (code.size, code.path)),
            new_passkey: step
                .new_passkey
                .and_then(|asked| serde_json::to_string(&asked).ok()),
        }),
        None => SecondStepScreen::Ask(screen),
    };
    let mut response = branded(app, &context, status, Screen::SecondStep(screen), brand);
    if let Some(seconds) = error.and_then(|error| error.retry_after) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

fn over(app: &AppState, context: &RequestContext) -> Response {
    let status = StatusCode::NOT_FOUND;
    match context.sends_cookies {
        true => answer(app, context, status, Screen::SecondStep(SecondStepScreen::Over)),
        false => cookies_needed::page(app, context, status, None),
    }
}
