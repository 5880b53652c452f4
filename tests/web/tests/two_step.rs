//! Two-step sign-in under "My Account": an authenticator app is added and taken away, and recovery codes are shown once.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    Empty, ErrorCode,
    company::{RemindOfSecondFactor, SecondFactorDemand, SetSecondFactorRule},
    two_step::{
        BeginTotp, ConfirmTotp, CreateAccountRecoveryCodes, GetTwoStep, RemovePasskey, RemoveTotp,
        RenamePasskey,
    },
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_two_step};
use latchkey_spa::{i18n::Locale, phrases::error_phrase};
use latchkey_web_tests::{Stage, eventually, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

async fn page(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, "/profile/two-step");
    eventually("what there is, is there", || stage.count(".setting-row") == 3).await;
    stage
}

fn without_app() -> FakeBackend {
    let backend = canned::portal(Vec::new());
    canned_two_step::has_second_factor(&backend, false);
    backend
}

fn press_in_dialog(stage: &Stage, words: &str) {
    let buttons = stage.all("dialog[open] button");
    let button = buttons
        .into_iter()
        .find(|button| button.text_content().unwrap_or_default().contains(words));
    button.expect("a button").unchecked_into::<HtmlElement>().click();
}

fn press(stage: &Stage, words: &str) {
    let buttons = stage.all(".setting-row button");
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
async fn an_app_is_added_with_its_first_code_and_the_codes_are_shown_this_once() {
    let stage = page(without_app()).await;
    assert!(stage.text().contains("Your password alone signs you in."));
    press(&stage, "Add authenticator app");
    dialog_says(&stage, "GEZD GNBV").await;
    assert_eq!(stage.count("dialog[open] svg.two-step-qr"), 1);
    type_text(&stage.first("#two-step-code").unchecked_into(), "000000");
    press_in_dialog(&stage, "Add authenticator app");
    dialog_says(&stage, error_phrase(Locale::en, ErrorCode::CodeWrong)).await;
    type_text(
        &stage.first("#two-step-code").unchecked_into(),
        canned_two_step::RIGHT_CODE,
    );
    press_in_dialog(&stage, "Add authenticator app");
    dialog_says(&stage, "ABCD-EFGH-JKLM-NPQ2").await;
    let file = stage.first("dialog[open] a[download]");
    let name = file.get_attribute("download").unwrap_or_default();
    assert!(name.ends_with("-recovery-codes-ada@acme.example.txt"), "{name}");
    let content = file.get_attribute("href").unwrap_or_default();
    assert!(content.contains("ada%40acme.example"), "{content}");
    assert_eq!(stage.backend.requests::<ConfirmTotp>().len(), 2);
    press_in_dialog(&stage, "I have kept them");
    eventually("the codes are gone", || {
        stage.count("dialog[open]") == 0 && !stage.text().contains("ABCD-EFGH")
    })
    .await;
    eventually("it is on", || stage.text().contains("9 of 10 codes left.")).await;
}

#[wasm_bindgen_test]
async fn the_secret_leaves_the_page_with_the_dialog() {
    let stage = page(without_app()).await;
    press(&stage, "Add authenticator app");
    dialog_says(&stage, "GEZD GNBV").await;
    press_in_dialog(&stage, "Cancel");
    eventually("nothing of it is left", || {
        stage.count("dialog[open]") == 0 && !stage.text().contains("GEZD")
    })
    .await;
    press(&stage, "Add authenticator app");
    eventually("another one is asked for", || {
        stage.backend.requests::<BeginTotp>().len() == 2
    })
    .await;
}

#[wasm_bindgen_test]
async fn whose_sign_in_is_too_old_is_led_to_a_new_one() {
    let backend = without_app();
    backend.on::<BeginTotp>(|_| MockResponse::refused(ErrorCode::SignInAgain));
    let stage = page(backend).await;
    press(&stage, "Add authenticator app");
    dialog_says(&stage, "Sign in again").await;
}

#[wasm_bindgen_test]
async fn the_app_is_taken_away_after_a_question() {
    let stage = page(canned::portal(Vec::new())).await;
    press(&stage, "Remove authenticator app");
    dialog_says(&stage, "your recovery codes stop working, too.").await;
    assert!(stage.backend.requests::<RemoveTotp>().is_empty());
    press_in_dialog(&stage, "Remove authenticator app");
    eventually("it is off", || {
        stage.text().contains("Your password alone signs you in.") && stage.count("dialog[open]") == 0
    })
    .await;
}

#[wasm_bindgen_test]
async fn new_codes_are_made_after_a_question() {
    let stage = page(canned::portal(Vec::new())).await;
    press(&stage, "Make new recovery codes");
    dialog_says(&stage, "Those from before stop working.").await;
    assert!(stage.backend.requests::<CreateAccountRecoveryCodes>().is_empty());
    press_in_dialog(&stage, "Make new recovery codes");
    dialog_says(&stage, "ABCD-EFGH-JKLM-NPQ2").await;
}

#[wasm_bindgen_test]
async fn a_passkey_is_shown_renamed_and_removed_after_a_question() {
    let stage = page(canned::portal(Vec::new())).await;
    for words in ["Blue key", "Synced", "last used"] {
        assert!(stage.text().contains(words), "{words}");
    }
    assert_eq!(
        stage.text().matches("Blue key").count(),
        1,
        "its buttons say it to whoever does not see the row, and not once more to whoever looks for it"
    );
    stage.button("Rename: Blue key").click();
    dialog_says(&stage, "Rename passkey").await;
    type_text(&stage.first("#passkey-new-name").unchecked_into(), " ");
    press_in_dialog(&stage, "Save name");
    dialog_says(&stage, error_phrase(Locale::en, ErrorCode::NameInvalid)).await;
    type_text(&stage.first("#passkey-new-name").unchecked_into(), "Red key");
    press_in_dialog(&stage, "Save name");
    eventually("it is renamed", || {
        stage.count("dialog[open]") == 0 && stage.text().contains("The name is saved.")
    })
    .await;
    assert_eq!(stage.backend.requests::<RenamePasskey>().len(), 2);
    stage.button("Remove: Blue key").click();
    dialog_says(&stage, "Blue key will not sign you in any more.").await;
    assert!(stage.backend.requests::<RemovePasskey>().is_empty());
    press_in_dialog(&stage, "Remove passkey");
    eventually("other sessions are offered to be ended", || {
        stage.text().contains("end the other sessions too") && stage.count("dialog[open]") == 0
    })
    .await;
}

#[wasm_bindgen_test]
async fn at_an_address_of_numbers_no_passkey_is_offered() {
    let backend = canned::portal(Vec::new());
    backend.on::<GetTwoStep>(|_| {
        MockResponse::Success(latchkey_contract::two_step::get_two_step::Response {
            can_have_passkeys: false,
            ..canned_two_step::present(true)
        })
    });
    let stage = page(backend).await;
    assert!(
        stage
            .text()
            .contains("Passkeys need a platform with a name in its address.")
    );
    assert!(!stage.text().contains("Add passkey"));
}

#[wasm_bindgen_test]
async fn where_the_company_signs_people_in_it_says_so() {
    let backend = canned::portal(Vec::new());
    backend.on::<GetTwoStep>(|_| {
        MockResponse::Success(latchkey_contract::two_step::get_two_step::Response {
            managed_by: Some("Acme".to_owned()),
            ..canned_two_step::present(false)
        })
    });
    let stage = Stage::portal(backend, "/profile/two-step");
    eventually("whose matter it is", || {
        stage
            .text()
            .contains("Acme signs you in and looks after the second step.")
    })
    .await;
    assert_eq!(stage.count(".setting-row"), 0);
}

fn rule_page(backend: FakeBackend) -> Stage {
    Stage::portal(backend, "/control-center/security/two-step")
}

fn checkbox(stage: &Stage) -> HtmlInputElement {
    stage.by_id("rule-remembers").unchecked_into()
}

fn choose(stage: &Stage, id: &str) {
    stage.by_id(id).unchecked_into::<HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn browsers_are_remembered_where_nothing_is_required_or_somebody_says_so() {
    let stage = rule_page(canned::admin(Vec::new()));
    eventually("the rule is there", || stage.count("#rule-remembers") == 1).await;
    assert!(checkbox(&stage).checked());
    choose(&stage, "rule-required");
    eventually("not with that rule", || !checkbox(&stage).checked()).await;
    checkbox(&stage).click();
    eventually("somebody says so", || checkbox(&stage).checked()).await;
    type_text(&stage.by_id("rule-day").unchecked_into(), "2027-01-31");
    stage.button("Save rule").click();
    eventually("it is sent", || {
        let sent = stage.backend.requests::<SetSecondFactorRule>();
        sent.last().is_some_and(|rule| {
            rule.rule == SecondFactorDemand::Required && rule.remembers_browsers == Some(true)
        })
    })
    .await;
}

#[wasm_bindgen_test]
async fn those_who_are_not_ready_are_reminded_where_one_is_required() {
    let stage = rule_page(canned::admin(Vec::new()));
    eventually("the rule is there", || stage.count("#rule-remembers") == 1).await;
    assert!(stage.find_button("Remind them by mail").is_none());
    choose(&stage, "rule-required");
    eventually("the day is there", || stage.count("#rule-day") == 1).await;
    type_text(&stage.by_id("rule-day").unchecked_into(), "2027-01-31");
    stage.button("Save rule").click();
    eventually("it can be done", || {
        stage.find_button("Remind them by mail").is_some()
    })
    .await;
    stage
        .backend
        .on::<RemindOfSecondFactor>(|_| MockResponse::refused(ErrorCode::Unavailable));
    stage.button("Remind them by mail").click();
    eventually("it says why not", || !stage.all("[role=alert]").is_empty()).await;
    stage
        .backend
        .on::<RemindOfSecondFactor>(|Empty {}| MockResponse::Success(Empty {}));
    stage.button("Remind them by mail").click();
    eventually("it says so", || {
        stage.text().contains("The reminders go out within minutes.")
    })
    .await;
}
