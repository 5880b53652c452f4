//! A field of a form that takes several values, one row each.

use leptos::prelude::*;

use super::{form_field::FormField, locale::use_locale};
use crate::ui::{FieldError, MultiValueField};

/// Rows to type in, each with its own error, and below them what is wrong with the whole.
#[component]
pub fn ListField(
    /// The field.
    field: FormField,
    /// Identifier of the place for what is wrong with the whole; unique on its page.
    id: &'static str,
    /// What the values are, together.
    label: &'static str,
    /// What one of them is.
    item: &'static str,
    /// What to write, with an example.
    #[prop(into)]
    hint: Signal<String>,
    /// The keyboard of phones: `url`, `email`.
    #[prop(default = "text")]
    inputmode: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <div class="list-field" node_ref=field.list on:focusout=move |event| field.leave(&event)>
            <MultiValueField
                locale
                label
                item
                hint
                values=field.rows
                errors=field.row_errors
                inputmode
            />
            <FieldError id message=field.error />
        </div>
    }
}
