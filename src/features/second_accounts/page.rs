//! The list of second accounts. Invariant: nothing is detached before a question that names it.

use latchkey_contract::{
    Page as ListPart, PageRequest,
    second_accounts::{
        DetachSecondAccount, ListSecondAccounts, SecondAccount, detach_second_account, list_second_accounts,
    },
    security_history::EventSort,
};
use leptos::prelude::*;

use super::attach::{AttachButton, AttachDialog};
use crate::{
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, ListPage, Question, RelativeTime, RowSource, focus_heading,
        revision, use_locale, use_session_client,
    },
    paths,
    ui::{Badge, Column, Crumb, EmptyKind, EmptyState, TableRow, Tone, icon},
};

/// The page.
#[component]
pub fn SecondAccountsPage() -> impl IntoView {
    let locale = use_locale();
    let is_asked = RwSignal::new(false);
    // Whoever may not see the list is not offered to add to it; where it is empty, the button is in its middle.
    let has_some = RwSignal::new(false);
    let confirmation = detaching(locale);
    let source = source(locale, has_some, confirmation);
    let on_attached = Callback::new(move |()| source.read_again());
    let on_detached = Callback::new(move |()| {
        // The button that was pressed goes with its row.
        focus_heading();
        source.read_again();
    });
    let action = move || move || has_some.get().then(|| view! { <AttachButton is_asked /> });
    let empty = move || {
        view! {
            <EmptyState kind=EmptyKind::NothingYet icon=icon::USER text=td_string!(locale, second_accounts.none)>
                <AttachButton is_asked />
            </EmptyState>
        }
    };
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.people)),
    ];
    view! {
        <ListPage
            heading=td_string!(locale, second_accounts.title)
            crumbs
            lead=td_string!(locale, second_accounts.lead)
            search_label=td_string!(locale, second_accounts.search)
            columns=columns(locale)
            source
            empty
            action
        />
        <AttachDialog is_asked on_done=on_attached />
        <ConfirmationDialog
            confirmation
            question=Callback::new(move |second| question(locale, second))
            on_done=on_detached
        />
    }
}

fn detaching(locale: Locale) -> Confirmation<SecondAccount> {
    let client = use_session_client();
    Confirmation::new(
        move || td_string!(locale, second_accounts.detached).to_owned(),
        move |second: SecondAccount| {
            let client = client.clone();
            async move {
                let request = detach_second_account::Request {
                    second_account: second.id,
                };
                client.call::<DetachSecondAccount>(&request).await.map(|_| ())
            }
        },
    )
}

fn question(locale: Locale, second: SecondAccount) -> Question {
    let SecondAccount { member, account, .. } = second;
    Question {
        title: td_string!(locale, second_accounts.detach_title, account = account.clone()),
        text: td_string!(
            locale,
            second_accounts.detach_text,
            member = member,
            account = account
        ),
        confirm: td_string!(locale, second_accounts.detach).to_owned(),
    }
}

fn source(locale: Locale, has_some: RwSignal<bool>, confirmation: Confirmation<SecondAccount>) -> RowSource {
    let client = use_session_client();
    RowSource::new(move |query: PageRequest<EventSort>| {
        let client = client.clone();
        async move {
            let is_whole = query.search.is_none() && query.after.is_none();
            let request = list_second_accounts::Request { query };
            let page = client.call::<ListSecondAccounts>(&request).await?;
            // The page may be gone by now.
            let _ = has_some.try_set(!is_whole || !page.items.is_empty());
            let rows = page.items.into_iter();
            Ok(ListPart {
                items: rows.map(|second| row(locale, second, confirmation)).collect(),
                next: page.next,
            })
        }
    })
}

fn row(locale: Locale, second: SecondAccount, confirmation: Confirmation<SecondAccount>) -> TableRow {
    let address = |email: &str| {
        let email = email.to_owned();
        move || view! { <bdi translate="no">{email.clone()}</bdi> }
    };
    let (member, account) = (address(&second.member), address(&second.account));
    let is_agreed = second.confirmed_at.is_some();
    let state = move || match is_agreed {
        true => view! { <Badge tone=Tone::Good label=td_string!(locale, second_accounts.agreed) /> },
        false => view! { <Badge tone=Tone::Warn label=td_string!(locale, second_accounts.waiting) /> },
    };
    let at = second.attached_at.clone();
    let (id, name) = (second.id.clone(), second.account.clone());
    let revision = revision(&(&second.member, &second.account, is_agreed));
    let second = StoredValue::new(second);
    let detach = move || {
        let name = second.with_value(|second| second.account.clone());
        view! {
            <button
                class="button quiet dense"
                type="button"
                aria-haspopup="dialog"
                on:click=move |_| confirmation.ask(second.get_value())
            >
                {td_string!(locale, second_accounts.detach)}
                <span class="unseen" translate="no">
                    " "
                    {name}
                </span>
            </button>
        }
    };
    TableRow {
        id,
        revision,
        name,
        cells: vec![
            member.into(),
            account.into(),
            state.into(),
            (move || view! { <RelativeTime at=at.clone() /> }).into(),
            detach.into(),
        ],
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::text("member", td_string!(locale, second_accounts.member)),
        Column::text("account", td_string!(locale, second_accounts.account)),
        Column::text("state", td_string!(locale, second_accounts.state)),
        Column::sortable("newest", td_string!(locale, second_accounts.asked_at)),
        Column::text("actions", td_string!(locale, second_accounts.actions)),
    ]
}
