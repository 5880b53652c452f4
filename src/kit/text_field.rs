//! One line of text in a form.

use leptos::prelude::*;

use super::{form_field::FormField, locale::use_locale};
use crate::ui::{FieldError, RevealButton};

/// A label, an input, and what is wrong with what it holds.
#[component]
pub fn TextField(
    /// The field.
    field: FormField,
    /// Identifier of the input, unique on its page; that of its error is derived from it.
    id: &'static str,
    /// What it is called.
    label: &'static str,
    /// The kind of input: `text` or `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// For password managers and browsers.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let is_address = autocomplete == "email";
    let error_id = [id, "-error"].concat();
    let value = field.value;
    let is_password = kind == "password";
    let kind = move || if is_password { field.reveal.kind() } else { kind };
    let show = is_password.then(|| {
        let locale = use_locale();
        view! { <RevealButton locale reveal=field.reveal controls=id /> }
    });
    view! {
        <div class="field" class:secret=is_password>
            <label for=id>{label}</label>
            <div class="cell">
                <input
                    node_ref=field.input
                    id=id
                    name=field.name
                    type=kind
                    inputmode=is_address.then_some("email")
                    autocapitalize=is_address.then_some("none")
                    spellcheck=is_address.then_some("false")
                    maxlength=if is_address { "320" } else { "256" }
                    autocomplete=autocomplete
                    aria-describedby=error_id.clone()
                    aria-invalid=move || field.is_invalid()
                    prop:value=value
                    on:input:target=move |event| value.set(event.target().value())
                    on:blur=move |event| field.leave(&event)
                />
            </div>
            {show}
            <FieldError id=error_id message=field.error />
        </div>
    }
}
