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
    // What the element says now. Not known where the framework has put this view in the place of one of the same type: it wrote the first
    // words into the text node that it made, and that one is gone where the element was written before. What the server rendered is known,
    // even where the browser has translated it meanwhile.
    let is_rendered = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    let mut shown = is_rendered.then(|| first.clone());
    Effect::new(move |_: Option<()>| {
        let words = make();
        let Some(element) = element.get() else {
            return;
        };
        if shown.take().or_else(|| element.text_content()).as_ref() != Some(&words) {
            element.set_text_content(Some(&words));
        }
        shown = Some(words);
    });
    view! { <span node_ref=element>{first}</span> }
}
