//! Set-up links of single sign-on: the section in which admins make and revoke them, and what whoever came by one sees.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    Empty, ErrorCode,
    session::{GetPermissions, GetSession},
    sso_configurations::{
        CreateSetUpLink, EndSetUp, GetSetUp, ListSetUpLinks, ListSsoConfigurations, RevokeSetUpLink,
    },
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_sso};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually, focused, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

const LINK: &str = "https://latchkey.example/sso/set-up?token=a-token-of-a-set-up-link";

async fn overview(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, paths::SINGLE_SIGN_ON);
    eventually("the overview is there", || {
        stage.count(".sso-card, .empty-state") > 0
    })
    .await;
    stage
}

async fn section(backend: FakeBackend) -> Stage {
    let stage = overview(backend).await;
    eventually("the links are there", || {
        stage.count(".page-section .account-row") > 0 || stage.text().contains("no set-up link")
    })
    .await;
    stage
}

fn press(stage: &Stage, selector: &str) {
    stage.first(selector).unchecked_into::<HtmlElement>().click();
}

async fn dialog(stage: &Stage) -> HtmlInputElement {
    stage.button("Make set-up link").click();
    eventually("it is asked", || stage.count("dialog[open] #set-up-email") == 1).await;
    stage.by_id("set-up-email").unchecked_into()
}

/// Somebody without an account, who came by a link.
fn guest() -> FakeBackend {
    let backend = canned::admin(Vec::new());
    backend.on::<GetSession>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    backend.on::<GetPermissions>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    backend.on::<ListSetUpLinks>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    backend
}

#[wasm_bindgen_test]
async fn the_links_say_for_whom_they_are_and_whether_they_are_used() {
    let stage = section(canned::admin(Vec::new())).await;
    let text = stage.text();
    for word in [
        "Set-up links",
        "To be passed on",
        "Not used yet",
        "Mailed to eve@idp.example",
        "In use",
        "Made by ada@acme.example",
    ] {
        assert!(text.contains(word), "{word} is not in {text}");
    }
    let stage = section(canned::nothing_yet()).await;
    assert!(stage.text().contains("There is no set-up link at the moment."));
}

#[wasm_bindgen_test]
async fn a_link_is_shown_once() {
    let stage = section(canned::admin(Vec::new())).await;
    let before = stage.backend.requests::<ListSetUpLinks>().len();
    dialog(&stage).await;
    press(&stage, "dialog[open] button[type=submit]");
    eventually("it is shown", || stage.text().contains(LINK)).await;
    assert_eq!(stage.backend.requests::<CreateSetUpLink>()[0].email, None);
    stage.button("I have copied it").click();
    eventually("it is gone", || {
        !stage.html().contains("a-token-of-a-set-up-link")
    })
    .await;
    assert_eq!(stage.backend.requests::<ListSetUpLinks>().len(), before + 1);
}

#[wasm_bindgen_test]
async fn a_mailed_link_is_not_shown() {
    let stage = section(canned::admin(Vec::new())).await;
    let email = dialog(&stage).await;
    type_text(&email, " eve@idp.example ");
    eventually("the button says so", || {
        stage.find_button("Make and mail it").is_some()
    })
    .await;
    stage.button("Make and mail it").click();
    eventually("it is said", || {
        stage
            .text()
            .contains("The link is on its way to eve@idp.example.")
    })
    .await;
    let asked = stage.backend.requests::<CreateSetUpLink>();
    assert_eq!(asked[0].email.as_deref(), Some("eve@idp.example"));
    assert!(!stage.html().contains("a-token-of-a-set-up-link"));
}

#[wasm_bindgen_test]
async fn an_address_that_is_none_is_refused_beside_the_field() {
    let backend = canned::admin(Vec::new());
    backend.on::<CreateSetUpLink>(|_| MockResponse::refused_at(ErrorCode::UsernameNotAnAddress, "email"));
    let stage = section(backend).await;
    let email = dialog(&stage).await;
    type_text(&email, "nobody");
    press(&stage, "dialog[open] button[type=submit]");
    eventually("it is said", || {
        stage.description(&email).contains("Enter an email address")
    })
    .await;
    assert_eq!(email.value(), "nobody");
}

#[wasm_bindgen_test]
async fn a_link_is_revoked_after_a_question() {
    let stage = section(canned::admin(Vec::new())).await;
    press(&stage, ".page-section .account-row:last-child button");
    eventually("it is asked", || {
        stage.text().contains("Whoever works with it is out at once.")
    })
    .await;
    assert!(stage.backend.requests::<RevokeSetUpLink>().is_empty());
    canned_sso::has_set_up_links(&stage.backend, Vec::new());
    stage.button("Revoke link").click();
    eventually("it is said", || {
        stage.text().contains("The link was revoked.") && stage.text().contains("no set-up link")
    })
    .await;
    assert_eq!(stage.backend.requests::<RevokeSetUpLink>()[0].link, "begun");
    eventually("the place is kept", || focused().id() == "set-up-links").await;
}

#[wasm_bindgen_test]
async fn links_that_cannot_be_read_take_nothing_else_away() {
    let backend = canned::admin(Vec::new());
    backend.on::<ListSetUpLinks>(|Empty {}| MockResponse::refused(ErrorCode::Internal));
    let stage = overview(backend).await;
    eventually("it is said", || stage.find_button("Try again").is_some()).await;
    assert_eq!(stage.count(".sso-card"), 3);
    canned_sso::has_set_up_links(&stage.backend, canned_sso::set_up_links());
    stage.button("Try again").click();
    eventually("they are there", || {
        stage.count(".page-section .account-row") == 2
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_guest_sees_for_whom_it_is_and_nothing_else() {
    let stage = overview(guest()).await;
    let notice = stage.first(".bar-test").text_content().unwrap_or_default();
    for word in ["Acme", "ada@acme.example"] {
        assert!(notice.contains(word), "{word} is not in {notice}");
    }
    assert_eq!(stage.count(".bar nav, .person, .bar a:not(.skip)"), 0);
    let areas = stage.all(".side-navigation a");
    let areas: Vec<String> = areas
        .iter()
        .filter_map(|link| link.get_attribute("href"))
        .collect();
    assert_eq!(areas, [paths::SINGLE_SIGN_ON]);
    let text = stage.text();
    for word in ["Duplicate", "Delete", "Test Link", "Set-up links", "My apps"] {
        assert!(!text.contains(word), "{word} is in {text}");
    }
    stage.link("Add Configuration");
    assert!(stage.left_for().is_empty(), "{:?}", stage.left_for());
    for area in stage.all("main a[href]") {
        let href = area.get_attribute("href").unwrap_or_default();
        assert!(href.starts_with(paths::SINGLE_SIGN_ON), "{href}");
    }
}

#[wasm_bindgen_test]
async fn a_guest_leaves_after_a_question() {
    let stage = overview(guest()).await;
    stage.button("Finish and leave").click();
    eventually("it is asked", || stage.text().contains("Finish the set-up?")).await;
    assert!(stage.backend.requests::<EndSetUp>().is_empty());
    stage.button("Finish").click();
    eventually("it leaves", || stage.left_for() == [paths::SSO_SET_UP]).await;
    assert_eq!(stage.backend.requests::<EndSetUp>().len(), 1);
}

#[wasm_bindgen_test]
async fn a_guest_whose_link_has_ended_is_led_to_what_became_of_it() {
    let backend = guest();
    backend.on::<ListSsoConfigurations>(|Empty {}| MockResponse::refused(ErrorCode::NotSignedIn));
    let stage = Stage::portal(backend, paths::SINGLE_SIGN_ON);
    eventually("it leaves", || !stage.left_for().is_empty()).await;
    assert_eq!(stage.left_for(), [paths::SSO_SET_UP]);
}

#[wasm_bindgen_test]
async fn without_a_link_and_elsewhere_somebody_signs_in() {
    let backend = guest();
    backend.on::<GetSetUp>(|Empty {}| MockResponse::refused(ErrorCode::NotFound));
    let stage = Stage::portal(backend, paths::SINGLE_SIGN_ON);
    eventually("it leaves", || !stage.left_for().is_empty()).await;
    assert_eq!(
        stage.left_for(),
        [paths::sign_in_and_back_to(paths::SINGLE_SIGN_ON)]
    );
    drop(stage);
    let stage = Stage::portal(guest(), paths::PROFILE);
    eventually("it leaves", || !stage.left_for().is_empty()).await;
    assert_eq!(stage.left_for(), [paths::sign_in_and_back_to(paths::PROFILE)]);
    assert!(stage.backend.requests::<GetSetUp>().is_empty());
}
