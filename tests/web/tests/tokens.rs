//! Access tokens: made, shown once and revoked by their owner under "My Account", seen and revoked by a company's admin.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    personal_tokens::{
        CreateMyToken, ListMyTokens, RevokeCompanyToken, RevokeMyToken, TokenLifetime, TokenScope,
        create_my_token,
    },
    session::{GetPermissions, get_permissions},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_tokens};
use latchkey_spa::{i18n::Locale, phrases::error_phrase};
use latchkey_web_tests::{Stage, eventually, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

const TOKENS: &str = "/profile/tokens";

async fn list(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, TOKENS);
    eventually("the tokens are there", || {
        stage.count(".account-row, .empty-state") > 0
    })
    .await;
    stage
}

/// The form is open.
async fn form(backend: FakeBackend) -> Stage {
    let stage = list(backend).await;
    stage.button("New access token").click();
    eventually("the form is there", || {
        stage.count("dialog[open] #token-name") == 1
    })
    .await;
    stage
}

fn input(stage: &Stage, selector: &str) -> HtmlInputElement {
    stage.first(selector).unchecked_into()
}

fn choose(stage: &Stage, word: &str) {
    let select: HtmlSelectElement = stage.first("#token-lifetime").unchecked_into();
    select.set_value(word);
    let init = EventInit::new();
    init.set_bubbles(true);
    let change = Event::new_with_event_init_dict("change", &init).expect("an event");
    select.dispatch_event(&change).expect("is heard");
}

fn press_in_dialog(stage: &Stage, words: &str) {
    let buttons = stage.all("dialog[open] button");
    let button = buttons
        .into_iter()
        .find(|button| button.text_content().unwrap_or_default().contains(words));
    button.expect("a button").unchecked_into::<HtmlElement>().click();
}

async fn dialog_says(stage: &Stage, words: &str) {
    eventually(words, || {
        let dialogs = stage.all("dialog[open]");
        dialogs
            .iter()
            .any(|dialog| dialog.text_content().unwrap_or_default().contains(words))
    })
    .await;
}

#[wasm_bindgen_test]
async fn each_state_is_said_with_what_to_do() {
    let stage = list(canned::portal(Vec::new())).await;
    let text = stage.text();
    for words in [
        "Build server",
        "Active",
        "Expires soon",
        "Asleep",
        "Sign in with SSO once, and it works again.",
        "Expired",
        "Repositories: read",
        "Last used",
    ] {
        assert!(text.contains(words), "{words:?} in {text}");
    }
}

#[wasm_bindgen_test]
async fn whoever_has_none_is_told_what_they_are_for() {
    let backend = canned::portal(Vec::new());
    canned_tokens::has_tokens(&backend, Vec::new());
    let stage = list(backend).await;
    assert!(stage.text().contains("You have no access token yet."));
}

#[wasm_bindgen_test]
async fn a_token_is_made_and_shown_this_once() {
    let stage = form(canned::portal(Vec::new())).await;
    press_in_dialog(&stage, "Create token");
    dialog_says(&stage, error_phrase(Locale::en, ErrorCode::NameInvalid)).await;
    assert!(stage.backend.requests::<CreateMyToken>().is_empty());
    type_text(&input(&stage, "#token-name"), "Laptop at home");
    input(&stage, "#token-write").click();
    choose(&stage, "90");
    press_in_dialog(&stage, "Create token");
    dialog_says(&stage, canned_tokens::NEW_TOKEN).await;
    dialog_says(&stage, "ada@acme.example").await;
    dialog_says(&stage, "It is shown this once.").await;
    assert_eq!(
        stage.backend.requests::<CreateMyToken>(),
        [create_my_token::Request {
            name: "Laptop at home".to_owned(),
            scopes: vec![TokenScope::RepositoryWrite],
            lifetime: TokenLifetime::Days(90),
        }]
    );
    press_in_dialog(&stage, "I have copied it");
    eventually("it is gone, and the token is in the list", || {
        !stage.text().contains(canned_tokens::NEW_TOKEN) && stage.text().contains("Laptop at home")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_day_that_cannot_be_is_said_where_it_was_chosen() {
    let backend = canned::portal(Vec::new());
    backend.on::<CreateMyToken>(|_| MockResponse::refused_at(ErrorCode::ValueInvalid, "lifetime"));
    let stage = form(backend).await;
    type_text(&input(&stage, "#token-name"), "Laptop");
    choose(&stage, "day");
    eventually("a day can be typed", || stage.count("#token-day") == 1).await;
    type_text(&input(&stage, "#token-day"), "2001-01-01");
    press_in_dialog(&stage, "Create token");
    dialog_says(&stage, "Choose a day that is not over, at most 366 days ahead.").await;
    let sent = stage.backend.requests::<CreateMyToken>();
    assert_eq!(sent[0].lifetime, TokenLifetime::Until("2001-01-01".to_owned()));
}

#[wasm_bindgen_test]
async fn whoever_signed_in_long_ago_is_led_to_the_sign_in_and_keeps_the_form() {
    let backend = canned::portal(Vec::new());
    backend.on::<CreateMyToken>(|_| MockResponse::refused(ErrorCode::SignInAgain));
    let stage = form(backend).await;
    type_text(&input(&stage, "#token-name"), "Laptop");
    press_in_dialog(&stage, "Create token");
    dialog_says(&stage, error_phrase(Locale::en, ErrorCode::SignInAgain)).await;
    dialog_says(&stage, "Sign in again").await;
    assert_eq!(input(&stage, "#token-name").value(), "Laptop");
}

#[wasm_bindgen_test]
async fn revoking_asks_first_and_says_what_stops() {
    let stage = list(canned::portal(Vec::new())).await;
    stage.button("Revoke Build server").click();
    dialog_says(&stage, "Revoke Build server?").await;
    dialog_says(
        &stage,
        "Scripts and repositories that use this token stop at once.",
    )
    .await;
    assert!(stage.backend.requests::<RevokeMyToken>().is_empty());
    press_in_dialog(&stage, "Revoke");
    eventually("it is gone", || !stage.text().contains("Build server")).await;
    assert_eq!(stage.backend.requests::<RevokeMyToken>()[0].token, "build");
}

#[wasm_bindgen_test]
async fn it_loads_fails_and_is_tried_again() {
    let backend = canned::portal(Vec::new());
    backend.on::<ListMyTokens>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = Stage::portal(backend, TOKENS);
    eventually("it says what happened", || {
        stage
            .alert()
            .contains("The platform cannot do this at the moment.")
    })
    .await;
    canned_tokens::has_tokens(&stage.backend, canned_tokens::tokens());
    stage.button("Try again").click();
    eventually("the tokens are there", || stage.count(".account-row") == 4).await;
}

#[wasm_bindgen_test]
async fn an_admin_sees_whose_they_are_and_ends_one() {
    let backend = canned::admin(Vec::new());
    backend.on::<GetPermissions>(|_| {
        MockResponse::Success(get_permissions::Response {
            company: Some("Acme".to_owned()),
            is_company_admin: true,
            manages_apps: true,
            ..get_permissions::Response::default()
        })
    });
    let stage = Stage::portal(backend, "/control-center/people/tokens?sort=-name");
    eventually("the list is there", || stage.count("tbody tr") > 0).await;
    let first = stage.first("tbody tr:first-child");
    let text = first.text_content().unwrap_or_default();
    assert!(
        text.contains("Script 9") && text.contains("person8@acme.example"),
        "{text}"
    );
    stage.button("Revoke Script 9").click();
    dialog_says(
        &stage,
        "Whatever person8@acme.example uses this token for stops at once",
    )
    .await;
    press_in_dialog(&stage, "Revoke");
    eventually("it is gone", || !stage.text().contains("Script 9 ")).await;
    assert_eq!(stage.backend.requests::<RevokeCompanyToken>().len(), 1);
}

#[wasm_bindgen_test]
async fn tokens_of_service_accounts_are_listed_apart_and_the_ways_to_one_are_told() {
    let backend = canned::admin(Vec::new());
    backend.on::<GetPermissions>(|_| {
        MockResponse::Success(get_permissions::Response {
            company: Some("Acme".to_owned()),
            is_company_admin: true,
            manages_apps: true,
            ..get_permissions::Response::default()
        })
    });
    let stage = Stage::portal(backend, "/control-center/people/tokens?owners=service");
    eventually("the list is there", || stage.count("tbody tr") > 0).await;
    let rows = stage.all("tbody tr");
    assert!(
        rows.iter()
            .all(|row| row.text_content().unwrap_or_default().contains("Service account")),
        "{}",
        stage.text()
    );
    assert_eq!(stage.count(".service-account-ways li"), 3);
}
