//! Changing the access of many people at once: what is asked, what is shown before, and how far it is.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    access_management::{
        BulkAct, BulkChange, BulkCounts, BulkSelection, BulkStep, GetBulkChange, ListBulkChangePeople,
        PreviewBulkChange, StartBulkChange, SteerBulkChange,
    },
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_access, canned_bulk};
use latchkey_web_tests::{Stage, eventually};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

const PEOPLE: &str = "/apps/company-expenses/settings/access-management/acceptance";
const RESULTS: &str = "/apps/company-expenses/settings/access-management/acceptance/changes/change";

fn backend(changes: Vec<BulkChange>) -> FakeBackend {
    let backend = canned::admin(vec![canned::acceptance()]);
    canned_access::kept_people(&backend, canned_access::people(canned::members(30)), true);
    canned_bulk::has_bulk_changes(&backend, changes);
    backend
}

async fn list(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, PEOPLE);
    eventually("the list is there", || stage.count("tbody tr") == 25).await;
    stage
}

fn check(stage: &Stage, selector: &str) {
    stage.first(selector).unchecked_into::<HtmlInputElement>().click();
}

fn dialog_text(stage: &Stage) -> String {
    stage.first("dialog[open]").text_content().unwrap_or_default()
}

fn submit(stage: &Stage) {
    let button = stage.first("dialog[open] button[type=submit]");
    button.unchecked_into::<HtmlElement>().click();
}

/// What happens with the role at this place.
fn choose(stage: &Stage, at: usize, word: &str) {
    let select: HtmlSelectElement = stage.first(&format!("#bulk-role-{at}")).unchecked_into();
    select.set_value(word);
    let options = EventInit::new();
    options.set_bubbles(true);
    let event = Event::new_with_event_init_dict("change", &options).expect("an event");
    select.dispatch_event(&event).expect("it takes it");
}

fn type_count(stage: &Stage, text: &str) {
    let field: HtmlInputElement = stage.first("#bulk-count").unchecked_into();
    field.set_value(text);
    let options = EventInit::new();
    options.set_bubbles(true);
    let event = Event::new_with_event_init_dict("input", &options).expect("an event");
    field.dispatch_event(&event).expect("it takes it");
}

async fn open(stage: &Stage, button: &str) {
    stage.button(button).click();
    eventually("it is asked", || stage.count("dialog[open]") == 1).await;
}

#[wasm_bindgen_test]
async fn roles_of_two_are_changed_after_what_will_change_was_shown() {
    let stage = list(backend(Vec::new())).await;
    check(&stage, "tbody tr:nth-child(1) input[type=checkbox]");
    check(&stage, "tbody tr:nth-child(2) input[type=checkbox]");
    eventually("they are counted", || stage.text().contains("2 selected")).await;
    open(&stage, "Change roles").await;
    submit(&stage);
    eventually("something has to be chosen", || {
        dialog_text(&stage).contains("at least one role")
    })
    .await;
    assert!(stage.backend.requests::<PreviewBulkChange>().is_empty());
    choose(&stage, 0, "give");
    choose(&stage, 1, "take");
    submit(&stage);
    eventually("what will change", || {
        dialog_text(&stage).contains("People whose access changes: 2")
    })
    .await;
    let said = dialog_text(&stage);
    assert!(
        said.contains("For example Ada Lovelace: Administrator → "),
        "{said}"
    );
    assert!(said.contains("You can undo it for a day."), "{said}");
    assert!(stage.backend.requests::<StartBulkChange>().is_empty(), "not yet");
    submit(&stage);
    eventually("it is under way", || {
        stage.text().contains("Changes of many people")
    })
    .await;
    let sent = stage.backend.requests::<StartBulkChange>();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].environment.as_str(), sent[0].total), ("acceptance", 2));
    let BulkAct::ChangeRoles { give, take } = &sent[0].act else {
        panic!("roles are changed");
    };
    assert_eq!((give.len(), take.len()), (1, 1));
    assert!(matches!(&sent[0].selection, BulkSelection::People { accounts } if accounts.len() == 2));
    eventually("nothing is selected any more", || {
        !stage.text().contains("2 selected")
    })
    .await;
}

#[wasm_bindgen_test]
async fn whoever_takes_access_from_all_that_match_types_how_many_they_are() {
    let stage = list(backend(Vec::new())).await;
    check(&stage, "thead input[type=checkbox]");
    eventually("it is offered", || {
        stage
            .find_button("Select everything that matches, on all pages")
            .is_some()
    })
    .await;
    stage
        .button("Select everything that matches, on all pages")
        .click();
    eventually("it says so", || {
        stage.text().contains("The whole list is selected")
    })
    .await;
    open(&stage, "Remove access").await;
    eventually("what will change", || {
        dialog_text(&stage).contains("People whose access changes: 12300")
    })
    .await;
    assert!(dialog_text(&stage).contains("told to sign them out"));
    submit(&stage);
    eventually("the number is wanted", || {
        dialog_text(&stage).contains("Type 12340")
    })
    .await;
    assert!(stage.backend.requests::<StartBulkChange>().is_empty());
    type_count(&stage, "12340");
    submit(&stage);
    eventually("it has begun", || stage.count("dialog[open]") == 0).await;
    let sent = stage.backend.requests::<StartBulkChange>();
    assert_eq!(sent[0].selection, BulkSelection::Matching { search: None });
    assert_eq!(sent[0].act, BulkAct::RemoveAccess);
}

#[wasm_bindgen_test]
async fn the_preview_tells_what_a_group_gives_from_what_is_got_and_lost() {
    let stage = list(backend(Vec::new())).await;
    check(&stage, "thead input[type=checkbox]");
    eventually("it is offered", || {
        stage
            .find_button("Select everything that matches, on all pages")
            .is_some()
    })
    .await;
    stage
        .button("Select everything that matches, on all pages")
        .click();
    open(&stage, "Change roles").await;
    choose(&stage, 0, "give");
    choose(&stage, 1, "take");
    submit(&stage);
    eventually("what will change", || {
        dialog_text(&stage).contains("People whose access changes: 12300")
    })
    .await;
    let said = dialog_text(&stage);
    for (words, count) in [("get", 12_300), ("lose", 12_300)] {
        assert!(said.contains(&format!("People who {words} ")), "{said}");
        assert!(said.contains(&format!(": {count}")), "{said}");
    }
    assert!(said.contains("as a group gives it: 40"), "{said}");
}

#[wasm_bindgen_test]
async fn numbers_of_the_way_back_are_of_those_who_were_changed() {
    let undone = BulkChange {
        is_undo: true,
        total: 22,
        done: 22,
        undo_until: None,
        counts: BulkCounts {
            restored: 21,
            kept: 1,
            ..canned_bulk::ended().counts
        },
        ..canned_bulk::ended()
    };
    let stage = list(backend(vec![undone])).await;
    eventually("it is shown", || stage.count(".job-numbers") == 1).await;
    let numbers = stage.first(".job-numbers").text_content().unwrap_or_default();
    assert_eq!(
        numbers,
        "Done: 22 of 22. Given back: 21 · Not given back: changed since: 1"
    );
}

#[wasm_bindgen_test]
async fn another_that_goes_on_is_said_and_nothing_is_lost() {
    let backend = backend(Vec::new());
    backend.on::<StartBulkChange>(|_| MockResponse::refused(ErrorCode::BulkChangeRunning));
    let stage = list(backend).await;
    check(&stage, "tbody tr:nth-child(1) input[type=checkbox]");
    eventually("it is counted", || stage.text().contains("1 selected")).await;
    open(&stage, "Remove access").await;
    eventually("what will change", || {
        dialog_text(&stage).contains("People whose access changes: 1")
    })
    .await;
    submit(&stage);
    eventually("it says so", || stage.alert().contains("under way")).await;
    assert!(stage.text().contains("1 selected"));
}

#[wasm_bindgen_test]
async fn a_change_is_followed_paused_and_stopped() {
    let stage = list(backend(vec![canned_bulk::running()])).await;
    eventually("it is shown", || stage.text().contains("Done: 12 of 30.")).await;
    stage.button("Pause").click();
    eventually("it is paused", || {
        stage.text().contains("Paused by ada@acme.example")
    })
    .await;
    stage.button("Resume").click();
    eventually("it goes on", || stage.find_button("Pause").is_some()).await;
    open(&stage, "Stop").await;
    assert!(dialog_text(&stage).contains("What was done stays"));
    let confirm = stage.all("dialog[open] button");
    let stop = confirm
        .into_iter()
        .find(|button| button.text_content().as_deref() == Some("Stop"));
    stop.expect("the button").unchecked_into::<HtmlElement>().click();
    eventually("it is stopped", || stage.text().contains("Stopped")).await;
    let steps: Vec<_> = stage
        .backend
        .requests::<SteerBulkChange>()
        .iter()
        .map(|request| request.step)
        .collect();
    assert_eq!(steps, [BulkStep::Pause, BulkStep::Resume, BulkStep::Stop]);
}

#[wasm_bindgen_test]
async fn what_has_ended_can_be_taken_back_and_shows_its_results() {
    let stage = list(backend(vec![canned_bulk::ended()])).await;
    eventually("it is shown", || {
        stage.text().contains("Give User · Take Administrator")
    })
    .await;
    assert!(stage.text().contains("Can be undone until"), "{}", stage.text());
    let link = stage.link("Results").get_attribute("href");
    assert_eq!(link.as_deref(), Some(RESULTS));
    open(&stage, "Undo").await;
    assert!(dialog_text(&stage).contains("unless somebody changed it since"));
    let confirm = stage.all("dialog[open] button");
    let undo = confirm
        .into_iter()
        .find(|button| button.text_content().as_deref() == Some("Undo"));
    undo.expect("the button").unchecked_into::<HtmlElement>().click();
    eventually("it is taken back", || stage.text().contains("Undo: Give User")).await;
}

#[wasm_bindgen_test]
async fn results_are_a_list_by_what_became_of_people() {
    let stage = Stage::portal(backend(vec![canned_bulk::ended()]), RESULTS);
    eventually("the list is there", || stage.count("tbody tr") == 25).await;
    assert_eq!(stage.heading(), "Results");
    eventually("it says of which change", || stage.count(".change-facts") == 1).await;
    let facts = stage.first(".change-facts").text_content().unwrap_or_default();
    for said in [
        "Give User · Take Administrator",
        "Company Expenses · Acceptance",
        "Begun byada@acme.example",
        "Nov 25, 2026",
        "Done",
        "Done: 30 of 30. Changed: 20",
    ] {
        assert!(facts.contains(said), "{said:?} in {facts}");
    }
    let select: HtmlSelectElement = stage.first("select[name=outcome]").unchecked_into();
    select.set_value("from_group");
    let options = EventInit::new();
    options.set_bubbles(true);
    let event = Event::new_with_event_init_dict("change", &options).expect("an event");
    select.dispatch_event(&event).expect("it takes it");
    eventually("three are left", || stage.count("tbody tr") == 3).await;
    assert!(stage.text().contains("Not changed: a group gives it"));
    for kind in ["csv", "xlsx"] {
        let link = stage.link(&format!("Export .{kind}")).get_attribute("href");
        let file = format!("/api/environments/acceptance/bulk-changes/change/people.{kind}");
        assert_eq!(link, Some(file));
    }
}

#[wasm_bindgen_test]
async fn whoever_may_not_see_a_change_is_told_so_once() {
    let backend = backend(Vec::new());
    backend.on::<GetBulkChange>(|_| MockResponse::refused(ErrorCode::NotFound));
    backend.on::<ListBulkChangePeople>(|_| MockResponse::refused(ErrorCode::NotFound));
    let stage = Stage::portal(backend, RESULTS);
    eventually("it is said", || stage.count(".empty-state") == 1).await;
    assert_eq!(stage.count(".change-facts") + stage.count(".failure"), 0);
}
