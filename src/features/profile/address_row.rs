//! The address, the form that asks for another one, and the one that waits to be confirmed. Its link can be sent again by whoever
//! knows the password, as asking for it the first time.

use latchkey_contract::{
    Empty, ErrorCode,
    profile::{ChangeAddress, KeepAddress, change_address},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{
        CancelButton, ChangeButton, EditableRow, Editing, Form, FormField, RecentSignIn, SignInAgain,
        Submission, TextField, use_locale,
    },
    ui::{Alert, Badge, FieldError, SubmitButton, Tone},
};

/// What the parts of the row share.
#[derive(Clone, Copy)]
struct Change {
    locale: Locale,
    form: Form,
    editing: Editing,
    email: FormField,
    password: FormField,
    /// The address that waits to be confirmed.
    pending: RwSignal<Option<String>>,
    ask: Submission<ChangeAddress>,
    keep: Submission<KeepAddress>,
}

impl Change {
    fn new(pending: Option<String>) -> Self {
        let locale = use_locale();
        let form = Form::new("address");
        let email = form.field("email", "");
        let password = form.field("current_password", "");
        let first = if pending.is_some() { password } else { email };
        let editing = Editing::new(form, first);
        let pending = RwSignal::new(pending);
        let say = move |words: String| {
            email.value.set(String::new());
            password.value.set(String::new());
            form.message.set(Some(words));
            editing.close();
        };
        let ask = form.submission(move |request: &change_address::Request, _| {
            let address = request.email.trim().to_owned();
            pending.set(Some(address.clone()));
            say(td_string!(locale, profile.address_asked, address = address));
        });
        let keep = form.submission(move |_, _| {
            pending.set(None);
            say(td_string!(locale, profile.address_kept).to_owned());
        });
        Self {
            locale,
            form,
            editing,
            email,
            password,
            pending,
            ask,
            keep,
        }
    }

    fn reset(self) {
        self.email.value.set(String::new());
        self.password.value.set(String::new());
    }

    fn submit(self) {
        let pending = self.pending.get_untracked();
        self.ask.send(change_address::Request {
            email: pending.unwrap_or_else(|| self.email.value.get_untracked()),
            current_password: self.password.value.get_untracked(),
        });
    }
}

/// The account's address.
#[component]
pub fn AddressRow(
    /// The address of the account.
    present: String,
    /// The one that waits to be confirmed.
    pending: Option<String>,
) -> impl IntoView {
    let change = Change::new(pending);
    let locale = change.locale;
    view! {
        <EditableRow
            editing=change.editing
            name=td_string!(locale, profile.address)
            hint=td_string!(locale, profile.address_hint)
            action=move || view! { <Buttons change /> }
            value=move || view! { <Addresses change present=present.clone() /> }
        >
            <RecentSignIn editing=change.editing>
                <ChangeForm change />
            </RecentSignIn>
        </EditableRow>
    }
}

#[component]
fn Addresses(change: Change, present: String) -> impl IntoView {
    let locale = change.locale;
    let waiting = move || {
        let address = change.pending.get()?;
        Some(view! {
            <p class="pending-address">
                <bdi translate="no">{address}</bdi>
                " "
                <Badge tone=Tone::Warn label=td_string!(locale, profile.not_confirmed) />
            </p>
        })
    };
    view! {
        <p>
            <bdi translate="no">{present}</bdi>
        </p>
        {waiting}
    }
}

#[component]
fn Buttons(change: Change) -> impl IntoView {
    let (locale, editing) = (change.locale, change.editing);
    let of = td_string!(locale, profile.of_address);
    move || match change.pending.get() {
        None => view! { <ChangeButton editing label=td_string!(locale, profile.change) of /> }.into_any(),
        Some(_) => view! {
            <ChangeButton
                editing
                label=td_string!(locale, profile.send_again)
                of=td_string!(locale, profile.of_link)
            />
            <button
                class="button quiet dense"
                type="button"
                aria-busy=move || change.keep.pending().get().then_some("true")
                on:click=move |_| change.keep.send(Empty {})
            >
                {td_string!(locale, profile.cancel_change)}
                <span class="unseen">" " {of}</span>
            </button>
        }
        .into_any(),
    }
}

#[component]
fn ChangeForm(change: Change) -> impl IntoView {
    let Change {
        locale,
        form,
        editing,
        email,
        ..
    } = change;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        change.submit();
    };
    let (intro, label, line) = match change.pending.get_untracked() {
        None => (
            td_string!(locale, profile.address_intro).to_owned(),
            td_string!(locale, profile.change_address),
            view! {
                <TextField
                    field=email
                    id="email"
                    label=td_string!(locale, profile.new_address)
                    autocomplete="email"
                />
            }
            .into_any(),
        ),
        Some(address) => (
            td_string!(locale, profile.send_again_intro, address = address),
            td_string!(locale, profile.send_again_submit),
            view! { <FieldError id="email-error" message=email.error /> }.into_any(),
        ),
    };
    view! {
        <form class="row-form" aria-label=td_string!(locale, profile.address) novalidate on:submit=submit>
            <p>{intro}</p>
            <Alert locale notice=form.notice />
            <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                <SignInAgain />
            </Show>
            {line}
            <TextField
                field=change.password
                id="address-password"
                label=td_string!(locale, profile.current_password)
                kind="password"
                autocomplete="current-password"
            />
            <div class="buttons">
                <SubmitButton busy=change.ask.pending() label />
                <CancelButton editing reset=move |()| change.reset() />
            </div>
        </form>
    }
}
