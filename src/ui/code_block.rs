//! Lines to copy as they are: configuration, DNS records, a piece of a program; the same in several languages as tabs.
//!
//! Keys of the tabs as the ARIA Authoring Practices have them (Tabs, automatic activation): arrows, Home, End.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{copy_button::CopyButton, identifier::fresh_id};
use crate::i18n::*;

/// Lines with a button that copies them all.
#[component]
pub fn CodeBlock(
    /// Language of the button.
    locale: Locale,
    /// What the lines are, for the button and for whom the box says nothing.
    label: &'static str,
    /// The lines.
    #[prop(into)]
    code: String,
) -> impl IntoView {
    view! {
        <div class="code-block">
            // It scrolls, so that the keyboard has to get there.
            <pre tabindex="0" role="region" aria-label=label>
                <code translate="no">{code.clone()}</code>
            </pre>
            <CopyButton locale text=code what=label />
        </div>
    }
}

/// One of several ways to say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeTab {
    /// Whose way it is: "Rust", "Node".
    pub label: &'static str,
    /// The lines.
    pub code: String,
}

/// One [`CodeTab`] at a time.
#[component]
pub fn CodeTabs(
    /// Language of the buttons.
    locale: Locale,
    /// What the tabs are of.
    #[prop(into)]
    label: String,
    /// The tabs; the first one is shown.
    tabs: Vec<CodeTab>,
) -> impl IntoView {
    let chosen = RwSignal::new(0);
    let id = fresh_id("code");
    let count = tabs.len();
    let tab_id = move |id: &str, at: usize| format!("{id}-tab-{at}");
    let keydown = {
        let id = id.clone();
        move |event: web_sys::KeyboardEvent| {
            let at = chosen.get_untracked();
            let next = match event.key().as_str() {
                "ArrowRight" => (at + 1) % count,
                "ArrowLeft" => (at + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            chosen.set(next);
            let tab = document().get_element_by_id(&tab_id(&id, next));
            if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = tab.focus();
            }
        }
    };
    let heads = tabs.iter().enumerate().map(|(at, tab)| {
        let is_chosen = move || chosen.get() == at;
        view! {
            <button
                type="button"
                role="tab"
                id=tab_id(&id, at)
                aria-controls=id.clone()
                aria-selected=move || is_chosen().to_string()
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| chosen.set(at)
            >
                {tab.label}
            </button>
        }
    });
    let heads = heads.collect_view();
    let panel = move || {
        let CodeTab { label, code } = tabs.get(chosen.get())?.clone();
        Some(view! { <CodeBlock locale label code /> })
    };
    let labelled_by = {
        let id = id.clone();
        move || tab_id(&id, chosen.get())
    };
    view! {
        <div class="code-tabs">
            <div role="tablist" aria-label=label on:keydown=keydown>{heads}</div>
            <div role="tabpanel" id=id aria-labelledby=labelled_by>{panel}</div>
        </div>
    }
    .into_any()
}
