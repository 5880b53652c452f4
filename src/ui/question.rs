//! Whether something shall happen that cannot be taken back.

use leptos::{html::Button, prelude::*};

use super::{Piece, piece, state};

/// What will happen, and whether it shall. The focus goes to it.
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
    busy: RwSignal<bool>,
    /// Does it.
    confirm: Callback<()>,
    /// Leaves everything as it is.
    cancel: Callback<()>,
) -> Piece {
    let button = NodeRef::<Button>::new();
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            let _ = button.focus();
        }
    });
    let busy = state(move || busy.get());
    piece(view! {
        <div class="question">
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
            <button class="button quiet" type="button" on:click=move |_| cancel.run(())>
                {no}
            </button>
        </div>
    })
}
