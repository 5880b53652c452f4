//! Control Center > People > Groups: the list, a group's page, its people and what they may enter.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    groups::{
        AddGroupMembers, CreateGroup, DeleteGroup, ImportGroupMembers, ListGroupMembers, ListGroups,
        RemoveGroupMember, RenameGroup, RevokeGroupAccess, SetGroupAccess,
    },
    session::{GetPermissions, get_permissions},
};
use latchkey_fake_backend::{
    FakeBackend, MockResponse, canned,
    canned_groups::{self, FINANCE, KeptGroup},
};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually, focused, pause, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlSelectElement, HtmlTextAreaElement};

wasm_bindgen_test_configure!(run_in_browser);

fn groups() -> Vec<KeptGroup> {
    canned_groups::groups(&canned::members(60))
}

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

async fn list(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, paths::GROUPS);
    eventually("the list is there", || stage.count("tbody tr, .empty-state") > 0).await;
    stage
}

async fn finance(groups: Vec<KeptGroup>) -> Stage {
    let stage = Stage::portal(admin(groups), &paths::group(FINANCE));
    eventually("the group is there", || {
        stage.heading() == "Finance" && stage.count(".data-table tbody tr, .data-table .empty-state") > 0
    })
    .await;
    stage
}

fn click(stage: &Stage, selector: &str) {
    stage.first(selector).unchecked_into::<HtmlElement>().click();
}

fn submit(stage: &Stage) {
    click(stage, "dialog[open] button[type=submit]");
}

fn texts(stage: &Stage, selector: &str) -> Vec<String> {
    let all = stage.all(selector);
    all.iter().filter_map(|element| element.text_content()).collect()
}

/// The row of a person, by what it begins with.
fn member(stage: &Stage, email: &str) -> String {
    let rows = texts(stage, ".data-table tbody tr");
    let mut rows = rows.into_iter().filter(|row| row.contains(email));
    rows.next().unwrap_or_else(|| panic!("no row of {email}"))
}

fn type_addresses(stage: &Stage, text: &str) -> HtmlTextAreaElement {
    let field: HtmlTextAreaElement = stage.by_id("group-addresses").unchecked_into();
    field.set_value(text);
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict("input", &init).expect("an event");
    field.dispatch_event(&event).expect("is heard");
    field
}

#[wasm_bindgen_test]
async fn the_list_counts_and_leads_to_each_group() {
    let stage = list(admin(groups())).await;
    assert_eq!(stage.heading(), "Groups");
    assert_eq!(texts(&stage, "tbody tr"), ["Finance121", "Legal00"]);
    let current = texts(&stage, "nav a[aria-current='page']");
    assert!(current.iter().any(|link| link.trim() == "Groups"), "{current:?}");
    stage.link("Finance").click();
    eventually("its page is there", || stage.heading() == "Finance").await;
    let stage = list(admin(canned_groups::many_groups(3, &canned::members(2000)))).await;
    assert_eq!(texts(&stage, "tbody tr")[0], "Finance1000+40");
}

#[wasm_bindgen_test]
async fn to_everybody_but_admins_there_is_nothing() {
    let backend = admin(Vec::new());
    backend.on::<ListGroups>(|_| MockResponse::refused(ErrorCode::NotFound));
    let stage = list(backend).await;
    assert!(stage.text().contains("You don't have access to this page."));
    assert!(stage.find_button("New group").is_none());
}

#[wasm_bindgen_test]
async fn a_new_group_leads_to_its_page() {
    let stage = list(admin(vec![canned_groups::bare_group()])).await;
    eventually("it can be made", || stage.find_button("New group").is_some()).await;
    stage.button("New group").click();
    eventually("it asks", || stage.count("dialog[open] #group-name") == 1).await;
    let field = stage.field("Name");
    for (typed, words) in [
        ("  ", "Give the group a name of 1 to 100 characters."),
        ("finance", "Your company has a group of this name."),
    ] {
        type_text(&field, typed);
        submit(&stage);
        let error = || stage.by_id("group-name-error").text_content().unwrap_or_default();
        eventually(words, || error().contains(words)).await;
        assert!(focused().is_same_node(Some(&field)), "{typed}");
    }
    type_text(&field, " Sales ");
    submit(&stage);
    eventually("its page is there", || stage.heading() == "Sales").await;
    let sent = stage.backend.requests::<CreateGroup>();
    assert_eq!(sent.last().expect("was sent").name, "Sales");
    assert!(stage.text().contains("Nobody is in this group yet."));
    assert!(stage.text().contains("This group has no app yet."));
}

#[wasm_bindgen_test]
async fn the_page_says_who_is_in_it_why_and_what_they_may_enter() {
    let stage = finance(groups()).await;
    let access = texts(&stage, ".environment-rows li");
    assert_eq!(access.len(), 1);
    for words in [
        "Company Expenses · Acceptance",
        "User",
        "Auditor: no longer a role of the app",
    ] {
        assert!(access[0].contains(words), "{words} is not in {access:?}");
    }
    let people = stage.backend.requests::<ListGroupMembers>();
    assert_eq!(people[0].group, FINANCE);
    assert!(member(&stage, "person1@").contains("By your identity provider"));
    assert!(
        !member(&stage, "person1@").contains("Remove"),
        "the identity provider decides"
    );
    assert!(member(&stage, "person2@").contains("By hand and by your identity provider"));
    assert!(member(&stage, "person3@").contains("By hand"));
    for (name, file) in [
        ("Export as .csv", "members.csv"),
        ("Export as .xlsx", "members.xlsx"),
    ] {
        let link = stage.link(name);
        assert_eq!(
            link.get_attribute("href"),
            Some(["/api/company/groups/finance/", file].concat())
        );
        assert!(link.has_attribute("download"), "the page stays");
    }
    let names = texts(&stage, ".data-table tbody button");
    assert!(
        names.iter().all(|name| name.trim().len() > "Remove".len()),
        "{names:?}"
    );
}

#[wasm_bindgen_test]
async fn each_address_says_what_came_of_it_and_those_to_be_mended_stay() {
    let stage = finance(groups()).await;
    stage.button("Add members").click();
    eventually("it asks", || stage.count("dialog[open] textarea") == 1).await;
    submit(&stage);
    let error = || {
        stage
            .by_id("group-addresses-error")
            .text_content()
            .unwrap_or_default()
    };
    eventually("something is needed", || {
        error().contains("at least one email address")
    })
    .await;
    assert_eq!(focused().id(), "group-addresses");
    let field = type_addresses(
        &stage,
        "\"Zwanzig, P\" <person20@acme.example>, person21@acme.example; person3@acme.example\nnobody@acme.example\tnobody",
    );
    submit(&stage);
    let said = || texts(&stage, "dialog[open] [role=status]").join("");
    eventually("it is said", || said().contains("2 people were added")).await;
    for words in [
        "person3@acme.example: is in the group already",
        "nobody@acme.example: nobody of your company has this address",
        "nobody: is not an email address",
    ] {
        assert!(said().contains(words), "{words} is not in {}", said());
    }
    assert_eq!(field.value(), "nobody@acme.example\nnobody");
    assert_eq!(stage.backend.requests::<AddGroupMembers>()[0].addresses.len(), 5);
    eventually("they are in the list", || {
        texts(&stage, ".data-table tbody tr").len() == 14
    })
    .await;
    stage.button("Close").click();
    eventually("it is closed", || stage.count("dialog[open]") == 0).await;
}

/// Chooses a file with this content in the dialog.
fn choose_file(stage: &Stage, content: &str) {
    let parts = web_sys::js_sys::Array::of1(&content.into());
    let file = web_sys::File::new_with_str_sequence(&parts, "people.csv").expect("a file");
    let transfer = web_sys::DataTransfer::new().expect("a transfer");
    transfer.items().add_with_file(&file).expect("takes it");
    let input: web_sys::HtmlInputElement = stage.by_id("group-file").unchecked_into();
    input.set_files(transfer.files().as_ref());
    let event = Event::new("change").expect("an event");
    input.dispatch_event(&event).expect("it takes it");
}

#[wasm_bindgen_test]
async fn a_file_is_read_before_anybody_is_added() {
    let stage = finance(groups()).await;
    stage.button("Import from a file").click();
    eventually("it asks", || stage.count("dialog[open] input[type=file]") == 1).await;
    let said = || stage.first("dialog[open]").text_content().unwrap_or_default();
    submit(&stage);
    eventually("a file is needed", || said().contains("Choose a file first.")).await;
    choose_file(&stage, "Email\nperson20@acme.example\n");
    eventually("what will come of it", || {
        said().contains("2 people will be added")
    })
    .await;
    for words in ["Row 4: nobody – is not an email address", "Row 6: no address"] {
        assert!(said().contains(words), "{words} is not in {}", said());
    }
    let sent = stage.backend.requests::<ImportGroupMembers>();
    assert_eq!((sent.len(), sent[0].write), (1, false));
    assert_eq!(sent[0].content, "RW1haWwKcGVyc29uMjBAYWNtZS5leGFtcGxlCg==");
    submit(&stage);
    eventually("they are added", || stage.count("dialog[open]") == 0).await;
    let sent = stage.backend.requests::<ImportGroupMembers>();
    assert_eq!((sent.len(), sent[1].write), (2, true));
}

#[wasm_bindgen_test]
async fn a_file_that_is_refused_says_why_and_what_to_do() {
    let stage = finance(groups()).await;
    stage.button("Import from a file").click();
    eventually("it asks", || stage.count("dialog[open] input[type=file]") == 1).await;
    choose_file(&stage, "PK\u{3}\u{4}");
    let said = || stage.by_id("group-file-error").text_content().unwrap_or_default();
    eventually("it says so", || said().contains("Save it as .xlsx without them")).await;
    choose_file(&stage, &"a".repeat(700_001));
    eventually("too large", || said().contains("too large")).await;
    assert_eq!(
        stage.backend.requests::<ImportGroupMembers>().len(),
        1,
        "it was not sent"
    );
}

#[wasm_bindgen_test]
async fn somebody_is_taken_out_after_a_question() {
    let stage = finance(groups()).await;
    let name = member(&stage, "person3@");
    let buttons = stage.all(".data-table tbody button");
    let rows = stage.all(".data-table tbody tr");
    let row = rows
        .iter()
        .find(|row| row.text_content().as_deref() == Some(&name));
    let button = row.and_then(|row| row.query_selector("button").ok().flatten());
    button.expect("a button").unchecked_into::<HtmlElement>().click();
    eventually("it asks", || stage.find_button("Remove member").is_some()).await;
    assert!(stage.text().contains("signed out at once"));
    assert!(stage.backend.requests::<RemoveGroupMember>().is_empty());
    stage.button("Remove member").click();
    eventually("the list knows", || {
        stage.all(".data-table tbody button").len() == buttons.len() - 1
    })
    .await;
    eventually("the focus is at its heading", || {
        focused().id() == "group-members"
    })
    .await;
    assert!(stage.text().contains("The person was removed from the group."));
}

#[wasm_bindgen_test]
async fn an_app_is_added_its_roles_changed_and_removed() {
    let stage = finance(groups()).await;
    stage.button("Add app").click();
    eventually("it asks", || stage.count("dialog[open] select") == 1).await;
    assert_eq!(
        texts(&stage, "dialog[open] .group-role"),
        ["User", "Administrator"]
    );
    let select: HtmlSelectElement = stage.by_id("group-environment").unchecked_into();
    select.set_value("sandbox");
    let change = Event::new("change").expect("an event");
    select.dispatch_event(&change).expect("is heard");
    eventually("it has no roles", || {
        stage.text().contains("This environment has no roles.")
    })
    .await;
    select.set_value("production");
    select.dispatch_event(&change).expect("is heard");
    eventually("it has some", || stage.count("dialog[open] .group-role") == 2).await;
    let told = "by this group the app is told no role";
    eventually("what none means is said", || stage.text().contains(told)).await;
    click(&stage, "dialog[open] .group-role:nth-of-type(2) input");
    eventually("a role is chosen", || !stage.text().contains(told)).await;
    submit(&stage);
    eventually("it is there", || stage.count(".environment-rows li") == 2).await;
    let sent = stage.backend.requests::<SetGroupAccess>();
    assert_eq!(
        (sent[0].environment.as_str(), &sent[0].roles[..]),
        ("production", &["Administrator".to_owned()][..])
    );
    // A role that the environment has no more goes with the next change.
    click(&stage, ".environment-rows li:first-child button");
    eventually("it asks for the roles", || {
        stage.count("dialog[open] .group-role") == 2
    })
    .await;
    assert!(
        stage.count("dialog[open] select") == 0,
        "which environment is said"
    );
    submit(&stage);
    eventually("it is saved", || {
        stage.backend.requests::<SetGroupAccess>().len() == 2
    })
    .await;
    assert_eq!(stage.backend.requests::<SetGroupAccess>()[1].roles, ["User"]);
    eventually("it says so", || !stage.text().contains("no longer a role")).await;
    click(
        &stage,
        ".environment-rows li:first-child .buttons button:last-child",
    );
    eventually("it asks", || stage.find_button("Remove app").is_some()).await;
    assert!(stage.backend.requests::<RevokeGroupAccess>().is_empty());
    stage.button("Remove app").click();
    eventually("it is gone", || stage.count(".environment-rows li") == 1).await;
    eventually("the focus is at its heading", || {
        focused().id() == "accessible-apps"
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_dialog_opened_while_another_closes_stays_open() {
    let stage = finance(groups()).await;
    stage.button("Add app").click();
    eventually("it asks", || stage.count("dialog[open] select") == 1).await;
    // The browser tells of a close in a later task, after the next click of somebody in a hurry.
    stage.button("Cancel").click();
    click(&stage, ".environment-rows li:first-child button");
    eventually("the other one asks", || {
        stage.count("dialog[open]") == 1 && stage.count("dialog[open] select") == 0
    })
    .await;
    pause(100).await;
    assert_eq!(stage.count("dialog[open]"), 1, "it stays");
}

#[wasm_bindgen_test]
async fn a_name_changes_the_heading() {
    let stage = finance(groups()).await;
    stage.button("Change the group's name").click();
    eventually("it asks", || stage.count("form.row-form") == 1).await;
    type_text(&stage.field("Name"), "Money");
    stage.button("Rename").click();
    eventually("it is called that", || stage.heading() == "Money").await;
    assert_eq!(stage.backend.requests::<RenameGroup>()[0].name, "Money");
}

#[wasm_bindgen_test]
async fn what_a_deletion_takes_is_said_before() {
    let stage = finance(groups()).await;
    stage.button("Delete group Finance").click();
    eventually("it says what it takes", || {
        let facts = texts(&stage, "dialog[open] .facts").join("");
        facts.contains("Members12") && facts.contains("Company Expenses · Acceptance")
    })
    .await;
    assert_eq!(focused().text_content().as_deref(), Some("Cancel"));
    assert!(stage.backend.requests::<DeleteGroup>().is_empty());
    click(&stage, "dialog[open] button.danger");
    eventually("the list is there", || stage.heading() == "Groups").await;
    eventually("without it", || texts(&stage, "tbody tr") == ["Legal00"]).await;
    assert!(stage.text().contains("The group Finance was deleted."));
}

#[wasm_bindgen_test]
async fn a_group_that_is_not_there_leads_to_all_of_them() {
    let stage = Stage::portal(admin(Vec::new()), &paths::group(FINANCE));
    eventually("it is said", || stage.heading() == "There is no such group").await;
    stage.link("To all groups").click();
    eventually("the list is there", || stage.heading() == "Groups").await;
}
