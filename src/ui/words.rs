//! Words that change in their place: labels, hints, counters, titles.
//!
//! Invariant: the element is written, and never a text node in it. A browser that translates the page puts nodes of its own in
//! the place of text nodes; what is written to those afterwards is seen by nobody, and the stale translation stays.

use leptos::{html::Span, prelude::*};

/// An element with what `make` says, whenever that changes.
pub fn words(make: impl Fn() -> String + 'static) -> impl IntoView {
    written(Box::new(make))
}

/// One for all: each closure is a type.
fn written(make: Box<dyn Fn() -> String>) -> impl IntoView {
    let element = NodeRef::<Span>::new();
    let first = untrack(&make);
    let mut shown = first.clone();
    Effect::new(move |_: Option<()>| {
        let words = make();
        if let Some(element) = element.get()
            && shown != words
        {
            element.set_text_content(Some(&words));
            shown = words;
        }
    });
    view! { <span node_ref=element>{first}</span> }
}
