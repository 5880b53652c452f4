//! The names, and the form that changes them.

use latchkey_contract::profile::{UpdateProfile, update_profile};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{CancelButton, ChangeButton, EditableRow, Editing, Form, TextField, use_current_user, use_locale},
    ui::{Alert, SubmitButton},
};

/// First and last name.
#[component]
pub fn NameRow(
    /// The account's.
    first_name: String,
    /// The account's.
    last_name: String,
) -> impl IntoView {
    let locale = use_locale();
    let saved = RwSignal::new((first_name.clone(), last_name.clone()));
    let form = Form::new("name");
    let first_name = form.field("first_name", first_name);
    let last_name = form.field("last_name", last_name);
    let editing = Editing::new(form, first_name);
    let user = use_current_user();
    let save = form.submission::<UpdateProfile>(move |request, _| {
        let (first_name, last_name) = (request.first_name.trim(), request.last_name.trim());
        user.rename(first_name, last_name);
        saved.set((first_name.to_owned(), last_name.to_owned()));
        let words = td_string!(locale, profile.name_saved);
        form.message.set(Some(words.to_owned()));
        editing.close();
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.send(update_profile::Request {
            first_name: first_name.value.get_untracked(),
            last_name: last_name.value.get_untracked(),
        });
    };
    let reset = move |()| {
        let (first, last) = saved.get_untracked();
        first_name.value.set(first);
        last_name.value.set(last);
    };
    let full_name = move || saved.with(|(first, last)| [first.as_str(), last].join(" ").trim().to_owned());
    let name = td_string!(locale, profile.name);
    view! {
        <EditableRow
            editing
            name
            hint=td_string!(locale, profile.name_hint)
            action=move || {
                view! { <ChangeButton editing label=td_string!(locale, profile.change) of=td_string!(locale, profile.of_name) /> }
            }
            value=move || {
                view! {
                    <p>
                        <bdi translate="no">{full_name}</bdi>
                    </p>
                }
            }
        >
            <form class="row-form" aria-label=name novalidate on:submit=submit>
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
                <div class="buttons">
                    <SubmitButton busy=save.pending() label=td_string!(locale, profile.save_name) />
                    <CancelButton editing reset />
                </div>
            </form>
        </EditableRow>
    }
}
