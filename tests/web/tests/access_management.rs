//! Access Management: the way to the people of an environment, their roles, and taking access.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    access_management::{PersonWithAccess, RevokeAccess, UpdateAccess},
    app_settings::Environment,
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_access};
use latchkey_web_tests::{Stage, eventually, focused};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

const OVERVIEW: &str = "/apps/company-expenses/settings/access-management";
const PEOPLE: &str = "/apps/company-expenses/settings/access-management/acceptance";

fn of(people: Vec<PersonWithAccess>, environment: Environment, may_change_groups: bool) -> FakeBackend {
    let backend = canned::admin(vec![environment]);
    canned_access::kept_people(&backend, people, may_change_groups);
    backend
}

fn usual() -> FakeBackend {
    of(
        canned_access::people(canned::members(3)),
        canned::acceptance(),
        true,
    )
}

async fn list(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, PEOPLE);
    eventually("the list is there", || stage.count("tbody tr, .empty-state") > 0).await;
    stage
}

/// The cells of somebody.
fn row(stage: &Stage, name: &str) -> Vec<String> {
    let rows = stage.all("tbody tr");
    let cells = rows.iter().map(|row| {
        let cells = row.query_selector_all("th, td").expect("a selector");
        let cell = |at| {
            cells
                .get(at)
                .and_then(|cell| cell.text_content())
                .unwrap_or_default()
        };
        (0..cells.length()).map(cell).collect::<Vec<_>>()
    });
    let mut found = cells.filter(|cells| cells[0].contains(name));
    found.next().unwrap_or_else(|| panic!("no row of {name}"))
}

async fn ask(stage: &Stage, button: &str) {
    let button = stage.button(button);
    button.focus().expect("it can have the focus");
    button.click();
    eventually("it is asked", || stage.count("dialog[open]") == 1).await;
}

fn dialog_text(stage: &Stage) -> String {
    stage.first("dialog[open]").text_content().unwrap_or_default()
}

fn submit(stage: &Stage) {
    let button = stage.first("dialog[open] button[type=submit]");
    button.unchecked_into::<HtmlElement>().click();
}

/// Checks or unchecks the role.
fn toggle(stage: &Stage, role: &str) {
    let labels = stage.all("dialog[open] .choice label");
    let label = labels
        .into_iter()
        .find(|label| label.text_content().as_deref() == Some(role));
    label.expect("the role").unchecked_into::<HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn the_overview_leads_to_the_people_of_each_environment() {
    let stage = Stage::portal(usual(), OVERVIEW);
    eventually("the environments are there", || {
        stage.count(".environment-rows li") == 1
    })
    .await;
    assert_eq!(stage.heading(), "Access Management");
    stage.link("Manage Users Acceptance").click();
    eventually("its people", || stage.count("tbody tr") == 3).await;
    assert_eq!(stage.heading(), "Manage Users");
    assert!(stage.text().contains("may enter Acceptance"));
}

#[wasm_bindgen_test]
async fn without_an_environment_the_overview_says_where_one_is_made() {
    let stage = Stage::portal(canned::nothing_yet(), OVERVIEW);
    eventually("it says so", || {
        stage.text().contains("There is no environment yet")
    })
    .await;
    let link = stage.link("New environment").get_attribute("href");
    assert_eq!(
        link.as_deref(),
        Some("/apps/company-expenses/settings/general/new")
    );
}

#[wasm_bindgen_test]
async fn each_row_says_roles_where_they_come_from_and_the_last_sign_in() {
    let stage = list(of(
        canned_access::people(canned::members(3)),
        canned::acceptance(),
        false,
    ))
    .await;
    let ada = row(&stage, "Ada Lovelace");
    assert_eq!(
        (ada[2].as_str(), ada[3].as_str()),
        ("Administrator", "Given directly")
    );
    assert_ne!(ada[4], "None known");
    let grace = row(&stage, "Grace Hopper");
    assert!(grace[3].starts_with("Group Finance: User"), "{grace:?}");
    assert!(grace[3].contains("by an admin of the company"), "{grace:?}");
    assert_eq!(grace[4], "None known");
    assert!(
        !grace[5].contains("Remove"),
        "a group's access is not taken here: {grace:?}"
    );
    let both = row(&stage, "Jürgen Müller");
    assert!(both[3].starts_with("Given directlyGroup Finance"), "{both:?}");
    let admin = list(usual()).await;
    assert!(!row(&admin, "Grace Hopper")[3].contains("by an admin of the company"));
}

#[wasm_bindgen_test]
async fn an_edit_leaves_row_and_focus_where_they_are() {
    let stage = list(usual()).await;
    let before = stage.first("tbody tr:last-child");
    let name = before
        .query_selector("th bdi")
        .expect("a selector")
        .expect("a name");
    let name = name.text_content().unwrap_or_default().trim().to_owned();
    ask(&stage, &format!("Edit {name}")).await;
    assert!(dialog_text(&stage).contains(&format!("Roles of {name}")));
    toggle(&stage, "Administrator");
    eventually("a strong role is warned of", || {
        dialog_text(&stage).contains("can probably change everything")
    })
    .await;
    submit(&stage);
    eventually("the row says so", || {
        row(&stage, &name)[2].contains("Administrator")
    })
    .await;
    let after = stage.first("tbody tr:last-child");
    assert!(before.is_same_node(Some(&after)), "the row was not made again");
    assert_eq!(
        focused().text_content().unwrap_or_default().trim(),
        format!("Edit {name}")
    );
    let sent = stage.backend.requests::<UpdateAccess>();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].environment, "acceptance");
}

#[wasm_bindgen_test]
async fn a_change_of_somebody_else_is_said_and_shown_when_it_is_opened_again() {
    let backend = usual();
    backend.on::<UpdateAccess>(|_| MockResponse::refused(ErrorCode::ChangedMeanwhile));
    let stage = list(backend).await;
    ask(&stage, "Edit Ada Lovelace").await;
    submit(&stage);
    eventually("it says so", || !stage.alert().is_empty()).await;
    assert_eq!(stage.count("dialog[open]"), 1);
}

#[wasm_bindgen_test]
async fn removing_names_what_ends_and_goes_on_at_the_next_row() {
    let stage = list(usual()).await;
    let rows = stage.all("tbody tr").len();
    ask(&stage, "Remove Ada Lovelace").await;
    let said = dialog_text(&stage);
    for words in [
        "Remove Ada Lovelace from Company Expenses?",
        "Company Expenses · Acceptance",
        "told to sign them out",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    submit(&stage);
    eventually("the row is gone", || stage.count("tbody tr") == rows - 1).await;
    eventually("the focus is in the list", || {
        focused().closest("tbody tr").is_ok_and(|row| row.is_some())
    })
    .await;
    let sent = stage.backend.requests::<RevokeAccess>();
    assert_eq!(sent[0].environment, "acceptance");
    assert!(stage.text().contains("has no access to Acceptance any more"));
}

#[wasm_bindgen_test]
async fn removing_what_a_group_gives_too_says_that_the_group_still_does() {
    let stage = list(usual()).await;
    ask(&stage, "Remove Jürgen Müller").await;
    let said = dialog_text(&stage);
    assert!(
        said.contains("This access stays:") && said.contains("Group Finance: User"),
        "{said}"
    );
    submit(&stage);
    eventually("only the group is left", || {
        row(&stage, "Jürgen Müller")[3].starts_with("Group Finance")
    })
    .await;
    assert_eq!(
        focused().text_content().unwrap_or_default().trim(),
        "Edit Jürgen Müller"
    );
}

#[wasm_bindgen_test]
async fn where_there_are_no_roles_and_nobody_it_says_so() {
    let mut environment = canned::acceptance();
    environment.settings.roles.clear();
    let stage = list(of(Vec::new(), environment.clone(), true)).await;
    let said = stage.text();
    assert!(said.contains("Nobody has access to Acceptance yet."), "{said}");
    assert!(said.contains("This environment has no roles yet"), "{said}");
    let stage = list(of(canned_access::people(canned::members(1)), environment, true)).await;
    let ada = row(&stage, "Ada Lovelace");
    assert!(!ada[5].contains("Edit") && ada[5].contains("Remove"), "{ada:?}");
}

#[wasm_bindgen_test]
async fn an_environment_that_there_is_not_leads_back() {
    let stage = Stage::portal(
        usual(),
        "/apps/company-expenses/settings/access-management/nowhere",
    );
    eventually("it says so", || stage.heading() == "Environment not found").await;
    let link = stage.link("Show all environments").get_attribute("href");
    assert_eq!(link.as_deref(), Some(OVERVIEW));
}
