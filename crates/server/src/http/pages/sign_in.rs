//! `/sign-in`: the form, and what happens when it is sent as a form, before the WebAssembly has come or without it.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_contract::sign_in::SignInMethod;
use latchkey_contract::username::domain_to_discover;
use latchkey_spa::front::page::{LeavingScreen, Screen, SignInNews, SignInScreen};
use serde::Deserialize;

use super::answer;
use super::ask_for_link::carried_username;
use super::cookies_needed::{self, check_path};
use super::invitation::invited_address;
use super::link::checked;
pub(in crate::http) use super::sign_in_path::path_with_return_to;
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::return_to;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::{browser_secrets, remember};
use crate::http::context::RequestContext;
use crate::http::cookies::Series;
use crate::http::current_session::MaybeSession;
use crate::http::form::FormBody;
use crate::http::navigation::Arrival;
use crate::http::provider::{app_name, on_after_form, on_the_way_to, waiting_for, within};
use crate::http::sign_in::discover_sign_in::way_in;
use crate::http::sign_in::{Form, by_password, by_sso, renewal};
use crate::sign_in::sso_renewal::ExpiredSession;
use crate::sign_in::{SignInError, link};
use crate::store::sessions::Session;
use crate::store::sign_in_attempts;

/// What may stand behind `/sign-in?`.
#[derive(Debug, Default, Deserialize)]
pub struct SignInQuery {
    return_to: Option<String>,
    /// The attempt that failed: its username is filled in again.
    attempt: Option<String>,
    /// The link that has just set a password: the username is filled in.
    link: Option<String>,
    /// [`cookies_needed::CHECK`]: a sign-in has just succeeded whose form came without a cookie.
    cookies: Option<String>,
}

/// `GET /sign-in`
pub async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    arrival: Arrival,
    headers: HeaderMap,
    query: Result<Query<SignInQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let return_to = query
        .return_to
        .as_deref()
        .and_then(return_to::checked)
        .map(str::to_owned);
    if !app.is_set_up().await? {
        return Ok(answer(&app, &context, StatusCode::OK, Screen::NotSetUp));
    }
    let now = app.clock.now_ms();
    let pending = waiting_for(&app, &headers, return_to.as_deref()).await?;
    let context = within(context, pending.as_ref(), None);
    // An app may want a sign-in of this moment although there is a session.
    let will_do = |session: &Session| {
        let pending = pending.as_ref().filter(|pending| pending.is_open(now));
        pending.is_none_or(|pending| pending.accepts(session, now))
    };
    if session.as_ref().is_some_and(will_do) {
        return Ok(Redirect::to(return_to.as_deref().unwrap_or("/")).into_response());
    }
    if query.cookies.as_deref() == Some(cookies_needed::CHECK) && !context.sends_cookies {
        let return_to = return_to.as_deref();
        return Ok(cookies_needed::page(&app, &context, StatusCode::OK, return_to));
    }
    let must_be_new = pending
        .as_ref()
        .is_some_and(|pending| pending.wants_new_sign_in(now));
    let mut screen = SignInScreen {
        return_to,
        app: pending.as_ref().map(app_name),
        ..SignInScreen::default()
    };
    match &query.attempt {
        Some(attempt_id) => fill_from_attempt(&app, &headers, attempt_id, &mut screen).await?,
        None if must_be_new => {}
        // Nobody came here who could be renewed.
        None if arrival == Arrival::NotNavigation => {}
        None => {
            let run_out = renewal(&app, &context, &headers, screen.return_to.as_deref()).await?;
            if let Some(ExpiredSession { username, redirect }) = run_out {
                screen.method = method_of_username(&app, &username).await?;
                screen.username = username;
                match redirect {
                    Ok(Some(redirect)) => {
                        let cookie = remember(&app, &headers, &redirect.browser_token);
                        return Ok((cookie, Redirect::to(&redirect.redirect_to)).into_response());
                    }
                    Ok(None) => {}
                    Err(error) => {
                        screen.problems = vec![ApiError::from(error).as_form_problem(&context.request_id)];
                    }
                }
            }
        }
    }
    let hint = pending
        .and_then(|pending| pending.request.parameters.login_hint)
        .filter(|_| screen.username.is_empty());
    if let Some(hint) = hint {
        screen.method = method_of_username(&app, &hint).await?;
        screen.username = EmailAddress::or_as_typed(&hint);
    }
    if screen.username.is_empty()
        && let Some(address) = invited_address(&app, &headers, screen.return_to.as_deref()).await?
    {
        screen.method = method_of_username(&app, &address).await?;
        screen.username = address;
    }
    let carried = carried_username(&headers, &app.config.public_url);
    if let Some((username, _)) = carried.as_ref().filter(|_| screen.username.is_empty()) {
        screen.method = method_of_username(&app, username).await?;
        screen.username.clone_from(username);
    }
    if let Some(link_id) = &query.link {
        fill_from_link(&app, &headers, link_id, &mut screen).await?;
    }
    let page = answer(&app, &context, StatusCode::OK, Screen::SignIn(screen));
    Ok((carried.map(|(_, gone)| gone), page).into_response())
}

async fn fill_from_link(
    app: &AppState,
    headers: &HeaderMap,
    link_id: &str,
    screen: &mut SignInScreen,
) -> Result<(), ApiError> {
    let token = Series::Link.value(headers, link_id, &app.config.public_url);
    let address = link::address_just_set(&mut *app.store.read().await?, token, link_id).await?;
    if let Some(address) = address {
        screen.username = address;
        screen.news = Some(SignInNews::PasswordSet);
    }
    Ok(())
}

async fn fill_from_attempt(
    app: &AppState,
    headers: &HeaderMap,
    attempt_id: &str,
    screen: &mut SignInScreen,
) -> Result<(), ApiError> {
    let browser = browser_secrets(app, headers);
    let mut connection = app.store.read().await?;
    let attempt = sign_in_attempts::by_id_and_browser(&mut connection, attempt_id, &browser).await?;
    drop(connection);
    if let Some(attempt) = attempt {
        screen.method = method_of_username(app, &attempt.username).await?;
        screen.username = attempt.username;
        screen.return_to = attempt.return_to;
    }
    Ok(())
}

async fn method_of_username(app: &AppState, username: &str) -> Result<SignInMethod, ApiError> {
    match domain_of(username) {
        Some(domain) => Ok(way_in(app, &domain, Some(username)).await?.method),
        None => Ok(SignInMethod::Password),
    }
}

/// The domain that decides. Of an address it is the same, in every spelling, that the password check goes by: else the
/// form would send passwords for ever to where they are refused. The screen's own rule is for what is no address (yet).
fn domain_of(username: &str) -> Option<String> {
    match EmailAddress::parse(username) {
        Some(address) => Some(address.domain().as_str().to_owned()),
        None => domain_to_discover(username).map(str::to_owned),
    }
}

/// `POST /sign-in`: signs in, leaves for the identity provider, or shows the form again with the reason and the username.
pub async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    FormBody(form): FormBody<Form>,
) -> Result<Response, ApiError> {
    let return_to = checked(form.return_to.as_deref());
    let form = Form {
        return_to: return_to.clone(),
        ..form
    };
    let username = form.username.clone();
    let context = on_the_way_to(&app, context, &headers, return_to.as_deref()).await?;
    let method = method_of_username(&app, &username).await?;
    let lacks_password = method == SignInMethod::Password && form.password.is_empty();
    let sent = match method {
        // The password, if one came, is dropped unread.
        SignInMethod::Sso => by_sso(&app, &context, &headers, &form)
            .await
            .map(|(redirect_to, cookie)| (cookie, leaving(&app, &context, redirect_to)).into_response()),
        SignInMethod::Password => by_password(&app, &context, &headers, form).await.map(|entered| {
            // The page that holds the form brings one. The second step's own page says where cookies are blocked.
            let next = if context.sends_cookies || !entered.is_signed_in {
                entered.next
            } else {
                check_path(&entered.next)
            };
            (entered.cookies, on_after_form(&app, &context, &next)).into_response()
        }),
    };
    match sent {
        Ok(response) => Ok(response),
        Err(error) => {
            let pending = waiting_for(&app, &headers, return_to.as_deref()).await?;
            let screen = SignInScreen {
                username: EmailAddress::or_as_typed(&username),
                method,
                return_to,
                app: pending.as_ref().map(app_name),
                ..SignInScreen::default()
            };
            Ok(show_again(&app, &context, screen, &error, lacks_password))
        }
    }
}

/// The page that goes on to the identity provider.
pub(super) fn leaving(app: &AppState, context: &RequestContext, redirect_to: String) -> Response {
    let screen = LeavingScreen {
        host: host_of(&redirect_to),
        redirect_to,
    };
    answer(app, context, StatusCode::OK, Screen::Leaving(screen))
}

/// The form again. Where the username is to blame, an empty password is, too: nobody is told of one after the other.
fn show_again(
    app: &AppState,
    context: &RequestContext,
    mut screen: SignInScreen,
    error: &ApiError,
    lacks_password: bool,
) -> Response {
    if lacks_password && error.field == Some("username") {
        let missing = ApiError::from(SignInError::PasswordMissing).as_form_problem(&context.request_id);
        screen.problems.push(missing);
    }
    with_problem(app, context, screen, error)
}

/// The page with this error before all others.
pub(in crate::http) fn with_problem(
    app: &AppState,
    context: &RequestContext,
    mut screen: SignInScreen,
    error: &ApiError,
) -> Response {
    screen
        .problems
        .insert(0, error.as_form_problem(&context.request_id));
    let mut response = answer(app, context, error.status(), Screen::SignIn(screen));
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn host_of(redirect_to: &str) -> String {
    url::Url::parse(redirect_to)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::email_address::EmailDomain;
    use proptest::prelude::*;

    /// Characters that a domain name may have in place of a dot: no others, or the screen has to learn them. (Beyond these
    /// two planes there is no punctuation.)
    #[test]
    fn the_screen_asks_about_every_spelling_of_a_dot() {
        let mut dots = 0;
        for character in '\0'..='\u{1ffff}' {
            let username = format!("ada@acme{character}example");
            if let Some(address) = EmailAddress::parse(&username)
                && address.domain().as_str() == "acme.example"
            {
                let asked = domain_to_discover(&username).and_then(EmailDomain::parse);
                assert_eq!(asked.as_ref(), Some(address.domain()), "{character:?}");
                dots += 1;
            }
        }
        assert_eq!(dots, 4);
    }

    proptest! {
        #[test]
        fn an_address_is_asked_about_by_its_own_domain(
            local in "[a-zA-Z+]{1,8}",
            labels in proptest::collection::vec("[a-zA-ZａＢüß]{1,8}", 2..4),
            dot in proptest::sample::select(vec![".", "。", "．", "｡"]),
            root in any::<bool>(),
        ) {
            let root = if root { dot } else { "" };
            let username = format!("{local}@{}{root}", labels.join(dot));
            let address = EmailAddress::parse(&username);
            prop_assume!(address.is_some());
            let parsed = |domain: &str| EmailDomain::parse(domain);
            prop_assert_eq!(domain_to_discover(&username).and_then(parsed), address.map(|a| a.domain().clone()));
            prop_assert_eq!(domain_of(&username).as_deref().and_then(parsed), domain_to_discover(&username).and_then(parsed));
        }
    }

    /// Longer than the screen looks at, and still an address.
    #[test]
    fn a_long_spelling_of_an_address_has_its_domain_too() {
        let username = format!("a{}da@acme.example", "\u{ad}".repeat(200));
        assert_eq!(domain_to_discover(&username), None);
        assert_eq!(domain_of(&username).as_deref(), Some("acme.example"));
        assert_eq!(domain_of("acme.example").as_deref(), Some("acme.example"));
        assert_eq!(domain_of("ada"), None);
    }
}
