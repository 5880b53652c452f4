//! Whether something shall happen that cannot be taken back.

use leptos::{html::Button, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What will happen, and whether it shall. The focus goes to it, and back to where it was when nothing shall happen: by the button
/// or by Escape.
#[component]
pub fn Question(
    /// Identifier of the words; alone on its page.
    id: &'static str,
    /// What will happen.
    #[prop(into)]
    words: String,
    /// On the button that does it.
    yes: &'static str,
    /// On the button that leaves everything as it is.
    no: &'static str,
    /// Whether it is under way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Does it.
    confirm: Callback<()>,
    /// Leaves everything as it is.
    cancel: Callback<()>,
) -> impl IntoView {
    let button = NodeRef::<Button>::new();
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            let _ = button.focus();
        }
    });
    let before = document().active_element();
    let before = before.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let before = StoredValue::new_local(before);
    let leave = move || {
        // Before it is gone with all of this.
        let before = before.try_get_value().flatten();
        cancel.run(());
        if let Some(element) = before {
            let _ = element.focus();
        }
    };
    let keydown = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            leave();
        }
    };
    let busy = move || (busy.get()).then_some("true");
    view! {
        <div class="question" on:keydown=keydown>
            <p id=id>{words}</p>
            <button
                class="button"
                type="button"
                node_ref=button
                aria-describedby=id
                aria-busy=busy
                aria-disabled=busy
                on:click=move |_| confirm.run(())
            >
                {yes}
            </button>
            <button class="button quiet" type="button" on:click=move |_| leave()>
                {no}
            </button>
        </div>
    }
}
