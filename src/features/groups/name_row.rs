//! What a group is called, and the form that changes it.

use latchkey_contract::{
    ErrorCode,
    groups::{RenameGroup, rename_group},
};
use leptos::prelude::*;

use super::open_group::OpenGroup;
use crate::{
    i18n::*,
    kit::{CancelButton, ChangeButton, EditableRow, Editing, Form, TextField, use_locale},
    phrases::error_phrase,
    ui::{Alert, SubmitButton},
};

/// Longest name, in characters.
const MAX_NAME: usize = 100;

/// The rule for a group's name, as far as the browser knows.
pub fn is_name(name: &str) -> Result<(), ErrorCode> {
    match name.trim().chars().count() {
        1..=MAX_NAME => Ok(()),
        _ => Err(ErrorCode::NameInvalid),
    }
}

/// Words for what is wrong with a group's name.
pub fn name_phrase(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::NameInvalid => td_string!(locale, groups.name_invalid),
        ErrorCode::NameTaken => td_string!(locale, groups.name_taken),
        code => error_phrase(locale, code),
    }
}

/// The group's name. Saving it changes the page's heading, too.
#[component]
pub fn NameRow(
    /// The group.
    group: OpenGroup,
) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("rename-group");
    let name = form
        .field("name", group.name.get_untracked())
        .judged_by(is_name)
        .phrased_by(name_phrase);
    let editing = Editing::new(form, name);
    let rename = form.submission::<RenameGroup>(move |request, _| {
        group.name.set(request.name.clone());
        form.message
            .set(Some(td_string!(locale, groups.renamed).to_owned()));
        editing.close();
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        rename.send(rename_group::Request {
            group: group.id(),
            name: name.value.get_untracked().trim().to_owned(),
        });
    };
    let reset = move |()| name.reset(group.name.get_untracked());
    let label = td_string!(locale, groups.name);
    let change = move || {
        let of = td_string!(locale, groups.of_name);
        view! { <ChangeButton editing label=td_string!(locale, groups.change) of /> }
    };
    let value = move || {
        view! {
            <p>
                <bdi translate="no">{move || group.name.get()}</bdi>
            </p>
        }
    };
    view! {
        <EditableRow editing name=label action=change value>
            <form class="row-form" aria-label=label novalidate on:submit=submit>
                <Alert locale notice=form.notice />
                <TextField field=name id="name" label />
                <div class="buttons">
                    <SubmitButton busy=rename.pending() label=td_string!(locale, groups.rename) />
                    <CancelButton editing reset />
                </div>
            </form>
        </EditableRow>
    }
}
