//! The content below the bar: a page alone, or an area with its pages in a second column.

use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

use crate::ui::{NavigationGroup, SideNavigation};

/// Where the skip link leads.
pub(super) const CONTENT: &str = "content";

/// The place of a page.
#[component]
pub fn Content(
    /// The page.
    children: Children,
) -> impl IntoView {
    view! {
        <main id=CONTENT tabindex="-1">
            {children()}
        </main>
    }
}

/// An area: its pages in the second column, and the page that is shown.
#[component]
pub fn Area(
    /// What the area is called.
    #[prop(into)]
    label: Signal<String>,
    /// Its pages; one line each.
    #[prop(into)]
    groups: Signal<Vec<NavigationGroup>>,
    /// What heads the column.
    #[prop(optional, into)]
    head: ViewFn,
) -> impl IntoView {
    view! {
        <AreaFrame label groups head>
            <Outlet />
        </AreaFrame>
    }
}

/// The two columns of an area that decides itself what stands in the second one.
#[component]
pub fn AreaFrame(
    /// What the area is called.
    label: Signal<String>,
    /// Its pages.
    groups: Signal<Vec<NavigationGroup>>,
    /// What heads the column.
    #[prop(into)]
    head: ViewFn,
    /// The page, or what stands in its place.
    children: Children,
) -> impl IntoView {
    let path = use_location().pathname;
    view! {
        <div class="frame">
            <SideNavigation label groups path head />
            <Content>{children()}</Content>
        </div>
    }
}
