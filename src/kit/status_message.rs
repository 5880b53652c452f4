//! The message of a page that something went well.

use leptos::prelude::*;

/// Announced politely. The region is always there: one that comes with its words is not announced by every screen reader.
#[component]
pub fn StatusMessage(
    /// The message.
    message: RwSignal<Option<String>>,
) -> impl IntoView {
    view! {
        <div role="status">
            {move || message.get().map(|message| view! { <p class="news">{message}</p> })}
        </div>
    }
}
