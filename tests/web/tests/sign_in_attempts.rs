//! Control Center > Security > Sign-in attempts: what failed in words, narrowed by the address, told in full, and kept as a file.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    security_history::{EventPeriod, ListSignInFailures},
    sign_in::SsoFailure,
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_history};
use latchkey_web_tests::{Stage, eventually};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

const ATTEMPTS: &str = "/control-center/security/sign-in-attempts";

fn admin() -> FakeBackend {
    canned::admin(Vec::new())
}

async fn listed(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, ATTEMPTS);
    eventually("the failures are there", || stage.count("tbody tr") > 10).await;
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

#[wasm_bindgen_test]
async fn a_failure_is_told_with_its_repair_and_the_identity_providers_words() {
    let stage = listed(admin()).await;
    let button: HtmlElement = stage.first("tbody tr .event-name").unchecked_into();
    button.click();
    eventually("the failure is told", || {
        let dialogs = stage.all("dialog[open]");
        dialogs.iter().any(|dialog| {
            let text = dialog.text_content().unwrap_or_default();
            [
                "AADSTS7000222",
                "secret",
                "ada@acme.example",
                "Request ID",
                "Acme Entra ID",
            ]
            .iter()
            .all(|words| text.contains(words))
        })
    })
    .await;
    stage.button("Close").click();
    eventually("it is closed", || stage.count("dialog[open]") == 0).await;
}

#[wasm_bindgen_test]
async fn the_list_is_narrowed_by_the_address_and_so_is_the_file() {
    let stage = listed(admin()).await;
    choose(&stage, "problem", "foreign_domain");
    eventually("one alone", || stage.count("tbody tr") == 1).await;
    choose(&stage, "within", "day");
    eventually("it was asked for", || {
        let asked = stage.backend.requests::<ListSignInFailures>();
        asked.last().is_some_and(|last| {
            (last.query.problem, last.query.within)
                == (Some(SsoFailure::ForeignDomain), Some(EventPeriod::Day))
        })
    })
    .await;
    let link = stage.first("a[href^='/api/company/sign-in-attempts.csv']");
    eventually("the file has the same", || {
        let href = link.get_attribute("href").unwrap_or_default();
        href.ends_with("?problem=foreign_domain&within=day")
    })
    .await;
}

#[wasm_bindgen_test]
async fn where_nothing_failed_and_where_somebody_may_not_look_it_is_said() {
    let backend = admin();
    canned_history::has_failures(&backend, Vec::new());
    let stage = Stage::portal(backend, ATTEMPTS);
    eventually("nothing failed", || stage.text().contains("No sign-in through")).await;
    let backend = admin();
    backend.on::<ListSignInFailures>(|_| MockResponse::refused(ErrorCode::NotFound));
    let stage = Stage::portal(backend, ATTEMPTS);
    eventually("it is not theirs", || {
        stage.text().contains("You don't have access to this page.")
    })
    .await;
}
