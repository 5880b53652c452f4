//! Deleting a group. Invariant: nothing is deleted before the dialog has said what it takes from how many people.

use latchkey_contract::groups::{
    DeleteGroup, GetGroupDeletion, GroupDeletion, delete_group, get_group_deletion,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::open_group::{OpenGroup, environment_name};
use crate::{
    api::ApiError,
    i18n::*,
    kit::{Form, Loaded, use_locale, use_session_client},
    paths,
    ui::{Alert, ConfirmDialog, Toast, use_toasts},
};

/// The button, and the dialog that it opens.
#[component]
pub fn DeleteGroupButton(
    /// The group.
    group: OpenGroup,
) -> impl IntoView {
    let locale = use_locale();
    let asked = RwSignal::new(false);
    view! {
        <button class="button danger quiet dense" type="button" on:click=move |_| asked.set(true)>
            {td_string!(locale, groups.delete)}
            <span class="unseen" translate="no">
                " "
                {move || group.name.get()}
            </span>
        </button>
        {move || asked.get().then(|| view! { <Asked group asked /> })}
    }
}

#[component]
fn Asked(group: OpenGroup, asked: RwSignal<bool>) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let navigate = StoredValue::new_local(use_navigate());
    let form = Form::new("delete-group");
    let (open, is_done) = (RwSignal::new(true), StoredValue::new(false));
    let deletion = read_deletion(group.id());
    // Nothing can be confirmed before it is on the screen what it takes.
    let ready = Memo::new(move |_| matches!(deletion.get(), Some(Ok(_))));
    let delete = form.submission::<DeleteGroup>(move |_, _| {
        is_done.set_value(true);
        open.set(false);
    });
    let closed = Callback::new(move |()| {
        let is_done = is_done.get_value();
        asked.set(false);
        if is_done {
            let name = group.name.get_untracked();
            toasts.show(Toast::good(td_string!(locale, groups.deleted, name = name)));
            navigate.with_value(|navigate| navigate(paths::GROUPS, Default::default()));
        }
    });
    view! {
        <ConfirmDialog
            open
            title=td_string!(locale, groups.delete_title, name = group.name.get_untracked())
            confirm=td_string!(locale, groups.delete)
            cancel=td_string!(locale, portal.cancel)
            on_confirm=move |()| delete.send(delete_group::Request { group: group.id() })
            busy=delete.pending()
            ready
            closed
        >
            <div aria-live="polite">
                <Loaded resource=deletion let:deletion>
                    <WhatItTakes deletion />
                </Loaded>
            </div>
            <Alert locale notice=form.notice />
        </ConfirmDialog>
    }
}

/// Asks the platform what it takes.
fn read_deletion(group: String) -> LocalResource<Result<GroupDeletion, ApiError>> {
    let client = use_session_client();
    LocalResource::new(move || {
        let client = client.clone();
        let request = get_group_deletion::Request { group: group.clone() };
        async move { client.call::<GetGroupDeletion>(&request).await }
    })
}

#[component]
fn WhatItTakes(deletion: GroupDeletion) -> impl IntoView {
    let locale = use_locale();
    let names = deletion.environments.iter().map(|access| {
        let name = environment_name(&access.environment);
        view! { <dd translate="no">{name}</dd> }
    });
    let names: Vec<_> = names.collect();
    let environments = (!names.is_empty()).then(|| {
        view! {
            <div>
                <dt>{td_string!(locale, groups.accessible_apps)}</dt>
                {names}
            </div>
        }
    });
    view! {
        <p>{td_string!(locale, groups.delete_text)}</p>
        <dl class="facts">
            <div>
                <dt>{td_string!(locale, groups.members)}</dt>
                <dd>{deletion.people.to_string()}</dd>
            </div>
            {environments}
        </dl>
    }
}
