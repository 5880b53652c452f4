//! Lets somebody see the password that they type.
//!
//! Invariants: the input stays the same element and its value is never touched; without WebAssembly there is no button.

use leptos::prelude::*;

use crate::i18n::*;

/// Whether a password is shown, and so the `type` of its input.
#[derive(Debug, Clone, Copy)]
pub struct Reveal(RwSignal<bool>);

impl Reveal {
    /// Hidden.
    pub fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// For the input's `type`.
    pub fn kind(self) -> &'static str {
        if self.0.get() { "text" } else { "password" }
    }

    /// Hides it again: before the form is sent, so that no browser takes it for a text to remember.
    pub fn hide(self) {
        self.0.set(false);
    }
}

impl Default for Reveal {
    fn default() -> Self {
        Self::new()
    }
}

/// **Show**, a button that stays down while the password is shown. It stands behind the input, so that the Tab key comes to the
/// input first; the row's style puts it above.
#[component]
pub fn RevealButton(
    /// Language of the words.
    locale: Locale,
    /// What it shows and hides.
    reveal: Reveal,
    /// The input.
    controls: &'static str,
) -> impl IntoView {
    let works = RwSignal::new(false);
    Effect::new(move |_| works.set(true));
    view! {
        <button
            class="reveal"
            type="button"
            hidden=move || !works.get()
            aria-controls=controls
            aria-pressed=move || if reveal.0.get() { "true" } else { "false" }
            on:click=move |_| reveal.0.update(|shown| *shown = !*shown)
        >
            {td_string!(locale, new_password.show)}
            // Not an `aria-label`: whoever looks for the field by its label would find the button, too.
            <span class="unseen">" " {td_string!(locale, new_password.show_what)}</span>
        </button>
    }
}
