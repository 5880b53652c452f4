//! The pages above this one.

use leptos::prelude::*;

/// One page above, or the group that a page stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// Its name.
    pub label: String,
    /// Where it is; a group has no page of its own.
    pub href: Option<String>,
}

impl Crumb {
    /// A page.
    pub fn page(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: Some(href.into()),
        }
    }

    /// A group of pages.
    pub fn group(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
        }
    }
}

/// From the area downwards, without the page itself: that is the heading below.
#[component]
pub fn Breadcrumb(
    /// Name of the landmark.
    #[prop(into)]
    label: Signal<String>,
    /// The pages above, outermost first. Nothing is shown where there are none.
    #[prop(into)]
    crumbs: Signal<Vec<Crumb>>,
) -> impl IntoView {
    let is_empty = Memo::new(move |_| crumbs.with(Vec::is_empty));
    let items = move || {
        let items = crumbs.get().into_iter().map(|Crumb { label, href }| {
            let name = view! { <bdi>{label}</bdi> };
            let name = match href {
                Some(href) => view! { <a href=href>{name}</a> }.into_any(),
                None => view! { <span>{name}</span> }.into_any(),
            };
            view! { <li>{name}</li> }
        });
        items.collect_view()
    };
    view! {
        <nav class="breadcrumb" aria-label=move || label.get() hidden=is_empty>
            <ol>{items}</ol>
        </nav>
    }
}
