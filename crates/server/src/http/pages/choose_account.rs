//! `/sign-in/choose-account`: the identity has several accounts, and the person chooses one.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_contract::sign_in::SsoFailure;
use latchkey_spa::front::page::{AccountChoice, ChooseAccountScreen, Screen};
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
use crate::http::sso::callback::land_after_form;
use crate::sign_in::choose_account::{AccountChoices, choices, choose};
use crate::sign_in::mismatch::Answerer;
use crate::sign_in::sso_callback::CallbackOutcome;

/// What stands behind `/sign-in/choose-account?`.
#[derive(Debug, Default, Deserialize)]
pub struct ChooseAccountQuery {
    attempt: Option<String>,
}

/// `GET /sign-in/choose-account`
pub async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    query: Result<Query<ChooseAccountQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let attempt_id = query
        .ok()
        .and_then(|Query(query)| query.attempt)
        .unwrap_or_default();
    match choices(&app, &attempt_id, &browser_secrets(&app, &headers)).await? {
        Some(choices) => {
            let context = on_the_way_to(&app, context, &headers, choices.return_to.as_deref()).await?;
            let brand = to_company(&mut *app.store.read().await?, &choices.company_id).await?;
            let screen = Screen::ChooseAccount(screen(choices));
            Ok(branded(&app, &context, StatusCode::OK, screen, brand))
        }
        None => Ok(Redirect::to("/sign-in").into_response()),
    }
}

/// What the page asks.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ChooseAccountForm {
    attempt: String,
    account: String,
}

/// `POST /sign-in/choose-account`
pub async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    FormBody(form): FormBody<ChooseAccountForm>,
) -> Result<Response, ApiError> {
    let answerer = Answerer {
        attempt_id: form.attempt,
        browser: browser_secrets(&app, &headers),
        replaces: Cookie::Session
            .read(&headers, &app.config.public_url)
            .map(str::to_owned),
    };
    // The pages that this leads to belong to the same request.
    let attempt = choices(&app, &answerer.attempt_id, &answerer.browser).await?;
    let return_to = attempt.and_then(|choices| choices.return_to);
    let context = on_the_way_to(&app, context, &headers, return_to.as_deref()).await?;
    let outcome = choose(&app, answerer, form.account, &context.origin).await?;
    let outcome = outcome.unwrap_or(CallbackOutcome::Refused(SsoFailure::Expired));
    Ok(land_after_form(&app, &context, outcome))
}

fn screen(choices: AccountChoices) -> ChooseAccountScreen {
    let preselected = choices.preselected;
    let accounts = choices.accounts.into_iter();
    ChooseAccountScreen {
        attempt: choices.attempt_id,
        company_name: choices.company_name,
        accounts: accounts
            .map(|(id, address)| AccountChoice {
                selected: id == preselected,
                id,
                address,
            })
            .collect(),
    }
}
