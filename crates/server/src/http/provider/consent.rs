//! `/consent`: what an app will know, and the answer to it.

use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use bytes::Bytes;
use latchkey_contract::apps::AppScope;
use latchkey_spa::front::no_access::{AccessAsking, NoAccessScreen, TeamMember, WhomToAsk};
use latchkey_spa::front::page::{ConsentItem, ConsentScreen, Screen};

use super::responses::{app_name, continue_path, over, send, within};
use crate::access_management::{acceptance, own_invitations, requests};
use crate::app_settings::Asker;
use crate::app_state::AppState;
use crate::company_brand::shown::to_account;
use crate::domain::access::Access;
use crate::domain::consent::Agreement;
use crate::domain::redirect_uri::display;
use crate::domain::scopes::{Scope, Scopes};
use crate::http::api_error::ApiError;
use crate::http::browser_cookie::browser_secrets;
use crate::http::context::RequestContext;
use crate::http::cookies::Cookie;
use crate::http::current_session::MaybeSession;
use crate::http::pages::branded;
use crate::provider::parameters::Parameters;
use crate::provider::proceed::{ConsentChoice, Next, Pending, agree, cancel, find};
use crate::sign_in::session::end;
use crate::store::clients::Client;
use crate::store::sessions::Session;
use crate::store::{StoreError, access, apps, clients, companies, consents};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// `GET /consent`. The page is shown to the account that was asked; to anybody else the request begins again.
pub(super) async fn show(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let raw = Parameters::parse(query.unwrap_or_default().as_bytes());
    let id = raw.get("request").ok().flatten().unwrap_or_default();
    let found = find(app.provider(), id, &browser_secrets(&app, &headers)).await?;
    let context = within(context, found.as_ref(), session.as_ref());
    let pending = match found {
        Some(pending) if pending.is_open(app.clock.now_ms()) => pending,
        pending => {
            let client = pending.as_ref().map(|pending| &pending.client);
            return Ok(over(&app, &context, client));
        }
    };
    let asked = session.filter(|session| pending.request.account_id.as_ref() == Some(&session.account_id));
    match asked {
        Some(session) => {
            let screen = screen(&app, &pending, &session, None).await?;
            ask(&app, &context, StatusCode::OK, screen, &session).await
        }
        None => Ok(Redirect::to(&continue_path(&pending.request.id)).into_response()),
    }
}

/// `POST /consent`
pub(super) async fn submit(
    State(app): State<AppState>,
    context: RequestContext,
    MaybeSession(session): MaybeSession,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body?;
    let raw = Parameters::parse(&body);
    let field = |name| raw.get(name).ok().flatten().unwrap_or_default();
    let public_url = &app.config.public_url;
    let found = find(app.provider(), field("request"), &browser_secrets(&app, &headers)).await?;
    let context = within(context, found.as_ref(), session.as_ref());
    let pending = match found {
        Some(pending) if pending.is_open(app.clock.now_ms()) => pending,
        pending => {
            let client = pending.as_ref().map(|pending| &pending.client);
            return Ok(over(&app, &context, client));
        }
    };
    let again = continue_path(&pending.request.id);
    let reply = ConsentChoice {
        account_id: field("account"),
        locked: Scopes::parse(field("required")),
        ticked: ticked(&body),
    };
    let next = match (field("decision"), &session) {
        ("cancel", _) => cancel(app.provider(), &pending).await?,
        ("switch", _) => {
            if let Some(token) = Cookie::Session.read(&headers, public_url) {
                end(&app, token, &context.origin).await?;
            }
            let cookies = [
                (header::SET_COOKIE, Cookie::Session.remove(public_url)),
                (header::SET_COOKIE, Cookie::SignedOut.set("1", public_url)),
            ];
            return Ok((AppendHeaders(cookies), Redirect::to(&again)).into_response());
        }
        ("ask", Some(session)) => {
            let asker = Asker {
                account_id: &session.account_id,
                origin: &context.origin,
            };
            requests::ask(&app, &pending.client, session, asker).await?;
            // The page says that the person has asked.
            return Ok(Redirect::to(&again).into_response());
        }
        ("accept", Some(session)) => {
            let environment = &pending.client.environment_id;
            if let Some(own) = own_invitations::into(&app, session, environment).await? {
                // Where it is over by now, the page says what is left to do.
                let _ = acceptance::accept(&app, &own.id, None, session, &context.origin).await?;
            }
            return Ok(Redirect::to(&again).into_response());
        }
        ("authorize", Some(session)) => {
            agree(app.provider(), &pending, session, reply, &context.origin).await?
        }
        _ => Next::Over,
    };
    Ok(match (next, &session) {
        (Next::Respond(answer), _) => send(&app, &context, answer, true),
        (Next::Changed, Some(session)) => {
            let screen = screen(&app, &pending, session, Some(reply)).await?;
            ask(&app, &context, StatusCode::CONFLICT, screen, session).await?
        }
        // Somebody else is signed in by now, or nobody: from the start, with a page that says what is asked of whom.
        _ => Redirect::to(&again).into_response(),
    })
}

/// The page, as the company of whoever is asked presents itself.
async fn ask(
    app: &AppState,
    context: &RequestContext,
    status: StatusCode,
    screen: ConsentScreen,
    session: &Session,
) -> Result<Response, ApiError> {
    let brand = to_account(&mut *app.store.read().await?, &session.account_id).await?;
    Ok(branded(app, context, status, Screen::Consent(screen), brand))
}

/// The boxes that are ticked. They come once each, under one name.
fn ticked(body: &[u8]) -> Scopes {
    let boxes = url::form_urlencoded::parse(body).filter(|(name, _)| name == "scope");
    boxes.fold(Scopes::default(), |ticked, (_, scope)| {
        ticked.or(Scopes::parse(&scope))
    })
}

/// The page; `reply` is the answer to one that no longer shows what is required.
async fn screen(
    app: &AppState,
    pending: &Pending,
    session: &Session,
    reply: Option<ConsentChoice<'_>>,
) -> Result<ConsentScreen, StoreError> {
    let mut connection = app.store.read().await?;
    let environment = &pending.client.environment_id;
    let before = consents::find(&mut connection, &session.account_id, environment).await?;
    let agreement = before.unwrap_or_default();
    let is_again = agreement != Agreement::default();
    let wish = pending.wish();
    // The first time everything is new, and nothing is marked.
    let mut marked = if is_again {
        wish.news(agreement)
    } else {
        Scopes::default()
    };
    let mut ticked = agreement.granted;
    if let Some(reply) = reply {
        marked = marked.or(wish.changed_since(reply.locked));
        ticked = reply.ticked.or(ticked.and(reply.locked));
    }
    let mut items = Vec::new();
    for scope in wish.requested.iter() {
        let one: Scopes = [scope].into_iter().collect();
        items.push(ConsentItem {
            scope: app_scope(scope),
            value: value_of(&mut connection, scope, pending, session).await?,
            required: one.are_within(wish.required()),
            ticked: one.are_within(ticked),
            is_new: one.are_within(marked),
        });
    }
    Ok(ConsentScreen {
        is_asked_each_time: pending.is_asked_each_time(),
        request: pending.request.id.clone(),
        account: session.account_id.clone(),
        email: session.email.clone(),
        app: app_name(pending),
        returns_to: display(&pending.request.parameters.redirect_uri),
        items,
        required: wish.required().to_string(),
        // Where nothing is new it is asked for the app's sake.
        is_again: is_again && !marked.is_empty(),
        has_changed: reply.is_some(),
    })
}

/// A scope as people are asked for it.
pub(in crate::http) const fn app_scope(scope: Scope) -> AppScope {
    match scope {
        Scope::OpenId => AppScope::Identity,
        Scope::Profile => AppScope::Profile,
        Scope::Email => AppScope::Email,
        Scope::Apps => AppScope::Apps,
        Scope::OfflineAccess => AppScope::Offline,
    }
}

/// What the app would be told, as it is at this moment.
async fn value_of(
    connection: &mut crate::store::Connection,
    scope: Scope,
    pending: &Pending,
    session: &Session,
) -> Result<String, StoreError> {
    Ok(match scope {
        Scope::OpenId => {
            let environment = &pending.client.environment_id;
            let roles = &pending.client.registration.settings.roles;
            let access = access::of(connection, environment, &session.account_id, roles).await?;
            access.map(Access::role_names).unwrap_or_default().join(", ")
        }
        Scope::Profile => {
            let company = companies::by_id(connection, &session.company_id).await?;
            let name = format!("{} {}", session.first_name, session.last_name);
            let parts = [
                name.trim().to_owned(),
                company.map(|company| company.name).unwrap_or_default(),
            ];
            parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        }
        Scope::Email => session.email.clone(),
        Scope::Apps => {
            let open = apps::openable_by(connection, &session.account_id).await?;
            let by_app = open.chunk_by(|one, next| one.app == next.app);
            let names = by_app.map(|environments| {
                let names = environments.iter().map(|openable| openable.environment.as_str());
                let app = environments.first().map_or("", |openable| &openable.app);
                format!("{app} ({})", names.collect::<Vec<_>>().join(", "))
            });
            names.collect::<Vec<_>>().join(", ")
        }
        Scope::OfflineAccess => String::new(),
    })
}

/// Somebody of the team as the page shows them.
fn shown(member: clients::TeamMember) -> TeamMember {
    let name = [member.first_name, member.last_name].join(" ");
    TeamMember {
        name: name.trim().to_owned(),
        email: member.email,
    }
}

/// The page that says whom to ask (M4).
pub(super) async fn no_access(
    app: &AppState,
    context: &RequestContext,
    pending: &Pending,
    session: &Session,
) -> Result<Response, ApiError> {
    let client = &pending.client;
    let is_of_its_company = session.company_id == client.company_id;
    // Strangers are in no list of the company's, and see none of it.
    let team = match is_of_its_company {
        true => clients::team_of(&mut *app.store.read().await?, &client.environment_id).await?,
        false => Vec::new(),
    };
    let whom = match client.registration.settings.support_contact.clone() {
        _ if !team.is_empty() => WhomToAsk::Team(team.into_iter().map(shown).collect()),
        Some(contact) => WhomToAsk::Contact(contact),
        None if is_of_its_company => WhomToAsk::Company,
        None => WhomToAsk::Nobody,
    };
    let asking = asking(app, client, session).await?;
    let screen = NoAccessScreen {
        asking,
        request: pending.request.id.clone(),
        email: session.email.clone(),
        app: app_name(pending),
        whom,
    };
    let brand = to_account(&mut *app.store.read().await?, &session.account_id).await?;
    Ok(branded(
        app,
        context,
        StatusCode::FORBIDDEN,
        Screen::NoAccess(screen),
        brand,
    ))
}

async fn asking(app: &AppState, client: &Client, session: &Session) -> Result<AccessAsking, ApiError> {
    if client.is_archived {
        return Ok(AccessAsking::Archived);
    }
    if let Some(own) = own_invitations::into(app, session, &client.environment_id).await? {
        return Ok(AccessAsking::Invited {
            by: own.invited_by,
            roles: own.roles,
        });
    }
    Ok(match requests::asking(app, client, &session.account_id).await? {
        requests::AskingState::Possible => AccessAsking::Possible,
        requests::AskingState::Asked => AccessAsking::Asked,
        requests::AskingState::Declined { again_at_ms } => AccessAsking::Declined {
            hours: whole_hours(again_at_ms - app.clock.now_ms()),
        },
        requests::AskingState::Impossible => AccessAsking::Impossible,
    })
}

/// The hours that are left, the one that has begun counted.
fn whole_hours(left_ms: i64) -> u32 {
    u32::try_from(left_ms.max(0).saturating_add(HOUR_MS - 1) / HOUR_MS).unwrap_or(u32::MAX)
}
