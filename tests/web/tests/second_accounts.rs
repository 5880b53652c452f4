//! Control Center > People > Second accounts, and the own ones under My Account: attached by a form, detached after a question.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    second_accounts::{AttachSecondAccount, DetachOwnSecondAccount, DetachSecondAccount, ListSecondAccounts},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_second_accounts};
use latchkey_web_tests::{Stage, eventually, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

const SECONDS: &str = "/control-center/people/second-accounts";

fn admin() -> FakeBackend {
    canned::admin(Vec::new())
}

fn press(stage: &Stage, selector: &str, words: &str) {
    let buttons = stage.all(selector);
    let button = buttons.iter().find(|button| {
        button
            .text_content()
            .unwrap_or_default()
            .trim()
            .starts_with(words)
    });
    let button = button.unwrap_or_else(|| panic!("no {words}"));
    button.clone().unchecked_into::<HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn an_account_is_attached_and_waits_for_its_owner() {
    let stage = Stage::portal(admin(), SECONDS);
    eventually("both are there", || stage.count("tbody tr") == 2).await;
    assert!(stage.text().contains("Agreed") && stage.text().contains("Waits for the owner"));
    stage.button("Attach a second account").click();
    eventually("the form is there", || stage.count("dialog[open] input") == 2).await;
    type_text(&stage.field("Member's email address"), "ada@acme.example");
    type_text(
        &stage.field("Second account's email address"),
        "ada@globex.example",
    );
    press(&stage, "dialog[open] button", "Ask the owner");
    eventually("the field says why not", || {
        stage.text().contains("Nobody in your company has this address.")
    })
    .await;
    type_text(
        &stage.field("Second account's email address"),
        "ada.root@acme.example",
    );
    press(&stage, "dialog[open] button", "Ask the owner");
    eventually("it waits in the list", || stage.count("tbody tr") == 3).await;
    let asked = stage.backend.requests::<AttachSecondAccount>();
    assert_eq!(
        asked.last().map(|request| request.account.as_str()),
        Some("ada.root@acme.example")
    );
}

#[wasm_bindgen_test]
async fn an_account_is_detached_after_a_question() {
    let stage = Stage::portal(admin(), SECONDS);
    eventually("both are there", || stage.count("tbody tr") == 2).await;
    press(&stage, "tbody button", "Detach");
    eventually("the dialog names it", || {
        let dialogs = stage.all("dialog[open]");
        dialogs.iter().any(|dialog| {
            let text = dialog.text_content().unwrap_or_default();
            text.contains("grace@acme.example no longer opens grace.admin@acme.example.")
        })
    })
    .await;
    assert!(stage.backend.requests::<DetachSecondAccount>().is_empty());
    press(&stage, "dialog[open] button", "Detach");
    eventually("it is gone", || stage.count("tbody tr") == 1).await;
}

#[wasm_bindgen_test]
async fn a_sign_in_that_is_too_old_is_told_with_a_way_to_sign_in_again() {
    let backend = admin();
    backend.on::<AttachSecondAccount>(|_| MockResponse::refused(ErrorCode::SignInAgain));
    let stage = Stage::portal(backend, SECONDS);
    eventually("both are there", || stage.count("tbody tr") == 2).await;
    stage.button("Attach a second account").click();
    eventually("the form is there", || stage.count("dialog[open] input") == 2).await;
    press(&stage, "dialog[open] button", "Ask the owner");
    eventually("there is a way", || {
        stage.all("dialog[open] button").iter().any(|button| {
            button
                .text_content()
                .unwrap_or_default()
                .contains("Sign in again")
        })
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_own_ones_stand_under_my_account_and_are_detached_there() {
    let stage = Stage::portal(admin(), "/profile");
    eventually("it is there", || {
        stage
            .text()
            .contains("Your sign-in through the company opens ada.admin@acme.example, too.")
    })
    .await;
    press(&stage, ".setting-action button", "Detach");
    eventually("the dialog asks", || stage.count("dialog[open]") == 1).await;
    press(&stage, "dialog[open] button", "Detach");
    eventually("it is gone", || !stage.text().contains("ada.admin@acme.example")).await;
    assert_eq!(stage.backend.requests::<DetachOwnSecondAccount>().len(), 1);
}

#[wasm_bindgen_test]
async fn where_there_are_none_and_where_somebody_may_not_look_it_is_said() {
    let backend = admin();
    canned_second_accounts::has_second_accounts(&backend, Vec::new());
    let stage = Stage::portal(backend, SECONDS);
    eventually("nobody has one", || {
        stage.text().contains("Nobody has a second account.")
    })
    .await;
    let backend = admin();
    backend.on::<ListSecondAccounts>(|_| MockResponse::refused(ErrorCode::NotFound));
    let stage = Stage::portal(backend, SECONDS);
    eventually("it is not theirs", || {
        stage.text().contains("You don't have access to this page.")
    })
    .await;
}
