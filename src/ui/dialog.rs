//! A question that stands before everything else: the browser's own dialog, so that Escape closes it, the rest of the page
//! is out of reach meanwhile, and the focus goes back to where it was.

use leptos::{html, prelude::*};

/// Opens when it is made. Call `close()` on the element to end it.
#[component]
pub fn Dialog(
    /// What it is about; its accessible name.
    title: &'static str,
    /// The element.
    node_ref: NodeRef<html::Dialog>,
    /// Called when it has been closed, whichever way.
    closed: Callback<()>,
    /// Whether the key that closes dialogs does so.
    #[prop(default = true)]
    escape: bool,
    /// The rest.
    children: Children,
) -> impl IntoView {
    Effect::new(move |_| {
        if let Some(dialog) = node_ref.get() {
            // Fails only where it is open already.
            let _ = dialog.show_modal();
        }
    });
    let keydown = move |event: leptos::ev::KeyboardEvent| {
        if !escape && event.key() == "Escape" {
            event.prevent_default();
        }
    };
    view! {
        <dialog
            class="dialog"
            aria-labelledby="dialog-title"
            node_ref=node_ref
            on:close=move |_| closed.run(())
            on:keydown=keydown
        >
            <h2 id="dialog-title">{title}</h2>
            {children()}
        </dialog>
    }
}
