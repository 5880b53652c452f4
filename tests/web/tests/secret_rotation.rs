//! Control Center > Single Sign-On: the client secret of the active configuration is replaced in its place.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    sso_configurations::{
        CheckClientSecret, DiscardPendingSecret, EnterPendingSecret, GetSecretRotation, GetSsoTest,
        PendingSecret, SecretRotation, StartSsoTest, SwapClientSecret, TakeClientSecretBack, TestRunState,
    },
};
use latchkey_fake_backend::{
    FakeBackend, MockResponse, canned,
    canned_secret_rotation::{has_secret_rotation, pending_key, pending_secret, secret_rotation},
    canned_sso,
};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

async fn page(rotation: SecretRotation) -> (FakeBackend, Stage) {
    let backend = canned::admin(Vec::new());
    has_secret_rotation(&backend, rotation);
    let stage = Stage::portal(backend.clone(), &paths::sso_secret("entra"));
    eventually("the page is there", || stage.text().contains("Entra ID")).await;
    (backend, stage)
}

/// Confirms in the dialog that says these words.
async fn confirm(stage: &Stage, words: &str) {
    let dialog = || {
        let dialogs = stage.all("dialog[open]").into_iter();
        let mut that_say_so =
            dialogs.filter(|dialog| dialog.text_content().unwrap_or_default().contains(words));
        that_say_so.next()
    };
    eventually(words, || dialog().is_some()).await;
    let buttons = dialog().and_then(|dialog| dialog.query_selector("button.danger").ok().flatten());
    buttons.expect("a button").unchecked_into::<HtmlElement>().click();
}

fn waiting(is_tested: bool) -> SecretRotation {
    SecretRotation {
        pending: Some(PendingSecret {
            is_tested,
            ..pending_secret()
        }),
        ..secret_rotation()
    }
}

#[wasm_bindgen_test]
async fn the_card_of_the_active_configuration_leads_there() {
    let stage = Stage::portal(canned::admin(Vec::new()), paths::SINGLE_SIGN_ON);
    eventually("the overview is there", || stage.count(".sso-card") > 0).await;
    let address = format!("a[href='{}']", paths::sso_secret("entra"));
    eventually("the link is there", || stage.count(&address) == 1).await;
    let of_draft = format!("a[href='{}']", paths::sso_secret("keycloak"));
    assert_eq!(stage.count(&of_draft), 0);
}

#[wasm_bindgen_test]
async fn it_is_checked_at_once() {
    let backend = canned::admin(Vec::new());
    let stage = Stage::portal(backend.clone(), paths::SINGLE_SIGN_ON);
    eventually("the overview is there", || stage.count(".check-now") == 1).await;
    stage.first(".check-now").unchecked_into::<HtmlElement>().click();
    eventually("it is said", || {
        stage.text().contains("The identity provider was asked.")
    })
    .await;
    assert_eq!(backend.requests::<CheckClientSecret>()[0].configuration, "entra");
}

#[wasm_bindgen_test]
async fn a_new_secret_is_entered_with_its_date() {
    let (backend, stage) = page(secret_rotation()).await;
    assert_eq!(stage.heading(), "Replace the client secret of Entra ID");
    assert!(stage.find_button("Use new secret").is_none());
    let secret = stage.field("New client secret");
    type_text(&secret, "0f8fad5b-d9cb-469f-a165-70867728950e");
    eventually("it is warned of", || {
        stage.text().contains("This looks like the ID of the secret")
    })
    .await;
    type_text(&secret, "x~8Q~abc.def");
    type_text(
        &stage.field("Last day on which it works (optional)"),
        "2028-11-25",
    );
    stage.button("Save new secret").click();
    eventually("the test comes next", || {
        stage.find_button("Start test").is_some()
    })
    .await;
    let sent = backend.requests::<EnterPendingSecret>();
    assert_eq!(
        (
            sent[0].configuration.as_str(),
            sent[0].client_secret.as_str(),
            sent[0].expires_on.as_deref()
        ),
        ("entra", "x~8Q~abc.def", Some("2028-11-25"))
    );
    assert!(!stage.html().contains("x~8Q"), "it is never shown");
    assert!(stage.text().contains("Test the new secret first."));
}

#[wasm_bindgen_test]
async fn once_the_test_has_passed_it_is_used_and_can_be_taken_back() {
    let (backend, stage) = page(waiting(false)).await;
    backend.on::<GetSsoTest>(|_| MockResponse::Success(canned_sso::test_run(TestRunState::Passed)));
    assert!(stage.find_button("Use new secret").is_none());
    stage.button("Start test").click();
    eventually("it has passed", || stage.find_button("Use new secret").is_some()).await;
    assert!(backend.requests::<StartSsoTest>()[0].with_pending_secret);
    stage.button("Use new secret").click();
    eventually("it is in use", || {
        stage.find_button("Back to the old secret").is_some()
    })
    .await;
    assert_eq!(
        backend.requests::<SwapClientSecret>()[0].version,
        "as-it-was-looked-at"
    );
    assert!(
        stage
            .text()
            .contains("The new secret is in use. The old one can be taken back")
    );
    stage.button("Back to the old secret").click();
    assert!(
        backend.requests::<TakeClientSecretBack>().is_empty(),
        "it asks first"
    );
    confirm(&stage, "only while your identity provider still accepts it").await;
    eventually("it is back", || {
        stage.text().contains("The old secret is in use again.")
    })
    .await;
    assert_eq!(backend.requests::<TakeClientSecretBack>().len(), 1);
}

#[wasm_bindgen_test]
async fn what_is_refused_says_what_to_do() {
    let (backend, stage) = page(waiting(true)).await;
    backend.on::<SwapClientSecret>(|_| MockResponse::refused(ErrorCode::SignInAgain));
    stage.button("Use new secret").click();
    eventually("a way to sign in again", || {
        stage.find_button("Sign in again").is_some()
    })
    .await;
    backend.on::<SwapClientSecret>(|_| MockResponse::refused(ErrorCode::ChangedMeanwhile));
    stage.button("Use new secret").click();
    eventually("it is said", || stage.find_button("Sign in again").is_none()).await;
    assert!(stage.find_button("Use new secret").is_some());
}

#[wasm_bindgen_test]
async fn a_secret_that_waits_can_be_erased() {
    let (backend, stage) = page(waiting(false)).await;
    stage.button("Erase new secret").click();
    assert!(
        backend.requests::<DiscardPendingSecret>().is_empty(),
        "it asks first"
    );
    confirm(&stage, "The new secret is erased here.").await;
    eventually("another one can be entered", || {
        stage.find_button("Save new secret").is_some()
    })
    .await;
    assert_eq!(backend.requests::<DiscardPendingSecret>().len(), 1);
}

#[wasm_bindgen_test]
async fn of_what_is_not_active_there_is_nothing_to_replace() {
    let backend = canned::admin(Vec::new());
    backend.on::<GetSecretRotation>(|_| MockResponse::refused(ErrorCode::NotFound));
    let stage = Stage::portal(backend, &paths::sso_secret("keycloak"));
    eventually("the heading is there", || {
        stage.heading() == "Replace the client secret"
    })
    .await;
    eventually("it says so", || {
        stage.count(".empty-state, .notice, [role=alert]") > 0
    })
    .await;
    assert!(stage.find_button("Save new secret").is_none());
}

#[wasm_bindgen_test]
async fn the_next_key_is_published_shown_and_used_when_it_was_tested() {
    let (backend, stage) = page(SecretRotation {
        is_key: true,
        ..secret_rotation()
    })
    .await;
    assert_eq!(stage.count(".sso-form input"), 0, "there is no secret to enter");
    stage.button("Publish next key").click();
    eventually("it is shown", || stage.text().contains("/sso/keys/acme")).await;
    let sent = backend.requests::<EnterPendingSecret>();
    assert_eq!(sent[0].client_secret, "");
    assert!(stage.text().contains("Can be used from"), "{}", stage.text());
    assert_eq!(stage.count("a[download='sign-in-certificate.pem']"), 1);
    assert!(stage.text().contains("Test the next key first."));
}

#[wasm_bindgen_test]
async fn a_key_that_is_too_new_says_so() {
    let (backend, stage) = page(SecretRotation {
        is_key: true,
        pending: Some(PendingSecret {
            is_tested: true,
            ..pending_key()
        }),
        ..secret_rotation()
    })
    .await;
    backend.on::<SwapClientSecret>(|_| MockResponse::refused(ErrorCode::KeyTooNew));
    stage.button("Use next key").click();
    eventually("it is said", || stage.text().contains("less than an hour ago")).await;
}
