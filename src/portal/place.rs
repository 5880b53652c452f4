//! Which page the browser shows, and the way from one to the next without loading anything anew. In the place of a router crate,
//! which weighs as much as all the portal's own pages (and knows nested pages, parameters and waiting that nobody needs here).
//!
//! Invariants: only plain clicks on links to pages of the portal are taken, everything else is the browser's; the address is the
//! new one before its page is made.

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use crate::paths::{PortalPage, portal_page};

/// See the module. A context of the portal.
#[derive(Clone, Copy)]
pub struct Place(RwSignal<Option<PortalPage>>);

impl Place {
    /// Takes the clicks, and the browser's way back and forth, until the current owner is gone.
    pub fn provide() -> Self {
        let place = Self(RwSignal::new(present()));
        provide_context(place);
        let click = window_event_listener(ev::click, move |event| {
            if let Some(address) = taken(&event) {
                event.prevent_default();
                place.go(&address);
            }
        });
        let history = window_event_listener(ev::popstate, move |_| place.look());
        on_cleanup(move || {
            click.remove();
            history.remove();
        });
        place
    }

    /// The page to show; `None` where there is none.
    pub fn page(self) -> Option<PortalPage> {
        self.0.get()
    }

    /// Goes to `address`, which is the portal's, and begins at the top of its page.
    pub fn go(self, address: &str) {
        let window = window();
        if address != address_shown() {
            // Only addresses of other servers are refused.
            let _ = window
                .history()
                .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(address)));
        }
        self.look();
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }

    fn look(self) {
        let page = present();
        // The same page at another address (its end, its query) stays as it is.
        if self.0.with_untracked(|shown| *shown != page) {
            self.0.set(page);
        }
    }
}

/// Where the browser is. Outside of the portal's frame, where nobody listens, it does not change.
pub fn use_place() -> Place {
    use_context().unwrap_or_else(|| Place(RwSignal::new(present())))
}

/// Path and query that the browser shows.
pub fn address_shown() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

fn present() -> Option<PortalPage> {
    portal_page(&window().location().pathname().ok()?)
}

/// The address that a click leads to, if that is for the portal. Modified clicks open tabs and windows, which is the browser's
/// matter, and so are downloads, other servers and places within a page.
fn taken(click: &MouseEvent) -> Option<String> {
    let is_modified = click.meta_key() || click.alt_key() || click.ctrl_key() || click.shift_key();
    if click.default_prevented() || click.button() != 0 || is_modified {
        return None;
    }
    let element: Element = click.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = element.closest("a[href]").ok()??.dyn_into().ok()?;
    let is_elsewhere = !link.target().is_empty()
        || link.has_attribute("download")
        || !link.hash().is_empty()
        || link.origin() != window().location().origin().ok()?;
    let is_ours = !is_elsewhere && portal_page(&link.pathname()).is_some();
    is_ours.then(|| link.pathname() + &link.search())
}
