//! Leaving the page for another address, so that tests can see it happen instead of being navigated away.
//!
//! Invariant: nothing else in the app touches `location.assign`.

use leptos::prelude::*;

/// The way out of the page.
#[derive(Clone, Copy)]
pub struct Navigation(Option<Callback<String>>);

/// Puts `observe` in the place of the browser's navigation, for everything below the current owner.
pub fn provide_navigation(observe: impl Fn(String) + Send + Sync + 'static) {
    provide_context(Navigation(Some(Callback::new(observe))));
}

/// The way out that was provided, or the browser's own.
pub fn use_navigation() -> Navigation {
    use_context().unwrap_or(Navigation(None))
}

impl Navigation {
    /// Goes to `url`: a path of this platform or an absolute URL that the server gave.
    pub fn to(self, url: &str) {
        match self.0 {
            Some(observe) => observe.run(url.to_owned()),
            // The browser reports an address that it cannot go to in its console; the page stays usable.
            None => drop(window().location().assign(url)),
        }
    }
}
