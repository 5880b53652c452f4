//! The portal's pages: one entry page, which the browser fills. Without a session they lead to the sign-in screen and back; the wizard's are
//! served to whoever came by a set-up link, too.

use axum::Router;
use axum::extract::{MatchedPath, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use latchkey_contract::{ErrorCode, Language};
use latchkey_spa::paths::{PORTAL_PAGES, SSO_SET_UP, is_of_set_up};

use super::sign_in_path::path_with_return_to;
use super::{NO_STORE, html_answer};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::current_session::MaybeSession;
use crate::sso_configurations::set_up_links;
use crate::store::accounts;
use crate::store::sessions::Session;

/// Every page of the portal.
pub fn routes() -> Router<AppState> {
    let pages = PORTAL_PAGES.iter();
    pages.fold(Router::new(), |router, path| router.route(path, get(show)))
}

/// `GET /` and every other page of the portal.
async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    headers: HeaderMap,
    uri: Uri,
    route: MatchedPath,
) -> Result<Response, ApiError> {
    if let Some(session) = session {
        return page(&app, &context, &session, StatusCode::OK, landing(route.as_str())).await;
    }
    let guest = Cookie::SetUp.read(&headers, &app.config.public_url);
    if let Some(secret) = guest.filter(|_| is_of_set_up(uri.path())) {
        return match set_up_links::guest(&app, secret).await? {
            Some(_) => Ok(entry_page(
                &app,
                &context,
                context.language,
                StatusCode::OK,
                landing(route.as_str()),
            )),
            // It says what became of the link.
            None => Ok(Redirect::to(SSO_SET_UP).into_response()),
        };
    }
    let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
    Ok(Redirect::to(&path_with_return_to(wanted)).into_response())
}

/// Where there is nothing: for whoever is signed in and follows a link with a browser the portal says so, in its frame; for
/// everybody else it is an error.
pub async fn not_found(
    State(app): State<AppState>,
    context: RequestContext,
    method: Method,
    headers: HeaderMap,
    MaybeSession(session): MaybeSession,
) -> Result<Response, ApiError> {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    let wants_page = method == Method::GET && accept.is_some_and(|accept| accept.contains("text/html"));
    match session.filter(|_| wants_page) {
        Some(session) => page(&app, &context, &session, StatusCode::NOT_FOUND, ["", ""]).await,
        None => Err(ErrorCode::NotFound.into()),
    }
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    session: &Session,
    status: StatusCode,
    landing: Landing,
) -> Result<Response, ApiError> {
    let account = accounts::by_id(&mut *app.store.read().await?, &session.account_id).await?;
    let chosen = account.and_then(|account| account.language());
    let language = chosen.unwrap_or(context.language);
    let page = entry_page(app, context, language, status, landing);
    // For the front door of this browser, which does not know who will sign in.
    let known = chosen.filter(|_| language != context.language);
    let cookie = known.map(|language| Cookie::Language.set(language.tag(), &app.config.public_url));
    let cookie = cookie.map(|cookie| AppendHeaders([(header::SET_COOKIE, cookie)]));
    Ok((cookie, page).into_response())
}

fn entry_page(
    app: &AppState,
    context: &RequestContext,
    language: Language,
    status: StatusCode,
    landing: Landing,
) -> Response {
    let html = app
        .assets
        .portal
        .page(language, context.theme, &app.config.platform_name, &landing);
    let mut page = html_answer(status, html, &app.assets.portal.content_security_policy);
    // It is empty, but what fills it is somebody's: the Back button must not bring it back after they have signed out.
    page.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    page
}

/// What comes first: an area and a page, each by the name under which the splitter lists its chunks.
type Landing = [&'static str; 2];

fn landing(route: &str) -> Landing {
    [area_of(route), page_of(route)]
}

/// The area around a page, named as pages are. Empty where there is none.
fn area_of(route: &str) -> &'static str {
    let parts: Vec<&str> = route.split('/').skip(1).collect();
    match parts[..] {
        ["profile", ..] => "my_account",
        ["control-center", ..] | ["apps", "new"] => "control_center",
        ["apps", _, "settings", ..] => "app_settings",
        _ => "",
    }
}

/// The name under which the splitter lists the chunks of a page: its route's type in the portal, in snake case and without `Route`.
/// Empty where what comes first is not known.
fn page_of(route: &str) -> &'static str {
    match route {
        "/" => "my_apps",
        "/control-center" | "/control-center/apps" => "managed_apps",
        "/control-center/people/members" => "members",
        "/control-center/people/second-accounts" => "second_accounts",
        "/control-center/people/groups" => "groups",
        "/control-center/people/groups/{group}" => "group",
        "/control-center/company/email-domains" => "email_domains",
        "/control-center/company/branding" => "branding",
        "/control-center/security/history" => "security_history",
        "/control-center/security/sign-in-attempts" => "sign_in_attempts",
        "/control-center/security/conflicts" => "identity_conflicts",
        "/control-center/security/conflicts/{conflict}" => "identity_conflict",
        "/control-center/security/two-step" => "second_factor_rule",
        "/control-center/security/single-sign-on" => "single_sign_on",
        "/control-center/security/single-sign-on/new" => "new_sso_configuration",
        "/control-center/security/single-sign-on/{configuration}/edit/connect" => "connect",
        "/control-center/security/single-sign-on/{configuration}/edit/test" => "test",
        "/control-center/security/single-sign-on/{configuration}/edit/map" => "map",
        "/control-center/security/single-sign-on/{configuration}/activation" => "activation",
        "/control-center/security/single-sign-on/{configuration}/tested" => "tested",
        "/control-center/security/single-sign-on/{configuration}/secret" => "secret",
        "/control-center/security/single-sign-on/{configuration}/pilot" => "pilot",
        "/apps/new" => "new_app",
        "/apps/{app}/settings/general" => "general",
        "/apps/{app}/settings/general/{environment}" => "environment",
        "/apps/{app}/settings/access-management" => "access_management",
        "/apps/{app}/settings/access-management/{environment}" => "environment_people",
        "/apps/{app}/settings/access-management/{environment}/invite" => "invite_users",
        "/apps/{app}/settings/access-management/{environment}/invitations" => "invitations",
        "/apps/{app}/settings/access-management/{environment}/changes/{change}" => "bulk_results",
        "/profile" => "profile",
        "/profile/security" => "security",
        "/profile/apps" => "authorized_apps",
        "/profile/two-step" => "two_step",
        "/profile/tokens" => "tokens",
        "/control-center/people/tokens" => "company_tokens",
        "/profile/preferences" => "preferences",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_lazy_page_of_the_portal_has_a_route_here() {
        let portal = include_str!("../../../../../src/portal/pages.rs");
        let lazy = portal
            .lines()
            .filter_map(|line| line.strip_prefix("lazy_page!(")?.split_once("Route,"));
        let lazy: Vec<String> = lazy.map(|(name, _)| name.to_lowercase()).collect();
        let here = PORTAL_PAGES.map(|route| landing(route).map(|name| name.replace('_', "")));
        assert!(!lazy.is_empty());
        for page in lazy {
            assert!(here.as_flattened().contains(&page), "{page}");
        }
    }
}
