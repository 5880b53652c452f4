//! The message about an error of one field.

use leptos::prelude::*;

/// The sentence below a field. Its place is always there, so that `aria-describedby` always points at something.
#[component]
pub fn FieldError(
    /// What the field's `aria-describedby` names.
    #[prop(into)]
    id: String,
    /// What is wrong and what to do.
    #[prop(into)]
    message: Signal<Option<String>>,
) -> impl IntoView {
    let body = move || {
        message
            .get()
            .map(|message| view! { <p class="field-error">{message}</p> })
    };
    view! { <div id=id>{body}</div> }
}
