//! What the pages behind mailed and printed links have in common. A link's own address holds the secret, so it is only passed
//! through: the secret moves into a cookie, and the browser to an address that says nothing. Looking changes nothing: mail
//! scanners open every link.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use latchkey_contract::{ErrorCode, LinkProblem};
use latchkey_spa::front::entry::{ChoosePasswordScreen, LinkFailedScreen, LinkPurpose};
use latchkey_spa::front::page::Screen;
use latchkey_spa::paths;
use serde::Deserialize;

use super::cookies_needed::page_of_a_link;
use super::{answer, branded};
use crate::app_state::AppState;
use crate::company_brand::shown::to_link;
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::domain::return_to;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Series;
use crate::http::provider::on_the_way_to;
use crate::sign_in::link::{Opened, id_of, return_to_of};
use crate::sign_in::{SignInError, reset_password};

/// What stands behind the `?` of a link.
#[derive(Debug, Default, Deserialize)]
pub struct LinkQuery {
    pub(super) token: Option<String>,
    return_to: Option<String>,
}

impl LinkQuery {
    /// Where whoever asks for a link wants to go afterwards.
    pub(super) fn return_to(&self) -> Option<String> {
        checked(self.return_to.as_deref())
    }
}

/// A path of this platform, or nothing.
pub(super) fn checked(return_to: Option<&str>) -> Option<String> {
    return_to.and_then(return_to::checked).map(str::to_owned)
}

/// Which links a page opens.
pub(super) const fn kinds(purpose: LinkPurpose) -> &'static [Kind] {
    match purpose {
        LinkPurpose::SignUp => &[Kind::SignUp],
        LinkPurpose::ResetPassword => reset_password::KINDS,
        LinkPurpose::SetUp => &[Kind::SetUp],
        LinkPurpose::ConfirmAddress => &[Kind::ConfirmAddress],
        LinkPurpose::KeepAddress => &[Kind::StopAddressChange],
        LinkPurpose::SecondAccount => &[Kind::SecondAccount],
    }
}

/// Passes a link through: to the address of its page, with the secret in a cookie.
pub(super) async fn pass_through(
    app: &AppState,
    context: &RequestContext,
    headers: &HeaderMap,
    purpose: LinkPurpose,
    token: &str,
) -> Result<Response, ApiError> {
    let is_token = token.len() <= 100
        && token
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let id = if is_token {
        id_of(&mut *app.store.read().await?, token).await?
    } else {
        None
    };
    let Some(id) = id else {
        return Ok(failed(app, context, purpose, LinkProblem::Unknown));
    };
    let cookies = Series::Link.add(headers, &id, token, &app.config.public_url);
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    let cookies = AppendHeaders(cookies.collect::<Vec<_>>());
    Ok((cookies, Redirect::to(&paths::of_link(purpose, &id))).into_response())
}

/// The link that this browser has opened, for the page at `id`.
pub(super) fn opened<'a>(
    app: &AppState,
    headers: &'a HeaderMap,
    purpose: LinkPurpose,
    id: &'a str,
) -> Opened<'a> {
    Opened {
        token: Series::Link.value(headers, id, &app.config.public_url),
        id,
        kinds: kinds(purpose),
    }
}

/// The page's form, or what became of its link.
pub(super) async fn show(
    app: &AppState,
    context: RequestContext,
    purpose: LinkPurpose,
    opened: &Opened<'_>,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let link = opened
        .open(&mut *app.store.read().await?, app.clock.now_ms())
        .await;
    match link {
        Ok(link) => {
            let context = on_the_way_to(app, context, headers, return_to_of(&link).as_deref()).await?;
            let brand = to_link(&mut *app.store.read().await?, &link).await?;
            let screen = ChoosePasswordScreen {
                purpose,
                link: link.id,
                username: link.address,
                first_name: String::new(),
                last_name: String::new(),
                company_name: String::new(),
                problems: Vec::new(),
            };
            let screen = Screen::ChoosePassword(screen);
            Ok(branded(app, &context, StatusCode::OK, screen, brand))
        }
        Err(SignInError::Link(problem)) => Ok(not_opened(app, &context, purpose, problem)),
        Err(error) => Err(error.into()),
    }
}

/// What a form that was sent and refused leads to: the form again, with `filled` in it, or what became of the link.
pub(super) async fn refused(
    app: &AppState,
    context: RequestContext,
    opened: &Opened<'_>,
    filled: ChoosePasswordScreen,
    error: SignInError,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    if let SignInError::Link(problem) = error {
        return Ok(not_opened(app, &context, filled.purpose, problem));
    }
    let errors = ApiError::all_of(error);
    let problems = errors
        .iter()
        .map(|error| error.as_form_problem(&context.request_id))
        .collect();
    let error = errors
        .into_iter()
        .next()
        .unwrap_or_else(|| ErrorCode::Internal.into());
    if error.status().is_server_error() && error.retry_after.is_none() {
        return Err(error);
    }
    // Whose address it is, the link says and not the form.
    let link = opened
        .open(&mut *app.store.read().await?, app.clock.now_ms())
        .await;
    let link = match link {
        Ok(link) => link,
        Err(SignInError::Link(problem)) => return Ok(not_opened(app, &context, filled.purpose, problem)),
        Err(error) => return Err(error.into()),
    };
    let context = on_the_way_to(app, context, headers, return_to_of(&link).as_deref()).await?;
    let brand = to_link(&mut *app.store.read().await?, &link).await?;
    let screen = ChoosePasswordScreen {
        link: link.id,
        username: if filled.purpose == LinkPurpose::SetUp {
            EmailAddress::or_as_typed(&filled.username)
        } else {
            link.address
        },
        problems,
        ..filled
    };
    let mut response = branded(
        app,
        &context,
        error.status(),
        Screen::ChoosePassword(screen),
        brand,
    );
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

/// The page of a link that was opened in this browser, or in none that sends cookies.
pub(super) fn not_opened(
    app: &AppState,
    context: &RequestContext,
    purpose: LinkPurpose,
    problem: LinkProblem,
) -> Response {
    if problem == LinkProblem::Elsewhere && !context.sends_cookies {
        let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::NOT_FOUND);
        return page_of_a_link(app, context, status);
    }
    failed(app, context, purpose, problem)
}

/// The page of a link that opens nothing.
pub(super) fn failed(
    app: &AppState,
    context: &RequestContext,
    purpose: LinkPurpose,
    problem: LinkProblem,
) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::NOT_FOUND);
    let screen = Screen::LinkFailed(LinkFailedScreen { purpose, problem });
    answer(app, context, status, screen)
}
