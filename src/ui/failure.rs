//! Something could not be loaded.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::SupportLine;
use crate::i18n::*;

/// What happened, what to do, and a button that does it; for support the code and the request id, with **Copy**.
#[component]
pub fn FailureNotice(
    /// Language of the words.
    locale: Locale,
    /// What happened and what to do.
    message: String,
    /// Code and request id, where the platform gave them.
    support: Option<(&'static str, String)>,
    /// Tries again.
    retry: Callback<()>,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let support = support.map(|(code, request_id)| {
        let text = format!("{code} {request_id}");
        let copy = move |_| {
            let writing = window().navigator().clipboard().write_text(&text);
            spawn_local(async move { copied.set(JsFuture::from(writing).await.is_ok()) });
        };
        let label = move || {
            if copied.get() {
                td_string!(locale, portal.copied)
            } else {
                td_string!(locale, portal.copy)
            }
        };
        view! {
            <SupportLine locale code request_id />
            <button class="button quiet" type="button" aria-live="polite" on:click=copy>
                {label}
            </button>
        }
    });
    view! {
        <div class="failure">
            <div role="alert">
                <p class="failure-title">{td_string!(locale, portal.failed)}</p>
                <p>{message}</p>
            </div>
            <button class="button" type="button" on:click=move |_| retry.run(())>
                {td_string!(locale, portal.retry)}
            </button>
            {support}
        </div>
    }
}
