//! Making a set-up link: asks whether it is mailed to somebody, and shows it once where it is not. Invariant: a link leaves the page with its
//! dialog.

use latchkey_contract::{
    ErrorCode,
    sso_configurations::{CreateSetUpLink, create_set_up_link},
};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::{Form, FormField, StatusMessage, Submission, TextField, format_datetime, use_locale},
    phrases::error_phrase,
    ui::{Alert, CopyButton, Dialog, SubmitButton, Toast, use_toasts},
};

/// The form, whether it is open, and the link that was made.
#[derive(Clone, Copy)]
pub struct MakingLink {
    is_open: RwSignal<bool>,
    form: Form,
    email: FormField,
    create: Submission<CreateSetUpLink>,
    dialog: NodeRef<html::Dialog>,
    made: RwSignal<Option<create_set_up_link::Response>>,
}

impl MakingLink {
    /// `done` runs when there is another link. The form is open from the beginning where what was typed before the session ended is in it
    /// again.
    pub fn new(done: Callback<()>) -> Self {
        let (locale, toasts) = (use_locale(), use_toasts());
        let form = Form::new("set-up-link");
        let email = form.field("email", "").phrased_by(phrase);
        let dialog = NodeRef::<html::Dialog>::new();
        let made = RwSignal::new(None);
        let create = form.submission::<CreateSetUpLink>(move |request, link| {
            email.reset(String::new());
            // First: the other dialog gives the focus back to where it is then.
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
            match &request.email {
                Some(address) => toasts.show(Toast::good(td_string!(
                    locale,
                    set_up_links.mailed,
                    address = address.clone()
                ))),
                None => made.set(Some(link)),
            }
            done.run(());
        });
        Self {
            is_open: RwSignal::new(form.is_restored()),
            form,
            email,
            create,
            dialog,
            made,
        }
    }

    /// Asks for whom.
    pub fn open(self) {
        self.form.clear();
        self.is_open.set(true);
    }
}

fn phrase(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::UsernameNotAnAddress => td_string!(locale, set_up_links.not_an_address),
        code => error_phrase(locale, code),
    }
}

/// Open while somebody makes a link, and while it is shown.
#[component]
pub fn MakeLinkDialog(
    /// The form.
    making: MakingLink,
) -> impl IntoView {
    let asked = move || making.is_open.get().then(|| view! { <Asked making /> });
    let shown = move || {
        let link = making.made.get()?;
        Some(view! { <Shown link made=making.made /> })
    };
    view! {
        {asked}
        {shown}
    }
}

#[component]
fn Asked(making: MakingLink) -> impl IntoView {
    let locale = use_locale();
    let MakingLink {
        is_open,
        form,
        email,
        create,
        dialog,
        ..
    } = making;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = email.value.get_untracked().trim().to_owned();
        create.send(create_set_up_link::Request {
            email: (!typed.is_empty()).then_some(typed),
        });
    };
    let label = move || match email.value.with(|typed| typed.trim().is_empty()) {
        true => td_string!(locale, set_up_links.make),
        false => td_string!(locale, set_up_links.make_and_mail),
    };
    let cancel = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <Dialog
            title=td_string!(locale, set_up_links.make)
            node_ref=dialog
            closed=Callback::new(move |()| is_open.set(false))
        >
            <form novalidate on:submit=submit>
                <p>{td_string!(locale, set_up_links.make_text)}</p>
                <StatusMessage message=form.message />
                <Alert locale notice=form.notice />
                <TextField
                    field=email
                    id="set-up-email"
                    label=td_string!(locale, set_up_links.email)
                    autocomplete="email"
                />
                <p class="hint">{td_string!(locale, set_up_links.email_hint)}</p>
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=cancel>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <SubmitButton busy=create.pending() label=Signal::derive(label) />
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn Shown(
    link: create_set_up_link::Response,
    made: RwSignal<Option<create_set_up_link::Response>>,
) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let what = td_string!(locale, set_up_links.link);
    let text = td_string!(
        locale,
        set_up_links.made_text,
        time = format_datetime(locale, &link.expires_at)
    );
    let copied = link.link.clone();
    let foot = move || {
        view! {
            <button class="button quiet" type="button" on:click=close>
                {td_string!(locale, set_up_links.kept)}
            </button>
            <CopyButton locale text=copied.clone() what class="button" />
        }
    };
    view! {
        // The key that closes dialogs would take the link away for good.
        <Dialog
            title=td_string!(locale, set_up_links.made_title)
            node_ref=dialog
            closed=Callback::new(move |()| made.set(None))
            escape=false
            foot
        >
            <p>{text}</p>
            <dl class="copied">
                <div>
                    <dt>{what}</dt>
                    <dd translate="no">{link.link}</dd>
                </div>
            </dl>
        </Dialog>
    }
}
