//! Lets somebody in who asked for access, in roles of the environment.

use latchkey_contract::{
    ErrorCode,
    access_management::{AcceptAccessRequest, AccessRequest, accept_access_request},
};
use leptos::{html, prelude::*};

use super::{person::asker, role_choices::RoleChoices};
use crate::{
    i18n::*,
    kit::{Form, use_locale},
    ui::{Alert, Dialog, SubmitButton, Toast, use_toasts},
};

/// Open while there is a request.
#[component]
pub fn AcceptanceDialog(
    /// The access request.
    request: AccessRequest,
    /// Identifier of the environment.
    environment: String,
    /// The roles that it publishes.
    published: Vec<String>,
    /// Emptied when the dialog has gone.
    asked: RwSignal<Option<AccessRequest>>,
    /// Runs when the request was answered, here or elsewhere, and the dialog has gone.
    answered: Callback<String>,
) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let dialog = NodeRef::<html::Dialog>::new();
    let is_answered = StoredValue::new(false);
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let form = Form::new("access-request");
    let roles = form.list("roles", &[]);
    let name = asker(&request);
    let title = td_string!(locale, access_requests.accept_title, person = name.clone());
    let accept = form.submission::<AcceptAccessRequest>(move |_, _| {
        let text = td_string!(locale, access_requests.accepted, person = name.clone());
        toasts.show(Toast::good(text));
        is_answered.set_value(true);
        close();
    });
    // Answered in another tab meanwhile: nobody waits any more.
    Effect::new(move |_| {
        if form.refused.get() == Some(ErrorCode::NotFound) {
            is_answered.set_value(true);
        }
    });
    let id = request.id.clone();
    let closed = Callback::new(move |()| {
        let done = is_answered.get_value();
        asked.set(None);
        if done {
            answered.run(id.clone());
        }
    });
    let request = StoredValue::new(accept_access_request::Request {
        environment,
        request: request.id,
        roles: Vec::new(),
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        accept.send(accept_access_request::Request {
            roles: roles.entries(),
            ..request.get_value()
        });
    };
    let choices = match published.is_empty() {
        true => view! { <p>{td_string!(locale, access_requests.no_roles)}</p> }.into_any(),
        false => view! { <RoleChoices field=roles published is_all=true /> }.into_any(),
    };
    view! {
        <Dialog title node_ref=dialog closed>
            <form novalidate on:submit=submit>
                <Alert locale notice=form.notice />
                {choices}
                <p class="hint">{td_string!(locale, access_requests.mailed)}</p>
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <SubmitButton busy=accept.pending() label=td_string!(locale, access_requests.give) />
                </div>
            </form>
        </Dialog>
    }
}
