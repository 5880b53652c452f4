//! Asking the owner of an account to let a member's identity open it. Invariant: it is said beforehand that nothing changes before the owner has agreed.

use latchkey_contract::{
    ErrorCode,
    second_accounts::{AttachSecondAccount, attach_second_account},
};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::{Form, SignInAgain, TextField, use_locale},
    ui::{Alert, Dialog, SubmitButton, Toast, use_toasts},
};

/// Opens the dialog.
#[component]
pub fn AttachButton(
    /// Whether the dialog is open.
    is_asked: RwSignal<bool>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <button class="button" type="button" on:click=move |_| is_asked.set(true)>
            {td_string!(locale, second_accounts.attach)}
        </button>
    }
}

/// Open while `is_asked`.
#[component]
pub fn AttachDialog(
    /// Whether it is open.
    is_asked: RwSignal<bool>,
    /// Runs when the owner was asked.
    on_done: Callback<()>,
) -> impl IntoView {
    move || is_asked.get().then(|| view! { <Asked is_asked on_done /> })
}

#[component]
fn Asked(is_asked: RwSignal<bool>, on_done: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let form = Form::new("attach-second-account");
    let member = form.field("member", "");
    let account = form.field("account", "");
    let attach = form.submission::<AttachSecondAccount>(move |request, _| {
        member.reset(String::new());
        account.reset(String::new());
        let words = td_string!(locale, second_accounts.asked, account = request.account.clone());
        toasts.show(Toast::good(words));
        close();
        on_done.run(());
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        attach.send(attach_second_account::Request {
            member: member.value.get_untracked().trim().to_owned(),
            account: account.value.get_untracked().trim().to_owned(),
        });
    };
    view! {
        <Dialog
            title=td_string!(locale, second_accounts.attach)
            node_ref=dialog
            closed=Callback::new(move |()| is_asked.set(false))
        >
            <form novalidate on:submit=submit>
                <p>{td_string!(locale, second_accounts.attach_text)}</p>
                <Alert locale notice=form.notice />
                <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                    <SignInAgain />
                </Show>
                <TextField
                    field=member
                    id="second-account-member"
                    label=td_string!(locale, second_accounts.member_address)
                />
                <p class="fine-print">{td_string!(locale, second_accounts.member_hint)}</p>
                <TextField
                    field=account
                    id="second-account-account"
                    label=td_string!(locale, second_accounts.account_address)
                />
                <p class="fine-print">{td_string!(locale, second_accounts.account_hint)}</p>
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <SubmitButton busy=attach.pending() label=td_string!(locale, second_accounts.ask) />
                </div>
            </form>
        </Dialog>
    }
}
