//! Making a token: what it is called, what it opens, and when it ends. Invariant: its value is handed on to be shown, and kept nowhere.

use latchkey_contract::{
    ErrorCode,
    personal_tokens::{CreateMyToken, TokenLifetime, TokenScope, create_my_token},
};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::{Form, FormField, SignInAgain, StatusMessage, Submission, TextField, use_locale},
    phrases::error_phrase,
    ui::{Alert, Dialog, FieldError, SubmitButton},
};

/// The choices of days; a month is usual.
const DAYS: [&str; 4] = ["7", "30", "90", "365"];
const USUAL_DAYS: &str = "30";
/// In their place: a day.
const ON_A_DAY: &str = "day";
const WRITE: &str = "write";

/// The form, and whether it is open.
#[derive(Clone, Copy)]
pub struct NewToken {
    is_open: RwSignal<bool>,
    form: Form,
    name: FormField,
    scope: FormField,
    lifetime: FormField,
    day: FormField,
    create: Submission<CreateMyToken>,
    dialog: NodeRef<html::Dialog>,
}

impl NewToken {
    /// A form that hands on what it has made. It is open from the beginning where what was typed before the session ended is in it
    /// again.
    pub fn new(made: impl Fn(String) + 'static) -> Self {
        let form = Form::new("new-access");
        let name = form.field("name", "").judged_by(not_empty).phrased_by(phrase);
        let scope = form.field("scopes", "read");
        let lifetime = form.field("lifetime", USUAL_DAYS).phrased_by(phrase);
        let day = form.field("day", "");
        let dialog = NodeRef::<html::Dialog>::new();
        let create = form.submission::<CreateMyToken>(move |_, response| {
            name.reset(String::new());
            // First: the other dialog gives the focus back to where it is then.
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
            made(response.token);
        });
        Self {
            is_open: RwSignal::new(form.is_restored()),
            form,
            name,
            scope,
            lifetime,
            day,
            create,
            dialog,
        }
    }

    /// Asks for what the token shall be.
    pub fn open(self) {
        self.form.clear();
        self.is_open.set(true);
    }

    fn submit(self) {
        let lifetime = self.lifetime.value.get_untracked();
        let scope = match self.scope.value.get_untracked().as_str() {
            WRITE => TokenScope::RepositoryWrite,
            _ => TokenScope::RepositoryRead,
        };
        self.create.send(create_my_token::Request {
            name: self.name.value.get_untracked(),
            scopes: vec![scope],
            lifetime: match lifetime.parse() {
                Ok(days) => TokenLifetime::Days(days),
                Err(_) => TokenLifetime::Until(self.day.value.get_untracked()),
            },
        });
    }
}

fn not_empty(typed: &str) -> Result<(), ErrorCode> {
    match typed.trim() {
        "" => Err(ErrorCode::NameInvalid),
        _ => Ok(()),
    }
}

fn phrase(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::TooManyEntries => td_string!(locale, tokens.too_many),
        ErrorCode::ValueInvalid => td_string!(locale, tokens.lifetime_invalid),
        code => error_phrase(locale, code),
    }
}

/// Open while somebody makes a token.
#[component]
pub fn NewTokenDialog(
    /// The form.
    new: NewToken,
) -> impl IntoView {
    let locale = use_locale();
    let NewToken {
        is_open,
        form,
        create,
        dialog,
        ..
    } = new;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        new.submit();
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
                    title=td_string!(locale, tokens.new)
                    node_ref=dialog
                    closed=Callback::new(move |()| is_open.set(false))
                >
                    <form novalidate on:submit=submit>
                        <StatusMessage message=form.message />
                        <Alert locale notice=form.notice />
                        <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                            <SignInAgain />
                        </Show>
                        <TextField field=new.name id="token-name" label=td_string!(locale, tokens.name) />
                        <Scopes scope=new.scope />
                        <Lifetime new />
                        <div class="dialog-actions">
                            <button class="button quiet" type="button" on:click=cancel>
                                {td_string!(locale, portal.cancel)}
                            </button>
                            <SubmitButton busy=create.pending() label=td_string!(locale, tokens.create) />
                        </div>
                    </form>
                </Dialog>
            }
        })
    }
}

#[component]
fn Scopes(scope: FormField) -> impl IntoView {
    let locale = use_locale();
    let choice = move |word: &'static str, id: &'static str, label: &'static str| {
        view! {
            <div class="choice">
                <input
                    type="radio"
                    id=id
                    name="scopes"
                    prop:checked=move || scope.value.get() == word
                    on:change=move |_| scope.value.set(word.to_owned())
                />
                <label for=id>{label}</label>
            </div>
        }
    };
    view! {
        <fieldset>
            <legend>{td_string!(locale, tokens.scopes)}</legend>
            {choice("read", "token-read", td_string!(locale, tokens.read))}
            {choice(WRITE, "token-write", td_string!(locale, tokens.write))}
        </fieldset>
    }
}

#[component]
fn Lifetime(new: NewToken) -> impl IntoView {
    let locale = use_locale();
    let NewToken { lifetime, day, .. } = new;
    let value = lifetime.value;
    let option = move |word: &'static str, label: String| {
        view! {
            <option value=word selected=move || value.get() == word>
                {label}
            </option>
        }
    };
    let days = DAYS.map(|days| option(days, td_string!(locale, tokens.days, days = days)));
    let choose = move |text: String| {
        lifetime.reset(text);
    };
    view! {
        <div class="field">
            <label for="token-lifetime">{td_string!(locale, tokens.lifetime)}</label>
            <select
                id="token-lifetime"
                name=lifetime.name
                aria-describedby="token-lifetime-error"
                prop:value=value
                on:change:target=move |event| choose(event.target().value())
            >
                {Vec::from(days)}
                {option(ON_A_DAY, td_string!(locale, tokens.on_a_day).to_owned())}
            </select>
            <Show when=move || value.get() == ON_A_DAY>
                <label for="token-day">{td_string!(locale, tokens.day)}</label>
                <input
                    node_ref=lifetime.input
                    id="token-day"
                    name=day.name
                    type="date"
                    aria-describedby="token-lifetime-error"
                    aria-invalid=move || lifetime.is_invalid()
                    prop:value=day.value
                    on:input:target=move |event| day.value.set(event.target().value())
                />
            </Show>
            <FieldError id="token-lifetime-error" message=lifetime.error />
        </div>
    }
}
