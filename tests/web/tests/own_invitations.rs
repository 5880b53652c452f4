//! Invitations that wait for whoever is signed in: on My apps, accepted and declined there.

use latchkey_contract::{
    ErrorCode,
    apps::{AcceptMyInvitation, DeclineMyInvitation, ListMyApps},
};
use latchkey_fake_backend::{MockResponse, canned, canned_access};
use latchkey_web_tests::{Stage, eventually, focused};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const DECLINE: &str = "Decline Company Expenses · Acceptance";
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

async fn asked(stage: &Stage) {
    eventually("the invitation is there", || stage.count(".notice") == 1).await;
    stage.button(DECLINE).click();
    eventually("it is asked", || stage.count("dialog[open]") == 1).await;
    let said = stage.first("dialog[open]").text_content().unwrap_or_default();
    for part in [
        "Decline the invitation to Company Expenses · Acceptance?",
        "grace@acme.example invites you",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert!(
        stage.backend.requests::<DeclineMyInvitation>().is_empty(),
        "not yet"
    );
}

fn confirm(stage: &Stage, words: &str) {
    let buttons = stage.all("dialog[open] button").into_iter();
    let mut named = buttons.filter(|button| button.text_content().as_deref() == Some(words));
    let button = named.next().expect("the button");
    button.unchecked_into::<web_sys::HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn whoever_is_invited_declines_after_it_was_asked() {
    let stage = invited();
    asked(&stage).await;
    confirm(&stage, "Cancel");
    eventually("it is left as it is", || stage.count("dialog[open]") == 0).await;
    asked(&stage).await;
    confirm(&stage, "Decline");
    eventually("the invitation is gone", || {
        stage.find_button(DECLINE).is_none() && stage.find_button(ACCEPT).is_none()
    })
    .await;
    assert!(
        stage
            .text()
            .contains("You declined the invitation to Company Expenses · Acceptance.")
    );
    assert_eq!(stage.count(".app-card"), 0);
    let sent = stage.backend.requests::<DeclineMyInvitation>();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].invitation, "invitation");
    assert!(stage.backend.requests::<AcceptMyInvitation>().is_empty());
    eventually("the focus is on the heading", || {
        focused().text_content().as_deref() == Some("My apps")
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_invitation_that_cannot_be_declined_any_more_says_so_in_the_question() {
    let stage = invited();
    stage
        .backend
        .on::<DeclineMyInvitation>(|_| MockResponse::refused(ErrorCode::NotFound));
    asked(&stage).await;
    confirm(&stage, "Decline");
    eventually("it says what happened", || !stage.alert().is_empty()).await;
    assert_eq!(stage.count("dialog[open]"), 1);
}
