//! The message about an error of a form as a whole.

use leptos::prelude::*;

use crate::i18n::*;

/// An error that concerns a whole form, not one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened and what to do.
    pub message: String,
    /// Finds the request in the logs, where that may be needed.
    pub request_id: Option<String>,
}

/// Announced at once when the notice changes. The region itself is always there: a region that appears together with
/// its words is not announced by every screen reader.
#[component]
pub fn Alert(
    /// Language of the words around the notice.
    locale: Locale,
    /// What to show, if anything.
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let body = move || {
        let Notice { message, request_id } = notice.get()?;
        let support = request_id.map(|id| {
            view! {
                <details class="support">
                    <summary>{td_string!(locale, support_details)}</summary>
                    {td_string!(locale, request_id)}
                    " "
                    <code translate="no">{id.clone()}</code>
                    " "
                    <button class="copy" type="button" data-copy=id data-copied=td_string!(locale, copied) aria-live="polite">
                        {td_string!(locale, copy)}
                    </button>
                </details>
            }
        });
        Some(view! { <div class="alert"><p>{message}</p>{support}</div> })
    };
    view! { <div role="alert">{body}</div> }
}
