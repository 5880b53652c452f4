//! **Select Scopes**: `openid` always, those that are usual, those that the identity provider lists, and own ones.

use leptos::prelude::*;

use super::{
    connect_fields::{ConnectFields, OPENID, USUAL_SCOPES},
    metadata_reader::{MetadataReader, MetadataState},
};
use crate::{
    i18n::*,
    kit::{FormField, use_locale},
    ui::FieldError,
};

/// A checkbox for each scope, and a field for one of their own.
#[component]
pub fn ScopesField(
    /// The fields of the step.
    fields: ConnectFields,
    /// Knows what is offered.
    reader: MetadataReader,
) -> impl IntoView {
    let locale = use_locale();
    let chosen = fields.scopes.rows;
    let own = RwSignal::new(Vec::<String>::new());
    let shown = Memo::new(move |_| {
        let offered = reader.state.with(|state| match state {
            MetadataState::Read(report) => report
                .provider
                .as_ref()
                .map(|provider| provider.scopes.clone())
                .unwrap_or_default(),
            _ => Vec::new(),
        });
        let usual = [OPENID].into_iter().chain(USUAL_SCOPES).map(str::to_owned);
        let known = usual.chain(offered).chain(chosen.get()).chain(own.get());
        let mut shown: Vec<String> = Vec::new();
        for scope in known.filter(|scope| !scope.is_empty()) {
            if !shown.contains(&scope) {
                shown.push(scope);
            }
        }
        shown
    });
    let toggle = move |scope: &str, on: bool| {
        chosen.update(|chosen| {
            chosen.retain(|other| other != scope);
            if on {
                chosen.push(scope.to_owned());
            }
        });
        // One that was taken out stays there to be chosen again.
        own.update(|own| own.push(scope.to_owned()));
    };
    view! {
        <fieldset class="sso-scopes">
            <legend>{td_string!(locale, single_sign_on.scopes)}</legend>
            <div class="sso-scope-list" node_ref=fields.scopes.list>
                <For each=move || shown.get() key=Clone::clone let:scope>
                    {scope_box(scope, fields.scopes, toggle)}
                </For>
            </div>
            <OwnScope add=Callback::new(move |scope: String| toggle(&scope, true)) />
            <FieldError id="scopes-error" message=fields.scopes.error />
        </fieldset>
    }
}

/// The box of a scope, with what the platform refused of it. Its row among those that are chosen is where the focus looks for it.
fn scope_box(scope: String, field: FormField, toggle: impl Fn(&str, bool) + Copy + 'static) -> impl IntoView {
    let is_locked = scope == OPENID;
    let name = scope.clone();
    let row = {
        let scope = scope.clone();
        Memo::new(move |_| field.rows.with(|rows| rows.iter().position(|row| *row == scope)))
    };
    let error = Memo::new(move |_| {
        let row = row.get()?;
        field.row_errors.with(|errors| errors.get(row).cloned().flatten())
    });
    let error_id = ["scope-", &scope, "-error"].concat();
    view! {
        <div class="sso-scope-box">
            <label class="sso-scope">
                <input
                    type="checkbox"
                    data-row=move || row.get().map(|row| row.to_string())
                    aria-describedby=error_id.clone()
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    prop:checked=move || is_locked || row.get().is_some()
                    disabled=is_locked
                    on:change:target=move |event| toggle(&scope, event.target().checked())
                />
                <span translate="no">{name}</span>
            </label>
            <FieldError id=error_id message=error />
        </div>
    }
}

#[component]
fn OwnScope(add: Callback<String>) -> impl IntoView {
    let locale = use_locale();
    let typed = RwSignal::new(String::new());
    let add_typed = move || {
        let scope = typed.get_untracked().trim().to_owned();
        if !scope.is_empty() {
            add.run(scope);
            typed.set(String::new());
        }
    };
    let keydown = move |event: web_sys::KeyboardEvent| {
        // Adds, and does not send the form.
        if event.key() == "Enter" {
            event.prevent_default();
            add_typed();
        }
    };
    view! {
        <div class="field">
            <label for="own-scope">{td_string!(locale, single_sign_on.own_scope)}</label>
            <div class="sso-own-scope">
                <input
                    id="own-scope"
                    type="text"
                    autocapitalize="none"
                    spellcheck="false"
                    autocomplete="off"
                    maxlength="255"
                    prop:value=typed
                    on:input:target=move |event| typed.set(event.target().value())
                    on:keydown=keydown
                />
                <button class="button quiet" type="button" on:click=move |_| add_typed()>
                    {td_string!(locale, single_sign_on.add_scope)}
                </button>
            </div>
        </div>
    }
}
