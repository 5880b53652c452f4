//! Making a group: asks for its name, and leads to its page.

use latchkey_contract::{
    ErrorCode,
    groups::{CreateGroup, create_group},
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_navigate;

use super::name_row::{is_name, name_phrase};
use crate::{
    i18n::*,
    kit::{Form, TextField, use_locale},
    paths,
    ui::{Alert, Dialog, SubmitButton},
};

/// Opens the dialog.
#[component]
pub fn NewGroupButton(
    /// Whether the dialog is open.
    is_asked: RwSignal<bool>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <button class="button" type="button" on:click=move |_| is_asked.set(true)>
            {td_string!(locale, groups.new)}
        </button>
    }
}

/// Open while `is_asked`.
#[component]
pub fn NewGroupDialog(
    /// Whether it is open.
    is_asked: RwSignal<bool>,
) -> impl IntoView {
    move || is_asked.get().then(|| view! { <Asked is_asked /> })
}

#[component]
fn Asked(is_asked: RwSignal<bool>) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let navigate = use_navigate();
    let form = Form::new("new-group");
    let name = form.field("name", "").judged_by(is_name).phrased_by(phrase);
    let create = form.submission::<CreateGroup>(move |_, made| {
        name.reset(String::new());
        close();
        navigate(&paths::group(&made.id), Default::default());
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        create.send(create_group::Request {
            name: name.value.get_untracked().trim().to_owned(),
        });
    };
    view! {
        <Dialog
            title=td_string!(locale, groups.new)
            node_ref=dialog
            closed=Callback::new(move |()| is_asked.set(false))
        >
            <form novalidate on:submit=submit>
                <p>{td_string!(locale, groups.new_text)}</p>
                <Alert locale notice=form.notice />
                <TextField field=name id="group-name" label=td_string!(locale, groups.name) />
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <SubmitButton busy=create.pending() label=td_string!(locale, groups.create) />
                </div>
            </form>
        </Dialog>
    }
}

fn phrase(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::TooManyEntries => td_string!(locale, groups.too_many),
        code => name_phrase(locale, code),
    }
}
