//! Grey shapes where content will be. Invariant: they have the size of what comes, so that nothing jumps when it does.

use leptos::prelude::*;

/// The shape of what is loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// This number of rows of a table or of settings.
    Rows(u8),
    /// This number of cards.
    Cards(u8),
    /// A form of so many fields.
    Form(u8),
}

/// Shapes for whom sees, the word for whom does not.
#[component]
pub fn Skeleton(
    /// The shape of what is loading.
    shape: Shape,
    /// "Loading".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let (kind, count) = match shape {
        Shape::Rows(count) => ("skeleton-rows", count),
        Shape::Cards(count) => ("skeleton-cards", count),
        Shape::Form(count) => ("skeleton-form", count),
    };
    let parts = (0..count).map(|_| {
        view! {
            <span class="shape">
                <span class="bone"></span>
                <span class="bone"></span>
            </span>
        }
    });
    view! {
        <div class=kind role="status">
            <span class="unseen">{label}</span>
            {parts.collect_view()}
        </div>
    }
}
