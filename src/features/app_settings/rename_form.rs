//! The form for the name of an app.

use latchkey_contract::app_settings::{RenameApp, rename_app};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, StatusMessage, TextField},
    ui::{Alert, SubmitButton},
};

/// The app's name, with a button that saves it.
#[component]
pub fn RenameForm(
    /// Language of the words.
    locale: Locale,
    /// The app's slug.
    slug: String,
    /// What it is called; set when it is called something else.
    present: RwSignal<String>,
) -> impl IntoView {
    let form = Form::new("rename-app");
    let name = form.field("name", present.get_untracked());
    let rename = form.submission::<RenameApp>(move |request, _| {
        let renamed = td_string!(locale, app_settings.renamed);
        form.message.set(Some(renamed.to_owned()));
        present.set(request.name.trim().to_owned());
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        rename.send(rename_app::Request {
            app: slug.clone(),
            present_name: present.get_untracked(),
            name: name.value.get_untracked(),
        });
    };
    view! {
        <form aria-label=td_string!(locale, app_settings.app_name) novalidate on:submit=submit>
            <Alert locale notice=form.notice />
            <TextField field=name id="name" label=td_string!(locale, app_settings.app_name) />
            <SubmitButton busy=rename.pending() label=td_string!(locale, app_settings.rename) />
            <StatusMessage message=form.message />
        </form>
    }
}
