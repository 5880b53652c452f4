//! Adding a passkey: its name, then the browser's own window. Invariant: closing the dialog ends what the browser asks.

use latchkey_contract::{
    Empty, ErrorCode,
    two_step::{AddPasskey, BeginPasskey},
};
use leptos::{html, prelude::*, task::spawn_local};
use web_sys::AbortController;

use super::ceremony::{self, NotMade};
use crate::{
    i18n::*,
    kit::{Form, FormField, SignInAgain, StatusMessage, Submission, TextField, use_locale},
    ui::{Alert, Dialog, Notice, SubmitButton},
};

/// The dialog, and how far it is.
#[derive(Clone, Copy)]
pub struct AddingPasskey {
    is_open: RwSignal<bool>,
    form: Form,
    name: FormField,
    begin: Submission<BeginPasskey>,
    add: Submission<AddPasskey>,
    /// Whether the browser is asking the person for a passkey.
    waits: RwSignal<bool>,
    ending: StoredValue<Option<AbortController>, LocalStorage>,
    dialog: NodeRef<html::Dialog>,
}

impl AddingPasskey {
    /// `added` gets the recovery codes that come with the passkey, when the dialog has gone.
    pub fn new(added: impl Fn(Vec<String>) + 'static) -> Self {
        let locale = use_locale();
        let form = Form::new("passkey");
        let name = form.field("name", td_string!(locale, two_step.passkey_name_default));
        let dialog = NodeRef::<html::Dialog>::new();
        let add = form.submission::<AddPasskey>(move |_, response| {
            // First: the other dialog gives the focus back to where it is then.
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
            added(response.recovery_codes);
        });
        let (is_open, waits) = (RwSignal::new(false), RwSignal::new(false));
        let ending = StoredValue::new_local(None::<AbortController>);
        let begin = form.submission::<BeginPasskey>(move |_, asked| {
            if !is_open.get_untracked() {
                return;
            }
            let end = ceremony::ending();
            ending.set_value(end.clone());
            waits.set(true);
            let typed = name.value.get_untracked();
            spawn_local(async move {
                let made = ceremony::make(typed, asked, end).await;
                // The page may be gone by now.
                if waits.try_set(false).is_some() {
                    return;
                }
                match made {
                    Ok(request) => add.send(request),
                    Err(reason) => form.notice.set(Some(said(locale, reason))),
                }
            });
        });
        Self {
            is_open,
            form,
            name,
            begin,
            add,
            waits,
            ending,
            dialog,
        }
    }

    /// Asks for a name.
    pub fn open(self, locale: Locale) {
        self.form.clear();
        self.name
            .reset(td_string!(locale, two_step.passkey_name_default).to_owned());
        self.is_open.set(true);
    }

    fn closed(self) {
        self.is_open.set(false);
        if let Some(ending) = self.ending.try_update_value(Option::take).flatten() {
            ending.abort();
        }
    }
}

fn said(locale: Locale, reason: NotMade) -> Notice {
    let message = match reason {
        NotMade::Cancelled => td_string!(locale, two_step.passkey_cancelled),
        NotMade::Present => td_string!(locale, two_step.passkey_present),
        NotMade::Failed => td_string!(locale, two_step.passkey_failed),
    };
    Notice {
        message: message.to_owned(),
        request_id: None,
    }
}

/// The dialog, while it is open.
#[component]
pub fn AddPasskeyDialog(
    /// Its state.
    adding: AddingPasskey,
) -> impl IntoView {
    let locale = use_locale();
    let AddingPasskey {
        is_open,
        form,
        name,
        begin,
        add,
        waits,
        dialog,
        ..
    } = adding;
    let busy = Signal::derive(move || begin.pending().get() || waits.get() || add.pending().get());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            form.clear();
            begin.send(Empty {});
        }
    };
    let cancel = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    move || {
        is_open.get().then(|| {
            view! {
                <Dialog
                    title=td_string!(locale, two_step.passkey_add_title)
                    node_ref=dialog
                    closed=Callback::new(move |()| adding.closed())
                >
                    <form novalidate on:submit=submit>
                        <p>{td_string!(locale, two_step.passkey_add_text)}</p>
                        <StatusMessage message=form.message />
                        <Alert locale notice=form.notice />
                        <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                            <SignInAgain />
                        </Show>
                        <TextField
                            field=name
                            id="passkey-name"
                            label=td_string!(locale, two_step.passkey_name)
                        />
                        <p class="hint" role="status">
                            {move || waits.get().then(|| td_string!(locale, two_step.passkey_waits))}
                        </p>
                        <div class="dialog-actions">
                            <button class="button quiet" type="button" on:click=cancel>
                                {td_string!(locale, portal.cancel)}
                            </button>
                            <SubmitButton busy label=td_string!(locale, two_step.passkey_create) />
                        </div>
                    </form>
                </Dialog>
            }
        })
    }
}
