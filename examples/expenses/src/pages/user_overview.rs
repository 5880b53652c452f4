//! **User Overview**, for Administrators only. Invariant: users of the platform cannot be changed here, and the page says why.

use axum::{
    Form,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use latchkey_app::{Ending, Latchkey, SignedIn};
use maud::{Markup, html};
use serde::Deserialize;

use super::{frame::Frame, not_found, notice};
use crate::{
    office::Office,
    people::{ADMINISTRATOR, Employee, NotChanged},
    words::Words,
};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Change {
    /// There when the box is ticked.
    administrator: Option<String>,
}

/// `GET /users`
pub(crate) async fn list(
    person: SignedIn,
    latchkey: Latchkey,
    State(office): State<Office>,
    headers: HeaderMap,
) -> Response {
    let frame = Frame::new(&person, &latchkey, &office, &headers);
    if let Some(refused) = refused(&frame) {
        return refused;
    }
    let words = frame.words;
    let body = html! {
        h1 { (words.user_overview) }
        p.lead { (words.overview_text) }
        table {
            thead { tr {
                th scope="col" { (words.name) }
                th scope="col" { (words.username) }
                th scope="col" { (words.kind) }
                th scope="col" { (words.roles) }
            } }
            tbody {
                @for employee in office.people.all() { tr {
                    td translate="no" { a href={ "/users/" (employee.id) } { (employee.name) } }
                    td translate="no" data-label=(words.username) { (username(&employee, words)) }
                    td data-label=(words.kind) { (kind(&frame, &employee)) }
                    td data-label=(words.roles) { (roles(&frame, &employee)) }
                } }
            }
        }
    };
    frame.page(StatusCode::OK, words.user_overview, &body)
}

/// `GET /users/{id}`
pub(crate) async fn edit(
    person: SignedIn,
    latchkey: Latchkey,
    State(office): State<Office>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let frame = Frame::new(&person, &latchkey, &office, &headers);
    if let Some(refused) = refused(&frame) {
        return refused;
    }
    let Some(employee) = office.people.find_by_id(&id) else {
        return not_found(person, latchkey, State(office), headers).await;
    };
    let words = frame.words;
    let is_administrator = employee.roles.iter().any(|role| role == ADMINISTRATOR);
    let body = html! {
        div.narrow {
            p.crumb { a href="/users" { (words.user_overview) } }
            h1 translate="no" { (employee.name) }
            dl.facts {
                dt { (words.username) } dd translate="no" { (username(&employee, words)) }
                dt { (words.kind) } dd { (kind(&frame, &employee)) }
                dt { (words.roles) } dd { (roles(&frame, &employee)) }
            }
            @if employee.is_local_user {
                form method="post" action={ "/users/" (employee.id) } {
                    label.check {
                        input type="checkbox" name="administrator" value="yes" checked[is_administrator]
                            aria-describedby="hint";
                        (words.is_administrator)
                    }
                    p.hint id="hint" { (words.administrator_hint) }
                    button.button { (words.save) }
                }
            } @else {
                p.note { strong { (frame.named(words.not_local)) } " " (frame.named(words.not_local_text)) }
            }
        }
    };
    frame.page(StatusCode::OK, &employee.name, &body)
}

/// `POST /users/{id}`
pub(crate) async fn change(
    person: SignedIn,
    latchkey: Latchkey,
    State(office): State<Office>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(change): Form<Change>,
) -> Response {
    let frame = Frame::new(&person, &latchkey, &office, &headers);
    if let Some(refused) = refused(&frame) {
        return refused;
    }
    match office
        .people
        .set_administrator(&id, change.administrator.is_some())
    {
        Ok(()) => {
            // The session carries the roles: a new one brings the new roles.
            let ending = Ending {
                user: Some(id),
                ..Ending::default()
            };
            match latchkey.end_sessions(&ending).await {
                Ok(_) => Redirect::to("/users").into_response(),
                Err(error) => {
                    tracing::error!(%error, "sessions of a changed user could not be ended");
                    StatusCode::INTERNAL_SERVER_ERROR.into_response()
                }
            }
        }
        Err(NotChanged::NotLocal) => {
            let (title, text) = (
                frame.named(frame.words.not_local),
                frame.named(frame.words.not_local_text),
            );
            notice(&frame, StatusCode::CONFLICT, &title, &text, "/users")
        }
        Err(NotChanged::Unknown) => not_found(person, latchkey, State(office), headers).await,
    }
}

/// The page for everybody else.
fn refused(frame: &Frame<'_>) -> Option<Response> {
    let words = frame.words;
    let may = frame.person.has_role(ADMINISTRATOR);
    (!may).then(|| {
        notice(
            frame,
            StatusCode::FORBIDDEN,
            words.forbidden,
            words.forbidden_text,
            "/",
        )
    })
}

fn kind(frame: &Frame<'_>, employee: &Employee) -> Markup {
    let (class, phrase) = if employee.is_local_user {
        ("kind local", frame.words.local_user)
    } else {
        ("kind", frame.words.platform_user)
    };
    html! { span class=(class) { (frame.named(phrase)) } }
}

/// What they sign in with: an address, or the name of a local user. People of the platform may keep it to themselves.
fn username<'a>(employee: &'a Employee, words: &'a Words) -> &'a str {
    if employee.email.is_empty() {
        words.not_shared
    } else {
        &employee.email
    }
}

fn roles(frame: &Frame<'_>, employee: &Employee) -> String {
    if employee.roles.is_empty() {
        frame.words.no_roles.to_owned()
    } else {
        employee.roles.join(", ")
    }
}
