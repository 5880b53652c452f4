//! Invitations that wait for whoever is signed in: on My apps, accepted there.

use latchkey_contract::{
    ErrorCode,
    apps::{AcceptMyInvitation, ListMyApps},
};
use latchkey_fake_backend::{MockResponse, canned, canned_access};
use latchkey_web_tests::{Stage, eventually, focused};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ACCEPT: &str = "Accept Company Expenses · Acceptance";

fn invited() -> Stage {
    let backend = canned::portal(Vec::new());
    let app = canned::expenses()
        .into_iter()
        .find(|app| app.environment == "Acceptance");
    canned_access::invited_into(&backend, app.expect("the app"));
    Stage::portal(backend, "/")
}

#[wasm_bindgen_test]
async fn whoever_is_invited_sees_it_and_accepts_on_my_apps() {
    let stage = invited();
    eventually("the invitation is there", || stage.count(".notice") == 1).await;
    let said = stage.text();
    assert!(
        said.contains("grace@acme.example invites you to Company Expenses · Acceptance."),
        "{said}"
    );
    assert!(said.contains("Your roles there: User"), "{said}");
    assert!(
        said.contains("Accept an invitation, and its app appears here."),
        "{said}"
    );
    stage.backend.hold::<ListMyApps>();
    stage.button(ACCEPT).click();
    eventually("the apps are read again", || {
        stage.backend.requests::<ListMyApps>().len() == 2
    })
    .await;
    assert_eq!(stage.count(".news"), 0, "it is said when the invitation goes");
    let button = stage.button(ACCEPT);
    assert_eq!(button.get_attribute("aria-busy").as_deref(), Some("true"));
    button.click();
    stage.backend.release::<ListMyApps>("");
    eventually("the app is there", || stage.count(".app-card") == 1).await;
    eventually("the invitation is gone", || stage.count(".notice") == 0).await;
    assert!(
        stage
            .text()
            .contains("You can open Company Expenses · Acceptance now.")
    );
    let sent = stage.backend.requests::<AcceptMyInvitation>();
    assert_eq!(sent.len(), 1);
    eventually("the focus is on the heading", || {
        focused().text_content().as_deref() == Some("My apps")
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_invitation_that_is_over_by_now_says_so() {
    let stage = invited();
    eventually("the invitation is there", || stage.count(".notice") == 1).await;
    stage
        .backend
        .on::<AcceptMyInvitation>(|_| MockResponse::refused(ErrorCode::NotFound));
    stage.button(ACCEPT).click();
    eventually("it says what happened", || !stage.alert().is_empty()).await;
    assert!(stage.find_button(ACCEPT).is_some());
}
