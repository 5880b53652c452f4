//! Something could not be loaded.

use leptos::prelude::*;

use super::{copy_button::CopyButton, support_line::SupportLine};
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
    /// Whether it is being tried again.
    #[prop(optional, into)]
    pending: Signal<bool>,
) -> impl IntoView {
    let support = support.map(|(code, request_id)| {
        let text = format!("{code} {request_id}");
        view! {
            <SupportLine locale code request_id />
            <CopyButton locale text what="" />
        }
        .into_any()
    });
    view! {
        <div class="failure">
            <div role="alert">
                <p class="failure-title">{td_string!(locale, portal.failed)}</p>
                <p>{message}</p>
            </div>
            <button
                class="button"
                type="button"
                aria-busy=move || pending.get().then_some("true")
                on:click=move |_| retry.run(())
            >
                {td_string!(locale, portal.retry)}
            </button>
            {support}
        </div>
    }
}
