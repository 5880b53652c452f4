//! A button that puts a text on the clipboard, and says that it did.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::words;
use crate::i18n::*;

/// Says "Copied" once it has.
#[component]
pub fn CopyButton(
    /// Language of the words.
    locale: Locale,
    /// The text to copy.
    #[prop(into)]
    text: String,
    /// What that is, for whom the place of the button says nothing; empty where there is one such button only.
    what: &'static str,
    /// On the button; "Copy" where nothing else is said.
    #[prop(optional)]
    label: Option<&'static str>,
    /// The kind of button.
    #[prop(default = "button quiet dense")]
    class: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let writing = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            let done = JsFuture::from(writing).await.is_ok();
            // The page may be gone by now.
            let _ = copied.try_set(done);
        });
    };
    let copy_label = label.unwrap_or_else(|| td_string!(locale, portal.copy));
    let label = words(move || {
        let label = if copied.get() {
            td_string!(locale, portal.copied)
        } else {
            copy_label
        };
        label.to_owned()
    });
    let what = (!what.is_empty()).then(|| view! { <span class="unseen">" " {what}</span> }.into_any());
    view! {
        <button class=class type="button" aria-live="polite" on:click=copy>
            {label}
            {what}
        </button>
    }
}
