//! `/sso/start` and `/sso/start/{company}`: an identity provider, or a link in an intranet, begins a sign-in (OpenID Connect Core §4).
//! Invariant: nothing here says whether an issuer or a company is known; where it is not, the sign-in page comes.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use latchkey_contract::ErrorCode;
use latchkey_contract::sign_in::SignInMethod;
use latchkey_spa::front::page::SignInScreen;

use crate::app_state::AppState;
use crate::config::PublicUrl;
use crate::domain::return_to;
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::{browser_secrets, remember};
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::current_session::MaybeSession;
use crate::http::navigation::Arrival;
use crate::http::pages::{cookies_needed, sign_in};
use crate::http::path_text::PathText;
use crate::http::provider::to_get_of;
use crate::http::sign_in::how_to_ask;
use crate::secrets::BrowserSecrets;
use crate::sign_in::sso_initiated::{Initiated, InitiatedSignIn, begin};
use crate::store::sign_in_attempts::{self, SignInAttempt};

/// With the issuer in the query.
pub const ROUTE: &str = "/sso/start";
/// With the company in the path: what is registered at its identity provider.
pub const OF_COMPANY: &str = "/sso/start/{company}";

/// Stands in the query where a response led here that nobody had asked for.
const ANEW: &str = "anew";
/// The attempt of this browser that the response once belonged to.
const ATTEMPT: &str = "attempt";

/// What the query says. A parameter that comes twice is no parameter.
#[derive(Debug, Default, PartialEq, Eq)]
struct Query {
    iss: Option<String>,
    login_hint: Option<String>,
    target_link_uri: Option<String>,
    anew: Option<String>,
    attempt: Option<String>,
}

impl Query {
    fn parse(query: &str) -> Self {
        let only = |wanted: &str| {
            let mut values = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == wanted);
            let first = values.next()?;
            values.next().is_none().then(|| first.1.into_owned())
        };
        Self {
            iss: only("iss"),
            login_hint: only("login_hint"),
            target_link_uri: only("target_link_uri"),
            anew: only(ANEW),
            attempt: only(ATTEMPT),
        }
    }
}

/// `GET /sso/start`
pub async fn by_issuer(
    State(app): State<AppState>,
    context: RequestContext,
    session: MaybeSession,
    arrival: Arrival,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    go(&app, &context, &session, arrival, &headers, None, query).await
}

/// `GET /sso/start/{company}`
pub async fn of_company(
    State(app): State<AppState>,
    context: RequestContext,
    session: MaybeSession,
    PathText(company): PathText,
    arrival: Arrival,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    go(&app, &context, &session, arrival, &headers, Some(&company), query).await
}

/// The same as a form, which comes without our cookies: its own GET has them.
pub async fn to_get(uri: Uri, body: Result<Bytes, BytesRejection>) -> Result<Response, ApiError> {
    to_get_of(uri.path(), body)
}

async fn go(
    app: &AppState,
    context: &RequestContext,
    MaybeSession(session): &MaybeSession,
    arrival: Arrival,
    headers: &HeaderMap,
    company: Option<&str>,
    query: Query,
) -> Result<Response, ApiError> {
    if arrival != Arrival::Document {
        return Err(ErrorCode::CrossSiteRequest.into());
    }
    // The cookie that ends a circle did not come either.
    if query.anew.is_some() && !context.sends_cookies {
        return Ok(cookies_needed::page(app, context, StatusCode::BAD_REQUEST, None));
    }
    let browser = browser_secrets(app, headers);
    let before = before(app, query.attempt.as_deref(), &browser).await?;
    let wanted = match &before {
        Some(attempt) => attempt.return_to.clone(),
        None => {
            let target = query.target_link_uri.as_deref();
            target.and_then(|target| own_page(&app.config.public_url, target))
        }
    };
    let typed = before.as_ref().map(|attempt| attempt.username.as_str());
    let asked = InitiatedSignIn {
        company_slug: company,
        iss: query.iss.as_deref(),
        login_hint: typed.or(query.login_hint.as_deref()),
        typed,
        return_to: wanted.as_deref(),
        address_key: &context.address_key,
        browser: &browser,
        ask_anew: how_to_ask(app, headers, wanted.as_deref()).await?,
        session: session.as_ref(),
    };
    match begin(app, &asked, &context.origin).await {
        Ok(Initiated::Leave(redirect)) => {
            let cookie = remember(app, headers, &redirect.browser_token);
            Ok((cookie, Redirect::to(&redirect.redirect_to)).into_response())
        }
        Ok(Initiated::SignedIn) => Ok(Redirect::to(wanted.as_deref().unwrap_or("/")).into_response()),
        Ok(Initiated::NotKnown) => {
            Ok(Redirect::to(&sign_in::path_with_return_to(wanted.as_deref().unwrap_or("/"))).into_response())
        }
        Err(error) => {
            let screen = SignInScreen {
                method: SignInMethod::Sso,
                return_to: wanted,
                ..SignInScreen::default()
            };
            Ok(sign_in::with_problem(
                app,
                context,
                screen,
                &ApiError::from(error),
            ))
        }
    }
}

/// Begins a sign-in with the company's identity provider, once: should its response be one again that nobody asked for, that is said.
pub(super) fn begin_anew(app: &AppState, company: &str, attempt_id: Option<&str>) -> Response {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair(ANEW, "1");
    if let Some(id) = attempt_id {
        query.append_pair(ATTEMPT, id);
    }
    let cookie = Cookie::BegunAnew.set("1", &app.config.public_url);
    // A slug: nothing of it has to be escaped.
    let target = format!("{ROUTE}/{company}?{}", query.finish());
    (
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Redirect::to(&target),
    )
        .into_response()
}

/// The sign-in of this browser that is begun anew: it knows the address that was typed, and where the person wanted to go.
async fn before(
    app: &AppState,
    attempt_id: Option<&str>,
    browser: &BrowserSecrets,
) -> Result<Option<SignInAttempt>, ApiError> {
    let Some(attempt_id) = attempt_id else {
        return Ok(None);
    };
    let mut connection = app.store.read().await?;
    Ok(sign_in_attempts::by_id_and_browser(&mut connection, attempt_id, browser).await?)
}

/// The path of a page of this platform: `target` may be one, or the whole address of one.
fn own_page(public_url: &PublicUrl, target: &str) -> Option<String> {
    let path = match target.strip_prefix(public_url.origin()) {
        Some("") => "/",
        Some(path) => path,
        None => target,
    };
    return_to::checked(path).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_led_to() {
        let public_url = PublicUrl::parse("https://id.example").expect("a URL");
        for (target, path) in [
            ("https://id.example", Some("/")),
            ("https://id.example/apps?x=1", Some("/apps?x=1")),
            ("/profile", Some("/profile")),
            ("https://id.example.evil/x", None),
            ("https://id.example@evil.example/x", None),
            ("https://id.example:8443/x", None),
            ("https://id.example//evil.example", None),
            ("https://evil.example/https://id.example/", None),
            ("//evil.example", None),
            ("javascript:alert(1)", None),
            ("https://id.example/sso/start/acme", None),
        ] {
            assert_eq!(own_page(&public_url, target).as_deref(), path, "{target}");
        }
    }

    #[test]
    fn a_parameter_that_comes_twice_is_none() {
        let query = Query::parse("iss=a&iss=b&login_hint=ada%40acme.example");
        assert_eq!(
            (query.iss, query.login_hint.as_deref()),
            (None, Some("ada@acme.example"))
        );
    }
}
