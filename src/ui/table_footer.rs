//! The foot of a table: what part of the list is shown, and the ways to the pages before and after.

use leptos::prelude::*;

use super::words;
use crate::i18n::*;

/// "1 to 50 of about 98,400", and the ways to the pages before and after.
#[component]
pub fn TableFooter(
    /// Language of the buttons.
    locale: Locale,
    /// What part of the list is shown.
    #[prop(into)]
    summary: Signal<String>,
    /// Whether there is a page before.
    #[prop(into)]
    has_previous: Signal<bool>,
    /// Whether there is a page after.
    #[prop(into)]
    has_next: Signal<bool>,
    /// Goes to the page before.
    #[prop(into)]
    on_previous: Callback<()>,
    /// Goes to the page after.
    #[prop(into)]
    on_next: Callback<()>,
) -> impl IntoView {
    let way = move |is_there: Signal<bool>, go: Callback<()>, label: &'static str| {
        view! {
            <button
                type="button"
                class="button quiet dense"
                aria-disabled=move || (!is_there.get()).then_some("true")
                on:click=move |_| {
                    if is_there.get_untracked() {
                        go.run(());
                    }
                }
            >
                {label}
            </button>
        }
    };
    view! {
        <nav class="table-footer" aria-label=td_string!(locale, ui.pages)>
            <span role="status">{words(move || summary.get())}</span>
            <Show when=move || has_previous.get() || has_next.get()>
                {way(has_previous, on_previous, td_string!(locale, ui.previous))}
                {way(has_next, on_next, td_string!(locale, ui.next))}
            </Show>
        </nav>
    }
}
