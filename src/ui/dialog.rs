//! A question that stands before everything else: the browser's own dialog, so that Escape closes it, the rest of the page
//! is out of reach meanwhile, and the focus goes back to where it was.

use leptos::{html, prelude::*};

use super::identifier::fresh_id;

/// Opens when it is made. Call `close()` on the element to end it.
#[component]
pub fn Dialog(
    /// What it is about; its accessible name.
    #[prop(into)]
    title: String,
    /// The element.
    node_ref: NodeRef<html::Dialog>,
    /// Called when it has been closed, whichever way.
    closed: Callback<()>,
    /// Whether the key that closes dialogs does so.
    #[prop(default = true)]
    escape: bool,
    /// Content of the dialog.
    children: Children,
    /// The buttons that end it, the main one last.
    #[prop(optional, into)]
    foot: ViewFn,
) -> impl IntoView {
    Effect::new(move |_| {
        if let Some(dialog) = node_ref.get() {
            // Fails only where it is open already.
            let _ = dialog.show_modal();
        }
    });
    let on_close = move |_| {
        // The event comes late: the same element may have been opened again by then, for something else.
        if !node_ref.get_untracked().is_some_and(|dialog| dialog.open()) {
            closed.run(());
        }
    };
    let keydown = move |event: leptos::ev::KeyboardEvent| {
        if !escape && event.key() == "Escape" {
            event.prevent_default();
        }
    };
    let id = fresh_id("dialog");
    let parts = dialog_parts(id.clone(), title, children(), foot.run());
    view! {
        <dialog
            class="dialog"
            aria-labelledby=id
            node_ref=node_ref
            on:close=on_close
            on:keydown=keydown
        >
            <div class="dialog-parts">{parts}</div>
        </dialog>
    }
}

/// What every dialog is made of: its name, what it says, which scrolls, and the buttons that end it.
pub(super) fn dialog_parts(
    id: String,
    title: impl IntoView,
    body: impl IntoView,
    foot: impl IntoView,
) -> impl IntoView {
    view! {
        <div class="dialog-head">
            <h2 id=id>{title}</h2>
        </div>
        <div class="dialog-body">{body}</div>
        <div class="dialog-foot">{foot}</div>
    }
}
