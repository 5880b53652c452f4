//! Every screen to look at without a server: `/gallery` leads to each in each of its states. The portal is at its own addresses, with
//! `?state=` for the state, which stays until another is chosen; a screen of the front door is at `/gallery/front/<language>/<name>`.
//!
//! Invariant: only this module and [`State`] say what there is to look at; a page's address comes from `PORTAL_PAGES`.

use latchkey_fake_backend::State;
use latchkey_spa::{
    api::provide_transport,
    front::{FrontDoor, FrontPage, page::Language},
    paths,
    portal::{Portal, language::preferred_locale},
};
use leptos::{mount::mount_to_body, prelude::*};

use crate::stage::Wire;

#[path = "../../front/samples.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
mod samples;

const START: &str = "/gallery";
const FRONT: &str = "/gallery/front/";
/// The tab's key for the chosen state.
const KEY: &str = "gallery-state";

/// An address of the portal with what is in the fake backend in its open parts.
#[must_use]
pub fn address_of(page: &str) -> String {
    page.replace("{app}", "company-expenses")
        .replace("{environment}", "acceptance")
}

/// Shows what the browser's address asks for.
///
/// # Panics
/// When the browser says no address.
pub fn mount() {
    let path = window().location().pathname().expect("pages have an address");
    let state = chosen_state();
    if path == START {
        mount_to_body(Start);
    } else if let Some(page) = front_page(&path) {
        mount_to_body(move || {
            provide_wire(state);
            view! { <FrontDoor page /> }
        });
    } else {
        let locale = preferred_locale();
        mount_to_body(move || {
            provide_wire(state);
            view! { <Portal locale /> }
        });
    }
}

fn provide_wire(state: State) {
    provide_transport(Wire {
        backend: state.backend(),
        delay: state.delay(),
    });
}

/// What the address names, else what was chosen before.
fn chosen_state() -> State {
    let storage = window().session_storage().ok().flatten();
    let query = window().location().search().unwrap_or_default();
    let named = query
        .split(['?', '&'])
        .find_map(|part| part.strip_prefix("state="));
    if let (Some(name), Some(storage)) = (named, &storage) {
        // A browser that keeps nothing shows the usual state on the next page.
        let _ = storage.set_item(KEY, name);
    }
    let kept = storage.and_then(|storage| storage.get_item(KEY).ok().flatten());
    let name = named.map(str::to_owned).or(kept);
    name.and_then(|name| State::named(&name)).unwrap_or_default()
}

/// The screen of the front door at this path. The sign-in screen also is where the portal leads whoever is no longer signed in.
fn front_page(path: &str) -> Option<FrontPage> {
    let path = if path == paths::SIGN_IN {
        "/gallery/front/en/sign_in"
    } else {
        path
    };
    let (language, name) = path.strip_prefix(FRONT)?.split_once('/')?;
    let language = *Language::ALL.iter().find(|known| tag(**known) == language)?;
    let (_, page) = samples::pages(language)
        .into_iter()
        .find(|(known, _)| *known == name)?;
    Some(page)
}

const fn tag(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::De => "de",
    }
}

/// Links to everything there is.
#[component]
fn Start() -> impl IntoView {
    view! {
        <main class="gallery">
            <h1>"Screens"</h1>
            <h2>"Portal"</h2>
            <ul>{paths::PORTAL_PAGES.map(|page| view! { <li>{page} {states_of(page)}</li> }).collect_view()}</ul>
            <h2>"Front door"</h2>
            <ul>{samples::pages(Language::En).into_iter().map(|(name, _)| in_languages(name)).collect_view()}</ul>
        </main>
    }
}

/// One link for each state of a page.
fn states_of(page: &str) -> impl IntoView + use<> {
    let address = address_of(page);
    let link = move |state: State| {
        let href = format!("{address}?state={}", state.name());
        view! { " " <a href=href>{state.name()}</a> }
    };
    State::ALL.map(link).collect_view()
}

/// A screen of the front door, in each language.
fn in_languages(name: &'static str) -> impl IntoView {
    let link = |&language: &Language| {
        let href = format!("{FRONT}{}/{name}", tag(language));
        view! { " " <a href=href>{tag(language)}</a> }
    };
    view! { <li>{name} {Language::ALL.iter().map(link).collect_view()}</li> }
}
