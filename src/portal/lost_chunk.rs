//! A part of the portal that did not come: after an update its files have other names. The page is loaded anew at the address that
//! was asked for, with what was typed kept in its draft.
//!
//! Invariants: nobody who only points at a link is sent anywhere; one build is loaded anew once, and after that says what happened, as
//! long as no page is there or one is waited for.

use leptos::{ev::Custom, prelude::*};
use leptos_router::{hooks::use_url, location::Url};
use web_sys::CustomEvent;

use crate::{
    i18n::*,
    kit::{form_drafts::FormDrafts, use_locale},
    navigation::use_navigation,
};

/// The loader of chunks sends it; its detail is the loader's own address, which every build has of its own.
const CHUNK_FAILED: &str = "latchkey:chunk-failed";
/// In this tab's storage: the build that was loaded anew.
const LOADED_ANEW: &str = "latchkey-loaded-anew";

/// The build of which a chunk did not come, and the drafts of whoever is signed in. A context of the portal.
#[derive(Clone, Copy)]
pub struct LostChunk {
    build: RwSignal<Option<String>>,
    drafts: StoredValue<Option<FormDrafts>>,
}

impl LostChunk {
    /// Begins to listen, for everything below the current owner.
    pub fn provide() {
        let build = RwSignal::new(None);
        let event = Custom::<CustomEvent>::new(CHUNK_FAILED);
        let handle = window_event_listener(event, move |event| {
            // The loader waits: the page goes away, or says what happened.
            event.prevent_default();
            build.set(event.detail().as_string().or_else(|| Some(String::new())));
        });
        on_cleanup(move || handle.remove());
        provide_context(Self {
            build,
            drafts: StoredValue::new(None),
        });
    }

    /// From now on these are kept before the page goes.
    pub fn keeps(self, drafts: Option<FormDrafts>) {
        self.drafts.set_value(drafts);
    }
}

/// Loads the page anew where a part of it is missing; shows what happened where that did not help.
#[component]
pub fn LostChunkNotice(
    /// Whether the router waits for a page.
    #[prop(into)]
    waits: Signal<bool>,
) -> impl IntoView {
    let locale = use_locale();
    let LostChunk { build, drafts } = expect_context();
    let url = use_url();
    let navigation = use_navigation();
    let in_vain = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(build) = build.get() else { return };
        let wanted = url.get();
        if !waits.get() && shows_a_page() {
            return;
        }
        if !is_first_time(&build) {
            in_vain.set(true);
            return;
        }
        if let Some(Some(drafts)) = drafts.try_get_value() {
            drafts.keep();
        }
        navigation.to(&without_fragment(&wanted));
    });
    // Another page was asked for, and has come.
    Effect::new(move |_| {
        if in_vain.get() && !waits.get() {
            request_animation_frame(move || {
                if shows_a_page() && waits.try_get_untracked() == Some(false) {
                    let _ = in_vain.try_set(false);
                }
            });
        }
    });
    let reload = move |_| navigation.to(&without_fragment(&url.get_untracked()));
    move || {
        in_vain.get().then(|| {
            view! {
                <div class="failure">
                    <div role="alert">
                        <p class="failure-title">{td_string!(locale, portal_fallback.title)}</p>
                        <p>{td_string!(locale, portal_fallback.failed)}</p>
                    </div>
                    <button class="button" type="button" on:click=reload>
                        {td_string!(locale, portal_fallback.reload)}
                    </button>
                </div>
            }
        })
    }
}

/// With a fragment the browser would go to a place in the page that it has instead of loading it.
fn without_fragment(url: &Url) -> String {
    match url.search() {
        "" => url.path().to_owned(),
        search => [url.path(), "?", search].concat(),
    }
}

fn shows_a_page() -> bool {
    document().query_selector("h1").ok().flatten().is_some()
}

/// Whether this build has not been loaded anew in this tab. Where the browser keeps nothing, it has been.
fn is_first_time(build: &str) -> bool {
    let Some(storage) = window().session_storage().ok().flatten() else {
        return false;
    };
    let before = storage.get_item(LOADED_ANEW).ok().flatten();
    before.as_deref() != Some(build) && storage.set_item(LOADED_ANEW, build).is_ok()
}
