//! `/onboarding`: somebody new confirms the name and gets an account.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_contract::sign_in::SsoFailure;
use latchkey_spa::front::page::{OnboardingScreen, Screen};
use serde::Deserialize;

use super::branded;
use crate::app_state::AppState;
use crate::company_brand::shown::to_company;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::browser_secrets;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::form::FormBody;
use crate::http::provider::on_the_way_to;
use crate::http::sso::callback::{land, land_after_form};
use crate::sign_in::SignInError;
use crate::sign_in::onboarding::{Invitation, OnboardingForm, accept, invitation};
use crate::sign_in::sso_callback::CallbackOutcome;

/// What stands behind `/onboarding?`.
#[derive(Debug, Default, Deserialize)]
pub struct OnboardingQuery {
    attempt: Option<String>,
}

/// `GET /onboarding`
pub async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    query: Result<Query<OnboardingQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let attempt_id = query
        .ok()
        .and_then(|Query(query)| query.attempt)
        .unwrap_or_default();
    match invitation(&app, &attempt_id, &browser_secrets(&app, &headers)).await? {
        Some(invitation) => {
            let return_to = invitation.return_to.as_deref();
            let context = on_the_way_to(&app, context, &headers, return_to).await?;
            let brand = to_company(&mut *app.store.read().await?, &invitation.company_id).await?;
            let screen = Screen::Onboarding(screen(invitation));
            Ok(branded(&app, &context, StatusCode::OK, screen, brand))
        }
        None => Ok(Redirect::to("/sign-in").into_response()),
    }
}

/// What the page asks.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ConfirmNameForm {
    attempt: String,
    first_name: String,
    last_name: String,
}

/// `POST /onboarding`
pub async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    FormBody(form): FormBody<ConfirmNameForm>,
) -> Result<Response, ApiError> {
    let public_url = &app.config.public_url;
    let form = OnboardingForm {
        attempt_id: form.attempt,
        first_name: form.first_name,
        last_name: form.last_name,
        browser: browser_secrets(&app, &headers),
        replaces: Cookie::Session.read(&headers, public_url).map(str::to_owned),
    };
    // The pages that this leads to belong to the same request.
    let open = invitation(&app, &form.attempt_id, &form.browser).await?;
    let return_to = open.and_then(|invitation| invitation.return_to);
    let context = on_the_way_to(&app, context, &headers, return_to.as_deref()).await?;
    match accept(&app, form.clone(), &context.origin).await {
        Ok(outcome) => {
            let outcome = outcome.unwrap_or(CallbackOutcome::Refused(SsoFailure::Expired));
            Ok(land_after_form(&app, &context, outcome))
        }
        Err(error @ (SignInError::NameInvalid { .. } | SignInError::Fields(_))) => {
            show_again(&app, context, &form, &headers, error).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_again(
    app: &AppState,
    context: RequestContext,
    form: &OnboardingForm,
    headers: &HeaderMap,
    error: SignInError,
) -> Result<Response, ApiError> {
    let Some(invitation) = invitation(app, &form.attempt_id, &form.browser).await? else {
        return Ok(land(app, &context, CallbackOutcome::Refused(SsoFailure::Expired)));
    };
    let context = on_the_way_to(app, context, headers, invitation.return_to.as_deref()).await?;
    let errors = ApiError::all_of(error);
    let status = errors.first().map_or(StatusCode::BAD_REQUEST, ApiError::status);
    let problems = errors
        .iter()
        .map(|error| error.as_form_problem(&context.request_id))
        .collect();
    let brand = to_company(&mut *app.store.read().await?, &invitation.company_id).await?;
    let screen = OnboardingScreen {
        first_name: form.first_name.clone(),
        last_name: form.last_name.clone(),
        problems,
        ..screen(invitation)
    };
    Ok(branded(app, &context, status, Screen::Onboarding(screen), brand))
}

fn screen(invitation: Invitation) -> OnboardingScreen {
    OnboardingScreen {
        attempt: invitation.attempt_id,
        company_name: invitation.company_name,
        email: invitation.identity.email,
        first_name: invitation.identity.first_name,
        last_name: invitation.identity.last_name,
        problems: Vec::new(),
    }
}
