//! A call that failed, as a page shows it.

use leptos::prelude::*;

use crate::{api::ApiError, i18n::Locale, phrases::problem_phrase, ui::FailureNotice};

/// What happened, what to do, and a button that tries again.
#[component]
pub fn Failure(
    /// Language of the words.
    locale: Locale,
    /// The error.
    error: ApiError,
    /// Tries again.
    retry: Callback<()>,
    /// Whether it is being tried again.
    #[prop(optional, into)]
    pending: Signal<bool>,
) -> impl IntoView {
    let message = problem_phrase(locale, &error);
    let support = match error {
        ApiError::Refused(refusal) => Some((refusal.code.as_str(), refusal.request_id)),
        ApiError::Offline | ApiError::Unreadable => None,
    };
    view! { <FailureNotice locale message support retry pending /> }
}
