//! Asking before a page is left whose form holds what was not saved. Invariant: links that open elsewhere ask nothing, and neither does
//! a page on which nothing was typed, or of which what was typed is kept.

use std::rc::Rc;

use leptos::{ev, prelude::*};
use leptos_router::{hooks::use_url, location::Url};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, HtmlAnchorElement, MouseEvent, PageTransitionEvent};

use super::{form_drafts::FormDrafts, locale::use_locale};
use crate::i18n::*;

/// Asks as long as `is_unsaved` says so: before a link is followed, before the browser goes back or forward, and, in the browser's own
/// words, before the tab goes elsewhere.
pub fn ask_before_leaving(is_unsaved: impl Fn() -> bool + Clone + 'static) {
    let locale = use_locale();
    let drafts = use_context::<FormDrafts>();
    let unload = {
        let is_unsaved = is_unsaved.clone();
        window_event_listener(ev::beforeunload, move |event| {
            if is_unsaved() && !drafts.is_some_and(FormDrafts::is_kept) {
                event.prevent_default();
            }
        })
    };
    on_cleanup(move || unload.remove());
    let stays = move || {
        is_unsaved()
            && !window()
                .confirm_with_message(td_string!(locale, portal.unsaved))
                .unwrap_or(true)
    };
    before_links(stays.clone());
    if let Some(back_and_forward) = use_context::<BackAndForward>() {
        back_and_forward.guard(stays);
    }
}

/// Before the router hears of the click, which listens on the window, too.
fn before_links(stays: impl Fn() -> bool + 'static) {
    let Some(body) = document().body() else { return };
    let click = Closure::<dyn FnMut(MouseEvent)>::new(move |event: MouseEvent| {
        if leads_away(&event) && stays() {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    let listener = click.as_ref().clone().unchecked_into();
    let added = body.add_event_listener_with_callback_and_bool("click", &listener, true);
    debug_assert!(added.is_ok(), "a listener is taken");
    let click = StoredValue::new_local(click);
    on_cleanup(move || {
        // It was added above.
        let _ = body.remove_event_listener_with_callback_and_bool("click", &listener, true);
        click.dispose();
    });
}

/// The pages that ask before the browser goes back or forward. A context of the portal.
#[derive(Clone, Copy)]
pub struct BackAndForward(StoredValue<Vec<Guard>, LocalStorage>);

/// A page that asks.
#[derive(Clone)]
struct Guard {
    url: ReadSignal<Url>,
    stays: Rc<dyn Fn() -> bool>,
}

impl BackAndForward {
    /// Listens for everything below the current owner. Has to come before the router: a window tells its listeners in the order in
    /// which they came.
    pub fn provide() {
        let guards = StoredValue::new_local(Vec::new());
        let listener = window_event_listener(ev::popstate, move |event| {
            let guards: Vec<Guard> = guards.try_get_value().unwrap_or_default();
            if let Some(here) = guards.iter().find_map(Guard::keeps_at) {
                event.stop_immediate_propagation();
                // The browser shows the other address by now; this one comes back as a new entry, for which way it went cannot be asked.
                let history = window().history();
                let back =
                    history.and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&here)));
                debug_assert!(back.is_ok(), "an address that was shown can be shown");
            }
        });
        on_cleanup(move || listener.remove());
        provide_context(Self(guards));
    }

    /// Asks as long as the current owner is there.
    fn guard(self, stays: impl Fn() -> bool + 'static) {
        let guard = Guard {
            url: use_url(),
            stays: Rc::new(stays),
        };
        let known = StoredValue::new_local(Rc::clone(&guard.stays));
        self.0.update_value(|guards| guards.push(guard));
        on_cleanup(move || {
            let Some(known) = known.try_get_value() else {
                return;
            };
            // The portal itself may be gone by now.
            let _ = self
                .0
                .try_update_value(|guards| guards.retain(|guard| !Rc::ptr_eq(&guard.stays, &known)));
        });
    }
}

impl Guard {
    /// The address of the page, as the router knows it, where the browser leaves it and somebody would rather stay.
    fn keeps_at(&self) -> Option<String> {
        let here = self.url.try_with_untracked(|url| match url.search() {
            "" => url.path().to_owned(),
            search => [url.path(), "?", search].concat(),
        })?;
        (address() != here && (self.stays)()).then_some(here)
    }
}

/// Path and query that the browser shows.
fn address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// Keeps what was typed into the forms of the page, but for secrets, when the tab loads it again or another page over it.
pub fn keep_over_reload() {
    let Some(drafts) = use_context::<FormDrafts>() else {
        return;
    };
    let hide = window_event_listener(ev::pagehide, move |_| drafts.keep());
    let show = window_event_listener(ev::pageshow, move |event: PageTransitionEvent| {
        if event.persisted() {
            drafts.forget();
        }
    });
    on_cleanup(move || {
        hide.remove();
        show.remove();
    });
}

/// Whether this very tab goes on to where a link leads.
fn leads_away(event: &MouseEvent) -> bool {
    let has_modifier = event.ctrl_key() || event.meta_key() || event.shift_key();
    if event.button() != 0 || has_modifier {
        return false;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    link.is_some_and(|link| {
        link.target().is_empty() && !link.has_attribute("download") && link.hash().is_empty()
    })
}
