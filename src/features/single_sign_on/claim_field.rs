//! A field that names a claim: one of those that came, or any other, as a name or a JSON pointer.

use latchkey_contract::sso_configurations::ReturnedClaim;
use leptos::prelude::*;

use crate::{kit::FormField, ui::FieldError};

/// The names of the claims that came, to choose from.
#[derive(Clone, Copy)]
pub struct ClaimNames(StoredValue<Vec<String>>);

impl ClaimNames {
    /// Of what a test returned.
    pub fn of(claims: &[ReturnedClaim]) -> Self {
        Self(StoredValue::new(
            claims.iter().map(|claim| claim.name.clone()).collect(),
        ))
    }
}

/// A label, an input with suggestions, and what is wrong with what it holds.
#[component]
pub fn ClaimField(
    /// The field.
    field: FormField,
    /// Identifier of the input, unique on its page.
    id: &'static str,
    /// What it is called.
    label: &'static str,
    /// What may be chosen.
    names: ClaimNames,
) -> impl IntoView {
    let error_id = [id, "-error"].concat();
    let list_id = [id, "-claims"].concat();
    let value = field.value;
    let options = names.0.with_value(|names| {
        let options = names
            .iter()
            .map(|name| view! { <option value=name.clone()></option> });
        options.collect_view()
    });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                node_ref=field.input
                id=id
                name=field.name
                type="text"
                list=list_id.clone()
                autocapitalize="none"
                spellcheck="false"
                autocomplete="off"
                maxlength="255"
                aria-describedby=error_id.clone()
                aria-invalid=move || field.is_invalid()
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
                on:blur=move |event| field.leave(&event)
            />
            <datalist id=list_id>{options}</datalist>
            <FieldError id=error_id message=field.error />
        </div>
    }
}
