//! The accounts behind one sign-in that have to do with the own one. Nothing is shown where there are none; each is detached after a question.

use latchkey_contract::{
    Empty,
    second_accounts::{
        DetachOwnSecondAccount, ListOwnSecondAccounts, SecondAccount, detach_own_second_account,
    },
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, Loaded, Question, focus_heading, use_locale, use_session_client,
    },
    ui::{SettingRow, SettingRows},
};

/// The section.
#[component]
pub fn SecondAccounts(
    /// The address of the own account.
    own: String,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let reader = client.clone();
    let seconds = LocalResource::new(move || {
        let client = reader.clone();
        async move { client.call::<ListOwnSecondAccounts>(&Empty {}).await }
    });
    let confirmation = Confirmation::new(
        move || td_string!(locale, second_accounts.detached).to_owned(),
        move |second: SecondAccount| {
            let client = client.clone();
            async move {
                let request = detach_own_second_account::Request {
                    second_account: second.id,
                };
                client.call::<DetachOwnSecondAccount>(&request).await.map(|_| ())
            }
        },
    );
    let on_done = Callback::new(move |()| {
        focus_heading();
        seconds.refetch();
    });
    let own = StoredValue::new(own);
    view! {
        <Loaded resource=seconds fallback=|| () failure_title=td_string!(locale, second_accounts.title) let:seconds>
            {section(locale, seconds.items, own, confirmation)}
        </Loaded>
        <ConfirmationDialog
            confirmation
            question=Callback::new(move |second: SecondAccount| Question {
                title: td_string!(locale, second_accounts.detach_title, account = second.account.clone()),
                text: td_string!(
                    locale,
                    second_accounts.detach_text,
                    member = second.member,
                    account = second.account
                ),
                confirm: td_string!(locale, second_accounts.detach).to_owned(),
            })
            on_done
        />
    }
}

/// Nothing where there are none.
fn section(
    locale: Locale,
    items: Vec<SecondAccount>,
    own: StoredValue<String>,
    confirmation: Confirmation<SecondAccount>,
) -> Option<impl IntoView> {
    if items.is_empty() {
        return None;
    }
    let rows = items.into_iter();
    let rows = rows
        .map(|second| row(locale, second, own, confirmation))
        .collect_view();
    Some(view! {
        <section class="page-section" aria-labelledby="second-accounts">
            <h2 id="second-accounts">{td_string!(locale, second_accounts.title)}</h2>
            <SettingRows>{rows}</SettingRows>
        </section>
    })
}

fn row(
    locale: Locale,
    second: SecondAccount,
    own: StoredValue<String>,
    confirmation: Confirmation<SecondAccount>,
) -> impl IntoView {
    let is_opened = own.with_value(|own| *own == second.account);
    let words = match is_opened {
        true => td_string!(locale, second_accounts.opens_this, member = second.member.clone()),
        false => td_string!(
            locale,
            second_accounts.opens_another,
            account = second.account.clone()
        ),
    };
    let name = match is_opened {
        true => second.member.clone(),
        false => second.account.clone(),
    };
    let state = match second.confirmed_at {
        Some(_) => td_string!(locale, second_accounts.agreed),
        None => td_string!(locale, second_accounts.waiting),
    };
    let unseen = name.clone();
    let second = StoredValue::new(second);
    let action = move || {
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
                    {unseen.clone()}
                </span>
            </button>
        }
    };
    view! {
        <SettingRow name hint=state action>
            <p>{words}</p>
        </SettingRow>
    }
}
