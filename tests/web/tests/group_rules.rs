//! Control Center > People > Groups > a group: the rules by which the identity provider feeds it.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    groups::{PreviewGroupRules, SetGroupRules},
    session::{GetPermissions, get_permissions},
};
use latchkey_fake_backend::{
    FakeBackend, MockResponse, canned, canned_group_rules,
    canned_groups::{self, FINANCE, KeptGroup},
};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually, focused, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

/// Ada administers Acme, which has these groups.
fn admin(groups: Vec<KeptGroup>) -> FakeBackend {
    let backend = canned::admin(Vec::new());
    canned_groups::kept_groups(&backend, groups, canned::members(60));
    backend.on::<GetPermissions>(|_| {
        MockResponse::Success(get_permissions::Response {
            company: Some("Acme".to_owned()),
            is_company_admin: true,
            manages_apps: true,
            ..get_permissions::Response::default()
        })
    });
    backend
}

async fn finance(groups: Vec<KeptGroup>) -> Stage {
    let stage = Stage::portal(admin(groups), &paths::group(FINANCE));
    eventually("the group is there", || {
        stage.heading() == "Finance" && stage.count(".data-table tbody tr, .data-table .empty-state") > 0
    })
    .await;
    stage
}

fn groups() -> Vec<KeptGroup> {
    canned_groups::groups(&canned::members(60))
}

/// Presses the main button of the step that is shown.
fn submit(stage: &Stage) {
    let mut buttons = stage.all("dialog[open] button[type=submit]");
    let button = buttons.pop().expect("a button");
    button.unchecked_into::<HtmlElement>().click();
}

fn texts(stage: &Stage, selector: &str) -> Vec<String> {
    let all = stage.all(selector);
    all.iter().filter_map(|element| element.text_content()).collect()
}

async fn previewed(stage: &Stage) -> String {
    eventually("it says what changes", || {
        stage.count("dialog[open] .group-rule-preview") == 1
    })
    .await;
    texts(stage, "dialog[open] .group-rule-preview").join("")
}

#[wasm_bindgen_test]
async fn the_page_names_each_rule_and_says_whose_claims_were_withheld() {
    let stage = finance(groups()).await;
    let rules = texts(&stage, ".rule-rows li");
    assert_eq!(rules.len(), 1);
    assert!(rules[0].starts_with("Finance department"), "{rules:?}");
    assert!(rules[0].contains("groups contains 9a4e2b1d-6c08-4f7a-b0e3-7d21c58e4f92"));
    for name in ["Edit Finance department", "Remove Finance department"] {
        assert!(stage.find_button(name).is_some(), "{name}");
    }
    assert!(stage.text().contains("Too many groups to send: 2 people"));
    assert!(stage.text().contains("Groups assigned to the application"));
    let stage = finance(vec![canned_groups::bare_group()]).await;
    assert!(
        stage
            .text()
            .contains("No rule yet: members are added by hand alone.")
    );
    assert!(!stage.text().contains("Too many groups"));
}

#[wasm_bindgen_test]
async fn a_rule_is_added_after_whom_it_lets_in_was_said() {
    let stage = finance(groups()).await;
    stage.button("Add rule").click();
    eventually("it asks", || stage.count("dialog[open] #rule-value") == 1).await;
    let (claim, value) = (stage.field("Claim"), stage.field("Contains"));
    assert_eq!(claim.value(), "groups");
    let finance = canned_group_rules::finance_rule();
    let long = "x".repeat(256);
    for (typed_claim, typed_value, error, words) in [
        (
            "groups",
            " ",
            "rule-value-error",
            "Enter a value of 1 to 255 characters.",
        ),
        (
            "groups",
            finance.value.as_str(),
            "rule-value-error",
            "The group has this rule already.",
        ),
        (
            "groups",
            long.as_str(),
            "rule-value-error",
            "Enter a value of 1 to 255 characters.",
        ),
        (
            " ",
            "x",
            "rule-claim-error",
            "Enter the name of a claim, e.g. groups.",
        ),
        ("aud", "x", "rule-claim-error", "This claim cannot be used."),
    ] {
        type_text(&claim, typed_claim);
        type_text(&value, typed_value);
        submit(&stage);
        let said = || stage.by_id(error).text_content().unwrap_or_default();
        eventually(words, || said().contains(words)).await;
    }
    assert!(stage.backend.requests::<PreviewGroupRules>().is_empty());
    type_text(&claim, " /realm_access/roles ");
    type_text(&value, "clerk");
    type_text(&stage.field("Name (optional)"), "Clerks");
    submit(&stage);
    let said = previewed(&stage).await;
    for words in [
        "at the last sign-ins of 60 people",
        "person30@acme.example",
        "and 3 more",
        "Have to leaveNobody",
        "4: they stay as they are until their next sign-in",
        "ada@acme.example would be in the group",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    eventually("the focus is there", || {
        focused().class_name().contains("group-rule-preview")
    })
    .await;
    stage.button("Back").click();
    eventually("what was typed is there", || {
        stage.count("dialog[open] .group-rule-preview") == 0 && stage.field("Contains").value() == "clerk"
    })
    .await;
    submit(&stage);
    previewed(&stage).await;
    assert!(stage.backend.requests::<SetGroupRules>().is_empty());
    submit(&stage);
    eventually("it is there", || stage.count(".rule-rows li") == 2).await;
    let sent = &stage.backend.requests::<SetGroupRules>()[0].rules;
    assert_eq!(sent[0], finance);
    assert_eq!(
        (sent[1].claim.as_str(), sent[1].value.as_str()),
        ("/realm_access/roles", "clerk")
    );
    assert_eq!(sent[1].name.as_deref(), Some("Clerks"));
    eventually("the focus is at its heading", || focused().id() == "group-rules").await;
}

#[wasm_bindgen_test]
async fn a_rule_is_changed_and_whoever_has_to_leave_is_named_before() {
    let stage = finance(groups()).await;
    stage.button("Edit Finance department").click();
    eventually("it asks", || stage.count("dialog[open] #rule-value") == 1).await;
    assert_eq!(stage.field("Name (optional)").value(), "Finance department");
    type_text(&stage.field("Contains"), "another");
    submit(&stage);
    let said = previewed(&stage).await;
    assert!(said.contains("Have to leaveperson1@acme.example"), "{said}");
    assert!(said.contains("signed out at once of the apps"), "{said}");
    submit(&stage);
    eventually("it is changed", || {
        texts(&stage, ".rule-rows li")
            .join("")
            .contains("groups contains another")
    })
    .await;
    eventually("the list of people is read again", || {
        !texts(&stage, ".data-table tbody")
            .join("")
            .contains("person1@acme.example")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_rule_is_removed_after_a_question_and_a_refusal_is_said() {
    let backend = admin(groups());
    let stage = Stage::portal(backend, &paths::group(FINANCE));
    eventually("the group is there", || stage.count(".rule-rows li") == 1).await;
    stage.button("Remove Finance department").click();
    let said = previewed(&stage).await;
    assert!(said.contains("This is the last rule."), "{said}");
    assert!(said.contains("Have to leaveperson1@acme.example"), "{said}");
    stage.button("Cancel").click();
    eventually("nothing was done", || {
        stage.count(".group-rule-preview") == 0 && stage.count(".rule-rows li") == 1
    })
    .await;
    assert!(stage.backend.requests::<SetGroupRules>().is_empty());
    stage
        .backend
        .on::<SetGroupRules>(|_| MockResponse::refused(ErrorCode::Unavailable));
    stage.button("Remove Finance department").click();
    previewed(&stage).await;
    stage.button("Remove rule").click();
    eventually("it is said", || stage.count("dialog[open] [role=alert]") > 0).await;
    assert_eq!(stage.count(".rule-rows li"), 1);
}
