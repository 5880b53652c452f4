//! Asks before an act that needs a sign-in of the last minutes, and offers one where it is too old. Invariant: nothing is sent before the
//! question was answered.

use latchkey_contract::{ErrorCode, Operation};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::{Form, SignInAgain, StatusMessage, Submission, use_locale},
    ui::{Alert, Dialog, SubmitButton},
};

/// The question, and what is asked about while it is open.
pub struct Asking<Op>
where
    Op: Operation + 'static,
    Op::Request: Clone + Send + Sync,
    Op::Response: Send + Sync,
{
    about: RwSignal<Option<(Op::Request, String)>>,
    form: Form,
    act: Submission<Op>,
    dialog: NodeRef<html::Dialog>,
}

impl<Op> Clone for Asking<Op>
where
    Op: Operation + 'static,
    Op::Request: Clone + Send + Sync,
    Op::Response: Send + Sync,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<Op> Copy for Asking<Op>
where
    Op: Operation + 'static,
    Op::Request: Clone + Send + Sync,
    Op::Response: Send + Sync,
{
}

impl<Op> Asking<Op>
where
    Op: Operation + 'static,
    Op::Request: Clone + Send + Sync,
    Op::Response: Send + Sync,
{
    /// `done` gets what came of it, when the dialog has gone.
    pub fn new(name: &'static str, done: impl Fn(Op::Response) + 'static) -> Self {
        let form = Form::new(name);
        let dialog = NodeRef::<html::Dialog>::new();
        let act = form.submission::<Op>(move |_, response| {
            // First: another dialog gives the focus back to where it is then.
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
            done(response);
        });
        Self {
            about: RwSignal::new(None),
            form,
            act,
            dialog,
        }
    }

    /// Opens the dialog for this request. `text` says what will happen.
    pub fn open(self, request: Op::Request, text: String) {
        self.form.clear();
        self.about.set(Some((request, text)));
    }
}

/// The dialog, while it is open.
#[component]
pub fn AskingDialog<Op>(
    /// The dialog's state.
    asking: Asking<Op>,
    /// The question.
    title: &'static str,
    /// On the button that does it.
    confirm: &'static str,
) -> impl IntoView
where
    Op: Operation + 'static,
    Op::Request: Clone + Send + Sync,
    Op::Response: Send + Sync,
{
    let locale = use_locale();
    let Asking {
        about,
        form,
        act,
        dialog,
    } = asking;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some((request, _)) = about.get_untracked() {
            act.send(request);
        }
    };
    let cancel = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    move || {
        about.get().map(|(_, text)| {
            view! {
                <Dialog title node_ref=dialog closed=Callback::new(move |()| about.set(None))>
                    <form novalidate on:submit=submit>
                        <p>{text}</p>
                        <StatusMessage message=form.message />
                        <Alert locale notice=form.notice />
                        <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                            <SignInAgain />
                        </Show>
                        <div class="dialog-actions">
                            <button class="button quiet" type="button" on:click=cancel>
                                {td_string!(locale, portal.cancel)}
                            </button>
                            <SubmitButton busy=act.pending() label=confirm />
                        </div>
                    </form>
                </Dialog>
            }
        })
    }
}
