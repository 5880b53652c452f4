//! Control Center > Members: narrowing the list, and what is asked, said and done about somebody.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    members::{ListMembers, MemberChange, MemberStatus, SignInWay, UpdateMember},
    session::{GetPermissions, get_permissions},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_spa::{i18n::Locale, phrases::error_phrase};
use latchkey_web_tests::{Stage, eventually, focused};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlSelectElement, window};

wasm_bindgen_test_configure!(run_in_browser);

const MEMBERS: &str = "/control-center/people/members";

/// Ada is the admin of a company of so many people.
fn company_of(count: usize) -> FakeBackend {
    let backend = canned::admin(Vec::new());
    canned::has_members(&backend, canned::members(count));
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

async fn list(backend: FakeBackend, query: &str) -> Stage {
    let stage = Stage::portal(backend, &format!("{MEMBERS}{query}"));
    eventually("the list is there", || stage.count("tbody tr, .empty-state") > 0).await;
    stage
}

fn query() -> String {
    let location = window().expect("a window").location();
    location.search().expect("an address")
}

fn choose(stage: &Stage, filter: &str, word: &str) {
    let select: HtmlSelectElement = stage.first(&format!("select[name='{filter}']")).unchecked_into();
    select.set_value(word);
    let init = EventInit::new();
    init.set_bubbles(true);
    let change = Event::new_with_event_init_dict("change", &init).expect("an event");
    select.dispatch_event(&change).expect("is heard");
}

/// The number of the row of this address, from 1.
fn row_of(stage: &Stage, email: &str) -> usize {
    let rows = stage.all("tbody tr");
    let at = rows
        .iter()
        .position(|row| row.text_content().unwrap_or_default().contains(email));
    at.expect("a row") + 1
}

fn row_text(stage: &Stage, email: &str) -> String {
    let row = stage.first(&format!("tbody tr:nth-child({})", row_of(stage, email)));
    row.text_content().unwrap_or_default()
}

/// Opens the menu of somebody, and presses the entry with these words.
fn press(stage: &Stage, email: &str, words: &str) {
    let row = format!("tbody tr:nth-child({})", row_of(stage, email));
    let toggle: HtmlElement = stage.first(&format!("{row} .menu-toggle")).unchecked_into();
    let _ = toggle.focus();
    toggle.click();
    let entries = stage.all(&format!("{row} .menu-item"));
    let entry = entries
        .into_iter()
        .find(|entry| entry.text_content().unwrap_or_default().contains(words));
    entry.expect("an entry").unchecked_into::<HtmlElement>().click();
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

fn confirm(stage: &Stage) {
    let buttons = stage.all("dialog[open] button");
    let last = buttons
        .into_iter()
        .find(|button| !button.text_content().unwrap_or_default().contains("Cancel"));
    last.expect("a button").unchecked_into::<HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn filters_are_in_the_address_and_hold_together() {
    let stage = list(company_of(60), "?after=behind-25").await;
    for (filter, word, address) in [
        ("status", "active", "?status=active"),
        ("last_sign_in", "absent", "?last_sign_in=absent&status=active"),
        (
            "signed_in_by",
            "sso",
            "?last_sign_in=absent&signed_in_by=sso&status=active",
        ),
        (
            "role",
            "member",
            "?last_sign_in=absent&role=member&signed_in_by=sso&status=active",
        ),
    ] {
        let asked = stage.backend.requests::<ListMembers>().len();
        choose(&stage, filter, word);
        eventually(address, || {
            query() == address && stage.backend.requests::<ListMembers>().len() > asked
        })
        .await;
    }
    eventually("the platform was asked", || {
        let requests = stage.backend.requests::<ListMembers>();
        requests.last().is_some_and(|request| {
            let query = &request.query;
            (
                query.status,
                query.company_admin,
                query.absent,
                query.signed_in_by,
            ) == (
                Some(MemberStatus::Active),
                Some(false),
                Some(true),
                Some(SignInWay::Sso),
            ) && query.after.is_none()
        })
    })
    .await;
    eventually("nobody is", || stage.text().contains("Nothing matches")).await;
    choose(&stage, "last_sign_in", "");
    eventually("some are", || stage.count("tbody tr") > 0).await;
}

#[wasm_bindgen_test]
async fn a_filter_that_is_chosen_while_another_one_is_on_its_way_comes_beside_it() {
    let stage = list(company_of(12), "").await;
    choose(&stage, "status", "active");
    choose(&stage, "role", "member");
    eventually("both are in the address", || {
        query().contains("status=active") && query().contains("role=member")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_list_that_somebody_linked_to_is_narrowed_and_a_word_that_is_none_is_not() {
    let stage = list(company_of(12), "?status=deactivated").await;
    assert_eq!(stage.count("tbody tr"), 1);
    let select: HtmlSelectElement = stage.first("select[name='status']").unchecked_into();
    assert_eq!(select.value(), "deactivated");
    drop(stage);
    let stage = list(company_of(12), "?status=gone").await;
    assert_eq!(stage.count("tbody tr"), 12);
}

#[wasm_bindgen_test]
async fn whoever_is_deactivated_stays_in_place_with_the_focus_and_can_be_reactivated() {
    let stage = list(company_of(12), "").await;
    let before = row_of(&stage, "person3@");
    press(&stage, "person3@", "Deactivate");
    dialog_says(&stage, "signed out everywhere at once").await;
    assert!(
        stage.backend.requests::<UpdateMember>().is_empty(),
        "nothing before the answer"
    );
    confirm(&stage);
    eventually("it is said", || stage.text().contains("is deactivated.")).await;
    eventually("the row shows it", || {
        row_text(&stage, "person3@").contains("Deactivated")
    })
    .await;
    assert_eq!(row_of(&stage, "person3@"), before);
    eventually("the focus is back", || {
        focused()
            .closest("tr")
            .ok()
            .flatten()
            .is_some_and(|row| row.text_content().unwrap_or_default().contains("person3@"))
    })
    .await;
    press(&stage, "person3@", "Reactivate");
    dialog_says(&stage, "can sign in again").await;
    confirm(&stage);
    eventually("it is active", || {
        !row_text(&stage, "person3@").contains("Deactivated")
    })
    .await;
    let changes: Vec<_> = stage.backend.requests::<UpdateMember>();
    let changes: Vec<_> = changes
        .iter()
        .map(|request| (request.change, request.own_account))
        .collect();
    assert_eq!(
        changes,
        [
            (MemberChange::Deactivate, false),
            (MemberChange::Reactivate, false)
        ]
    );
}

#[wasm_bindgen_test]
async fn somebody_is_made_an_admin_and_no_longer() {
    let stage = list(company_of(12), "").await;
    press(&stage, "person3@", "Make company admin");
    dialog_says(&stage, "can then change everything").await;
    confirm(&stage);
    eventually("it is shown", || row_text(&stage, "person3@").contains("Admin")).await;
    press(&stage, "person3@", "Remove as company admin");
    dialog_says(&stage, "stays in the company").await;
    confirm(&stage);
    eventually("it is gone", || row_text(&stage, "person3@").contains("Member")).await;
}

#[wasm_bindgen_test]
async fn an_account_is_marked_as_a_programs_and_as_a_persons_again() {
    let stage = list(company_of(12), "").await;
    assert!(row_text(&stage, "person5@").contains("Service account"));
    press(&stage, "person3@", "Mark as service account");
    dialog_says(&stage, "What the account may do stays as it is").await;
    confirm(&stage);
    eventually("it is shown", || {
        row_text(&stage, "person3@").contains("Service account")
    })
    .await;
    press(&stage, "person3@", "Mark as a person's account");
    dialog_says(&stage, "as a person again").await;
    confirm(&stage);
    eventually("it is gone", || row_text(&stage, "person3@").contains("Member")).await;
    choose(&stage, "role", "service");
    eventually("only programs are shown", || stage.count("tbody tr") == 1).await;
    assert!(row_text(&stage, "person5@").contains("Service account"));
}

#[wasm_bindgen_test]
async fn the_last_admin_is_refused_in_the_dialog_with_what_to_do() {
    let backend = company_of(12);
    backend.on::<UpdateMember>(|_| MockResponse::refused(ErrorCode::LastCompanyAdmin));
    let stage = list(backend, "").await;
    press(&stage, "(you)", "Remove as company admin");
    dialog_says(&stage, "These are your own rights").await;
    confirm(&stage);
    let phrase = error_phrase(Locale::en, ErrorCode::LastCompanyAdmin);
    dialog_says(&stage, phrase).await;
    assert!(stage.left_for().is_empty());
}

#[wasm_bindgen_test]
async fn whoever_changes_the_own_account_is_told_and_leaves_the_page() {
    let stage = list(company_of(12), "").await;
    press(&stage, "(you)", "Deactivate");
    dialog_says(&stage, "This is your own account").await;
    confirm(&stage);
    eventually("the page is left", || stage.left_for() == ["/"]).await;
    let requests = stage.backend.requests::<UpdateMember>();
    assert!(requests.last().is_some_and(|request| request.own_account));
}

#[wasm_bindgen_test]
async fn where_the_row_leaves_the_list_the_focus_goes_to_the_heading() {
    let stage = list(company_of(12), "?status=active").await;
    press(&stage, "person3@", "Deactivate");
    dialog_says(&stage, "Deactivate").await;
    confirm(&stage);
    // What was done is said with the address, too.
    let rows = || stage.first("tbody").text_content().unwrap_or_default();
    eventually("the row is gone", || !rows().contains("person3@")).await;
    assert_eq!(focused().tag_name(), "H1");
}
