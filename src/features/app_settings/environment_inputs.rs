//! The inputs of an environment's form.

use latchkey_contract::app_settings::OptionalScope;
use leptos::prelude::*;

use super::{
    environment_fields::{EnvironmentFields, PUBLIC},
    fields::{Choice, Line, words},
};
use crate::{i18n::*, kit::ListField};

/// What environments are usually called, in the order in which they are usually made.
pub const USUAL_NAMES: [&str; 3] = ["Test", "Acceptance", "Production"];

/// All that an environment can be told, from its name to what only few have to change.
#[component]
pub fn EnvironmentInputs(
    /// Language of the words.
    locale: Locale,
    /// The fields.
    fields: EnvironmentFields,
) -> impl IntoView {
    let usual_names = USUAL_NAMES.map(|name| view! { <option value=name></option> }.into_any());
    view! {
        <Line
            field=fields.name
            words=words!("environment-name", td_string!(locale, app_settings.environment_name))
            hint=td_string!(locale, app_settings.environment_name_hint)
            is_address=false
            proposals="usual-names"
        />
        <datalist id="usual-names">{Vec::from(usual_names)}</datalist>
        <Line
            field=fields.url
            words=words!("environment-url", td_string!(locale, app_settings.url))
            hint=td_string!(locale, app_settings.url_hint)
            is_address=true
            proposals=""
        />
        <Kind locale fields />
        <Addresses locale fields />
        <Data locale fields />
        <Protocol locale fields />
    }
}

/// Where the platform leads people, and what it calls.
#[component]
fn Addresses(locale: Locale, fields: EnvironmentFields) -> impl IntoView {
    let redirect_hint = Signal::derive(move || {
        let hint = match fields.is_public() {
            true => td_string!(locale, app_settings.redirect_hint_native),
            false => td_string!(locale, app_settings.redirect_hint),
        };
        hint.to_owned()
    });
    view! {
        <h2>{td_string!(locale, app_settings.addresses)}</h2>
        <ListField
            field=fields.redirect_uris
            id="redirect-uris-error"
            label=td_string!(locale, app_settings.redirect_uris)
            item=td_string!(locale, app_settings.redirect_uri)
            hint=redirect_hint
            inputmode="url"
        />
        <ListField
            field=fields.post_logout_redirect_uris
            id="sign-out-uris-error"
            label=td_string!(locale, app_settings.sign_out)
            item=td_string!(locale, app_settings.sign_out_uri)
            hint=td_string!(locale, app_settings.sign_out_hint)
            inputmode="url"
        />
        <Line
            field=fields.backchannel_logout_uri
            words=words!("backchannel", td_string!(locale, app_settings.backchannel))
            hint=td_string!(locale, app_settings.backchannel_hint)
            is_address=true
            proposals=""
        />
    }
}

/// What the app knows of people, and whom those ask who cannot enter.
#[component]
fn Data(locale: Locale, fields: EnvironmentFields) -> impl IntoView {
    view! {
        <h2>{td_string!(locale, app_settings.data)}</h2>
        <ListField
            field=fields.roles
            id="roles-error"
            label=td_string!(locale, app_settings.roles)
            item=td_string!(locale, app_settings.role)
            hint=td_string!(locale, app_settings.roles_hint)
        />
        <Scopes locale fields />
        <Line
            field=fields.support_contact
            words=words!("contact", td_string!(locale, app_settings.contact))
            hint=td_string!(locale, app_settings.contact_hint)
            is_address=true
            proposals=""
        />
    }
}

/// Whether it keeps a secret.
#[component]
fn Kind(locale: Locale, fields: EnvironmentFields) -> impl IntoView {
    let choice = |word: &'static str| Callback::new(move |()| fields.kind.value.set(word.to_owned()));
    let is_public = Signal::derive(move || fields.is_public());
    view! {
        <fieldset>
            <legend>{td_string!(locale, app_settings.kind)}</legend>
            <Choice
                kind="radio"
                id="kind-confidential"
                group="kind"
                label=td_string!(locale, app_settings.confidential)
                hint=td_string!(locale, app_settings.confidential_hint)
                chosen=Signal::derive(move || !is_public.get())
                choose=choice("confidential")
            />
            <Choice
                kind="radio"
                id="kind-public"
                group="kind"
                label=td_string!(locale, app_settings.public)
                hint=td_string!(locale, app_settings.public_hint)
                chosen=is_public
                choose=choice(PUBLIC)
            />
        </fieldset>
    }
}

/// What people may leave out when they agree.
#[component]
fn Scopes(locale: Locale, fields: EnvironmentFields) -> impl IntoView {
    let choices = OptionalScope::ALL.map(|scope| {
        let (id, label) = match scope {
            OptionalScope::Profile => ("scope-profile", td_string!(locale, app_settings.scope_profile)),
            OptionalScope::Email => ("scope-email", td_string!(locale, app_settings.scope_email)),
            OptionalScope::Apps => ("scope-apps", td_string!(locale, app_settings.scope_apps)),
            OptionalScope::OfflineAccess => ("scope-offline", td_string!(locale, app_settings.scope_offline)),
        };
        let name = scope.as_str();
        let chosen = Signal::derive(move || fields.has_scope(name));
        let choose = Callback::new(move |()| fields.toggle_scope(name));
        // The scope's own name stands beside the words: libraries know it by that.
        view! { <Choice kind="checkbox" id group="optional_scopes" label hint=name chosen choose /> }
            .into_any()
    });
    view! {
        <fieldset>
            <legend>{td_string!(locale, app_settings.optional_scopes)}</legend>
            <p class="hint">{td_string!(locale, app_settings.optional_hint)}</p>
            {Vec::from(choices)}
        </fieldset>
    }
}

/// What only few have to change.
#[component]
fn Protocol(locale: Locale, fields: EnvironmentFields) -> impl IntoView {
    let algorithm = move |event| fields.algorithm.value.set(event_target_value(&event));
    let is_required = Signal::derive(move || fields.require_pkce.value.get() != "no");
    let toggle = Callback::new(move |()| {
        let now = untrack(|| is_required.get());
        fields
            .require_pkce
            .value
            .set(if now { "no" } else { "yes" }.to_owned());
    });
    let reuse = move || (!fields.is_public()).then(|| view! { <Reuse locale fields /> }.into_any());
    let pkce = move || {
        (!fields.is_public()).then(|| {
            view! {
                <Choice
                    kind="checkbox"
                    id="require-pkce"
                    group="require_pkce"
                    label=td_string!(locale, app_settings.pkce)
                    hint=td_string!(locale, app_settings.pkce_hint)
                    chosen=is_required
                    choose=toggle
                />
            }
            .into_any()
        })
    };
    view! {
        <details>
            <summary>{td_string!(locale, app_settings.advanced)}</summary>
            <div class="field">
                <label for="algorithm">{td_string!(locale, app_settings.algorithm)}</label>
                <select
                    id="algorithm"
                    name="algorithm"
                    aria-describedby="algorithm-hint"
                    prop:value=fields.algorithm.value
                    on:change=algorithm
                >
                    <option value="RS256">{td_string!(locale, app_settings.algorithm_usual)}</option>
                    <option value="ES256">{td_string!(locale, app_settings.algorithm_short)}</option>
                </select>
                <p id="algorithm-hint" class="hint">
                    {td_string!(locale, app_settings.algorithm_hint)}
                </p>
            </div>
            {reuse}
            {pkce}
        </details>
    }
}

/// For how long a used refresh token yields its successor again. A choice, so that nothing else can be typed; what an import file has
/// set beside it is one more.
#[component]
fn Reuse(locale: Locale, fields: EnvironmentFields) -> impl IntoView {
    let change = move |event| fields.reuse_seconds.value.set(event_target_value(&event));
    let mut choices = ["0", "10", "30", "60"].map(str::to_owned).to_vec();
    let present = fields.reuse_seconds.value.get_untracked();
    if !choices.contains(&present) {
        choices.push(present);
    }
    let choices = choices
        .into_iter()
        .map(|seconds| view! { <option value=seconds>{seconds.clone()}</option> }.into_any());
    let choices = choices.collect::<Vec<_>>();
    view! {
        <div class="field">
            <label for="reuse-seconds">{td_string!(locale, app_settings.reuse)}</label>
            <select
                id="reuse-seconds"
                name="reuse_seconds"
                aria-describedby="reuse-seconds-hint"
                prop:value=fields.reuse_seconds.value
                on:change=change
            >
                {choices}
            </select>
            <p id="reuse-seconds-hint" class="hint">
                {td_string!(locale, app_settings.reuse_hint)}
            </p>
        </div>
    }
}
