//! `/invitations`: where a mailed invitation into an app leads. The link's own address is passed through, as that of every mailed link;
//! the page asks before it does anything, because mail scanners open links.

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use latchkey_contract::paths::INVITATIONS;
use latchkey_spa::front::page::{
    AppName, GoingOnScreen, InvitationProblem, InvitationReader, InvitationScreen, OpenInvitation, Screen,
};
use serde::Deserialize;

use super::answer;
use super::cookies_needed::page_of_a_link;
use super::link::LinkQuery;
use crate::access_management::acceptance::{self, Closed, Viewer};
use crate::app_state::AppState;
use crate::domain::redirect_uri::display;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::cookies::{Cookie, Series};
use crate::http::current_session::MaybeSession;
use crate::http::form::FormBody;
use crate::http::path_text::PathText;
use crate::sign_in::session::end;

/// The link and its page.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(INVITATIONS, get(pass))
        .route(&page_of("{invitation}"), get(show).post(submit))
}

/// The address of the page of an invitation.
fn page_of(id: &str) -> String {
    [INVITATIONS, "/", id].concat()
}

/// `GET /invitations?token=…`
async fn pass(
    State(app): State<AppState>,
    context: RequestContext,
    headers: HeaderMap,
    query: Result<Query<LinkQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let token = query.unwrap_or_default().0.token.unwrap_or_default();
    let is_token = (1..=100).contains(&token.len())
        && token
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let id = match is_token {
        true => acceptance::id_of(&app, &token).await?,
        false => None,
    };
    let Some(id) = id else {
        return Ok(closed(&app, &context, Closed::Unknown));
    };
    let cookies = Series::Link.add(&headers, &id, &token, &app.config.public_url);
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    let cookies = AppendHeaders(cookies.collect::<Vec<_>>());
    Ok((cookies, Redirect::to(&page_of(&id))).into_response())
}

/// `GET /invitations/{invitation}`: asks.
async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    PathText(id): PathText,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let token = Series::Link.value(&headers, &id, &app.config.public_url);
    let found = acceptance::look(&app, &id, token, session.as_ref()).await?;
    Ok(match found {
        Ok(open) => answer(&app, &context, StatusCode::OK, Screen::Invitation(screen(open))),
        Err(problem) => closed(&app, &context, problem),
    })
}

/// The address that was invited, for the form from which one comes back to the page of the invitation, in a browser that has opened its link.
pub(super) async fn invited_address(
    app: &AppState,
    headers: &HeaderMap,
    return_to: Option<&str>,
) -> Result<Option<String>, ApiError> {
    let id = return_to.and_then(|place| place.strip_prefix(INVITATIONS)?.strip_prefix('/'));
    let Some(id) = id else { return Ok(None) };
    match Series::Link.value(headers, id, &app.config.public_url) {
        Some(token) => Ok(acceptance::invited_address(app, id, token).await?),
        None => Ok(None),
    }
}

/// What the page asks.
#[derive(Default, Deserialize)]
#[serde(default)]
struct InvitationForm {
    decision: String,
}

/// `POST /invitations/{invitation}`: accepts, or lets somebody else sign in.
async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    PathText(id): PathText,
    headers: HeaderMap,
    FormBody(form): FormBody<InvitationForm>,
) -> Result<Response, ApiError> {
    let public_url = &app.config.public_url;
    let again = Redirect::to(&page_of(&id));
    match (form.decision.as_str(), session) {
        ("switch", _) => {
            if let Some(token) = Cookie::Session.read(&headers, public_url) {
                end(&app, token, &context.origin).await?;
            }
            let cookies = [
                (header::SET_COOKIE, Cookie::Session.remove(public_url)),
                (header::SET_COOKIE, Cookie::SignedOut.set("1", public_url)),
            ];
            Ok((AppendHeaders(cookies), again).into_response())
        }
        ("accept", Some(session)) => {
            let token = Series::Link.value(&headers, &id, public_url);
            let accepted = acceptance::accept(&app, &id, token, &session, &context.origin).await?;
            Ok(match accepted {
                Ok(url) => {
                    // Browsers would hold a redirect to the app against the form's policy.
                    let screen = GoingOnScreen {
                        place: display(&url),
                        redirect_to: url,
                    };
                    answer(&app, &context, StatusCode::OK, Screen::GoingOn(screen))
                }
                // Somebody else is signed in by now: the page says so.
                Err(Closed::Elsewhere) => again.into_response(),
                Err(problem) => closed(&app, &context, problem),
            })
        }
        _ => Ok(again.into_response()),
    }
}

fn screen(open: acceptance::OpenInvitation) -> InvitationScreen {
    let reader = match open.viewer {
        Viewer::Nobody => InvitationReader::Nobody,
        Viewer::Invitee(email) => InvitationReader::Invitee { email },
        Viewer::Another(email) => InvitationReader::Another { email },
    };
    InvitationScreen::Open(OpenInvitation {
        invitation: open.invitation.id,
        app: AppName {
            app: open.client.app,
            environment: open.client.environment,
        },
        invited_by: open.invitation.invited_by,
        email: open.invitation.email,
        roles: open.roles,
        reader,
    })
}

/// The page of an invitation that leads nowhere.
fn closed(app: &AppState, context: &RequestContext, closed: Closed) -> Response {
    let (problem, status) = match closed {
        Closed::Unknown => (InvitationProblem::Unknown, StatusCode::NOT_FOUND),
        Closed::Elsewhere => (InvitationProblem::Elsewhere, StatusCode::NOT_FOUND),
        Closed::Accepted => (InvitationProblem::Accepted, StatusCode::GONE),
        Closed::Declined => (InvitationProblem::Declined, StatusCode::GONE),
        Closed::Expired => (InvitationProblem::Expired, StatusCode::GONE),
        Closed::Withdrawn => (InvitationProblem::Withdrawn, StatusCode::GONE),
    };
    if problem == InvitationProblem::Elsewhere && !context.sends_cookies {
        return page_of_a_link(app, context, status);
    }
    answer(
        app,
        context,
        status,
        Screen::Invitation(InvitationScreen::Closed(problem)),
    )
}
