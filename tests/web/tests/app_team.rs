//! The team of an app on its page "General": who is in it, and who changes it.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::app_settings::{ChangeAppTeam, TeamChange};
use latchkey_fake_backend::{FakeBackend, canned, canned_team};
use latchkey_web_tests::{Stage, eventually, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

const GENERAL: &str = "/apps/company-expenses/settings/general";
const ROWS: &str = "ul[aria-labelledby=team] li";

async fn general(may_change: bool) -> Stage {
    let backend: FakeBackend = canned::admin(vec![canned::acceptance()]);
    canned_team::kept_team(&backend, canned::members(2), canned::members(60), may_change);
    let stage = Stage::portal(backend, GENERAL);
    eventually("the team is there", || stage.count(ROWS) == 2).await;
    stage
}

fn add(stage: &Stage, email: &str) {
    let field: HtmlInputElement = stage.by_id("team-email").unchecked_into();
    type_text(&field, email);
    stage.button("Add to team").click();
}

fn error(stage: &Stage) -> String {
    stage.by_id("team-email-error").text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn people_come_in_become_owners_and_leave() {
    let stage = general(true).await;
    add(&stage, "nobody");
    eventually("it has to be an address", || {
        error(&stage).contains("Enter an email address")
    })
    .await;
    add(&stage, "nobody@acme.example");
    eventually("nobody has it", || {
        error(&stage).contains("Nobody of your company")
    })
    .await;
    add(&stage, "person20@acme.example");
    eventually("there are three", || stage.count(ROWS) == 3).await;
    eventually("nothing is wrong any more", || error(&stage).is_empty()).await;
    stage.button("Make owner Grace Hopper").click();
    eventually("she is one", || {
        stage.find_button("Make member Grace Hopper").is_some()
    })
    .await;
    stage.button("Remove from team Ada Lovelace").click();
    eventually("it is asked", || stage.count("dialog[open]") == 1).await;
    let said = stage.first("dialog[open]").text_content().unwrap_or_default();
    assert!(said.contains("Access to the app itself stays"), "{said}");
    let buttons = stage.all("dialog[open] button");
    let confirm = buttons
        .into_iter()
        .find(|button| button.text_content().as_deref() == Some("Remove from team"));
    confirm
        .expect("the button")
        .unchecked_into::<HtmlElement>()
        .click();
    eventually("she has left", || stage.count(ROWS) == 2).await;
    let sent = stage.backend.requests::<ChangeAppTeam>();
    assert!(matches!(sent[sent.len() - 1].change, TeamChange::Remove { .. }));
}

#[wasm_bindgen_test]
async fn the_last_owner_stays_and_it_says_why() {
    let stage = general(true).await;
    stage.button("Make member Ada Lovelace").click();
    eventually("it says why", || stage.text().contains("the last owner")).await;
    assert!(
        stage.find_button("Make member Ada Lovelace").is_some(),
        "still an owner"
    );
}

#[wasm_bindgen_test]
async fn whoever_may_not_change_the_team_sees_it_without_buttons() {
    let stage = general(false).await;
    assert!(stage.text().contains("Owners change the team, too."));
    assert!(stage.text().contains("Manages the app and changes its team"));
    for name in [
        "Add to team",
        "Make member Ada Lovelace",
        "Remove from team Ada Lovelace",
    ] {
        assert!(stage.find_button(name).is_none(), "{name}");
    }
}
