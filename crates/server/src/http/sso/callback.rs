//! `GET /sso/callback/{company}`: the authorization response of an identity provider, in the person's browser.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_contract::sign_in::SsoFailure;
use latchkey_spa::front::page::{Screen, SsoFailedScreen};

use super::{start, test_run};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::browser_secrets;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::current_session::MaybeSession;
use crate::http::navigation::Arrival;
use crate::http::pages::{self, cookies_needed};
use crate::http::path_text::PathText;
use crate::http::provider::{after_sso, on_after_form};
use crate::http::sign_in::signed_in_cookies;
use crate::http::sso_configurations::current_editor::editor;
use crate::sign_in::sso_callback::{CallbackOutcome, SsoCallback};
use crate::sign_in::sso_finish::finish;
use crate::sign_in::sso_initiated::may_begin_anew;
use crate::sso_configurations::test_run::take_answer;

/// Takes the response and sends the browser on, so that `code` and `state` do not stay in its address bar.
pub async fn handle(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    PathText(company): PathText,
    arrival: Arrival,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    if let Some(callback) = test_run::callback(query.as_deref().unwrap_or_default()) {
        let editor = editor(&app, &headers, session.as_ref()).await?;
        let taken = take_answer(&app, editor.as_ref(), &company, callback, &context.origin).await?;
        if let Some(tab) = taken {
            return Ok(test_run::go_on(tab));
        }
    }
    let public_url = &app.config.public_url;
    let answer = SsoCallback {
        company_slug: company.clone(),
        browser: browser_secrets(&app, &headers),
        replaces: Cookie::Session.read(&headers, public_url).map(str::to_owned),
        ..parameters(query.as_deref().unwrap_or_default())
    };
    let (iss, is_error) = (answer.iss.clone(), answer.error.is_some());
    match finish(&app, answer, &context.origin).await? {
        CallbackOutcome::Unasked {
            attempt_id,
            otherwise,
        } => {
            let was_begun_anew = Cookie::BegunAnew.read(&headers, public_url).is_some();
            let may = !is_error
                && !was_begun_anew
                && arrival == Arrival::Document
                && may_begin_anew(&app, &company, iss.as_deref()).await?;
            Ok(match may {
                true => start::begin_anew(&app, &company, attempt_id.as_deref()),
                false => land(&app, &context, *otherwise),
            })
        }
        outcome => Ok(land(&app, &context, outcome)),
    }
}

/// The response for `outcome` after a form: browsers apply the form's policy to the redirects that follow it.
pub(in crate::http) fn land_after_form(
    app: &AppState,
    context: &RequestContext,
    outcome: CallbackOutcome,
) -> Response {
    match outcome {
        CallbackOutcome::SignedIn { token, next } => {
            let on = on_after_form(app, context, &after_sso(next));
            (signed_in_cookies(app, &token), on).into_response()
        }
        outcome => land(app, context, outcome),
    }
}

/// The response for `outcome`.
pub(in crate::http) fn land(app: &AppState, context: &RequestContext, outcome: CallbackOutcome) -> Response {
    match outcome {
        CallbackOutcome::SignedIn { token, next } => {
            (signed_in_cookies(app, &token), Redirect::to(&after_sso(next))).into_response()
        }
        CallbackOutcome::Back { next } => Redirect::to(&next).into_response(),
        CallbackOutcome::Mismatch { attempt_id } => {
            Redirect::to(&format!("/sign-in/mismatch?attempt={attempt_id}")).into_response()
        }
        CallbackOutcome::ChooseAccount { attempt_id } => {
            Redirect::to(&format!("/sign-in/choose-account?attempt={attempt_id}")).into_response()
        }
        CallbackOutcome::SignInAgain { attempt_id } => {
            Redirect::to(&format!("/sign-in?attempt={attempt_id}")).into_response()
        }
        CallbackOutcome::Onboarding { attempt_id } => {
            Redirect::to(&format!("/onboarding?attempt={attempt_id}")).into_response()
        }
        CallbackOutcome::Failed { attempt_id } => {
            Redirect::to(&format!("/sign-in/failed/{attempt_id}")).into_response()
        }
        CallbackOutcome::Refused(failure) => refused(app, context, failure),
        CallbackOutcome::Unasked { otherwise, .. } => land(app, context, *otherwise),
    }
}

fn refused(app: &AppState, context: &RequestContext, failure: SsoFailure) -> Response {
    if !context.sends_cookies {
        return cookies_needed::page(app, context, StatusCode::BAD_REQUEST, None);
    }
    let screen = SsoFailedScreen {
        failure,
        company_name: None,
        username: String::new(),
        return_to: None,
        back: "/sign-in".into(),
        request_id: context.request_id.clone(),
    };
    pages::answer(app, context, StatusCode::BAD_REQUEST, Screen::SsoFailed(screen))
}

/// The parameters of a response (OAuth 2.0, RFC 6749 §4.1.2; `iss`: RFC 9207). Unknown ones are ignored. One that comes twice is
/// not valid (§3.1): the whole response then has no `state`, and so belongs to nothing.
fn parameters(query: &str) -> SsoCallback {
    let mut answer = SsoCallback::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let slot = match name.as_ref() {
            "state" => &mut answer.state,
            "code" => &mut answer.code,
            "error" => &mut answer.error,
            "error_description" => &mut answer.error_description,
            "iss" => &mut answer.iss,
            _ => continue,
        };
        if slot.replace(value.into_owned()).is_some() {
            return SsoCallback::default();
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_comes_twice_spoils_the_answer() {
        let answer = parameters("code=a%20b&state=s&x=1&x=2");
        assert_eq!(
            (answer.code.as_deref(), answer.state.as_deref()),
            (Some("a b"), Some("s"))
        );
        for query in ["state=s&code=a&state=t", "state=s&code=a&code=b"] {
            assert_eq!(parameters(query).state, None, "{query}");
        }
    }
}
