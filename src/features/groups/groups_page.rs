//! The list of groups.

use latchkey_contract::{
    Page, PageRequest,
    groups::{GroupSort, ListGroups, ListedGroup, list_groups},
};
use leptos::prelude::*;

use super::new_group::{NewGroupButton, NewGroupDialog};
use crate::{
    i18n::*,
    kit::{ListPage, RowSource, revision, use_locale, use_session_client},
    paths,
    ui::{Column, Crumb, EmptyKind, EmptyState, TableRow, icon},
};

/// The page.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let is_asked = RwSignal::new(false);
    // Whoever may not see the list is not offered to add to it; where it is empty, the button is in its middle.
    let has_some = RwSignal::new(false);
    let source = RowSource::new(move |query: PageRequest<GroupSort>| {
        let client = client.clone();
        async move {
            let is_whole = query.search.is_none() && query.after.is_none();
            let page = client.call::<ListGroups>(&list_groups::Request { query }).await?;
            // The page may be gone by now.
            let _ = has_some.try_set(!is_whole || !page.items.is_empty());
            Ok(Page {
                items: page.items.into_iter().map(|group| row(locale, group)).collect(),
                next: page.next,
            })
        }
    });
    let action = move || move || has_some.get().then(|| view! { <NewGroupButton is_asked /> });
    let empty = move || {
        view! {
            <EmptyState kind=EmptyKind::NothingYet icon=icon::GROUP text=td_string!(locale, groups.none)>
                <NewGroupButton is_asked />
            </EmptyState>
        }
    };
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.people)),
    ];
    view! {
        <ListPage
            heading=td_string!(locale, groups.title)
            crumbs
            lead=td_string!(locale, groups.lead)
            search_label=td_string!(locale, groups.search)
            columns=columns(locale)
            source
            empty
            action
        />
        <NewGroupDialog is_asked />
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    let number = |key, title: &str| Column {
        numeric: true,
        ..Column::text(key, title)
    };
    vec![
        Column::sortable("name", td_string!(locale, groups.name)),
        number("members", td_string!(locale, groups.members)),
        number("environments", td_string!(locale, groups.accessible_apps)),
    ]
}

fn row(locale: Locale, group: ListedGroup) -> TableRow {
    let revision = revision(&(&group.name, group.members, group.environments));
    let name = group.name.clone();
    let link = {
        let (href, name) = (paths::group(&group.id), group.name);
        move || {
            let (href, name) = (href.clone(), name.clone());
            view! {
                <a href=href translate="no">
                    <bdi>{name}</bdi>
                </a>
            }
        }
    };
    let members = move || match group.members {
        members if members > list_groups::MOST_COUNTED => {
            td_string!(locale, groups.more_than, count = list_groups::MOST_COUNTED)
        }
        members => members.to_string(),
    };
    let environments = move || group.environments.to_string();
    TableRow {
        id: group.id,
        revision,
        name,
        cells: vec![link.into(), members.into(), environments.into()],
    }
}
