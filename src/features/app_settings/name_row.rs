//! What the app is called, and the form that changes it.

use latchkey_contract::app_settings::{RenameApp, rename_app};
use leptos::prelude::*;

use super::{current_app::CurrentApp, rules};
use crate::{
    i18n::*,
    kit::{CancelButton, ChangeButton, EditableRow, Editing, Form, TextField, use_locale},
    ui::{Alert, SubmitButton},
};

/// The app's name. Saving it changes what the area is headed by, too.
#[component]
pub fn NameRow(
    /// The app.
    app: CurrentApp,
) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("rename-app");
    let name = form
        .field("name", app.name.get_untracked())
        .judged_by(rules::name);
    let editing = Editing::new(form, name);
    let rename = form.submission::<RenameApp>(move |request, _| {
        app.name.set(request.name.trim().to_owned());
        let renamed = td_string!(locale, app_settings.renamed);
        form.message.set(Some(renamed.to_owned()));
        editing.close();
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        rename.send(rename_app::Request {
            app: app.slug(),
            present_name: app.name.get_untracked(),
            name: name.value.get_untracked(),
        });
    };
    let reset = move |()| name.reset(app.name.get_untracked());
    let label = td_string!(locale, app_settings.app_name);
    let change = move || {
        let of = td_string!(locale, app_settings.of_app_name);
        view! { <ChangeButton editing label=td_string!(locale, app_settings.change) of /> }
    };
    let value = move || {
        view! {
            <p>
                <bdi translate="no">{move || app.name.get()}</bdi>
            </p>
        }
    };
    view! {
        <EditableRow editing name=label action=change value>
            <form class="row-form" aria-label=label novalidate on:submit=submit>
                <Alert locale notice=form.notice />
                <TextField field=name id="name" label />
                <div class="buttons">
                    <SubmitButton busy=rename.pending() label=td_string!(locale, app_settings.rename) />
                    <CancelButton editing reset />
                </div>
            </form>
        </EditableRow>
    }
}
