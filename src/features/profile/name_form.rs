//! The form for the names.

use latchkey_contract::profile::{UpdateProfile, update_profile};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, StatusMessage, TextField, use_current_user},
    ui::{Alert, SubmitButton},
};

/// First and last name, with a button that saves them.
#[component]
pub fn NameForm(
    /// Language of the words.
    locale: Locale,
    /// The account's.
    first_name: String,
    /// The account's.
    last_name: String,
) -> impl IntoView {
    let form = Form::new("name");
    let first_name = form.field("first_name", first_name);
    let last_name = form.field("last_name", last_name);
    let user = use_current_user();
    let save = form.submission::<UpdateProfile>(move |request, _| {
        let saved = td_string!(locale, profile.name_saved);
        form.message.set(Some(saved.to_owned()));
        user.rename(request.first_name.trim(), request.last_name.trim());
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.send(update_profile::Request {
            first_name: first_name.value.get_untracked(),
            last_name: last_name.value.get_untracked(),
        });
    };
    view! {
        <form aria-labelledby="profile-name" novalidate on:submit=submit>
            <h2 id="profile-name">{td_string!(locale, profile.name)}</h2>
            <Alert locale notice=form.notice />
            <TextField
                field=first_name
                id="first_name"
                label=td_string!(locale, profile.first_name)
                autocomplete="given-name"
            />
            <TextField
                field=last_name
                id="last_name"
                label=td_string!(locale, profile.last_name)
                autocomplete="family-name"
            />
            <SubmitButton busy=save.pending() label=td_string!(locale, profile.save_name) />
            <StatusMessage message=form.message />
        </form>
    }
}
