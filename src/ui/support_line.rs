//! What support needs to find a fault, small.

use leptos::prelude::*;

use crate::i18n::*;

/// Code and request id, selectable with one click (there may be no script on the page that could copy them).
#[component]
pub fn SupportLine(
    /// Language of the words.
    locale: Locale,
    /// The code, in the contract's spelling.
    code: &'static str,
    /// Finds the request in the logs.
    request_id: String,
) -> impl IntoView {
    view! {
        <dl class="support">
            <dt>{td_string!(locale, sso_failed.code)}</dt>
            <dd translate="no">{code}</dd>
            <dt>{td_string!(locale, request_id)}</dt>
            <dd translate="no">{request_id}</dd>
        </dl>
    }
}
