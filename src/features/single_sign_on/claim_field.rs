//! A field that names a claim: one of those that came, or any other, as a name or a JSON pointer.

use latchkey_contract::{claim_mapping::claim, sso_configurations::ReturnedClaim};
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::claims_table::shown;
use crate::{
    i18n::*,
    kit::{FormField, use_locale},
    ui::FieldError,
};

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
    fn found(self, name: &str) -> Found {
        let name = name.trim();
        self.0.with_value(|claims| match claim(claims, name) {
            _ if name.is_empty() => Found::NotAsked,
            None => Found::Nothing,
            Some(Value::Array(_) | Value::Object(_)) => Found::Several,
            Some(value) => Found::Value(shown(value)),
        })
    }
}

/// What a field leads to in the claims that came.
enum Found {
    /// The field is empty.
    NotAsked,
    /// No such claim came.
    Nothing,
    /// A list or an object, which no attribute can be made of.
    Several,
    /// This value.
    Value(String),
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
    let locale = use_locale();
    let error_id = [id, "-error"].concat();
    let list_id = [id, "-claims"].concat();
    let value = field.value;
    let (hint_id, came_id) = ([id, "-hint"].concat(), [id, "-came"].concat());
    let found = move || match value.with(|name| came.found(name)) {
        Found::NotAsked => None,
        Found::Nothing => Some(view! { {td_string!(locale, single_sign_on.claim_did_not_come)} }.into_any()),
        Found::Several => {
            Some(view! { {td_string!(locale, single_sign_on.claim_no_single_value)} }.into_any())
        }
        Found::Value(value) => {
            let shown = view! {
                {td_string!(locale, single_sign_on.claim_came)}
                " "
                <bdi class="sso-came" translate="no">
                    {value}
                </bdi>
            };
            Some(shown.into_any())
        }
    };
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
                aria-describedby=[error_id.as_str(), " ", &hint_id, " ", &came_id].concat()
                aria-invalid=move || field.is_invalid()
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
                on:blur=move |event| field.leave(&event)
            />
            <datalist id=list_id>{options}</datalist>
            <FieldError id=error_id message=field.error />
            <p class="hint" id=hint_id>
                {hint}
            </p>
            <p class="hint" id=came_id>
                {found}
            </p>
        </div>
    }
}
