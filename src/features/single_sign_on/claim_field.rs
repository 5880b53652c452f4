//! A field that names a claim: one of those that came, or any other, as a name or a JSON pointer.

use latchkey_contract::{claim_mapping::claim, sso_configurations::ReturnedClaim};
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::claims_table::shown;
use crate::{kit::FormField, ui::FieldError};

/// The claims that came, to choose from.
#[derive(Clone, Copy)]
pub struct CameClaims(StoredValue<Map<String, Value>>);

impl CameClaims {
    /// Of what a test returned.
    pub fn of(claims: &[ReturnedClaim]) -> Self {
        let claims = claims.iter();
        Self(StoredValue::new(
            claims
                .map(|claim| (claim.name.clone(), claim.value.clone()))
                .collect(),
        ))
    }

    /// What this name or JSON pointer leads to.
    fn value_of(self, name: &str) -> Option<String> {
        self.0.with_value(|claims| claim(claims, name.trim()).map(shown))
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
    /// What it is for.
    hint: &'static str,
    /// What may be chosen.
    came: CameClaims,
) -> impl IntoView {
    let error_id = [id, "-error"].concat();
    let list_id = [id, "-claims"].concat();
    let value = field.value;
    let hint_id = [id, "-hint"].concat();
    let found = move || value.with(|name| came.value_of(name));
    let options = came.0.with_value(|claims| {
        let options = claims
            .keys()
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
                aria-describedby=[error_id.as_str(), " ", &hint_id].concat()
                aria-invalid=move || field.is_invalid()
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
                on:blur=move |event| field.leave(&event)
            />
            <datalist id=list_id>{options}</datalist>
            <FieldError id=error_id message=field.error />
            <p class="hint" id=hint_id>
                {hint}
                " "
                {move || {
                    found()
                        .map(|value| {
                            view! {
                                "= "
                                <bdi class="sso-came" translate="no">
                                    {value}
                                </bdi>
                            }
                        })
                }}
            </p>
        </div>
    }
}
