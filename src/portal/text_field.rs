//! One line of text in a form.

use leptos::prelude::*;

use super::sending::Blamable;
use crate::ui::{FieldError, Piece, piece, state};

/// See the module.
#[component]
pub fn TextField(
    /// The field.
    field: Blamable,
    /// Identifier of the input; alone on its page.
    id: &'static str,
    /// Identifier of the place for what is wrong.
    error_id: &'static str,
    /// What it is called.
    label: &'static str,
    /// What it holds.
    value: RwSignal<String>,
    /// The kind of input: `text` or `password`.
    kind: &'static str,
    /// For password managers and browsers.
    autocomplete: &'static str,
) -> Piece {
    let is_address = autocomplete == "email";
    piece(view! {
        <div class="field">
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
                    aria-describedby=error_id
                    aria-invalid=state(move || field.error.with(Option::is_some))
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </div>
            <FieldError id=error_id message=field.error />
        </div>
    })
}
