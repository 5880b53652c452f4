//! What all pages share: a title, a heading that takes the focus on navigation, and a width to read.

use leptos::{html::H1, prelude::*};

use crate::ui::words;

/// Name of the platform, which the server wrote into the page.
pub fn platform_name() -> String {
    let meta = document()
        .query_selector("meta[name=application-name]")
        .ok()
        .flatten();
    meta.and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default()
}

/// How many pages have been shown: the first one leaves the focus where the browser put it. A context of the portal.
#[derive(Clone, Copy)]
pub struct PageFocus(StoredValue<u32>);

impl PageFocus {
    /// Begins to count, for everything below the current owner.
    pub fn provide() {
        provide_context(Self(StoredValue::new(0)));
    }

    /// Counts a page; whether it is not the first.
    fn is_navigation(self) -> bool {
        self.0.update_value(|count| *count += 1);
        self.0.get_value() > 1
    }
}

/// A page of the portal.
#[component]
pub fn Page(
    /// For the browser's tab and history; the platform's name is put behind it.
    #[prop(into)]
    title: Signal<String>,
    /// The `h1`.
    #[prop(into)]
    heading: Signal<String>,
    /// The rest of the page.
    children: Children,
) -> impl IntoView {
    Effect::new(move |_| document().set_title(&[&title.get(), " · ", &platform_name()].concat()));
    let is_navigation = use_context::<PageFocus>().is_some_and(PageFocus::is_navigation);
    let h1 = NodeRef::<H1>::new();
    Effect::new(move |_| {
        if let Some(h1) = h1.get().filter(|_| is_navigation) {
            // Where the focus is refused, the title still says where one is.
            let _ = h1.focus();
        }
    });
    view! {
        <div class="page">
            <h1 tabindex="-1" node_ref=h1>
                {words(move || heading.get())}
            </h1>
            {children()}
        </div>
    }
}
