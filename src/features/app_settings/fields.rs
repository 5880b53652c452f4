//! The fields of an environment's form: a line, and a choice.

use leptos::prelude::*;

use crate::{kit::FormField, ui::FieldError};

/// How a field is named and explained.
#[derive(Clone, Copy)]
pub struct Words {
    /// Identifier of the field; alone on its page.
    pub id: &'static str,
    /// Identifier of the place for what is wrong.
    pub error_id: &'static str,
    /// Identifiers of the hint and of the place for what is wrong.
    pub described_by: &'static str,
    /// Identifier of the hint.
    pub hint_id: &'static str,
    /// What it is called.
    pub label: &'static str,
}

/// The identifiers of a field, made of one.
macro_rules! words {
    ($id:literal, $label:expr) => {
        $crate::features::app_settings::fields::Words {
            id: $id,
            error_id: concat!($id, "-error"),
            described_by: concat!($id, "-hint ", $id, "-error"),
            hint_id: concat!($id, "-hint"),
            label: $label,
        }
    };
}
pub(super) use words;

/// One line of text.
#[component]
pub fn Line(
    /// The field.
    field: FormField,
    /// How it is named.
    words: Words,
    /// What it is for.
    hint: &'static str,
    /// Whether it is an address.
    is_address: bool,
    /// Identifier of a list of proposals; empty: none.
    proposals: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=words.id>{words.label}</label>
            <input
                node_ref=field.input
                id=words.id
                name=field.name
                type="text"
                inputmode=is_address.then_some("url")
                autocapitalize=is_address.then_some("none")
                spellcheck=is_address.then_some("false")
                maxlength="2048"
                autocomplete="off"
                list=(!proposals.is_empty()).then_some(proposals)
                aria-describedby=words.described_by
                aria-invalid=move || field.is_invalid()
                prop:value=field.value
                on:input=move |event| field.value.set(event_target_value(&event))
                on:blur=move |event| field.leave(&event)
            />
            <FieldError id=words.error_id message=field.error />
            <p id=words.hint_id class="hint">{hint}</p>
        </div>
    }
}

/// One of a few, or one that is on or off.
#[component]
pub fn Choice(
    /// `radio` or `checkbox`.
    kind: &'static str,
    /// Identifier; alone on its page.
    id: &'static str,
    /// What belongs together has the same.
    group: &'static str,
    /// What it is called.
    label: &'static str,
    /// What follows from it; may be empty.
    hint: &'static str,
    /// Whether it is chosen.
    chosen: Signal<bool>,
    /// Somebody chooses it, or takes that back.
    choose: Callback<()>,
) -> impl IntoView {
    let hint_id = (!hint.is_empty()).then(|| [id, "-hint"].concat());
    let hint = hint_id
        .clone()
        .map(|id| view! { <small id=id>{hint}</small> }.into_any());
    view! {
        <div class="choice">
            <input
                type=kind
                id=id
                name=group
                aria-describedby=hint_id
                prop:checked=chosen
                on:change=move |_| choose.run(())
            />
            <label for=id>{label}</label>
            {hint}
        </div>
    }
}
