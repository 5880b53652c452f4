//! Adding an authenticator app: its secret as a QR code and as text, and the first code. Invariant: the secret leaves the page with the dialog.

use latchkey_contract::{
    Empty, ErrorCode,
    two_step::{BeginTotp, ConfirmTotp, QrCode, begin_totp, confirm_totp},
};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::{Form, FormField, SignInAgain, StatusMessage, Submission, TextField, use_locale},
    ui::{Alert, CopyButton, Dialog, Shape, Skeleton, SubmitButton},
};

/// The dialog, whether it is open, and the secret that it shows.
#[derive(Clone, Copy)]
pub struct AddingApp {
    is_open: RwSignal<bool>,
    beginning: Form,
    begin: Submission<BeginTotp>,
    shown: RwSignal<Option<begin_totp::Response>>,
    form: Form,
    code: FormField,
    confirm: Submission<ConfirmTotp>,
    dialog: NodeRef<html::Dialog>,
}

impl AddingApp {
    /// `added` gets the recovery codes that come with the app, when the dialog has gone.
    pub fn new(added: impl Fn(Vec<String>) + 'static) -> Self {
        let (is_open, shown) = (RwSignal::new(false), RwSignal::new(None));
        let beginning = Form::new("two-step-app");
        let begin = beginning.submission::<BeginTotp>(move |_, response| {
            if is_open.get_untracked() {
                shown.set(Some(response));
            }
        });
        let form = Form::new("two-step-code");
        let code = form.field("code", "");
        let dialog = NodeRef::<html::Dialog>::new();
        let confirm = form.submission::<ConfirmTotp>(move |_, response| {
            code.reset(String::new());
            // First: the other dialog gives the focus back to where it is then.
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
            added(response.recovery_codes);
        });
        Self {
            is_open,
            beginning,
            begin,
            shown,
            form,
            code,
            confirm,
            dialog,
        }
    }

    /// Asks for a secret, and shows it.
    pub fn open(self) {
        self.beginning.clear();
        self.form.clear();
        self.code.reset(String::new());
        self.shown.set(None);
        self.is_open.set(true);
        self.begin.send(Empty {});
    }

    fn close(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
    }
}

/// The dialog, while it is open.
#[component]
pub fn AddDialog(
    /// Its state.
    adding: AddingApp,
) -> impl IntoView {
    let locale = use_locale();
    let AddingApp {
        is_open,
        beginning,
        begin,
        shown,
        dialog,
        ..
    } = adding;
    let closed = move |()| {
        shown.set(None);
        is_open.set(false);
    };
    let waits = move || begin.pending().get();
    move || {
        is_open.get().then(|| {
            view! {
                <Dialog
                    title=td_string!(locale, two_step.add_title)
                    node_ref=dialog
                    closed=Callback::new(closed)
                >
                    <Alert locale notice=beginning.notice />
                    <Show when=move || beginning.refused.get() == Some(ErrorCode::SignInAgain)>
                        <SignInAgain />
                    </Show>
                    <Show when=waits>
                        <Skeleton shape=Shape::Rows(3) label=td_string!(locale, portal.loading) />
                    </Show>
                    {move || {
                        shown.get().map(|secret| view! { <Secret secret /> <FirstCode adding /> })
                    }}
                    <Show when=move || shown.with(Option::is_none)>
                        <div class="dialog-actions">
                            <button class="button quiet" type="button" on:click=move |_| adding.close()>
                                {td_string!(locale, portal.cancel)}
                            </button>
                        </div>
                    </Show>
                </Dialog>
            }
        })
    }
}

#[component]
fn Secret(secret: begin_totp::Response) -> impl IntoView {
    let locale = use_locale();
    let begin_totp::Response { secret, uri, qr_code } = secret;
    let scan = qr_code.map(|code| {
        view! {
            <p>{td_string!(locale, two_step.scan)}</p>
            {drawn(locale, code)}
        }
    });
    view! {
        {scan}
        <p>{td_string!(locale, two_step.by_hand)}</p>
        <dl class="copied">
            <div>
                <dt>{td_string!(locale, two_step.key)}</dt>
                <dd translate="no" class="two-step-key">
                    {in_groups(&secret)}
                </dd>
                <dd>
                    <CopyButton locale text=secret what=td_string!(locale, two_step.key) />
                </dd>
            </div>
        </dl>
        <p>
            <a href=uri rel="external">
                {td_string!(locale, two_step.open_app)}
            </a>
        </p>
    }
}

/// The code, in dark on white whatever the colours of the screen: cameras want it so.
fn drawn(locale: Locale, code: QrCode) -> impl IntoView {
    let QrCode { size, path } = code;
    view! {
        <svg
            class="two-step-qr"
            role="img"
            aria-label=td_string!(locale, two_step.qr)
            viewBox=format!("0 0 {size} {size}")
            shape-rendering="crispEdges"
        >
            <path fill="#fff" d=format!("M0 0h{size}v{size}h-{size}z") />
            <path fill="#000" d=path />
        </svg>
    }
}

/// A key as people copy it by hand: four letters at a time.
fn in_groups(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

#[component]
fn FirstCode(adding: AddingApp) -> impl IntoView {
    let locale = use_locale();
    let AddingApp {
        form, code, confirm, ..
    } = adding;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        confirm.send(confirm_totp::Request {
            code: code.value.get_untracked(),
        });
    };
    view! {
        <form novalidate on:submit=submit>
            <StatusMessage message=form.message />
            <Alert locale notice=form.notice />
            <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                <SignInAgain />
            </Show>
            <TextField
                field=code
                id="two-step-code"
                label=td_string!(locale, two_step.code)
                autocomplete="one-time-code"
            />
            <p class="hint">{td_string!(locale, two_step.code_hint)}</p>
            <div class="dialog-actions">
                <button class="button quiet" type="button" on:click=move |_| adding.close()>
                    {td_string!(locale, portal.cancel)}
                </button>
                <SubmitButton busy=confirm.pending() label=td_string!(locale, two_step.confirm) />
            </div>
        </form>
    }
}
