//! The line with the identifiers by which support finds an error in the logs.

use leptos::prelude::*;

use crate::i18n::*;

/// Code and request id, selectable with one click, with **Copy** where the page may run scripts (the entry page's own script puts
/// `data-copy` on the clipboard: pages that only show something have no other).
#[component]
pub fn SupportLine(
    /// Language of the words.
    locale: Locale,
    /// The code, in the contract's spelling.
    code: &'static str,
    /// Finds the request in the logs.
    request_id: String,
) -> impl IntoView {
    let both = [code, " ", &request_id].concat();
    view! {
        <dl class="support">
            <dt>{td_string!(locale, sso_failed.code)}</dt>
            <dd translate="no">{code}</dd>
            <dt>{td_string!(locale, request_id)}</dt>
            <dd translate="no">{request_id}</dd>
        </dl>
        {cfg!(feature = "ssr").then(|| view! { <SupportCopy locale text=both /> })}
    }
}

/// **Copy**, as the entry page's script knows it.
#[component]
fn SupportCopy(locale: Locale, text: String) -> impl IntoView {
    view! {
        <button class="copy" type="button" data-copy=text data-copied=td_string!(locale, copied) aria-live="polite">
            {td_string!(locale, copy)}
        </button>
    }
}
