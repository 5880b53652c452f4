//! What an admin adds to the mail that people get, and the mail as they will see it. Invariant: what is typed is shown as text.

use latchkey_contract::sso_configurations::{MailPreview, preview_sso_activation::NOTICE};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{FormField, use_locale},
    ui::FieldError,
};

/// Whether people are mailed, and if so, what.
#[component]
pub fn TellPeople(
    /// Whether they are.
    tells_people: RwSignal<bool>,
    /// How many they are.
    people: i64,
    /// The field for the notice.
    notice: FormField,
    /// The mail without it.
    mail: MailPreview,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <div class="choice">
            <input
                type="checkbox"
                id="tells-people"
                prop:checked=tells_people
                on:change:target=move |event| tells_people.set(event.target().checked())
            />
            <label for="tells-people">
                {td_string!(locale, sso_notice.tell, people = people.to_string())}
            </label>
            <small>{td_string!(locale, sso_notice.tell_hint)}</small>
        </div>
        <Show when=move || tells_people.get()>
            <NoticeField notice mail=mail.clone() />
        </Show>
    }
}

/// The field, and the mail.
#[component]
pub fn NoticeField(
    /// The field for the notice.
    notice: FormField,
    /// The mail without it.
    mail: MailPreview,
) -> impl IntoView {
    let locale = use_locale();
    let value = notice.value;
    let paragraphs = mail
        .paragraphs
        .into_iter()
        .map(|paragraph| {
            let shown = move || {
                let typed = value.get();
                let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
                let is_left_out = paragraph.contains(NOTICE) && typed.is_empty();
                (!is_left_out).then(|| view! { <p>{paragraph.replace(NOTICE, &typed)}</p> })
            };
            shown.into_any()
        })
        .collect_view();
    view! {
        <section class="page-section" aria-labelledby="mail-heading">
            <h2 id="mail-heading">{td_string!(locale, sso_notice.heading)}</h2>
            <div class="field">
                <label for="notice">{td_string!(locale, sso_notice.label)}</label>
                <textarea
                    id="notice"
                    name=notice.name
                    rows="3"
                    maxlength="500"
                    aria-describedby="notice-error notice-hint"
                    aria-invalid=move || notice.is_invalid()
                    prop:value=value
                    on:input:target=move |event| value.set(event.target().value())
                ></textarea>
                <FieldError id="notice-error" message=notice.error />
                <p id="notice-hint" class="hint">
                    {td_string!(locale, sso_notice.hint)}
                </p>
            </div>
            <div class="sso-mail">
                <p>
                    <b>{mail.subject}</b>
                </p>
                {paragraphs}
                <p>
                    "[ "
                    {mail.button}
                    " ]"
                </p>
            </div>
        </section>
    }
}
