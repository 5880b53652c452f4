//! The list of members. It shows; nothing is changed here.

use latchkey_contract::{
    Page, PageRequest,
    members::{ListMembers, Member, MemberSort, list_members},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{ListPage, RowSource, revision, use_locale, use_session_client},
    paths,
    ui::{Badge, Column, Crumb, EmptyKind, EmptyState, TableRow, Tone},
};

/// The page.
#[component]
pub fn MembersPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let source = RowSource::new(move |query: PageRequest<MemberSort>| {
        let client = client.clone();
        async move {
            let page = client
                .call::<ListMembers>(&list_members::Request { query })
                .await?;
            let rows = page.items.into_iter().map(|member| row(locale, member));
            Ok(Page {
                items: rows.collect(),
                next: page.next,
            })
        }
    });
    let empty = move || {
        view! { <EmptyState kind=EmptyKind::NothingYet text=td_string!(locale, members.none) /> }
    };
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.people)),
    ];
    view! {
        <ListPage
            heading=td_string!(locale, members.title)
            crumbs
            lead=td_string!(locale, members.lead)
            search_label=td_string!(locale, members.search)
            columns=columns(locale)
            source
            empty
        />
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::sortable("name", td_string!(locale, members.name)),
        Column::sortable("email", td_string!(locale, members.email)),
        Column::text("role", td_string!(locale, members.role)),
    ]
}

fn row(locale: Locale, member: Member) -> TableRow {
    let Member {
        id,
        email,
        first_name,
        last_name,
        company_admin,
        deactivated,
    } = member;
    let revision = revision(&(&email, &first_name, &last_name, company_admin, deactivated));
    let name = match [first_name.as_str(), &last_name].join(" ").trim() {
        "" => email.clone(),
        name => name.to_owned(),
    };
    let person = {
        let name = name.clone();
        move || view! { <bdi translate="no">{name.clone()}</bdi> }
    };
    let address = move || view! { <bdi translate="no">{email.clone()}</bdi> };
    let role = move || {
        let role = match company_admin {
            true => view! { <Badge tone=Tone::Info label=td_string!(locale, members.admin) /> }.into_any(),
            false => td_string!(locale, members.member).into_any(),
        };
        let deactivated = deactivated.then(|| {
            view! { <Badge tone=Tone::Warn label=td_string!(locale, members.deactivated) /> }
        });
        view! { {role} " " {deactivated} }
    };
    TableRow {
        id,
        revision,
        name,
        cells: vec![person.into(), address.into(), role.into()],
    }
}
