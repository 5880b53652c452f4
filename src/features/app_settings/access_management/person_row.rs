//! Somebody in the list: roles, where they come from, the last sign-in, and what can be done.

use latchkey_contract::access_management::PersonWithAccess;
use leptos::prelude::*;

use super::person::{KnownPeople, group_words, name_of, role_words};
use crate::{
    i18n::*,
    kit::RelativeTime,
    paths,
    ui::{Badge, TableRow, Tone, address, listed_name},
};

/// What the rows of the page share.
#[derive(Clone, Copy)]
pub struct Table {
    /// Everybody whose row was shown.
    pub people: KnownPeople,
    /// Whether whoever is signed in may change the groups.
    pub may_change_groups: RwSignal<bool>,
    /// Whether the environment publishes roles, so that there is anything to choose.
    pub has_roles: bool,
    /// Whose roles are edited.
    pub edited: RwSignal<Option<PersonWithAccess>>,
    /// About whose removal somebody is asked.
    pub revoked: RwSignal<Option<PersonWithAccess>>,
}

/// The row of somebody.
pub fn person_row(locale: Locale, person: &PersonWithAccess, table: Table) -> TableRow {
    let id = StoredValue::new(person.id.clone());
    let read = move |cell: fn(Locale, &PersonWithAccess, Table) -> AnyView| {
        move || {
            move || {
                table
                    .people
                    .read(&id.get_value(), |person| cell(locale, person, table))
            }
        }
    };
    TableRow {
        id: person.id.clone(),
        // Its cells follow what is known of the person.
        revision: 0,
        name: name_of(person),
        cells: vec![
            read(name_cell).into(),
            read(address_cell).into(),
            read(roles_cell).into(),
            read(source_cell).into(),
            read(sign_in_cell).into(),
            (move || actions(locale, id.get_value(), table)).into(),
        ],
    }
}

/// Identifier of the button that edits somebody's roles, or that takes the access where there is nothing to edit.
pub fn button_id(what: &str, account_id: &str) -> String {
    [what, "-access-", account_id].concat()
}

fn name_cell(locale: Locale, person: &PersonWithAccess, _: Table) -> AnyView {
    let name = listed_name(locale, &person.first_name, &person.last_name, &person.email);
    let deactivated = person.deactivated.then(|| {
        view! { <Badge tone=Tone::Warn label=td_string!(locale, access_management.deactivated) /> }
    });
    view! { <bdi translate="no">{name}</bdi> " " {deactivated} }.into_any()
}

fn address_cell(_: Locale, person: &PersonWithAccess, _: Table) -> AnyView {
    address(&person.email).into_any()
}

fn roles_cell(locale: Locale, person: &PersonWithAccess, _: Table) -> AnyView {
    role_words(locale, &person.roles).into_any()
}

fn source_cell(locale: Locale, person: &PersonWithAccess, table: Table) -> AnyView {
    // Where there is one source, the roles beside it are its.
    let direct = person.direct_roles.as_ref().map(|roles| {
        let words = match person.groups.is_empty() {
            true => td_string!(locale, access_management.direct).to_owned(),
            false => td_string!(
                locale,
                access_management.direct_roles,
                roles = role_words(locale, roles)
            ),
        };
        view! { <li>{words}</li> }
    });
    let groups = person.groups.iter().map(|group| {
        let words = group_words(locale, group);
        let href = table.may_change_groups.get().then(|| paths::group(&group.id));
        match href {
            Some(href) => view! { <li><a href=href>{words}</a></li> }.into_any(),
            None => view! { <li>{words}</li> }.into_any(),
        }
    });
    let groups = groups.collect_view();
    let note = (!person.groups.is_empty() && !table.may_change_groups.get()).then(|| {
        let text = td_string!(locale, access_management.group_by_admin);
        view! { <li class="fine-print">{text}</li> }
    });
    view! { <ul class="access-sources" role="list">{direct} {groups} {note}</ul> }.into_any()
}

fn sign_in_cell(locale: Locale, person: &PersonWithAccess, _: Table) -> AnyView {
    match person.last_sign_in_at.clone() {
        Some(at) => view! { <RelativeTime at /> }.into_any(),
        None => td_string!(locale, access_management.not_known).into_any(),
    }
}

/// The buttons. They stay when the person changes, so that the focus does.
fn actions(locale: Locale, id: String, table: Table) -> AnyView {
    let id = StoredValue::new(id);
    let name = Memo::new(move |_| table.people.read(&id.get_value(), name_of).unwrap_or_default());
    let is_direct = Memo::new(move |_| {
        let direct = table
            .people
            .read(&id.get_value(), |person| person.direct_roles.is_some());
        direct.unwrap_or_default()
    });
    let button = move |label: &'static str, what: &'static str, asked: RwSignal<Option<PersonWithAccess>>| {
        view! {
            <button
                id=button_id(what, &id.get_value())
                class="button quiet dense"
                type="button"
                on:click=move |_| asked.set(table.people.get(&id.get_value()))
            >
                {label}
                <span class="unseen" translate="no">
                    " "
                    {move || name.get()}
                </span>
            </button>
        }
    };
    view! {
        <div class="access-actions">
            {table
                .has_roles
                .then(|| button(td_string!(locale, access_management.edit), "edit", table.edited))}
            <Show when=move || {
                is_direct.get()
            }>{button(td_string!(locale, access_management.remove), "remove", table.revoked)}</Show>
        </div>
    }
    .into_any()
}
