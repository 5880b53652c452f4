//! A call that failed, as a page shows it.

use leptos::prelude::*;

use crate::{
    api::ApiError,
    i18n::Locale,
    phrases::problem_phrase,
    ui::{FailureNotice, Piece, piece},
};

/// See the module.
#[component]
pub fn Failure(
    /// Language of the words.
    locale: Locale,
    /// What went wrong.
    error: ApiError,
    /// Tries again.
    retry: Callback<()>,
) -> Piece {
    let message = problem_phrase(locale, &error);
    let support = match error {
        ApiError::Refused(refusal) => Some((refusal.code.as_str(), refusal.request_id)),
        ApiError::Offline | ApiError::Unreadable => None,
    };
    piece(view! { <FailureNotice locale message support retry /> })
}
