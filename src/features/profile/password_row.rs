//! The password, and the form for another one. Passwords are in no draft.

use latchkey_contract::{
    ErrorCode,
    profile::{ChangePassword, change_password},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{
        CancelButton, ChangeButton, EditableRow, Editing, Form, FormField, RecentSignIn, SignInAgain,
        TextField, use_locale,
    },
    new_password::NewPasswordField,
    ui::{Alert, SubmitButton},
};

/// That there is a password, and a form that changes it.
#[component]
pub fn PasswordRow(
    /// The account's address.
    email: String,
) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("password");
    let current = form.field("current_password", "");
    let new = form.field("password", "");
    let editing = Editing::new(form, current);
    let name = td_string!(locale, profile.password);
    view! {
        <EditableRow
            editing
            name
            hint=td_string!(locale, profile.password_intro)
            action=move || {
                view! {
                    <ChangeButton
                        editing
                        label=td_string!(locale, profile.change)
                        of=td_string!(locale, profile.of_password)
                    />
                }
            }
            value=move || {
                view! {
                    <p>
                        <span aria-hidden="true">"••••••••"</span>
                        <span class="unseen">{td_string!(locale, profile.password_set)}</span>
                    </p>
                }
            }
        >
            <RecentSignIn editing clone:email>
                <ChangeForm form editing current new email=email.clone() />
            </RecentSignIn>
        </EditableRow>
    }
}

#[component]
fn ChangeForm(
    form: Form,
    editing: Editing,
    current: FormField,
    new: FormField,
    email: String,
) -> impl IntoView {
    let locale = use_locale();
    let change = form.submission::<ChangePassword>(move |_, _| {
        current.value.set(String::new());
        let changed = td_string!(locale, profile.password_changed);
        form.message.set(Some(changed.to_owned()));
        editing.close();
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(input) = new.input.get_untracked() else {
            return;
        };
        change.send(change_password::Request {
            current_password: current.value.get_untracked(),
            password: input.value(),
        });
    };
    view! {
        <form class="row-form" aria-label=td_string!(locale, profile.password) novalidate on:submit=submit>
            <Alert locale notice=form.notice />
            <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                <SignInAgain />
            </Show>
            // For password managers: whose password it is.
            <input type="text" name="username" autocomplete="username" value=email.clone() readonly hidden />
            <TextField
                field=current
                id="current-password"
                label=td_string!(locale, profile.current_password)
                kind="password"
                autocomplete="current-password"
            />
            <NewPasswordField
                locale
                label=td_string!(locale, profile.new_password)
                error=new.error
                address=email
                about=Vec::new()
                autofocus=false
                node_ref=new.input
                reveal=new.reveal
            />
            <div class="buttons">
                <SubmitButton busy=change.pending() label=td_string!(locale, profile.change_password) />
                <CancelButton editing reset=move |()| current.value.set(String::new()) />
            </div>
        </form>
    }
}
