//! Control Center > Security > Identity conflicts: what happened in words, what each choice would do, a decision that is asked about, and its way back.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    identity_conflicts::{
        ConflictChoice, ConflictStanding, DecideIdentityConflict, ListIdentityConflicts, UndoIdentityConflict,
    },
    session::{GetPermissions, get_permissions},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_conflicts};
use latchkey_web_tests::{Stage, eventually};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

const CONFLICTS: &str = "/control-center/security/conflicts";

/// An admin, who has five open conflicts at first.
fn admin() -> FakeBackend {
    let backend = canned::admin(Vec::new());
    let asked = backend.clone();
    backend.on::<GetPermissions>(move |_| {
        let decided = asked.requests::<DecideIdentityConflict>().len();
        let undone = asked.requests::<UndoIdentityConflict>().len();
        MockResponse::Success(get_permissions::Response {
            company: Some("Acme".to_owned()),
            is_company_admin: true,
            manages_apps: true,
            open_identity_conflicts: i64::try_from(5 + undone - decided).expect("a few"),
            ..get_permissions::Response::default()
        })
    });
    backend
}

/// What the navigation calls the list.
fn in_the_navigation(stage: &Stage) -> String {
    let link = stage.first(&format!("nav a[href='{CONFLICTS}']"));
    link.text_content().unwrap_or_default()
}

fn choose(stage: &Stage, name: &str, word: &str) {
    let select: HtmlSelectElement = stage.first(&format!("select[name='{name}']")).unchecked_into();
    select.set_value(word);
    let init = EventInit::new();
    init.set_bubbles(true);
    let change = Event::new_with_event_init_dict("change", &init).expect("an event");
    select.dispatch_event(&change).expect("is heard");
}

fn press(stage: &Stage, selector: &str, words: &str) {
    let buttons = stage.all(selector);
    let button = buttons
        .iter()
        .find(|button| button.text_content().unwrap_or_default().trim() == words);
    let button = button.unwrap_or_else(|| panic!("no {words}"));
    button.clone().unchecked_into::<HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn the_list_is_narrowed_by_the_address_and_leads_to_each_conflict() {
    let stage = Stage::portal(admin(), CONFLICTS);
    eventually("all are there", || stage.count("tbody tr") == 6).await;
    eventually("the navigation says how many wait", || {
        in_the_navigation(&stage) == "Identity conflicts 5 open"
    })
    .await;
    choose(&stage, "standing", "decided");
    eventually("one is decided", || stage.count("tbody tr") == 1).await;
    let asked = stage.backend.requests::<ListIdentityConflicts>();
    let last = asked.last().expect("it was asked for");
    assert_eq!(last.query.standing, Some(ConflictStanding::Decided));
    stage.first("tbody tr a").unchecked_into::<HtmlElement>().click();
    eventually("its page is there", || stage.heading() == "Address changed").await;
    eventually("and who decided", || {
        stage.text().contains("ada@acme.example chose")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_choice_is_named_before_it_is_made_and_can_be_taken_back() {
    let stage = Stage::portal(admin(), "/control-center/security/conflicts/conflict-0");
    eventually("what happened is told", || {
        stage
            .text()
            .contains("Somebody with another identity came with the address of grace@acme.example.")
    })
    .await;
    assert!(
        stage.text().contains("This is an admin's account."),
        "why one is not possible"
    );
    press(
        &stage,
        ".setting-action button",
        "Give the account to this identity",
    );
    eventually("the dialog says what it does", || {
        let dialogs = stage.all("dialog[open]");
        dialogs.iter().any(|dialog| {
            let text = dialog.text_content().unwrap_or_default();
            ["248289761001", "passkeys", "7 days"]
                .iter()
                .all(|words| text.contains(words))
        })
    })
    .await;
    assert!(
        stage.backend.requests::<DecideIdentityConflict>().is_empty(),
        "nothing is done yet"
    );
    press(&stage, "dialog[open] button", "Give the account to this identity");
    eventually("it is decided", || {
        stage.text().contains("The conflict is decided.")
    })
    .await;
    eventually("the navigation says how many are left", || {
        in_the_navigation(&stage) == "Identity conflicts 4 open"
    })
    .await;
    let decided = stage.backend.requests::<DecideIdentityConflict>();
    assert_eq!(decided[0].choice, ConflictChoice::MoveIdentity);
    assert_eq!(decided[0].version, "move_identity");
    eventually("the way back is there", || {
        stage.text().contains("This is possible until")
    })
    .await;
    press(&stage, ".setting-action button", "Take back");
    eventually("the dialog asks", || stage.count("dialog[open]") == 1).await;
    press(&stage, "dialog[open] button", "Take back");
    eventually("the choices are back", || {
        stage.text().contains("What do you want to do?")
    })
    .await;
    assert_eq!(stage.backend.requests::<UndoIdentityConflict>().len(), 1);
}

#[wasm_bindgen_test]
async fn what_cannot_be_done_is_said_in_the_dialog() {
    let backend = admin();
    backend.on::<DecideIdentityConflict>(|_| MockResponse::refused(ErrorCode::ChoiceNotPossible));
    let stage = Stage::portal(backend, "/control-center/security/conflicts/conflict-0");
    eventually("it is there", || stage.text().contains("What do you want to do?")).await;
    press(&stage, ".setting-action button", "Leave as it is");
    eventually("the dialog asks", || stage.count("dialog[open]") == 1).await;
    press(&stage, "dialog[open] button", "Leave as it is");
    eventually("it is refused", || {
        stage.text().contains("This choice is not possible")
    })
    .await;
}

#[wasm_bindgen_test]
async fn where_there_is_nothing_and_where_somebody_may_not_look_it_is_said() {
    let backend = admin();
    canned_conflicts::has_conflicts(&backend, Vec::new());
    let stage = Stage::portal(backend, CONFLICTS);
    eventually("nothing is to be decided", || {
        stage.text().contains("There is nothing to decide")
    })
    .await;
    let backend = admin();
    backend.on::<ListIdentityConflicts>(|_| MockResponse::refused(ErrorCode::NotFound));
    let stage = Stage::portal(backend, CONFLICTS);
    eventually("it is not theirs", || {
        stage.text().contains("You don't have access to this page.")
    })
    .await;
    let stage = Stage::portal(admin(), "/control-center/security/conflicts/another");
    eventually("there is none", || stage.heading() == "There is no such conflict").await;
}
