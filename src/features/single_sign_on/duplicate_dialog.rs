//! Making a copy of a configuration: asks for its name.

use latchkey_contract::sso_configurations::{
    DuplicateSsoConfiguration, ListedSsoConfiguration, SsoConfiguration, duplicate_sso_configuration,
};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::{Form, TextField, use_locale},
    ui::{Alert, Dialog, SubmitButton, Toast, use_toasts},
};

/// Longest name, in characters.
const MAX_NAME: usize = 100;

/// A configuration to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Its identifier.
    pub id: String,
    /// What the admins call it.
    pub name: String,
}

impl Original {
    /// One of which everything is known.
    pub fn of(configuration: &SsoConfiguration) -> Self {
        Self {
            id: configuration.id.clone(),
            name: configuration.connection.name.clone(),
        }
    }

    /// One of the overview.
    pub fn of_listed(configuration: &ListedSsoConfiguration) -> Self {
        Self {
            id: configuration.id.clone(),
            name: configuration.name.clone(),
        }
    }
}

/// Open while there is something to copy.
#[component]
pub fn DuplicateDialog(
    /// The configuration to copy; the dialog is open while there is one.
    of: RwSignal<Option<Original>>,
    /// Runs with the identifier of the copy.
    done: Callback<String>,
) -> impl IntoView {
    move || {
        let configuration = of.get()?;
        Some(view! { <Asked configuration of done /> })
    }
}

#[component]
fn Asked(configuration: Original, of: RwSignal<Option<Original>>, done: Callback<String>) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let form = Form::new("duplicate");
    let suggested: String = td_string!(locale, single_sign_on.copy_of, name = configuration.name)
        .chars()
        .take(MAX_NAME)
        .collect();
    let name = form.field("name", suggested);
    let duplicate = form.submission::<DuplicateSsoConfiguration>(move |request, made| {
        let name = request.name.clone();
        toasts.show(Toast::good(td_string!(
            locale,
            single_sign_on.duplicated,
            name = name
        )));
        close();
        done.run(made.id);
    });
    let id = configuration.id;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        duplicate.send(duplicate_sso_configuration::Request {
            configuration: id.clone(),
            name: name.value.get_untracked().trim().to_owned(),
        });
    };
    view! {
        <Dialog
            title=td_string!(locale, single_sign_on.duplicate)
            node_ref=dialog
            closed=Callback::new(move |()| of.set(None))
        >
            <form novalidate on:submit=submit>
                <p>{td_string!(locale, single_sign_on.duplicate_text)}</p>
                <Alert locale notice=form.notice />
                <TextField field=name id="copy-name" label=td_string!(locale, single_sign_on.name) />
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <SubmitButton busy=duplicate.pending() label=td_string!(locale, single_sign_on.duplicate) />
                </div>
            </form>
        </Dialog>
    }
}
