//! Control Center > Security > Security History: what happened in words, narrowed by the address, told in full, kept as a file, and live.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    security_history::{AuditAction, EventKind, EventPeriod, ListSecurityEvents},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_history};
use latchkey_web_tests::{Stage, eventually, type_text};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

const HISTORY: &str = "/control-center/security/history";

fn admin() -> FakeBackend {
    canned::admin(Vec::new())
}

async fn listed(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, HISTORY);
    eventually("the events are there", || stage.count("tbody tr") == 25).await;
    stage
}

fn choose(stage: &Stage, name: &str, word: &str) {
    let select: HtmlSelectElement = stage.first(&format!("select[name='{name}']")).unchecked_into();
    select.set_value(word);
    let init = EventInit::new();
    init.set_bubbles(true);
    let change = Event::new_with_event_init_dict("change", &init).expect("an event");
    select.dispatch_event(&change).expect("is heard");
}

fn first_row(stage: &Stage) -> String {
    match stage.count("tbody tr") {
        0 => String::new(),
        _ => stage.first("tbody tr").text_content().unwrap_or_default(),
    }
}

#[wasm_bindgen_test]
async fn what_happened_is_said_in_words_with_who_did_it() {
    let stage = listed(admin()).await;
    let text = stage.text();
    for words in [
        "Signed in",
        "Ada Lovelace",
        "Operator of the platform",
        "Nobody: it happened by itself",
        // Grace's access there.
        "grace@acme.example Travel · Production",
        "Somebody who was not signed in",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
    assert!(!text.contains("signed_in"), "{text}");
}

#[wasm_bindgen_test]
async fn an_event_is_told_in_full_and_the_focus_comes_back() {
    let stage = listed(admin()).await;
    let button: HtmlElement = stage.first("tbody tr .event-name").unchecked_into();
    button.focus().expect("a focus");
    button.click();
    eventually("the event is told", || {
        let dialogs = stage.all("dialog[open]");
        dialogs.iter().any(|dialog| {
            let text = dialog.text_content().unwrap_or_default();
            ["198.51.100.7", "Request ID", "How", "password", "signed_in"]
                .iter()
                .all(|words| text.contains(words))
        })
    })
    .await;
    stage.button("Close").click();
    eventually("it is closed", || stage.count("dialog[open]") == 0).await;
    eventually("the focus is back", || {
        let focused = leptos::prelude::document().active_element();
        focused.is_some_and(|focused| focused.class_list().contains("event-name"))
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_list_is_narrowed_by_the_address_and_so_are_the_files() {
    let stage = listed(admin()).await;
    choose(&stage, "kind", "tokens");
    eventually("tokens alone", || stage.count("tbody tr") == 2).await;
    choose(&stage, "within", "week");
    eventually("the address says so", || {
        window().location().search().expect("a query") == "?kind=tokens&within=week"
    })
    .await;
    let field: HtmlInputElement = stage.first("input[type='search']").unchecked_into();
    type_text(&field, "grace");
    eventually("it was asked for", || {
        let asked = stage.backend.requests::<ListSecurityEvents>();
        asked.last().is_some_and(|last| {
            let query = &last.query;
            (query.kind, query.within, query.search.as_deref())
                == (Some(EventKind::Tokens), Some(EventPeriod::Week), Some("grace"))
        })
    })
    .await;
    for kind in ["csv", "jsonl"] {
        let link = stage.first(&format!("a[href^='/api/company/security-history.{kind}']"));
        eventually("the file has the same", || {
            let href = link.get_attribute("href").unwrap_or_default();
            href.ends_with("?search=grace&kind=tokens&within=week")
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn live_shows_what_is_new_above_and_keeps_the_rows_that_are_there() {
    let backend = admin();
    let events = canned_history::history();
    canned_history::has_history(&backend, events[1..].to_vec());
    let stage = listed(backend).await;
    let before = stage.first("tbody tr");
    assert!(!first_row(&stage).contains("Signed in"), "{}", first_row(&stage));
    stage.button("Live").click();
    eventually("it is on", || {
        stage.button("Live").get_attribute("aria-pressed").as_deref() == Some("true")
    })
    .await;
    canned_history::has_history(&stage.backend, events);
    eventually("the new one is above", || first_row(&stage).contains("Signed in")).await;
    assert!(
        before.is_connected(),
        "the row that was there is the same element"
    );
}

#[wasm_bindgen_test]
async fn where_nothing_happened_and_where_somebody_may_not_look_it_is_said() {
    let backend = admin();
    canned_history::has_history(&backend, Vec::new());
    let stage = Stage::portal(backend, HISTORY);
    eventually("nothing happened", || {
        stage.text().contains("Nothing has happened yet.")
    })
    .await;
    let backend = admin();
    backend.on::<ListSecurityEvents>(|_| MockResponse::refused(ErrorCode::NotFound));
    let stage = Stage::portal(backend, HISTORY);
    eventually("it is not theirs", || {
        stage.text().contains("You don't have access to this page.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn each_action_of_the_trail_is_listed_with_its_words() {
    let stage = listed(admin()).await;
    let mut seen = stage.count("tbody tr");
    while seen < AuditAction::ALL.len() {
        stage.button("Next").click();
        let next = AuditAction::ALL.len().min(seen + 25);
        eventually("the next page", || {
            stage.text().contains(&format!("{} to {next}", seen + 1))
        })
        .await;
        assert!(!stage.text().contains("no words for"), "{}", stage.text());
        seen = next;
    }
}
