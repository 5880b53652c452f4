//! The way to the other language, below a page of the front door. A plain link: it works without WebAssembly, and stands outside of
//! what the browser hydrates.

use leptos::prelude::*;

use crate::{front::page::Language, paths};

/// A link for each language but the present one, called as it calls itself.
#[component]
pub fn LanguageChoice(
    /// The language of the page.
    language: Language,
    /// Path and query of the page, to show it again.
    place: String,
) -> impl IntoView {
    let others = Language::ALL.iter().filter(|other| **other != language);
    let links = others.map(|other| {
        let tag = other.tag();
        let name = other.name();
        view! {
            <a href=paths::in_language(tag, &place) lang=tag hreflang=tag rel="nofollow">
                {name}
            </a>
        }
    });
    view! { <footer class="languages">{links.collect_view()}</footer> }
}
