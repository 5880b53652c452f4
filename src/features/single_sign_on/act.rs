//! A button of the single sign-on pages that changes something, and what stands in its way: a sign-in that is too old, or somebody who was
//! quicker.

use latchkey_contract::{ErrorCode, Operation};
use leptos::prelude::*;

use super::connect_form::LoadTheirs;
use crate::{
    kit::{Form, SignInAgain, StatusMessage, Submission, focus_heading, use_locale},
    ui::{Alert, SubmitButton, Toast, use_toasts},
};

/// Says what was done, and reads how far it is now.
pub fn use_done(words: &'static str, reload: Callback<()>) -> Callback<()> {
    let toasts = use_toasts();
    Callback::new(move |()| {
        toasts.show(Toast::good(words.to_owned()));
        focus_heading();
        reload.run(());
    })
}

/// A button that changes something, with what stands in the way.
#[component]
pub fn Act<Op>(
    /// Its form.
    form: Form,
    /// The submission that sends the request.
    send: Submission<Op>,
    /// The request that is sent.
    request: Op::Request,
    /// What the button does.
    label: &'static str,
    /// Whether it is not the main one.
    #[prop(optional)]
    is_quiet: bool,
    /// Reads how it stands now.
    reload: Callback<()>,
) -> impl IntoView
where
    Op: Operation + 'static,
    Op::Request: Clone + Send + Sync + 'static,
{
    let locale = use_locale();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.send(request.clone());
    };
    view! {
        <form class="sso-act" aria-label=label novalidate on:submit=submit>
            <Alert locale notice=form.notice />
            <LoadTheirs form reload />
            <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                <SignInAgain />
            </Show>
            <div class="buttons">
                <SubmitButton
                    busy=send.pending()
                    label
                    class=if is_quiet { "button quiet" } else { "button" }
                />
            </div>
            <StatusMessage message=form.message />
        </form>
    }
}
