//! The roles that somebody was given directly, to be changed. Invariant: what groups give is shown and stays as it is.

use latchkey_contract::access_management::{PersonWithAccess, UpdateAccess, update_access};
use leptos::{html, prelude::*};

use super::{
    person::{group_words, name_of},
    role_choices::RoleChoices,
};
use crate::{
    i18n::*,
    kit::{Form, RowSource, use_locale},
    ui::{Alert, Dialog, SubmitButton, Toast, use_toasts},
};

/// Open while there is a person.
#[component]
pub fn EditDialog(
    /// The person whose roles are changed.
    person: PersonWithAccess,
    /// Identifier of the environment.
    environment: String,
    /// The roles that it publishes.
    published: Vec<String>,
    /// Emptied when the dialog has gone.
    asked: RwSignal<Option<PersonWithAccess>>,
    /// Reads the list again.
    source: RowSource,
) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let dialog = NodeRef::<html::Dialog>::new();
    let form = Form::new("access-roles");
    let held = person.direct_roles.clone().unwrap_or_default();
    // The others stay, whatever is chosen.
    let chosen: Vec<_> = held.into_iter().filter(|role| published.contains(role)).collect();
    let roles = form.list("roles", &chosen);
    let name = name_of(&person);
    let title = td_string!(locale, access_management.edit_title, person = name.clone());
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let save = form.submission::<UpdateAccess>(move |_, _| {
        let text = td_string!(locale, access_management.saved, person = name.clone());
        toasts.show(Toast::good(text));
        close();
        source.read_again();
    });
    // What was changed meanwhile is shown when the dialog is opened again.
    Effect::new(move |_| {
        if form.refused.get().is_some() {
            source.read_again();
        }
    });
    let is_all = person.groups.iter().all(|group| group.roles.is_empty());
    let groups = person.groups.iter().map(|group| {
        let words = group_words(locale, group);
        view! { <p>{words} " " {td_string!(locale, access_management.group_by_admin)}</p> }
    });
    let groups = groups.collect_view();
    let request = StoredValue::new(update_access::Request {
        environment,
        account: person.id,
        present_roles: person.direct_roles,
        roles: Vec::new(),
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.send(update_access::Request {
            roles: roles.entries(),
            ..request.get_value()
        });
    };
    view! {
        <Dialog title node_ref=dialog closed=Callback::new(move |()| asked.set(None))>
            <form novalidate on:submit=submit>
                <Alert locale notice=form.notice />
                <RoleChoices field=roles published is_all />
                {groups}
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <SubmitButton busy=save.pending() label=td_string!(locale, access_management.save) />
                </div>
            </form>
        </Dialog>
    }
}
