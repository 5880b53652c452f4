//! The frame of every page of the portal: title, breadcrumbs, and a heading that takes the focus on navigation.

use leptos::{html::H1, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::locale::use_locale_signal;
use crate::{
    i18n::*,
    ui::{Crumb, PageHeader},
};

/// Name of the platform, which the server wrote into the page.
pub fn platform_name() -> String {
    let meta = document()
        .query_selector("meta[name=application-name]")
        .ok()
        .flatten();
    meta.and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default()
}

/// Moves the focus to the page's heading, when the element that had it has been removed.
pub fn focus_heading() {
    let heading = document().query_selector("main h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        // If the browser refuses the focus, the change is still announced.
        let _ = heading.focus();
    }
}

/// Counts the pages shown, as a context of the portal: every page but the first moves the focus to its heading.
#[derive(Clone, Copy)]
pub struct PageFocus(StoredValue<u32>);

impl PageFocus {
    /// Begins to count, for everything below the current owner.
    pub fn provide() {
        provide_context(Self(StoredValue::new(0)));
    }

    /// Counts a page. Returns whether it is not the first.
    fn is_navigation(self) -> bool {
        self.0.update_value(|count| *count += 1);
        self.0.get_value() > 1
    }
}

/// A page of the portal: its head and what stands below. The title of the browser's tab is the page, then what it belongs to, then
/// the platform.
#[component]
pub fn Page(
    /// The `h1`.
    #[prop(into)]
    heading: Signal<String>,
    /// Name of the page in the browser's tab and history, if it is not the `h1`.
    #[prop(optional, into)]
    title: Option<Signal<String>>,
    /// The pages above, outermost first.
    #[prop(optional, into)]
    crumbs: Signal<Vec<Crumb>>,
    /// What the page is for, in one sentence.
    #[prop(optional, into)]
    lead: MaybeProp<String>,
    /// Badges and tags beside the heading.
    #[prop(optional, into)]
    badges: ViewFn,
    /// The main action: one button or link.
    #[prop(optional, into)]
    action: ViewFn,
    /// The rest of the page.
    children: Children,
) -> impl IntoView {
    let locale = use_locale_signal();
    let breadcrumb_label = Signal::derive(move || td_string!(locale.get(), portal.breadcrumb).to_owned());
    let title = title.unwrap_or(heading);
    Effect::new(move |_| {
        let above = crumbs.get().into_iter().rev().map(|crumb| crumb.label);
        let parts: Vec<String> = [title.get()]
            .into_iter()
            .chain(above)
            .chain([platform_name()])
            .collect();
        document().set_title(&parts.join(" · "));
    });
    let is_navigation = use_context::<PageFocus>().is_some_and(PageFocus::is_navigation);
    let h1 = NodeRef::<H1>::new();
    Effect::new(move |_| {
        if let Some(h1) = h1.get().filter(|_| is_navigation) {
            // If the browser refuses the focus, the title still names the page.
            let _ = h1.focus();
        }
    });
    view! {
        <div class="page">
            <PageHeader title=heading lead breadcrumb_label crumbs heading=h1 badges action />
            {children()}
        </div>
    }
}
