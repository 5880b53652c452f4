//! The form for another password. Passwords are in no draft.

use latchkey_contract::profile::{ChangePassword, change_password};
use leptos::prelude::*;

use crate::{
    i18n::*,
    new_password::NewPasswordField,
    portal::{
        sending::{Blamable, News, Sending},
        text_field::TextField,
    },
    ui::{Alert, Piece, SubmitButton, piece},
};

/// See the module.
#[component]
pub fn PasswordForm(
    /// Language of the words.
    locale: Locale,
    /// The account's address.
    email: String,
) -> Piece {
    let (current, new) = (Blamable::new("current_password"), Blamable::new("password"));
    let current_password = RwSignal::new(String::new());
    let sending = Sending::new(locale, &[current, new]);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = new.input.get_untracked() else {
            return;
        };
        let request = change_password::Request {
            current_password: current_password.get_untracked(),
            password: input.value(),
        };
        sending.send::<ChangePassword>(&request, move || {
            current_password.set(String::new());
            input.set_value("");
            sending
                .news
                .set(Some(td_string!(locale, profile.password_changed).to_owned()));
        });
    };
    piece(view! {
        <form aria-labelledby="profile-password" novalidate on:submit=submit>
            <h2 id="profile-password">{td_string!(locale, profile.password)}</h2>
            <p>{td_string!(locale, profile.password_intro)}</p>
            <Alert locale notice=sending.notice />
            // For password managers: whose password it is.
            <input type="text" name="username" autocomplete="username" value=email.clone() readonly hidden />
            <TextField
                field=current
                id="current-password"
                error_id="current-password-error"
                label=td_string!(locale, profile.current_password)
                value=current_password
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
            <SubmitButton busy=sending.busy label=td_string!(locale, profile.change_password) />
            <News news=sending.news />
        </form>
    })
}
