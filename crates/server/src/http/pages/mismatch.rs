//! `/sign-in/mismatch`: another person came back than the one whose address was typed. Go on, or switch.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_contract::sign_in::SsoFailure;
use latchkey_spa::front::page::{MismatchScreen, Screen};
use serde::Deserialize;

use super::branded;
use super::sign_in::leaving;
use crate::app_state::AppState;
use crate::company_brand::shown::to_company;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::{browser_secrets, remember};
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::form::FormBody;
use crate::http::provider::on_the_way_to;
use crate::http::sso::callback::land_after_form;
use crate::sign_in::mismatch::{Answerer, Question, go_on, question, switch};
use crate::sign_in::sso_callback::CallbackOutcome;

/// What stands behind `/sign-in/mismatch?`.
#[derive(Debug, Default, Deserialize)]
pub struct MismatchQuery {
    attempt: Option<String>,
}

/// `GET /sign-in/mismatch`
pub async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    query: Result<Query<MismatchQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let attempt_id = query
        .ok()
        .and_then(|Query(query)| query.attempt)
        .unwrap_or_default();
    match question(&app, &attempt_id, &browser_secrets(&app, &headers)).await? {
        Some(question) => {
            let context = on_the_way_to(&app, context, &headers, question.return_to.as_deref()).await?;
            let brand = to_company(&mut *app.store.read().await?, &question.company_id).await?;
            let screen = Screen::Mismatch(screen(question));
            Ok(branded(&app, &context, StatusCode::OK, screen, brand))
        }
        None => Ok(Redirect::to("/sign-in").into_response()),
    }
}

/// What the page asks.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MismatchForm {
    attempt: String,
    answer: String,
}

/// `POST /sign-in/mismatch`
pub async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    FormBody(form): FormBody<MismatchForm>,
) -> Result<Response, ApiError> {
    let public_url = &app.config.public_url;
    let answerer = Answerer {
        attempt_id: form.attempt,
        browser: browser_secrets(&app, &headers),
        replaces: Cookie::Session.read(&headers, public_url).map(str::to_owned),
    };
    // The pages that this leads to belong to the same request.
    let attempt = question(&app, &answerer.attempt_id, &answerer.browser).await?;
    let return_to = attempt.and_then(|question| question.return_to);
    let context = on_the_way_to(&app, context, &headers, return_to.as_deref()).await?;
    let origin = &context.origin;
    let outcome = match form.answer.as_str() {
        "go_on" => go_on(&app, answerer, origin).await?,
        "switch" => match switch(&app, &answerer, &context.address_key, origin).await? {
            Some(redirect) => {
                let cookie = remember(&app, &headers, &redirect.browser_token);
                let page = leaving(&app, &context, redirect.redirect_to);
                return Ok((cookie, page).into_response());
            }
            None => None,
        },
        // A form that is not ours.
        _ => None,
    };
    let outcome = outcome.unwrap_or(CallbackOutcome::Refused(SsoFailure::Expired));
    Ok(land_after_form(&app, &context, outcome))
}

fn screen(question: Question) -> MismatchScreen {
    MismatchScreen {
        attempt: question.attempt_id,
        company_name: question.company_name,
        typed: question.typed,
        came_back: question.came_back,
    }
}
