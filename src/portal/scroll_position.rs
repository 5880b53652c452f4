//! Where a page was scrolled to, for whoever comes back to it. Browsers restore that by themselves, but before the page has read
//! what it shows, when it is too short.
//!
//! Invariant: whoever scrolls meanwhile is not moved any more.

use std::collections::HashMap;

use leptos::{ev, prelude::*};

/// Frames for which a page may go on growing: about three seconds.
const PATIENCE: u32 = 180;

#[derive(Clone, Copy)]
struct Positions {
    /// Pixels from the top, by address.
    known: StoredValue<HashMap<String, f64>>,
    /// Where the page shall be, while it is too short for that.
    wanted: StoredValue<Option<f64>>,
}

/// Restores positions when somebody goes back or forth, until the current owner is gone.
pub fn restore_scroll_positions() {
    let positions = Positions {
        known: StoredValue::new(HashMap::new()),
        wanted: StoredValue::new(None),
    };
    let scrolled = window_event_listener(ev::scroll, move |_| positions.note());
    let history = window_event_listener(ev::popstate, move |_| positions.want());
    let turned = window_event_listener(ev::wheel, move |_| positions.give_up());
    let touched = window_event_listener(ev::touchmove, move |_| positions.give_up());
    let typed = window_event_listener(ev::keydown, move |_| positions.give_up());
    let clicked = window_event_listener(ev::pointerdown, move |_| positions.give_up());
    on_cleanup(move || {
        for listener in [scrolled, history, turned, touched, typed, clicked] {
            listener.remove();
        }
    });
}

impl Positions {
    /// The page has been scrolled to somewhere.
    fn note(self) {
        if self.wanted.get_value().is_none()
            && let (Some(address), Ok(top)) = (address(), window().scroll_y())
        {
            self.known.update_value(|known| {
                known.insert(address, top);
            });
        }
    }

    /// The browser has gone back or forth.
    fn want(self) {
        let top = address().and_then(|address| self.known.with_value(|known| known.get(&address).copied()));
        self.wanted.set_value(top.filter(|top| *top > 0.0));
        self.try_until(PATIENCE);
    }

    fn give_up(self) {
        self.wanted.set_value(None);
    }

    /// Scrolls as soon as the page is long enough.
    fn try_until(self, frames: u32) {
        // The portal may be gone by now.
        let Some(Some(top)) = self.wanted.try_get_value() else {
            return;
        };
        if frames == 0 {
            return self.give_up();
        }
        if longest().is_some_and(|longest| longest + 1.0 >= top) {
            window().scroll_to_with_x_and_y(0.0, top);
            return self.give_up();
        }
        request_animation_frame(move || self.try_until(frames - 1));
    }
}

/// How far the page can be scrolled.
fn longest() -> Option<f64> {
    let height = document().document_element()?.scroll_height();
    Some(f64::from(height) - window().inner_height().ok()?.as_f64()?)
}

fn address() -> Option<String> {
    let location = window().location();
    Some(location.pathname().ok()? + &location.search().ok()?)
}
