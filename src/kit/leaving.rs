//! Asking before a page is left whose form holds what was not saved. Invariant: links that open elsewhere ask nothing, and neither does
//! a page on which nothing was typed.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

use super::locale::use_locale;
use crate::i18n::*;

/// Asks as long as `is_unsaved` says so: before a link is followed, and, in the browser's own words, before the tab goes elsewhere.
pub fn ask_before_leaving(is_unsaved: impl Fn() -> bool + Clone + 'static) {
    let locale = use_locale();
    let unload = {
        let is_unsaved = is_unsaved.clone();
        window_event_listener(ev::beforeunload, move |event| {
            if is_unsaved() {
                event.prevent_default();
            }
        })
    };
    // Before the router hears of the click, which listens on the window, too.
    let click = move |event: MouseEvent| {
        if leads_away(&event) && is_unsaved() {
            let stays = !window()
                .confirm_with_message(td_string!(locale, portal.unsaved))
                .unwrap_or(true);
            if stays {
                event.prevent_default();
                event.stop_propagation();
            }
        }
    };
    let click = wasm_bindgen::closure::Closure::<dyn FnMut(MouseEvent)>::new(click);
    let listener = click.as_ref().clone().unchecked_into();
    let body = document().body();
    let added = body
        .as_ref()
        .map(|body| body.add_event_listener_with_callback_and_bool("click", &listener, true));
    debug_assert!(added.is_none_or(|added| added.is_ok()), "a listener is taken");
    let click = StoredValue::new_local(click);
    on_cleanup(move || {
        unload.remove();
        if let Some(body) = body {
            // It was added above.
            let _ = body.remove_event_listener_with_callback_and_bool("click", &listener, true);
        }
        click.dispose();
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
