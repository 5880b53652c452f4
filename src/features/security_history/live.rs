//! The live tail: while it is on, the list is read again as soon as there is something newer. Invariants: what somebody reads stays where
//! it is, because rows are kept and new ones come above; a tab that nobody sees asks for nothing.

use std::time::Duration;

use latchkey_contract::security_history::{EventQuery, ListSecurityEvents, list_security_events};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};

use crate::{
    i18n::*,
    kit::{RowSource, use_locale, use_session_client},
};

/// Time between two requests for newer events.
const LOOK: Duration = Duration::from_secs(3);

/// What the list shows.
#[derive(Clone, Copy)]
pub struct Shown {
    /// What was asked for.
    pub query: StoredValue<EventQuery>,
    /// The newest event of the first page, empty where there is none; no value where another page or order is shown.
    pub newest: StoredValue<Option<String>>,
}

impl Shown {
    /// Nothing yet.
    pub fn nothing_yet() -> Self {
        Self {
            query: StoredValue::new(EventQuery::default()),
            newest: StoredValue::new(None),
        }
    }
}

/// The switch.
#[component]
pub fn LiveSwitch(
    /// What the list shows.
    shown: Shown,
    /// The list.
    source: RowSource,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let is_on = RwSignal::new(false);
    let is_asking = StoredValue::new(false);
    let look = move || {
        let is_idle = is_asking.try_get_value() == Some(false) && !document().hidden();
        let Some(newest) = shown.newest.try_get_value().flatten().filter(|_| is_idle) else {
            return;
        };
        let client = client.clone();
        let query = EventQuery {
            limit: Some(1),
            ..shown.query.get_value()
        };
        is_asking.set_value(true);
        spawn_local(async move {
            let page = client
                .call::<ListSecurityEvents>(&list_security_events::Request { query })
                .await;
            // The page may be gone by now. What fails once is asked for again.
            let _ = is_asking.try_set_value(false);
            let first = page.ok().and_then(|page| page.items.into_iter().next());
            if first.is_some_and(|first| first.id != newest) && is_on.try_get_untracked() == Some(true) {
                source.read_again();
            }
        });
    };
    Effect::new(move |_| {
        if is_on.get() {
            let look = look.clone();
            if let Ok(clock) = set_interval_with_handle(look, LOOK) {
                on_cleanup(move || clock.clear());
            }
        }
    });
    let words = Signal::derive(move || match is_on.get() {
        true => td_string!(locale, history.live_on).to_owned(),
        false => String::new(),
    });
    view! {
        <button
            class="chip"
            type="button"
            aria-pressed=move || is_on.get().to_string()
            on:click=move |_| is_on.update(|is_on| *is_on = !*is_on)
        >
            {td_string!(locale, history.live)}
        </button>
        <span class="fine-print" role="status">
            {move || words.get()}
        </span>
    }
}
