//! An event in the list: what happened, who did it, what it was about, and when.

use latchkey_contract::security_history::{AuditAction, EventPerson, SecurityEvent};
use leptos::prelude::*;

use super::words::action_words;
use crate::{
    i18n::*,
    kit::RelativeTime,
    ui::{Icon, TableRow, icon},
};

/// The row of an event; `opened` is the one whose details are shown.
pub fn event_row(locale: Locale, event: SecurityEvent, opened: RwSignal<Option<SecurityEvent>>) -> TableRow {
    let (id, name) = (event.id.clone(), what(locale, &event));
    let event = StoredValue::new(event);
    let cell = move |of: fn(Locale, SecurityEvent) -> AnyView| move || of(locale, event.get_value());
    let what_cell = {
        let name = name.clone();
        move || {
            let name = name.clone();
            let mark = event.with_value(|event| is_refusal(event.action));
            let mark = mark.then(|| view! { <Icon path=icon::WARN /> });
            view! {
                <button
                    class="button link event-name"
                    type="button"
                    aria-haspopup="dialog"
                    on:click=move |_| opened.set(Some(event.get_value()))
                >
                    {mark}
                    {name}
                </button>
            }
        }
    };
    TableRow {
        id,
        // An event does not change.
        revision: 0,
        name,
        cells: vec![
            what_cell.into(),
            cell(|locale, event| who(locale, &event)).into(),
            cell(|_, event| about(&event)).into(),
            cell(|_, event| view! { <RelativeTime at=event.at /> }.into_any()).into(),
        ],
    }
}

/// What happened, in words.
pub fn what(locale: Locale, event: &SecurityEvent) -> String {
    match event.action {
        AuditAction::Other => [action_words(locale, event.action), ": ", &event.action_name].concat(),
        action => action_words(locale, action).to_owned(),
    }
}

/// The cell that says who did it.
pub fn who(locale: Locale, event: &SecurityEvent) -> AnyView {
    match &event.actor {
        Some(actor) => person(actor),
        None if event.by_operator => td_string!(locale, history.operator).into_any(),
        None => {
            // What comes from an address was done by somebody.
            let words = match event.client_address.as_str() {
                "" => td_string!(locale, history.by_itself),
                _ => td_string!(locale, history.not_signed_in),
            };
            view! { <span class="fine-print">{words}</span> }.into_any()
        }
    }
}

/// Whom or what it was about.
pub fn about(event: &SecurityEvent) -> AnyView {
    let person = event.person.as_ref().map(person);
    let object = event.object.clone();
    let thing = |name: String| {
        view! {
            " "
            <bdi translate="no">{name}</bdi>
        }
    };
    let object = object.map(thing);
    let environment = event.environment.clone().map(thing);
    view! {
        {person}
        {object}
        {environment}
    }
    .into_any()
}

fn person(person: &EventPerson) -> AnyView {
    let EventPerson { email, name } = person.clone();
    let name = (!name.is_empty()).then(|| {
        view! {
            <bdi translate="no">{name}</bdi>
            " "
        }
    });
    view! {
        {name}
        <bdi class="fine-print" translate="no">
            {email}
        </bdi>
    }
    .into_any()
}

/// Somebody or something was kept out.
const fn is_refusal(action: AuditAction) -> bool {
    matches!(
        action,
        AuditAction::SignInFailed
            | AuditAction::SsoSignInFailed
            | AuditAction::RecoveryCodeRefused
            | AuditAction::CodeReplayed
            | AuditAction::RefreshTokenReplayed
            | AuditAction::SsoSecretRefused
    )
}
