//! The button that sends a form.

use leptos::prelude::*;

use super::words;

/// Shows that the form is on its way. It stays focusable meanwhile: a disabled button would lose the focus, and with it
/// the reader's place.
#[component]
pub fn SubmitButton(
    /// Whether the form is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Words of the button.
    #[prop(into)]
    label: Signal<&'static str>,
    /// Classes of the button.
    #[prop(default = "button")]
    class: &'static str,
) -> impl IntoView {
    let state = move || busy.get().then_some("true");
    view! {
        <button class=class type="submit" aria-busy=state aria-disabled=state>
            {words(move || label.get().to_owned())}
        </button>
    }
}

/// Makes `busy` false again when the browser brings the page back as it was left (back/forward cache).
pub fn idle_again_on_return(busy: RwSignal<bool>) {
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::pageshow, move |event| {
            if event.persisted() {
                busy.set(false);
            }
        });
        on_cleanup(move || listener.remove());
    });
}
