//! `/sso/set-up`: where a set-up link of single sign-on leads. As with mailed links, its secret moves into a cookie and the browser to an
//! address that says nothing; looking uses nothing up. Without a link it says what became of the one that this browser began with.

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use latchkey_spa::front::page::Screen;
use latchkey_spa::front::sso_set_up::{SsoSetUpEnd, SsoSetUpOverScreen, SsoSetUpScreen, WhoMakesLinks};
use latchkey_spa::paths;
use serde::Deserialize;

use super::answer;
use super::cookies_needed::page_of_a_link;
use super::link::LinkQuery;
use crate::app_state::AppState;
use crate::domain::set_up_link::Standing;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::{Cookie, Series};
use crate::http::current_session::MaybeSession;
use crate::http::form::FormBody;
use crate::http::path_text::PathText;
use crate::http::sso_configurations::begin_set_up::cookies_of_guest;
use crate::mail::words::until;
use crate::secrets::{new_token, token_hash};
use crate::sso_configurations::{SsoConfigurationError, set_up_links};
use crate::store::accounts;
use crate::store::sessions::Session;
use crate::store::sso_set_up_links::SetUpLinkRow;

/// Longest token that is looked up, in bytes.
const MAX_TOKEN_BYTES: usize = 100;

/// Shortest secret of a guest, in bytes: 256 bits in base64url.
const MIN_SECRET_BYTES: usize = 43;

/// The routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(paths::SSO_SET_UP, get(pass))
        .route(&paths::of_set_up_link("{link}"), get(show).post(submit))
}

/// `GET` of the link itself; without its token, what became of the one that this browser began with.
async fn pass(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    session: MaybeSession,
    query: Result<Query<LinkQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let page = Page::new(&app, &context, &headers);
    let Some(token) = query.unwrap_or_default().0.token else {
        return match page.begun_with().await? {
            Some(link) => page.of(&link, session).await,
            None => Ok(page.without_link()),
        };
    };
    let is_token = token.len() <= MAX_TOKEN_BYTES;
    let link = match is_token {
        true => set_up_links::opened(&app, &token).await?,
        false => None,
    };
    let Some(link) = link else {
        return Ok(page.over(SsoSetUpEnd::Unknown, None));
    };
    let cookies = Series::Link.add(&headers, &link.id, &token, &app.config.public_url);
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    let cookies = AppendHeaders(cookies.collect::<Vec<_>>());
    Ok((cookies, Redirect::to(&paths::of_set_up_link(&link.id))).into_response())
}

/// `GET` of its page: asks to begin.
async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
    session: MaybeSession,
) -> Result<Response, ApiError> {
    Page::new(&app, &context, &headers).at(&id, session).await
}

/// What its page posts.
#[derive(Default, Deserialize)]
#[serde(default)]
struct BeginForm {
    secret: String,
}

/// `POST` of its page: begins. A second click sends the same secret, and finds what the first one has done.
async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    PathText(id): PathText,
    headers: HeaderMap,
    session: MaybeSession,
    FormBody(form): FormBody<BeginForm>,
) -> Result<Response, ApiError> {
    let page = Page::new(&app, &context, &headers);
    let public_url = &app.config.public_url;
    if !is_secret(&form.secret) {
        return page.at(&id, session).await;
    }
    let Some(token) = Series::Link.value(&headers, &id, public_url) else {
        return page.at(&id, session).await;
    };
    let is_begun = match set_up_links::begun_with(&app, &form.secret).await? {
        Some(link) => link.id == id,
        None => match set_up_links::begin(&app, token, &form.secret, &context.origin).await {
            Ok(()) => true,
            Err(SsoConfigurationError::NotFound) => false,
            Err(error) => return Err(error.into()),
        },
    };
    if !is_begun {
        // The page says what became of the link since it was shown.
        return page.at(&id, session).await;
    }
    let cookies = cookies_of_guest(&app, &headers, &form.secret, &context.origin).await?;
    let done = AppendHeaders([(header::SET_COOKIE, Series::Link.remove(&id, public_url))]);
    Ok((cookies, done, Redirect::to(paths::SINGLE_SIGN_ON)).into_response())
}

/// Whether it is like those that the page has: it comes back from the browser.
fn is_secret(text: &str) -> bool {
    (MIN_SECRET_BYTES..=MAX_TOKEN_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Everything that the page is made of but the link.
struct Page<'a> {
    app: &'a AppState,
    context: &'a RequestContext,
    headers: &'a HeaderMap,
}

impl<'a> Page<'a> {
    const fn new(app: &'a AppState, context: &'a RequestContext, headers: &'a HeaderMap) -> Self {
        Self {
            app,
            context,
            headers,
        }
    }

    /// The secret of the guest who works in this browser.
    fn guest(&self) -> Option<&'a str> {
        Cookie::SetUp.read(self.headers, &self.app.config.public_url)
    }

    async fn begun_with(&self) -> Result<Option<SetUpLinkRow>, ApiError> {
        match self.guest() {
            Some(secret) => Ok(set_up_links::begun_with(self.app, secret).await?),
            None => Ok(None),
        }
    }

    /// The page of the link with this identifier, which this browser has opened or begun with.
    async fn at(&self, id: &str, session: MaybeSession) -> Result<Response, ApiError> {
        let token = Series::Link.value(self.headers, id, &self.app.config.public_url);
        let link = match token {
            Some(token) => set_up_links::opened(self.app, token).await?,
            None => self.begun_with().await?,
        };
        match link.filter(|link| link.id == id) {
            Some(link) => self.of(&link, session).await,
            None => Ok(self.without_link()),
        }
    }

    async fn of(&self, link: &SetUpLinkRow, session: MaybeSession) -> Result<Response, ApiError> {
        let is_own = self.guest().map(token_hash) == link.guest_hash && link.guest_hash.is_some();
        let end = match link.standing(self.app.clock.now_ms()) {
            Standing::Waiting => return self.asks(link, session.0).await,
            Standing::Begun if is_own => return Ok(Redirect::to(paths::SINGLE_SIGN_ON).into_response()),
            Standing::Begun => SsoSetUpEnd::Begun,
            Standing::Ended if is_own => SsoSetUpEnd::Done,
            Standing::Ended => SsoSetUpEnd::Used,
            Standing::Revoked => SsoSetUpEnd::Revoked,
            Standing::Expired => SsoSetUpEnd::Expired,
        };
        let whom = WhoMakesLinks {
            company_name: link.company_name.clone(),
            made_by: link.is_vouched_for().then(|| link.made_by.clone()),
        };
        Ok(self.over(end, Some(whom)))
    }

    async fn asks(&self, link: &SetUpLinkRow, session: Option<Session>) -> Result<Response, ApiError> {
        let account = match session {
            Some(session) => accounts::by_id(&mut *self.app.store.read().await?, &session.account_id).await?,
            None => None,
        };
        let screen = SsoSetUpScreen {
            link: link.id.clone(),
            secret: new_token().map_err(SsoConfigurationError::from)?,
            company_name: link.company_name.clone(),
            made_by: link.made_by.clone(),
            until: until(self.context.language, link.expires_at_ms),
            signed_in_as: account.map(|account| account.email),
        };
        Ok(answer(
            self.app,
            self.context,
            StatusCode::OK,
            Screen::SsoSetUp(screen),
        ))
    }

    /// This browser has brought no link along, or no cookie at all.
    fn without_link(&self) -> Response {
        match self.context.sends_cookies {
            true => self.over(SsoSetUpEnd::Elsewhere, None),
            false => page_of_a_link(self.app, self.context, StatusCode::NOT_FOUND),
        }
    }

    fn over(&self, end: SsoSetUpEnd, whom: Option<WhoMakesLinks>) -> Response {
        let status = StatusCode::from_u16(end.status()).unwrap_or(StatusCode::NOT_FOUND);
        let screen = SsoSetUpOverScreen { end, whom };
        answer(self.app, self.context, status, Screen::SsoSetUpOver(screen))
    }
}
