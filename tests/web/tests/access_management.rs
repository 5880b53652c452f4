//! Access Management: the way to the people of an environment, their roles, and taking access.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    access_management::{
        AcceptAccessRequest, CheckInvitees, CreateInvitations, DeclineAccessRequest, ListAccessRequests,
        PersonWithAccess, ResendInvitation, RevokeAccess, UpdateAccess, WithdrawInvitation,
    },
    app_settings::Environment,
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_access};
use latchkey_web_tests::{Stage, eventually, focused};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlTextAreaElement};

wasm_bindgen_test_configure!(run_in_browser);

const OVERVIEW: &str = "/apps/company-expenses/settings/access-management";
const PEOPLE: &str = "/apps/company-expenses/settings/access-management/acceptance";

const INVITE: &str = "/apps/company-expenses/settings/access-management/acceptance/invite";
const INVITATIONS: &str = "/apps/company-expenses/settings/access-management/acceptance/invitations";

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
        let cells = row.query_selector_all("th, td:not(.select)").expect("a selector");
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
    let ada = row(&stage, "Lovelace, Ada");
    assert_eq!(
        (ada[2].as_str(), ada[3].as_str()),
        ("Administrator", "Given directly")
    );
    assert_ne!(ada[4], "None known");
    let grace = row(&stage, "Hopper, Grace");
    assert!(grace[3].starts_with("Group Finance: User"), "{grace:?}");
    assert!(grace[3].contains("by an admin of the company"), "{grace:?}");
    assert_eq!(grace[4], "None known");
    assert!(
        !grace[5].contains("Remove"),
        "a group's access is not taken here: {grace:?}"
    );
    let both = row(&stage, "Müller, Jürgen");
    assert!(
        both[3].starts_with("Given directly: UserGroup Finance: User"),
        "{both:?}"
    );
    let admin = list(usual()).await;
    assert!(!row(&admin, "Hopper, Grace")[3].contains("by an admin of the company"));
    let link = admin.link("Group Finance: User").get_attribute("href");
    assert_eq!(link.as_deref(), Some("/control-center/people/groups/finance"));
}

#[wasm_bindgen_test]
async fn an_edit_leaves_row_and_focus_where_they_are() {
    let stage = list(usual()).await;
    let before = stage.first("tbody tr:last-child");
    let listed = before
        .query_selector("th bdi")
        .expect("a selector")
        .expect("a name");
    let listed = listed.text_content().unwrap_or_default();
    // The last name stands first in the list, and nowhere else.
    let (last, first) = listed.split_once(", ").expect("two names");
    let name = format!("{first} {last}");
    ask(&stage, &format!("Edit {name}")).await;
    assert!(dialog_text(&stage).contains(&format!("Roles of {name}")));
    toggle(&stage, "Administrator");
    eventually("a strong role is warned of", || {
        dialog_text(&stage).contains("can probably change everything")
    })
    .await;
    submit(&stage);
    eventually("the row says so", || {
        row(&stage, &listed)[2].contains("Administrator")
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
        row(&stage, "Müller, Jürgen")[3].starts_with("Group Finance")
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
    let ada = row(&stage, "Lovelace, Ada");
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

fn paste(stage: &Stage, text: &str) {
    let field: HtmlTextAreaElement = stage.first("#invitee-text").unchecked_into();
    field.set_value(text);
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict("input", &init).expect("an event");
    field.dispatch_event(&event).expect("it is heard");
}

/// The entries of the invitee list.
fn invitees(stage: &Stage) -> Vec<String> {
    let rows = stage.all(".invitee-rows > li");
    rows.iter().filter_map(|row| row.text_content()).collect()
}

#[wasm_bindgen_test]
async fn nothing_is_sent_before_the_list_was_reviewed() {
    let stage = Stage::portal(usual(), INVITE);
    eventually("the form is there", || stage.count("#invitee-text") == 1).await;
    assert_eq!(stage.heading(), "Invite Users");
    paste(
        &stage,
        "nobody, grace@acme.example; lin@acme.example\nnora@elsewhere.example, max@acme.example",
    );
    stage.button("Add to invitee list").click();
    eventually("all are in the list", || invitees(&stage).len() == 5).await;
    let list = invitees(&stage);
    for (at, words) in [
        "Not an email address",
        "Has access already",
        "Invited already, and waits",
        "Outside your company",
        "Will be invited",
    ]
    .into_iter()
    .enumerate()
    {
        assert!(list[at].contains(words), "{words} is not in {list:?}");
    }
    assert!(stage.text().contains("2 will be invited, 3 not."));
    paste(&stage, "max@acme.example");
    stage.button("Add to invitee list").click();
    eventually("it is there twice", || invitees(&stage).len() == 6).await;
    assert!(
        invitees(&stage)
            .iter()
            .any(|row| row.contains("Is in the list already"))
    );
    stage.button("Take out all that will not be invited").click();
    eventually("two are left", || invitees(&stage).len() == 2).await;
    stage.button("Take out all outside your company").click();
    eventually("one is left", || invitees(&stage).len() == 1).await;
    let roles = stage.all(".choice label");
    let role = roles
        .into_iter()
        .find(|label| label.text_content().as_deref() == Some("Administrator"));
    role.expect("the role").unchecked_into::<HtmlElement>().click();
    eventually("a strong role is warned of", || {
        stage.text().contains("can probably change everything")
    })
    .await;
    stage.button("Next").click();
    eventually("it is reviewed", || {
        stage.text().contains("One person gets a mail")
    })
    .await;
    assert!(stage.text().contains("They get these roles: Administrator."));
    assert_eq!(stage.backend.requests::<CreateInvitations>(), []);
    stage.button("Back").click();
    eventually("the list is as it was", || invitees(&stage).len() == 1).await;
    stage.button("Next").click();
    eventually("it is reviewed again", || {
        stage.text().contains("One person gets a mail")
    })
    .await;
    stage.button("Send invitations").click();
    eventually("it is sent", || {
        stage.text().contains("One invitation is on its way.")
    })
    .await;
    let sent = stage.backend.requests::<CreateInvitations>();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].emails.as_slice(), sent[0].roles.as_slice()),
        (
            &["max@acme.example".to_owned()][..],
            &["Administrator".to_owned()][..]
        )
    );
    stage.link("Invitations").click();
    eventually("it is in the list", || stage.count("tbody tr") == 7).await;
}

#[wasm_bindgen_test]
async fn the_team_is_included_where_that_is_asked_for() {
    let stage = Stage::portal(usual(), INVITE);
    eventually("the form is there", || stage.count("#include-team") == 1).await;
    stage
        .first("#include-team")
        .unchecked_into::<HtmlElement>()
        .click();
    stage.button("Add to invitee list").click();
    eventually("the team is in the list", || {
        invitees(&stage)
            .iter()
            .any(|row| row.contains("team@acme.example"))
    })
    .await;
    assert!(stage.backend.requests::<CheckInvitees>()[0].include_team);
}

#[wasm_bindgen_test]
async fn a_list_that_is_too_long_says_so_and_what_was_typed_stays() {
    let backend = usual();
    backend.on::<CheckInvitees>(|_| MockResponse::refused_at(ErrorCode::TooManyEntries, "emails"));
    let stage = Stage::portal(backend, INVITE);
    eventually("the form is there", || stage.count("#invitee-text") == 1).await;
    paste(&stage, "a@acme.example");
    stage.button("Add to invitee list").click();
    eventually("it says so", || !stage.alert().is_empty()).await;
    let field: HtmlTextAreaElement = stage.first("#invitee-text").unchecked_into();
    assert_eq!(field.value(), "a@acme.example");
}

#[wasm_bindgen_test]
async fn invitations_say_where_they_stand_and_what_can_be_done() {
    let stage = Stage::portal(usual(), INVITATIONS);
    eventually("the list is there", || stage.count("tbody tr") == 6).await;
    for (email, words, can_resend, can_withdraw) in [
        ("lin@acme.example", "Pending", true, true),
        ("mail@nowhere.example", "Not delivered", true, true),
        ("grace@acme.example", "Accepted", false, false),
        ("busy@acme.example", "Declined", true, false),
        ("late@acme.example", "Expired", true, false),
        ("nobody@acme.example", "Withdrawn", true, false),
    ] {
        let cells = row(&stage, email);
        assert!(cells[2].contains(words), "{cells:?}");
        assert_eq!(cells[4].contains("Send again"), can_resend, "{cells:?}");
        assert_eq!(cells[4].contains("Withdraw"), can_withdraw, "{cells:?}");
    }
    ask(&stage, "Withdraw lin@acme.example").await;
    submit(&stage);
    eventually("it says so", || {
        row(&stage, "lin@acme.example")[2].contains("Withdrawn")
    })
    .await;
    assert_eq!(stage.backend.requests::<WithdrawInvitation>().len(), 1);
    ask(&stage, "Send again late@acme.example").await;
    submit(&stage);
    eventually("it is asked for", || {
        stage.backend.requests::<ResendInvitation>().len() == 1
    })
    .await;
    assert_eq!(
        stage.backend.requests::<ResendInvitation>()[0].invitation,
        "invitation-of-late@acme.example"
    );
}

#[wasm_bindgen_test]
async fn without_an_invitation_the_list_says_so() {
    let backend = usual();
    canned_access::kept_invitations(&backend, Vec::new());
    let stage = Stage::portal(backend, INVITATIONS);
    eventually("it says so", || {
        stage.text().contains("Nobody has been invited yet.")
    })
    .await;
    stage.link("Invite Users").click();
    eventually("the form", || stage.count("#invitee-text") == 1).await;
}

#[wasm_bindgen_test]
async fn whoever_asks_for_access_is_let_in_or_declined() {
    let backend = usual();
    canned_access::kept_requests(&backend, canned_access::requests());
    let stage = list(backend).await;
    eventually("who asks is there", || stage.count(".account-rows li") == 2).await;
    assert!(stage.text().contains("Requests for access (2)"));
    stage.button("Accept Rosa Peters").click();
    eventually("it asks for the roles", || {
        stage.count("dialog[open] input[type=checkbox]") == 2
    })
    .await;
    assert!(stage.text().contains("Give access to Rosa Peters"));
    let told = "Without a role, the person may enter, and the app is told no role.";
    assert!(stage.text().contains(told));
    stage
        .by_id("access-role-0")
        .unchecked_into::<HtmlElement>()
        .click();
    eventually("a role is chosen", || !stage.text().contains(told)).await;
    stage.button("Give access").click();
    eventually("one is left", || stage.count(".account-rows li") == 1).await;
    assert!(stage.text().contains("Requests for access (1)"));
    let sent = stage.backend.requests::<AcceptAccessRequest>();
    assert_eq!((sent[0].request.as_str(), sent[0].roles.len()), ("first", 1));
    eventually("the focus is at the heading", || {
        focused().id() == "access-requests"
    })
    .await;
    stage.button("Decline new@globex.example").click();
    eventually("it asks", || {
        stage
            .text()
            .contains("Decline the request of new@globex.example?")
    })
    .await;
    assert!(stage.backend.requests::<DeclineAccessRequest>().is_empty());
    let buttons = stage.all("dialog[open] button");
    let decline = buttons
        .iter()
        .find(|button| button.text_content().as_deref() == Some("Decline"));
    decline
        .expect("a button")
        .clone()
        .unchecked_into::<HtmlElement>()
        .click();
    eventually("nobody is left", || stage.count("#access-requests") == 0).await;
    assert!(stage.text().contains("The request was declined."));
}

#[wasm_bindgen_test]
async fn without_requests_there_is_no_section_and_a_fault_is_said() {
    let stage = list(usual()).await;
    assert_eq!(stage.count("#access-requests"), 0);
    let backend = usual();
    backend.on::<ListAccessRequests>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = list(backend).await;
    eventually("it is said", || stage.count("[role=alert]:not(:empty)") > 0).await;
}
