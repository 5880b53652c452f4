//! The form for another address, and the address that waits to be confirmed.

use latchkey_contract::{
    Empty,
    profile::{ChangeAddress, KeepAddress, change_address},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, StatusMessage, TextField},
    ui::{Alert, SubmitButton},
};

/// The account's address, and a form that asks for another one.
#[component]
pub fn AddressForm(
    /// Language of the words.
    locale: Locale,
    /// The address of the account.
    present: String,
    /// The one that waits to be confirmed.
    pending: Option<String>,
) -> impl IntoView {
    let form = Form::new("address");
    let email = form.field("email", "");
    let password = form.field("current_password", "");
    let pending = RwSignal::new(pending);
    let change = form.submission::<ChangeAddress>(move |request, _| {
        let address = request.email.trim().to_owned();
        let asked = td_string!(locale, profile.address_asked, address = address.clone());
        form.message.set(Some(asked));
        pending.set(Some(address));
        email.value.set(String::new());
        password.value.set(String::new());
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        change.send(change_address::Request {
            email: email.value.get_untracked(),
            current_password: password.value.get_untracked(),
        });
    };
    let keep = form.submission::<KeepAddress>(move |_, _| {
        pending.set(None);
        let kept = td_string!(locale, profile.address_kept);
        form.message.set(Some(kept.to_owned()));
    });
    let waiting = move || {
        let address = pending.get()?;
        Some(view! {
            <p>{td_string!(locale, profile.pending, address = address)}</p>
            <button class="button quiet" type="button" on:click=move |_| keep.send(Empty {})>
                {td_string!(locale, profile.keep_address)}
            </button>
        })
    };
    view! {
        <form aria-labelledby="profile-address" novalidate on:submit=submit>
            <h2 id="profile-address">{td_string!(locale, profile.address)}</h2>
            <p>{td_string!(locale, profile.address_intro)}</p>
            <dl class="facts">
                <div>
                    <dt>{td_string!(locale, profile.present_address)}</dt>
                    <dd>{present}</dd>
                </div>
            </dl>
            {waiting}
            <Alert locale notice=form.notice />
            <TextField
                field=email
                id="email"
                label=td_string!(locale, profile.new_address)
                autocomplete="email"
            />
            <TextField
                field=password
                id="address-password"
                label=td_string!(locale, profile.your_password)
                kind="password"
                autocomplete="current-password"
            />
            <SubmitButton busy=change.pending() label=td_string!(locale, profile.change_address) />
            <StatusMessage message=form.message />
        </form>
    }
}
