//! Names inside sentences. Invariant: a name keeps its own direction: one in Arabic or Hebrew turns nothing around it.

use leptos::prelude::*;

/// A name, address or other value of people, for the place that a phrase has for it (`td!`).
pub fn named(name: String) -> impl IntoView + Clone {
    view! { <bdi translate="no">{name}</bdi> }
}

/// An email address in a list. Where it has no room in one line, it breaks before the `@` rather than within a word.
#[cfg(feature = "csr")]
pub fn address(email: &str) -> impl IntoView + use<> {
    let (person, domain) = email.split_at(email.rfind('@').unwrap_or(email.len()));
    let (person, domain) = (person.to_owned(), domain.to_owned());
    view! { <bdi translate="no">{person} <wbr /> {domain}</bdi> }
}
