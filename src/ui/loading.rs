//! Something is on its way.

use leptos::prelude::*;

use crate::i18n::*;

/// Grey bars where words will be, and the word for whom bars say nothing.
#[component]
pub fn Loading(
    /// Language of the word.
    locale: Locale,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="unseen">{td_string!(locale, portal.loading)}</span>
            <span class="bone"></span>
            <span class="bone"></span>
            <span class="bone"></span>
        </div>
    }
}
