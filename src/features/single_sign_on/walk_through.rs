//! The column beside the fields of the wizard: what to click at the identity provider, and our addresses to paste there. Folded where
//! there is no room for a column: the style decides.

use latchkey_contract::sso_configurations::{IdpKind, PlatformAddresses};
use leptos::prelude::*;

use super::walk_steps::{Address, checked_against, walk_steps};
use crate::{
    i18n::*,
    kit::use_locale,
    ui::{CodeBlock, words},
};

/// The steps at the chosen kind of identity provider. Without `addresses` it says that they are not known yet.
#[component]
pub fn WalkThrough(
    /// Which identity provider was chosen.
    kind: Signal<IdpKind>,
    /// Whether a key takes the place of the client secret.
    #[prop(optional, into)]
    by_key: Signal<bool>,
    /// What is pasted there.
    addresses: Option<PlatformAddresses>,
) -> impl IntoView {
    let locale = use_locale();
    let addresses = StoredValue::new(addresses);
    let heading = words(move || match kind.get() {
        IdpKind::Other => td_string!(locale, sso_walk.at_other).to_owned(),
        kind => td_string!(locale, sso_walk.at, idp = kind.name()),
    });
    let steps = move || {
        let steps = walk_steps(locale, kind.get(), by_key.get()).into_iter();
        steps
            .map(|step| {
                let address = step
                    .address
                    .map(|address| view! { <Pasted locale address addresses /> });
                view! { <li><p>{with_names(step.text)}</p>{address}</li> }
            })
            .collect_view()
    };
    let expires = move || {
        let text = td_string!(locale, sso_walk.secret_expires);
        (kind.get().has_expiring_secrets() && !by_key.get()).then(|| view! { <p>{text}</p> })
    };
    let is_open = RwSignal::new(false);
    let toggle = move || match is_open.get() {
        true => td_string!(locale, sso_walk.hide),
        false => td_string!(locale, sso_walk.show),
    };
    view! {
        <section class="walk-through" aria-labelledby="walk-through-heading">
            <h2 id="walk-through-heading">{heading}</h2>
            <button
                class="button quiet walk-through-toggle"
                type="button"
                aria-expanded=move || is_open.get().to_string()
                aria-controls="walk-through-steps"
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                {toggle}
            </button>
            <div class="walk-through-steps" class:is-open=is_open id="walk-through-steps">
                <ol>{steps}</ol>
                {expires}
                // Of another one there is no maker to name.
                <Show when=move || kind.get() != IdpKind::Other>
                    <p class="walk-through-checked">{words(move || checked_against(locale, kind.get()))}</p>
                </Show>
            </div>
        </section>
    }
    .into_any()
}

/// An address with its name and Copy.
#[component]
fn Pasted(
    locale: Locale,
    address: Address,
    addresses: StoredValue<Option<PlatformAddresses>>,
) -> impl IntoView {
    let label = address.name(locale);
    let value = addresses.with_value(|all| all.as_ref().map(|all| address.of(all).to_owned()));
    match value {
        Some(code) => view! { <CodeBlock locale label code /> }.into_any(),
        None => {
            view! { <p class="walk-through-checked">{td_string!(locale, sso_walk.pending)}</p> }.into_any()
        }
    }
}

/// The text with what stands between `**` set off. These are names of the identity provider's console, and no translator's business.
fn with_names(text: &'static str) -> impl IntoView {
    let pieces = text.split("**").enumerate();
    pieces
        .map(|(index, piece)| match index % 2 {
            0 => piece.into_any(),
            _ => view! { <b translate="no">{piece}</b> }.into_any(),
        })
        .collect_view()
}
