//! What went wrong with a form as a whole.

use leptos::prelude::*;

use crate::i18n::*;

/// Announced at once when the message changes. The region itself is always there: a region that appears together with
/// its words is not announced by every screen reader.
#[component]
pub fn Alert(
    /// Language of the words around the message.
    locale: Locale,
    /// What happened and what to do.
    message: Signal<Option<String>>,
    /// Finds the request in the logs, where that may be needed.
    request_id: Signal<Option<String>>,
) -> impl IntoView {
    let support = move || {
        request_id
            .get()
            .map(|id| view! { <p class="support">{td_string!(locale, request_id)}" "<code>{id}</code></p> })
    };
    let body = move || {
        message
            .get()
            .map(|message| view! { <div class="alert"><p>{message}</p>{support}</div> })
    };
    view! { <div role="alert">{body}</div> }
}
