//! Names inside sentences. Invariant: a name keeps its own direction: one in Arabic or Hebrew turns nothing around it.

use leptos::prelude::*;

/// A name, address or other value of people, for the place that a phrase has for it (`td!`).
pub fn named(name: String) -> impl IntoView + Clone {
    view! { <bdi translate="no">{name}</bdi> }
}
