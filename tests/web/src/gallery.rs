//! Every screen to look at without a server: `/gallery` leads to each in each of its states. The portal is at its own addresses, a
//! screen of the front door at `/gallery/front/<name>`. `?state=`, `?language=` and `?theme=` stay chosen in the tab until another is.
//!
//! Invariant: what there is to look at is listed elsewhere: pages in `PORTAL_PAGES`, screens of the front door in their samples, states
//! in [`State`], style sheets in the entry pages.

use latchkey_contract::Theme;
use latchkey_fake_backend::State;
use latchkey_spa::{
    api::provide_transport,
    features::portal_fallback::PortalFallback,
    front::{
        FrontDoor, FrontPage,
        page::{Language, Screen},
    },
    i18n::{Locale, speak_pseudo},
    navigation::provide_navigation,
    paths,
    portal::Portal,
};
use leptos::{mount::mount_to_body, prelude::*};

use crate::{entry_page::EntryPage, stage::Wire};

#[path = "../../front/samples.rs"]
#[allow(dead_code, unreachable_pub, missing_docs)]
mod samples;

/// English with accents and half as long again: what is not translated stays plain, what has no room is cut off.
const PSEUDO: &str = "pseudo";
const START: &str = "/gallery";
const FRONT: &str = "/gallery/front/";
const FALLBACK: &str = "/gallery/portal-fallback/";
/// What the portal's entry page shows while the portal does not come: on its way, not loaded, WebAssembly forbidden.
const FALLBACKS: [&str; 3] = ["waiting", "failed", "forbidden"];

/// Samples in the place of what the server answers at these addresses, where links of other screens lead.
const ADDRESSES: [(&str, &str); 8] = [
    (paths::SIGN_IN, "sign_in"),
    (paths::SIGN_UP, "sign_up"),
    (paths::RESET_PASSWORD, "reset_password"),
    (paths::MISMATCH, "mismatch"),
    (paths::SIGNED_OUT, "signed_out"),
    (paths::ONBOARDING, "onboarding"),
    (paths::CONSENT, "consent"),
    (paths::CONFIRM_SIGN_OUT, "confirm_sign_out"),
];

/// An address of the portal with what is in the fake backend in its open parts.
#[must_use]
pub fn address_of(page: &str) -> String {
    page.replace("{app}", "company-expenses")
        .replace("{environment}", "acceptance")
        .replace("{configuration}", "keycloak")
        .replace("{group}", "finance")
        .replace("{conflict}", "conflict-0")
        .replace("{change}", "change-0")
}

/// Shows what the browser's address asks for.
///
/// # Panics
/// When the browser says no address.
pub fn mount() {
    let path = window().location().pathname().expect("pages have an address");
    let (language, theme) = (chosen_language(), chosen_theme());
    if let Some(root) = document().document_element() {
        // Well-formed attributes; nothing can refuse them.
        let _ = root.set_attribute("lang", language.tag());
        let _ = root.set_attribute("data-theme", theme.as_str());
    }
    let locale = Locale::from(language);
    if chosen("language").as_deref() == Some(PSEUDO) {
        speak_pseudo();
    }
    if path == START {
        EntryPage::Portal.dress(move || mount_to_body(move || view! { <Start language theme /> }));
    } else if let Some(name) = path.strip_prefix(FALLBACK).map(str::to_owned) {
        EntryPage::Portal.dress(move || {
            mount_to_body(move || view! { <PortalFallback locale platform_name="Latchkey".to_owned() /> });
            show_fallback(&name);
        });
    } else if let Some(page) = front_page(&path, language) {
        let state = signed_in_again(chosen_state());
        EntryPage::Front.dress(move || {
            mount_to_body(move || {
                provide_platform(state);
                view! { <FrontDoor page /> }
            });
        });
    } else {
        let state = chosen_state();
        EntryPage::Portal.dress(move || {
            mount_to_body(move || {
                provide_platform(state);
                view! { <Portal locale /> }
            });
        });
    }
}

/// The fake backend, and a browser that does not leave for identity providers that do not exist.
fn provide_platform(state: State) {
    provide_transport(Wire {
        backend: state.backend(),
        state,
    });
    provide_navigation(move |url| {
        let is_ours = url.starts_with('/');
        let url = if is_ours { url } else { [FRONT, "leaving"].concat() };
        let location = window().location();
        // Back leads to the page before, not to the one that would lead on to the sign-in once more. An address to which the browser
        // cannot go is reported in its console; the page stays usable.
        let _ = match state {
            State::SessionEnded => location.replace(&url),
            _ => location.assign(&url),
        };
    });
}

/// What the address names as `key`, else what was named before in this tab.
fn chosen(key: &str) -> Option<String> {
    let storage = window().session_storage().ok().flatten();
    let query = window().location().search().unwrap_or_default();
    let named = query
        .split(['?', '&'])
        .find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
    if let (Some(name), Some(storage)) = (named, &storage) {
        // A browser that keeps nothing has chosen nothing on the next page.
        let _ = storage.set_item(&stored(key), name);
    }
    let kept = storage.and_then(|storage| storage.get_item(&stored(key)).ok().flatten());
    named.map(str::to_owned).or(kept)
}

fn stored(key: &str) -> String {
    ["gallery-", key].concat()
}

fn chosen_state() -> State {
    chosen("state")
        .and_then(|name| State::named(&name))
        .unwrap_or_default()
}

fn chosen_language() -> Language {
    chosen("language")
        .and_then(|tag| Language::from_tag(&tag))
        .unwrap_or_default()
}

fn chosen_theme() -> Theme {
    chosen("theme")
        .and_then(|name| Theme::from_text(&name))
        .unwrap_or_default()
}

/// Whose session has ended comes to the front door, and signs in there for good.
fn signed_in_again(state: State) -> State {
    if state != State::SessionEnded {
        return state;
    }
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.remove_item(&stored("state"));
    }
    State::Usual
}

/// The screen of the front door at this path.
fn front_page(path: &str, language: Language) -> Option<FrontPage> {
    let sample = ADDRESSES.iter().find(|(address, _)| *address == path);
    let name = match sample {
        Some((_, name)) => name,
        None => path.strip_prefix(FRONT)?,
    };
    let mut pages = samples::pages(language).into_iter();
    pages.find(|(known, _)| *known == name).map(|(_, page)| page)
}

/// What the script of `portal.html` does.
fn show_fallback(name: &str) {
    if name == FALLBACKS[0] {
        return;
    }
    for id in ["fallback", &["fallback-", name].concat()] {
        if let Some(part) = document().get_element_by_id(id) {
            let _ = part.remove_attribute("hidden");
        }
    }
    if let Ok(Some(progress)) = document().query_selector(".progress") {
        progress.remove();
    }
}

/// Links to everything there is.
#[component]
fn Start(language: Language, theme: Theme) -> impl IntoView {
    document().set_title("Screens");
    let languages = Language::ALL
        .iter()
        .map(|&known| choice("language", known.tag(), known == language))
        .chain([choice("language", PSEUDO, false)]);
    let themes = Theme::ALL
        .iter()
        .map(|&known| choice("theme", known.as_str(), known == theme));
    let pages = paths::PORTAL_PAGES.map(|page| entry(page, &address_of(page), &State::ALL));
    let fallbacks = FALLBACKS.map(|name| link([FALLBACK, name].concat(), name));
    let (failing, still): (Vec<_>, Vec<_>) = samples::pages(language)
        .into_iter()
        .partition(|(_, page)| asks(&page.screen));
    let failing = failing.into_iter();
    let failing = failing.map(|(name, _)| entry(name, &[FRONT, name].concat(), &State::FRONT_DOOR));
    let still = still
        .into_iter()
        .map(|(name, _)| link([FRONT, name].concat(), name));
    view! {
        <main class="gallery">
            <h1>"Screens"</h1>
            <p>"Language:" {languages.collect_view()}</p>
            <p>"Theme:" {themes.collect_view()}</p>
            <h2>"Portal"</h2>
            <dl>{pages} <dt>"Entry page, without the portal"</dt> <dd>{fallbacks}</dd></dl>
            <h2>"Front door"</h2>
            <dl>{failing.collect_view()} <dt>"Without states"</dt> <dd>{still.collect_view()}</dd></dl>
        </main>
    }
}

/// Whether a screen asks the backend for something, which can fail.
const fn asks(screen: &Screen) -> bool {
    matches!(screen, Screen::SignIn(_) | Screen::ChoosePassword(_))
}

/// A screen with a link for each of its states.
fn entry(name: &str, address: &str, states: &[State]) -> AnyView {
    let state_link = |state: &State| link(format!("{address}?state={}", state.name()), state.name());
    view! {
        <dt>{name.to_owned()}</dt>
        <dd>{states.iter().map(state_link).collect_view()}</dd>
    }
    .into_any()
}

fn link(address: String, words: &'static str) -> AnyView {
    view! { " " <a href=address>{words}</a> }.into_any()
}

/// A link that chooses a value for this tab.
fn choice(key: &str, value: &'static str, is_chosen: bool) -> AnyView {
    let address = format!("{START}?{key}={value}");
    view! { " " <a href=address aria-current=is_chosen.then_some("true")>{value}</a> }.into_any()
}
