//! The authorization endpoint and the sign-in form behind it. Invariant: an answer goes only to a registered address;
//! whatever is wrong before that is known is shown here.

use std::{fmt, sync::Arc};

use axum::{
    Form,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use url::{Url, form_urlencoded};

use crate::{
    config::Person,
    fault::{Endpoint, Fault},
    keys::random_text,
    pages,
    provider::{Grant, Provider},
};

const COOKIE: &str = "fake_idp_session";

/// A request that may be answered with a redirect.
#[derive(Debug)]
pub(crate) struct AuthorizationRequest {
    redirect_uri: String,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: String,
    scopes: Vec<String>,
    prompts: Vec<String>,
    login_hint: String,
}

/// Why a request is not answered with a page to sign in.
enum BadRequest {
    /// Shown here: client or address are not known.
    Here(&'static str),
    /// Sent to the client.
    ToClient(String),
}

/// What the sign-in form sends.
#[derive(Deserialize)]
pub(crate) struct LoginForm {
    /// The query of the authorization request.
    request: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    /// `sign_in`, `go_on` or `cancel`.
    action: String,
}

/// Why [`crate::FakeIdp::complete_login`] did not come to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginError(String);

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LoginError {}

/// `GET /authorize`
pub(crate) async fn authorize(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let request = match read(&provider, &query) {
        Ok(request) => request,
        Err(BadRequest::Here(reason)) => {
            return (StatusCode::BAD_REQUEST, page(&pages::fault(reason))).into_response();
        }
        Err(BadRequest::ToClient(url)) => return Redirect::to(&url).into_response(),
    };
    let session = session(&provider, &headers);
    let asks = |prompt: &str| request.prompts.iter().any(|each| each == prompt);
    let silent_answer = provider.faults().into_iter().find_map(|fault| match fault {
        Fault::SilentAnswer(code) if asks("none") => Some(code),
        _ => None,
    });
    if let Some(code) = silent_answer {
        return Redirect::to(&error(&provider, &request, code)).into_response();
    }
    match session.and_then(|(_, subject)| provider.person_by_subject(&subject)) {
        Some(person) if !asks("login") && !asks("select_account") => {
            Redirect::to(&grant(&provider, &request, person)).into_response()
        }
        _ if asks("none") => Redirect::to(&error(&provider, &request, "login_required")).into_response(),
        person => {
            let known = person.filter(|_| !asks("login"));
            let form = pages::SignIn {
                request: &query,
                username: &request.login_hint,
                known,
                is_wrong: false,
            };
            page(&form.render(&provider.config)).into_response()
        }
    }
}

/// `POST /login`
pub(crate) async fn login(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Response {
    let Ok(request) = read(&provider, &form.request) else {
        return (
            StatusCode::BAD_REQUEST,
            page(&pages::fault("The request is not known.")),
        )
            .into_response();
    };
    if form.action == "cancel" {
        return Redirect::to(&error(&provider, &request, "access_denied")).into_response();
    }
    let known = session(&provider, &headers).and_then(|(_, subject)| provider.person_by_subject(&subject));
    if let (Some(person), "go_on") = (known, form.action.as_str()) {
        return Redirect::to(&grant(&provider, &request, person)).into_response();
    }
    match provider
        .person_by_email(&form.username)
        .filter(|person| is_password(person, &form.password))
    {
        Some(person) => {
            let session = random_text();
            provider
                .inner()
                .sessions
                .insert(session.clone(), person.subject.clone());
            let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax");
            (
                [(header::SET_COOKIE, cookie)],
                Redirect::to(&grant(&provider, &request, person)),
            )
                .into_response()
        }
        None => {
            let again = pages::SignIn {
                request: &form.request,
                username: &form.username,
                known: None,
                is_wrong: true,
            };
            (StatusCode::UNAUTHORIZED, page(&again.render(&provider.config))).into_response()
        }
    }
}

/// `GET /logout`
pub(crate) async fn logout(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    if let Some((cookie, _)) = session(&provider, &headers) {
        provider.inner().sessions.remove(&cookie);
    }
    let forget = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    ([(header::SET_COOKIE, forget)], page(&pages::signed_out())).into_response()
}

/// Signs a person in without a browser, or refuses with an error; answers with the URL that the browser would be sent to.
pub(crate) fn without_browser(
    provider: &Provider,
    url: &str,
    outcome: Result<&str, &str>,
) -> Result<String, LoginError> {
    let refuse = |reason: &str| LoginError(format!("{reason}: {url}"));
    let parsed = Url::parse(url).map_err(|_| refuse("not a URL"))?;
    if !url.starts_with(&format!("{}/authorize?", provider.issuer)) {
        return Err(refuse("not this provider's authorization endpoint"));
    }
    provider.count(Endpoint::Authorize);
    let request = match read(provider, parsed.query().unwrap_or_default()) {
        Ok(request) => request,
        Err(BadRequest::Here(reason)) => return Err(refuse(reason)),
        Err(BadRequest::ToClient(answer)) => return Ok(answer),
    };
    let email = match outcome {
        Ok(email) => email,
        Err(code) => return Ok(error(provider, &request, code)),
    };
    let person = provider
        .person_by_email(email)
        .ok_or_else(|| refuse("nobody has this address"))?;
    Ok(grant(provider, &request, person))
}

fn read(provider: &Provider, query: &str) -> Result<AuthorizationRequest, BadRequest> {
    let parameter = |name: &str| {
        let found = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned())
    };
    let words = |name: &str| -> Vec<String> {
        parameter(name)
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    if parameter("client_id").as_deref() != Some(&provider.config.client_id) {
        return Err(BadRequest::Here("The client is not known."));
    }
    let redirect_uri = parameter("redirect_uri").unwrap_or_default();
    if !provider.config.redirect_uris.contains(&redirect_uri) {
        return Err(BadRequest::Here("The redirect URI is not registered."));
    }
    let request = AuthorizationRequest {
        redirect_uri,
        state: parameter("state"),
        nonce: parameter("nonce"),
        code_challenge: parameter("code_challenge").unwrap_or_default(),
        scopes: words("scope"),
        prompts: words("prompt"),
        login_hint: parameter("login_hint").unwrap_or_default(),
    };
    let wrong = if parameter("response_type").as_deref() != Some("code") {
        Some("unsupported_response_type")
    } else if !request.scopes.iter().any(|scope| scope == "openid") {
        Some("invalid_scope")
    } else if request.code_challenge.len() != 43
        || parameter("code_challenge_method").as_deref() != Some("S256")
    {
        Some("invalid_request")
    } else {
        None
    };
    match wrong {
        Some(code) => Err(BadRequest::ToClient(error(provider, &request, code))),
        None => refused_by_fault(provider, &request).map_or(Ok(request), Err),
    }
}

/// What a fault does to a request that is right.
fn refused_by_fault(provider: &Provider, request: &AuthorizationRequest) -> Option<BadRequest> {
    provider.faults().into_iter().find_map(|fault| match fault {
        Fault::ErrorPage(sentence) => Some(BadRequest::Here(sentence)),
        Fault::AuthorizationError { code, description } => {
            let mut outcome = vec![("error", code)];
            outcome.extend(Some(("error_description", description)).filter(|(_, text)| !text.is_empty()));
            Some(BadRequest::ToClient(answer(provider, request, &outcome)))
        }
        _ => None,
    })
}

fn grant(provider: &Provider, request: &AuthorizationRequest, person: &Person) -> String {
    let code = random_text();
    let another = provider.faults().into_iter().find_map(|fault| match fault {
        Fault::ComesBackAs(subject) => Some(subject.to_owned()),
        _ => None,
    });
    let grant = Grant {
        subject: another.unwrap_or_else(|| person.subject.clone()),
        redirect_uri: request.redirect_uri.clone(),
        code_challenge: request.code_challenge.clone(),
        nonce: request.nonce.clone(),
        scopes: request.scopes.clone(),
    };
    provider.inner().codes.insert(code.clone(), grant);
    answer(provider, request, &[("code", &code)])
}

fn error(provider: &Provider, request: &AuthorizationRequest, code: &str) -> String {
    answer(provider, request, &[("error", code)])
}

/// The redirect back, with `iss` (RFC 9207).
fn answer(provider: &Provider, request: &AuthorizationRequest, outcome: &[(&str, &str)]) -> String {
    let own = outcome.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let mut parameters: Vec<(&str, String)> = own.collect();
    parameters.extend(request.state.clone().map(|state| ("state", state)));
    parameters.push(("iss", provider.issuer.clone()));
    for fault in provider.faults() {
        if let Fault::Callback { parameter, value } = fault {
            parameters.retain(|(name, _)| *name != parameter);
            parameters.extend(value.map(|value| (parameter, value)));
        }
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let separator = if request.redirect_uri.contains('?') {
        '&'
    } else {
        '?'
    };
    format!("{}{separator}{query}", request.redirect_uri)
}

/// The session cookie and whose session it is.
fn session(provider: &Provider, headers: &HeaderMap) -> Option<(String, String)> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut values = cookies
        .flat_map(|line| line.split("; "))
        .filter_map(|pair| pair.split_once('='));
    let (_, cookie) = values.find(|(name, _)| *name == COOKIE)?;
    let subject = provider.inner().sessions.get(cookie)?.clone();
    Some((cookie.to_owned(), subject))
}

fn is_password(person: &Person, typed: &str) -> bool {
    person.password.as_bytes().ct_eq(typed.as_bytes()).into()
}

/// A page with nothing but itself: no script, no frame around it. `form-action` stays open, because browsers enforce it
/// along the redirect to the client.
pub(crate) fn page(html: &str) -> impl IntoResponse {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, Html(html.to_owned()))
}
