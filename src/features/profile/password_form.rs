//! The form for another password. Passwords are in no draft.

use latchkey_contract::profile::{ChangePassword, change_password};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, StatusMessage, TextField},
    new_password::NewPasswordField,
    ui::{Alert, SubmitButton},
};

/// The current password, a new one, and a button that changes it.
#[component]
pub fn PasswordForm(
    /// Language of the words.
    locale: Locale,
    /// The account's address.
    email: String,
) -> impl IntoView {
    let form = Form::new("password");
    let current = form.field("current_password", "");
    let new = form.field("password", "");
    let change = form.submission::<ChangePassword>(move |_, _| {
        current.value.set(String::new());
        if let Some(input) = new.input.get_untracked() {
            input.set_value("");
        }
        let changed = td_string!(locale, profile.password_changed);
        form.message.set(Some(changed.to_owned()));
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = new.input.get_untracked() else {
            return;
        };
        change.send(change_password::Request {
            current_password: current.value.get_untracked(),
            password: input.value(),
        });
    };
    view! {
        <form aria-labelledby="profile-password" novalidate on:submit=submit>
            <h2 id="profile-password">{td_string!(locale, profile.password)}</h2>
            <p>{td_string!(locale, profile.password_intro)}</p>
            <Alert locale notice=form.notice />
            // For password managers: whose password it is.
            <input type="text" name="username" autocomplete="username" value=email.clone() readonly hidden />
            <TextField
                field=current
                id="current-password"
                label=td_string!(locale, profile.current_password)
                kind="password"
                autocomplete="current-password"
            />
            <NewPasswordField
                locale
                label=td_string!(locale, profile.new_password)
                error=new.error
                address=email
                about=Vec::new()
                autofocus=false
                node_ref=new.input
            />
            <SubmitButton busy=change.pending() label=td_string!(locale, profile.change_password) />
            <StatusMessage message=form.message />
        </form>
    }
}
