//! The list of domains. Invariant: what is known of a domain is in the list that the platform gave; the dialogs show one entry of it,
//! and have it read again when they have changed something.

use latchkey_contract::{
    Page, PageRequest,
    email_domains::{EmailDomainSort, ListEmailDomains, list_email_domains},
};
use leptos::prelude::*;

use super::{
    add_dialog::{AddDialog, Adding},
    domain_row::{OpenDialogs, domain_row},
    record_dialog::RecordDialog,
    removal::RemovalDialog,
};
use crate::{
    i18n::*,
    kit::{ListPage, RowSource, use_locale, use_session_client},
    paths,
    ui::{Column, Crumb, EmptyKind, EmptyState, icon},
};

/// The page.
#[component]
pub fn EmailDomainsPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let dialogs = OpenDialogs {
        record: RwSignal::new(None),
        removal: RwSignal::new(None),
    };
    // Whoever may not see the list is not offered to add to it; where it is empty, the button is in its middle.
    let has_some = RwSignal::new(false);
    let source = RowSource::new(move |query: PageRequest<EmailDomainSort>| {
        let client = client.clone();
        async move {
            let is_whole = query.search.is_none() && query.after.is_none();
            let request = list_email_domains::Request { query };
            let page = client.call::<ListEmailDomains>(&request).await?;
            // The page may be gone by now.
            let _ = has_some.try_set(!is_whole || !page.items.is_empty());
            let rows = page.items.into_iter();
            Ok(Page {
                items: rows.map(|domain| domain_row(locale, domain, dialogs)).collect(),
                next: page.next,
            })
        }
    });
    let adding = Adding::new(dialogs.record, source);
    let action = move || move || has_some.get().then(|| add_button(locale, adding));
    let empty = move || {
        view! {
            <EmptyState kind=EmptyKind::NothingYet icon=icon::DOMAIN text=td_string!(locale, email_domains.none)>
                {add_button(locale, adding)}
            </EmptyState>
        }
    };
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.company)),
    ];
    view! {
        <ListPage
            heading=td_string!(locale, email_domains.title)
            crumbs
            lead=td_string!(locale, email_domains.lead)
            search_label=td_string!(locale, email_domains.search)
            columns=columns(locale)
            source
            empty
            action
        />
        <AddDialog adding />
        <RecordDialog domain=dialogs.record is_from_address=adding.is_from_address source />
        <RemovalDialog domain=dialogs.removal source />
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::sortable("domain", td_string!(locale, email_domains.domain)),
        Column::text("state", td_string!(locale, email_domains.state)),
        Column::text("last_check", td_string!(locale, email_domains.last_check)),
        Column::text("actions", td_string!(locale, email_domains.actions)),
    ]
}

fn add_button(locale: Locale, adding: Adding) -> impl IntoView {
    view! {
        <button class="button" type="button" on:click=move |_| adding.open()>
            {td_string!(locale, email_domains.add)}
        </button>
    }
}
