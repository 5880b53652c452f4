//! The wizard's second step: the first tab follows what happens in the second, and helps where nothing does.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::sso_configurations::{
    ExtendSsoTest, GetSsoConfiguration, GetSsoTest, SsoConfiguration, StartSsoTest, TestRun, TestRunState,
    start_sso_test,
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_sso};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

// Events as a server would send them, and tabs as browsers would open them or not.
#[wasm_bindgen(inline_js = "
const real = window.EventSource;
let source = null;
let closed = 0;
export function catch_events() {
  closed = 0;
  source = null;
  window.EventSource = class {
    constructor(url) { this.url = url; source = this; }
    close() { closed += 1; }
  };
}
export function have_no_events() { window.EventSource = real; }
export function followed() { return source ? source.url : ''; }
export function closings() { return closed; }
export function send_event(data) { source.onmessage(new MessageEvent('message', { data })); }
export function break_events() { source.onerror(new Event('error')); }
export function let_tabs_open(yes) {
  window.open = () => (yes ? { location: window.document.createElement('a'), close() {} } : null);
}
")]
extern "C" {
    fn catch_events();
    fn have_no_events();
    fn followed() -> String;
    fn closings() -> u32;
    fn send_event(data: &str);
    fn break_events();
    fn let_tabs_open(yes: bool);
}

fn send(run: &TestRun) {
    send_event(&serde_json::to_string(run).expect("JSON"));
}

fn waiting(seconds_left: u32) -> TestRun {
    TestRun {
        seconds_left,
        ..canned_sso::test_run(TestRunState::AtIdp)
    }
}

/// Nothing has come back when it is asked.
fn admin() -> FakeBackend {
    let backend = canned::admin(Vec::new());
    backend.on::<GetSsoTest>(|_| MockResponse::Success(waiting(20)));
    backend
}

async fn begun(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, &paths::sso_test("keycloak"));
    eventually("the page is there", || stage.find_button("Start test").is_some()).await;
    stage.button("Start test").click();
    eventually("it has begun", || stage.find_button("One more minute").is_some()).await;
    stage
}

#[wasm_bindgen_test]
async fn events_show_how_far_it_is_and_nothing_is_asked_meanwhile() {
    catch_events();
    let_tabs_open(true);
    let stage = begun(admin()).await;
    assert_eq!(
        followed(),
        "/api/company/sso-configurations/keycloak/test-runs/run/events"
    );
    let clock = || stage.first(".sso-clock").text_content().unwrap_or_default();
    let said = || {
        stage
            .first(".sso-start [role='status']")
            .text_content()
            .unwrap_or_default()
    };
    send(&waiting(29));
    eventually("it counts", || clock().contains("29 seconds left")).await;
    assert_eq!(said().trim(), "30 seconds left");
    send(&waiting(12));
    eventually("it goes on", || clock().contains("12 seconds left")).await;
    // A screen reader hears few of the seconds.
    assert_eq!(said().trim(), "20 seconds left");
    send(&canned_sso::test_run(TestRunState::Passed));
    eventually("it has passed", || {
        stage.text().contains("The test was successful")
    })
    .await;
    assert_eq!(closings(), 1);
    assert!(stage.backend.requests::<GetSsoTest>().is_empty());
    have_no_events();
}

#[wasm_bindgen_test]
async fn where_events_break_it_is_asked() {
    catch_events();
    let_tabs_open(true);
    let stage = begun(admin()).await;
    send(&waiting(29));
    break_events();
    eventually("it is asked", || {
        !stage.backend.requests::<GetSsoTest>().is_empty()
    })
    .await;
    eventually("what came is shown", || stage.text().contains("20 seconds left")).await;
    have_no_events();
}

#[wasm_bindgen_test]
async fn one_more_minute_is_given_once() {
    catch_events();
    let_tabs_open(true);
    let stage = begun(admin()).await;
    stage.button("One more minute").click();
    eventually("there is more time", || {
        let clock = stage.first(".sso-clock").text_content().unwrap_or_default();
        clock.contains("80 seconds left")
    })
    .await;
    assert!(stage.find_button("One more minute").is_none());
    assert_eq!(stage.backend.requests::<ExtendSsoTest>()[0].run, "run");
    have_no_events();
}

#[wasm_bindgen_test]
async fn where_no_tab_opens_there_is_a_link() {
    catch_events();
    let_tabs_open(false);
    let stage = begun(admin()).await;
    let link = stage.link("Open the sign-in in a new tab");
    assert_eq!(link.get_attribute("href").as_deref(), Some("about:blank"));
    assert_eq!(link.get_attribute("target").as_deref(), Some("_blank"));
    assert!(stage.alert().contains("Your browser did not open the new tab"));
    send(&canned_sso::test_run(TestRunState::Expired));
    eventually("nothing came back", || {
        stage.text().contains("What does the other tab say?")
    })
    .await;
    assert!(!stage.alert().contains("Your browser did not open the new tab"));
    have_no_events();
}

#[wasm_bindgen_test]
async fn again_and_as_someone_else_begin_runs_of_their_own() {
    catch_events();
    let_tabs_open(true);
    let backend = admin();
    backend.on::<StartSsoTest>(|request| {
        let id = if request.as_someone_else {
            "second"
        } else {
            "first"
        };
        MockResponse::Success(start_sso_test::Response {
            run: TestRun {
                id: id.to_owned(),
                ..canned_sso::test_run(TestRunState::Started)
            },
            open: "about:blank".to_owned(),
        })
    });
    let stage = begun(backend).await;
    assert!(followed().ends_with("/first/events"));
    send(&TestRun {
        id: "first".to_owned(),
        ..canned_sso::test_run(TestRunState::Failed)
    });
    eventually("it failed", || stage.text().contains("The test failed")).await;
    stage.button("Test as someone else").click();
    eventually("the second run is followed", || {
        followed().ends_with("/second/events")
    })
    .await;
    // What is still said of the first one is heard by nobody.
    send(&TestRun {
        id: "first".to_owned(),
        ..canned_sso::test_run(TestRunState::Passed)
    });
    send(&TestRun {
        id: "second".to_owned(),
        ..canned_sso::test_run(TestRunState::Passed)
    });
    eventually("the second one passed", || {
        stage.text().contains("The test was successful")
    })
    .await;
    let again: HtmlElement = stage.button("Test again").unchecked_into();
    again.click();
    eventually("a third is asked for", || {
        stage.backend.requests::<StartSsoTest>().len() == 3
    })
    .await;
    have_no_events();
}

#[wasm_bindgen_test]
async fn a_run_that_goes_on_is_followed_after_a_reload() {
    catch_events();
    let backend = admin();
    backend.on::<GetSsoConfiguration>(|_| {
        MockResponse::Success(SsoConfiguration {
            last_test: Some(canned_sso::test_run(TestRunState::Failed)),
            running_test: Some(waiting(17)),
            ..canned_sso::configuration()
        })
    });
    let stage = Stage::portal(backend, &paths::sso_test("keycloak"));
    eventually("it is followed", || {
        let clock = stage.all(".sso-clock");
        let clock = clock.first().and_then(|clock| clock.text_content());
        clock.is_some_and(|clock| clock.contains("17 seconds left"))
    })
    .await;
    assert_eq!(
        followed(),
        "/api/company/sso-configurations/keycloak/test-runs/run/events"
    );
    assert!(stage.find_button("Start test").is_none());
    send(&canned_sso::test_run(TestRunState::Passed));
    eventually("it has passed", || {
        stage.text().contains("The test was successful")
    })
    .await;
    assert!(stage.backend.requests::<StartSsoTest>().is_empty());
}
