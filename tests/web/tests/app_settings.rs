//! Settings > General: making an app and its environments, and what becomes of their secrets.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    app_settings::{
        ClientKind, CreateApp, CreateEnvironment, DeleteApp, DeleteEnvironment, EndPreviousSecret,
        Environment, GetAppSettings, GetEnvironmentDeletion, OptionalScope, RenameApp, RotateClientSecret,
        SigningAlgorithm, UpdateEnvironment, create_app, delete_app, delete_environment, rename_app,
    },
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_web_tests::{Stage, eventually, focused, type_text};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlInputElement, InputEvent, InputEventInit};

wasm_bindgen_test_configure!(run_in_browser);

const GENERAL: &str = "/apps/company-expenses/settings/general";

fn place() -> String {
    window().location().pathname().expect("a path")
}

fn active_id() -> String {
    document()
        .active_element()
        .map(|element| element.id())
        .unwrap_or_default()
}

/// A row of a list: "Redirect URI 2".
fn row(stage: &Stage, name: &str) -> HtmlInputElement {
    stage
        .first(&format!("input[aria-label='{name}']"))
        .unchecked_into()
}

/// Fills a list row by row; the first row is there.
async fn fill_rows(stage: &Stage, item: &str, entries: &[&str]) {
    let first = row(stage, &format!("{item} 1"));
    let group = first.closest(".multi-value").ok().flatten().expect("a list");
    for (at, entry) in entries.iter().enumerate() {
        let inputs = || group.query_selector_all("input").expect("a selector");
        if inputs().length() as usize <= at {
            let add = group.query_selector(":scope > button").expect("a selector");
            add.expect("a button")
                .unchecked_into::<web_sys::HtmlElement>()
                .click();
            let place = u32::try_from(at).expect("few");
            eventually("there is a row, which gets the focus", || {
                let input = inputs().get(place);
                input.is_some_and(|input| focused().is_same_node(Some(&input)))
            })
            .await;
        }
        let input = inputs().get(u32::try_from(at).expect("few")).expect("a row");
        type_text(&input.unchecked_into(), entry);
    }
}

/// What the rows of a list hold.
fn rows(stage: &Stage, item: &str) -> Vec<String> {
    let first = row(stage, &format!("{item} 1"));
    let group = first.closest(".multi-value").ok().flatten().expect("a list");
    let inputs = group.query_selector_all("input").expect("a selector");
    (0..inputs.length())
        .filter_map(|at| inputs.get(at))
        .map(|input| input.unchecked_into::<HtmlInputElement>().value())
        .collect()
}

/// The focus goes elsewhere.
fn leave(field: &HtmlInputElement) {
    for name in ["blur", "focusout"] {
        let init = EventInit::new();
        init.set_bubbles(name == "focusout");
        let event = Event::new_with_event_init_dict(name, &init).expect("an event");
        field.dispatch_event(&event).expect("taken");
    }
}

/// Chooses from a list.
fn choose(stage: &Stage, label: &str, value: &str) {
    let field: HtmlInputElement = stage.field(label);
    web_sys::js_sys::Reflect::set(&field, &"value".into(), &value.into()).expect("taken");
    let init = InputEventInit::new();
    init.set_bubbles(true);
    let event = InputEvent::new_with_event_init_dict("change", &init).expect("input events can be made");
    field.dispatch_event(&event).expect("taken");
}

async fn general(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, GENERAL);
    eventually("the page is there", || stage.heading() == "General").await;
    stage
}

async fn form(backend: FakeBackend, environment: &str, button: &str) -> Stage {
    let stage = Stage::portal(backend, &format!("{GENERAL}/{environment}"));
    eventually("the form is there", || stage.find_button(button).is_some()).await;
    stage
}

fn with(change: impl FnOnce(&mut Environment)) -> FakeBackend {
    let mut environment = canned::acceptance();
    change(&mut environment);
    canned::admin(vec![environment])
}

#[wasm_bindgen_test]
async fn a_new_app_leads_to_its_settings() {
    let stage = Stage::portal(canned::admin(Vec::new()), "/apps/new");
    eventually("the form is there", || stage.find_button("Create app").is_some()).await;
    type_text(&stage.field("Name of the app"), "Company Expenses");
    stage.button("Create app").click();
    eventually("its settings are there", || stage.heading() == "General").await;
    assert_eq!(place(), GENERAL);
    assert_eq!(
        stage.first(".app-head bdi").text_content().as_deref(),
        Some("Company Expenses")
    );
    assert!(stage.text().contains("There is no environment yet."));
    let name = "Company Expenses".to_owned();
    assert_eq!(
        stage.backend.requests::<CreateApp>(),
        [create_app::Request {
            name,
            slug: Some("company-expenses".to_owned())
        }]
    );
}

#[wasm_bindgen_test]
async fn all_that_is_wrong_with_a_new_app_is_said_before_it_is_sent() {
    let stage = Stage::portal(canned::admin(Vec::new()), "/apps/new");
    eventually("the form is there", || stage.find_button("Create app").is_some()).await;
    type_text(&stage.field("Short name for addresses"), "No!");
    stage.button("Create app").click();
    let said = |label: &str| stage.description(&stage.field(label));
    eventually("it is said", || {
        said("Name of the app").contains("Enter a name of 1 to 100")
    })
    .await;
    assert!(said("Short name for addresses").contains("a-z"));
    assert_eq!(active_id(), "name");
    assert!(stage.backend.requests::<CreateApp>().is_empty());
    let name = stage.field("Name of the app");
    type_text(&name, "Costs");
    leave(&name);
    eventually("it is mended", || said("Name of the app").is_empty()).await;
}

#[wasm_bindgen_test]
async fn it_says_that_it_is_loading_and_can_be_asked_again() {
    let backend = canned::admin(vec![canned::acceptance()]);
    backend.on::<GetAppSettings>(|_| MockResponse::refused(ErrorCode::Unavailable));
    backend.hold::<GetAppSettings>();
    let stage = Stage::portal(backend, GENERAL);
    eventually("it says that it is loading", || stage.text().contains("Loading")).await;
    stage.backend.release::<GetAppSettings>("");
    eventually("it says that it failed", || {
        stage.alert().contains("This could not be loaded")
    })
    .await;
    stage.button("Try again").click();
    eventually("it asked again", || {
        stage.backend.requests::<GetAppSettings>().len() == 2
    })
    .await;
}

/// The area reads it once, and its pages go from one to the other without asking.
#[wasm_bindgen_test]
async fn an_app_is_read_once_for_all_of_its_pages() {
    let stage = general(canned::admin(vec![canned::acceptance()])).await;
    stage.link("Acceptance").click();
    eventually("its address is there", || place() != GENERAL).await;
    eventually("its page is there", || stage.heading() == "Acceptance").await;
    assert_eq!(place(), format!("{GENERAL}/acceptance"));
    assert_eq!(
        document().title(),
        "Acceptance \u{b7} Company Expenses \u{b7} Apps \u{b7} Acme Cloud"
    );
    stage.link("Company Expenses").click();
    eventually("the list is there", || stage.heading() == "General").await;
    assert_eq!(stage.backend.requests::<GetAppSettings>().len(), 1);
}

#[wasm_bindgen_test]
async fn an_app_that_one_does_not_look_after_is_not_there() {
    for path in [GENERAL.to_owned(), format!("{GENERAL}/acceptance")] {
        let backend = canned::portal(Vec::new());
        backend.on::<GetAppSettings>(|_| MockResponse::refused(ErrorCode::NotFound));
        let stage = Stage::portal(backend, &path);
        eventually("it says so", || {
            stage
                .text()
                .contains("We can't find this app, or you don't manage it.")
        })
        .await;
        assert_eq!(stage.heading(), "App not found");
        assert_eq!(stage.count("form"), 0);
        assert_eq!(stage.alert(), "");
    }
    let stage = Stage::portal(canned::admin(Vec::new()), &format!("{GENERAL}/gone"));
    eventually("an environment that is gone, too", || {
        stage.heading() == "Environment not found"
    })
    .await;
    let link = stage.link("Show all environments");
    assert_eq!(link.get_attribute("href").as_deref(), Some(GENERAL));
}

#[wasm_bindgen_test]
async fn the_list_says_what_each_environment_is_and_whether_it_works() {
    let mut bare = canned::acceptance();
    bare.id = "test".to_owned();
    bare.settings.name = "Test".to_owned();
    bare.settings.kind = ClientKind::Public;
    bare.settings.redirect_uris.clear();
    let stage = general(canned::admin(vec![canned::acceptance(), bare])).await;
    let rows = |at: usize| {
        let row = stage.first(&format!(".environment-rows > li:nth-child({at})"));
        row.text_content().unwrap_or_default()
    };
    for fact in [
        "Acceptance",
        "Web app with a server",
        "https://expenses.example/",
        "Ready for sign-in",
    ] {
        assert!(rows(1).contains(fact), "{fact}");
    }
    for fact in ["Test", "Single-page or native app", "No redirect URI yet"] {
        assert!(rows(2).contains(fact), "{fact}");
    }
    let link = stage.link("Acceptance");
    assert_eq!(link.get_attribute("href"), Some(format!("{GENERAL}/acceptance")));
}

#[wasm_bindgen_test]
async fn the_page_of_an_environment_shows_what_an_app_needs_to_be_connected() {
    let stage = form(canned::admin(vec![canned::acceptance()]), "acceptance", "Save").await;
    assert_eq!(stage.heading(), "Acceptance");
    for fact in [
        "https://platform.example",
        "company-expenses-acceptance",
        "https://platform.example/.well-known/openid-configuration",
        "Web app with a server",
        "Ready for sign-in",
        "LATCHKEY_CLIENT_ID=company-expenses-acceptance",
        "LATCHKEY_APP_URL=https://expenses.example/",
    ] {
        assert!(stage.text().contains(fact), "{fact}");
    }
    for what in ["Issuer", "Client ID", "Discovery URL", "Environment variables"] {
        assert!(stage.find_button(&format!("Copy {what}")).is_some(), "{what}");
    }
    let open = stage.link("Open Acceptance");
    assert_eq!(
        open.get_attribute("href").as_deref(),
        Some("https://expenses.example/")
    );
    for (tab, says) in [
        ("Node.js", "redirect_uri: \"https://expenses.example/callback\""),
        ("Python", "client_id=\"company-expenses-acceptance\""),
        (
            "Other",
            "discovery: https://platform.example/.well-known/openid-configuration",
        ),
    ] {
        stage.button(tab).click();
        eventually(tab, || stage.text().contains(says)).await;
    }
    drop(stage);
    let stage = form(
        with(|environment| environment.settings.kind = ClientKind::Public),
        "acceptance",
        "Save",
    )
    .await;
    assert!(
        stage
            .text()
            .contains("This app has no client secret; it uses PKCE.")
    );
    assert!(!stage.text().contains("LATCHKEY_CLIENT_SECRET"));
    assert!(
        stage.find_button("Rotate secret Acceptance").is_none(),
        "there is none"
    );
}

#[wasm_bindgen_test]
async fn the_app_is_renamed_unless_somebody_else_did_so() {
    let stage = general(canned::admin(Vec::new())).await;
    stage.button("Change name of the app").click();
    eventually("it can be typed", || active_id() == "name").await;
    type_text(&stage.field("Name of the app"), " Costs ");
    stage.button("Save name").click();
    eventually("it says so", || stage.text().contains("The name is saved.")).await;
    let head = || stage.first(".app-head bdi").text_content();
    eventually("the area knows", || head().as_deref() == Some("Costs")).await;
    assert!(document().title().starts_with("General \u{b7} Costs \u{b7} "));
    let request = rename_app::Request {
        app: "company-expenses".to_owned(),
        present_name: "Company Expenses".to_owned(),
        name: " Costs ".to_owned(),
    };
    assert_eq!(stage.backend.requests::<RenameApp>(), [request]);
    stage
        .backend
        .on::<RenameApp>(|_| MockResponse::refused(ErrorCode::ChangedMeanwhile));
    eventually("it can be changed again", || {
        stage.find_button("Change name of the app").is_some()
    })
    .await;
    stage.button("Change name of the app").click();
    eventually("it can be typed", || active_id() == "name").await;
    type_text(&stage.field("Name of the app"), "Expenses");
    stage.button("Save name").click();
    eventually("it says so", || stage.alert().contains("Somebody else")).await;
    assert_eq!(stage.field("Name of the app").value(), "Expenses");
}

#[wasm_bindgen_test]
async fn a_new_environment_shows_its_secret_once() {
    let stage = form(canned::admin(Vec::new()), "new", "Create environment").await;
    assert_eq!(stage.heading(), "New environment");
    assert_eq!(stage.field("Name").value(), "Test", "what is usually made first");
    assert!(stage.text().contains("You get access yourself"));
    type_text(&stage.field("Address of the app"), "https://test.example/");
    fill_rows(
        &stage,
        "Redirect URI",
        &["", "  https://test.example/a  ", "", "https://test.example/b"],
    )
    .await;
    fill_rows(&stage, "Role", &["User", "Boss"]).await;
    let field: HtmlInputElement = stage.field("Email address");
    field.click();
    stage.button("Create environment").click();
    eventually("the secret is there", || {
        stage.text().contains(canned::NEW_SECRET)
    })
    .await;
    assert_eq!(stage.count("dialog[open]"), 1);
    let lines = ["LATCHKEY_CLIENT_SECRET=", canned::NEW_SECRET].concat();
    for fact in [
        "company-expenses-made",
        "LATCHKEY_ISSUER=https://platform.example",
        &lines,
    ] {
        assert!(
            stage
                .first("dialog[open]")
                .text_content()
                .unwrap_or_default()
                .contains(fact),
            "{fact}"
        );
    }
    assert_eq!(
        stage.button("Copy all").class_name(),
        "button",
        "the main thing to do"
    );
    let request = stage.backend.requests::<CreateEnvironment>().remove(0);
    assert_eq!(request.app, "company-expenses");
    assert_eq!(
        request.settings.redirect_uris,
        ["https://test.example/a", "https://test.example/b"]
    );
    assert_eq!(request.settings.roles, ["User", "Boss"]);
    assert_eq!(request.settings.optional_scopes, [OptionalScope::Email]);
    stage.button("Done").click();
    eventually("it leads to its page", || stage.text().contains("Test is saved.")).await;
    assert_eq!(place(), format!("{GENERAL}/made"));
    assert_eq!(stage.heading(), "Test");
    assert!(
        !stage.html().contains(canned::NEW_SECRET),
        "nothing of it stays in the page"
    );
}

#[wasm_bindgen_test]
async fn all_that_the_platform_refuses_is_said_at_once_and_the_first_gets_the_focus() {
    let backend = canned::admin(Vec::new());
    backend.on::<CreateEnvironment>(|_| {
        MockResponse::refused_fields(&[
            ("redirect_uris.1", ErrorCode::AddressHasFragment),
            ("roles", ErrorCode::TooManyEntries),
            ("name", ErrorCode::NameTaken),
        ])
    });
    let stage = form(backend, "new", "Create environment").await;
    type_text(&stage.field("Address of the app"), "https://test.example/");
    let typed = ["https://test.example/a", "", "https://test.example/b"];
    fill_rows(&stage, "Redirect URI", &typed).await;
    stage.button("Create environment").click();
    let third = row(&stage, "Redirect URI 3");
    eventually("it is said", || {
        stage
            .description(&third)
            .contains("The address must not have a part behind #.")
    })
    .await;
    assert_eq!(third.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert!(
        stage
            .description(&stage.field("Name"))
            .contains("This name is taken already.")
    );
    assert!(
        stage
            .by_id("roles-error")
            .text_content()
            .unwrap_or_default()
            .contains("entries")
    );
    assert_eq!(active_id(), "environment-name", "the first in the page");
    assert_eq!(rows(&stage, "Redirect URI"), typed);
    let (name, contact) = (stage.field("Name"), stage.field("Contact for other companies"));
    leave(&name);
    type_text(&contact, "Grace");
    leave(&contact);
    eventually("a field that was left is judged", || {
        stage.description(&contact).contains("Enter an email address")
    })
    .await;
    let taken = || stage.description(&name).contains("This name is taken already.");
    assert!(taken(), "it still is");
    type_text(&name, "Test 2");
    leave(&name);
    eventually("another one may be free", || !taken()).await;
}

/// The platform's own words for it are those of `crates/server/tests/operations/app_settings.rs`.
#[wasm_bindgen_test]
async fn everything_that_can_be_known_is_said_before_it_is_sent() {
    let stage = form(canned::admin(Vec::new()), "new", "Create environment").await;
    fill_rows(
        &stage,
        "Redirect URI",
        &[
            "app.example",
            "http://app.example/",
            "https://app.example/#x",
            "https://*.example/",
            "https://u:p@app.example/",
            "javascript:alert(1)",
            "com.example.app:/callback",
            "https://app.example/callback",
            "https://app.example/callback",
            "http://127.0.0.1/callback",
        ],
    )
    .await;
    type_text(&stage.field("Back-channel logout URI"), "http://10.0.0.1/logout");
    type_text(&stage.field("Contact for other companies"), "Grace");
    stage.button("Create environment").click();
    let said = |at: usize| stage.description(&row(&stage, &format!("Redirect URI {at}")));
    let of = |label: &str| stage.description(&stage.field(label));
    eventually("it is said", || {
        of("Address of the app").contains("Enter the address where people open the app, like https://")
    })
    .await;
    for (at, words) in [
        (1, "whole address"),
        (2, "must begin"),
        (3, "behind #"),
        (4, "*"),
        (5, "password"),
        (6, "begin"),
        (7, "native app"),
        (9, "twice"),
    ] {
        assert!(said(at).contains(words), "{at}: {}", said(at));
    }
    let hint = said(8);
    assert_eq!(said(10), hint, "nothing is wrong with these");
    assert!(of("Back-channel logout URI").contains("https://"));
    assert!(of("Contact for other companies").contains("Enter an email address"));
    assert_eq!(active_id(), "environment-url");
    assert!(stage.backend.requests::<CreateEnvironment>().is_empty());

    let first = row(&stage, "Redirect URI 1");
    type_text(&first, "https://app.example/");
    leave(&first);
    eventually("what is mended is not wrong any more", || said(1) == hint).await;
    assert!(said(3).contains("behind #"), "the others still are");
    stage.field("Single-page or native app").click();
    leave(&first);
    eventually("a native app may", || !said(7).contains("Only a single-page")).await;
}

#[wasm_bindgen_test]
async fn of_two_who_edit_at_once_the_second_loses_nothing() {
    let backend = canned::admin(vec![canned::acceptance()]);
    backend.on::<UpdateEnvironment>(|_| MockResponse::refused(ErrorCode::ChangedMeanwhile));
    let stage = form(backend, "acceptance", "Save").await;
    type_text(&row(&stage, "Role 1"), "Mine");
    stage.button("Save").click();
    eventually("it says so", || {
        stage.alert().contains("Somebody else has changed this")
    })
    .await;
    assert_eq!(rows(&stage, "Role"), ["Mine", "Administrator"]);
    stage.button("Load the current settings").click();
    eventually("what is there is there", || {
        stage.find_button("Save").is_some() && rows(&stage, "Role") == ["User", "Administrator"]
    })
    .await;
    eventually("the place is kept", || active_id() == "environment-name").await;
    assert_eq!(stage.backend.requests::<GetAppSettings>().len(), 2);
    assert_eq!(stage.alert(), "");
}

#[wasm_bindgen_test]
async fn what_is_saved_stays_on_the_screen_and_can_be_changed_again() {
    let stage = form(canned::admin(vec![canned::acceptance()]), "acceptance", "Save").await;
    for (name, version) in [
        ("Staging", "as-it-was-looked-at"),
        ("Stage", "as-it-was-looked-at-and-changed"),
    ] {
        type_text(&stage.field("Name"), name);
        let save = stage.button("Save");
        save.focus().expect("focusable");
        save.click();
        let saved = format!("{name} is saved.");
        eventually("it is saved", || stage.text().contains(&saved)).await;
        assert_eq!(stage.heading(), name, "the page knows");
        assert!(focused().is_same_node(Some(&save)), "the focus stays");
        let request = stage.backend.requests::<UpdateEnvironment>().pop().expect("one");
        assert_eq!(
            (request.environment.as_str(), request.version.as_str()),
            ("acceptance", version)
        );
        assert_eq!(request.settings.roles, canned::acceptance().settings.roles);
    }
    assert_eq!(place(), format!("{GENERAL}/acceptance"));
}

#[wasm_bindgen_test]
async fn becoming_public_asks_before_the_secret_goes() {
    let stage = form(canned::admin(vec![canned::acceptance()]), "acceptance", "Save").await;
    stage.field("Single-page or native app").click();
    eventually("the hint follows", || {
        stage.text().contains("com.example.app:/callback")
    })
    .await;
    stage.button("Save").click();
    eventually("it asks", || {
        stage.text().contains("The client secret is removed")
    })
    .await;
    assert!(stage.backend.requests::<UpdateEnvironment>().is_empty());
    assert_eq!(focused().text_content().as_deref(), Some("Cancel"));
    stage.button("Cancel").click();
    eventually("it asks no more", || stage.find_button("Remove secret").is_none()).await;
    stage.button("Save").click();
    eventually("it asks", || stage.find_button("Remove secret").is_some()).await;
    stage.button("Remove secret").click();
    eventually("it is saved", || stage.text().contains("Acceptance is saved.")).await;
    let requests = stage.backend.requests::<UpdateEnvironment>();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].settings.kind, ClientKind::Public);
}

#[wasm_bindgen_test]
async fn a_secret_is_rotated_after_a_question_and_the_old_one_locked() {
    let stage = form(canned::admin(vec![canned::acceptance()]), "acceptance", "Save").await;
    let rotate = stage.button("Rotate secret Acceptance");
    rotate.focus().expect("focusable");
    rotate.click();
    eventually("it asks", || {
        stage
            .text()
            .contains("The current one keeps working for 7 days, so")
    })
    .await;
    assert!(stage.backend.requests::<RotateClientSecret>().is_empty());
    stage.button("Create new secret").click();
    eventually("the secret is there", || {
        stage.text().contains(canned::NEW_SECRET)
    })
    .await;
    stage.button("Done").click();
    eventually("it is gone", || !stage.html().contains(canned::NEW_SECRET)).await;
    assert!(stage.text().contains("Works until"));
    assert!(focused().is_same_node(Some(&rotate)), "the place is kept");
    rotate.click();
    eventually("it tells of the oldest", || {
        stage.text().contains("the one before it ends at once")
    })
    .await;
    stage.button("Cancel").click();
    eventually("nothing was done", || stage.count("dialog[open]") == 0).await;
    stage.button("Lock old secret Acceptance").click();
    eventually("it asks", || stage.find_button("Lock now").is_some()).await;
    stage.button("Lock now").click();
    eventually("it says so", || {
        stage.text().contains("The old secret is locked.")
    })
    .await;
    assert!(!stage.text().contains("Works until"));
    eventually("the place is kept", || active_id() == "secrets").await;
    assert_eq!(stage.backend.requests::<EndPreviousSecret>().len(), 1);
    assert_eq!(stage.backend.requests::<RotateClientSecret>().len(), 1);
}

#[wasm_bindgen_test]
async fn a_rotation_that_fails_says_so_and_shows_no_secret() {
    let backend = canned::admin(vec![canned::acceptance()]);
    backend.on::<RotateClientSecret>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = form(backend, "acceptance", "Save").await;
    stage.button("Rotate secret Acceptance").click();
    eventually("it asks", || stage.find_button("Create new secret").is_some()).await;
    stage.button("Create new secret").click();
    eventually("it says so", || stage.alert().contains("Nothing was changed.")).await;
    assert_eq!(stage.count(".secret-value"), 0);
}

#[wasm_bindgen_test]
async fn what_was_typed_is_back_after_a_new_session() {
    let backend = canned::admin(Vec::new());
    backend.on::<CreateEnvironment>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    let stage = form(backend, "new", "Create environment").await;
    type_text(&stage.field("Address of the app"), "https://test.example/");
    fill_rows(
        &stage,
        "Redirect URI",
        &["https://test.example/a", "https://test.example/b"],
    )
    .await;
    stage.field("Email address").click();
    stage.button("Create environment").click();
    eventually("it leaves", || {
        stage.left_for() == [format!("/sign-in?return_to={GENERAL}/new")]
    })
    .await;
    drop(stage);
    let stage = form(canned::admin(Vec::new()), "new", "Create environment").await;
    assert_eq!(stage.field("Address of the app").value(), "https://test.example/");
    assert_eq!(
        rows(&stage, "Redirect URI"),
        ["https://test.example/a", "https://test.example/b"]
    );
    assert!(stage.field("Email address").checked());
    assert!(stage.text().contains("We kept what you typed, except passwords."));
}

#[wasm_bindgen_test]
async fn the_short_name_follows_the_name_until_another_one_is_typed() {
    let backend = canned::admin(Vec::new());
    backend.on::<CreateApp>(|_| MockResponse::refused_at(ErrorCode::SlugTaken, "slug"));
    let stage = Stage::portal(backend, "/apps/new");
    eventually("the form is there", || stage.find_button("Create app").is_some()).await;
    let short = || stage.field("Short name for addresses").value();
    type_text(
        &stage.field("Name of the app"),
        "M\u{fc}ller & S\u{f6}hne: Expenses",
    );
    eventually("it follows", || short() == "muller-sohne-expenses").await;
    type_text(&stage.field("Short name for addresses"), "expenses");
    type_text(&stage.field("Name of the app"), "Costs");
    assert_eq!(short(), "expenses");
    stage.button("Create app").click();
    eventually("it is said", || {
        stage.text().contains("Another app has this short name")
    })
    .await;
    assert_eq!(active_id(), "slug");
    assert_eq!(
        stage.backend.requests::<CreateApp>(),
        [create_app::Request {
            name: "Costs".to_owned(),
            slug: Some("expenses".to_owned())
        }]
    );
}

#[wasm_bindgen_test]
async fn an_environment_is_deleted_after_the_dialog_has_said_what_ends() {
    let mut production = canned::acceptance();
    production.id = "production".to_owned();
    production.settings.name = "Production".to_owned();
    let backend = canned::admin(vec![canned::acceptance(), production]);
    let stage = form(backend, "acceptance", "Save").await;
    stage.button("Delete environment Acceptance").click();
    eventually("it says what ends", || {
        stage.text().contains("People with access")
    })
    .await;
    assert_eq!(stage.count("dialog[open]"), 1);
    assert!(stage.text().contains("Acceptance is deleted for good."));
    assert!(stage.text().contains("12") && stage.text().contains("https://expenses.example/"));
    stage.button("Cancel").click();
    eventually("nothing was done", || stage.count("dialog[open]") == 0).await;
    assert!(stage.backend.requests::<DeleteEnvironment>().is_empty());
    stage.button("Delete environment Acceptance").click();
    eventually("it can be done", || {
        stage.find_button("Delete environment").is_some()
    })
    .await;
    stage.button("Delete environment").click();
    eventually("it is gone", || {
        stage.heading() == "General" && stage.count(".environment-rows > li") == 1
    })
    .await;
    assert!(stage.text().contains("Acceptance is deleted."));
    assert_eq!(
        stage.backend.requests::<DeleteEnvironment>(),
        [delete_environment::Request {
            environment: "acceptance".to_owned()
        }]
    );
}

#[wasm_bindgen_test]
async fn an_app_is_deleted_by_whoever_types_its_name() {
    let stage = general(canned::admin(vec![canned::acceptance()])).await;
    stage.button("Delete app Company Expenses").click();
    eventually("it says what ends", || {
        stage.text().contains("People with access")
    })
    .await;
    let confirm = || {
        let button = document().query_selector("dialog[open] button[type=submit]");
        button.expect("a selector").expect("a button")
    };
    let click = || {
        web_sys::js_sys::Reflect::get(&confirm(), &"click".into())
            .map(web_sys::js_sys::Function::from)
            .and_then(|click| click.call0(&confirm()))
            .expect("clicked");
    };
    type_text(&stage.field("To confirm, type the name of the app"), "Company");
    click();
    eventually("it is refused", || {
        stage
            .text()
            .contains("That is not the name of the app. Type Company Expenses.")
    })
    .await;
    assert_eq!(focused().tag_name(), "INPUT");
    assert!(stage.backend.requests::<DeleteApp>().is_empty());
    type_text(
        &stage.field("To confirm, type the name of the app"),
        "Company Expenses",
    );
    click();
    eventually("home says so", || {
        stage.text().contains("Company Expenses is deleted.")
    })
    .await;
    assert_eq!(place(), "/");
    assert_eq!(
        stage.backend.requests::<DeleteApp>(),
        [delete_app::Request {
            app: "company-expenses".to_owned()
        }]
    );
}

#[wasm_bindgen_test]
async fn what_cannot_be_said_cannot_be_deleted() {
    let backend = canned::admin(vec![canned::acceptance()]);
    backend.on::<GetEnvironmentDeletion>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = form(backend, "acceptance", "Save").await;
    stage.button("Delete environment Acceptance").click();
    eventually("it says that it failed", || stage.count("dialog .failure") == 1).await;
    assert!(stage.find_button("Delete environment").is_none());
}

#[wasm_bindgen_test]
async fn a_question_that_is_left_gives_the_focus_back() {
    let backend = with(|environment| {
        environment.previous_secret_ends_at = Some("2026-11-27T12:00:00Z".to_owned());
    });
    let stage = form(backend, "acceptance", "Save").await;
    for (asks, confirms) in [
        ("Rotate secret Acceptance", "Create new secret"),
        ("Lock old secret Acceptance", "Lock now"),
        ("Delete environment Acceptance", "Delete environment"),
    ] {
        stage.button(asks).focus().expect("focusable");
        stage.button(asks).click();
        eventually("it asks", || stage.find_button(confirms).is_some()).await;
        assert_eq!(focused().text_content().as_deref(), Some("Cancel"), "{asks}");
        stage.button("Cancel").click();
        eventually("it is left", || stage.find_button(confirms).is_none()).await;
        eventually("the focus is back", || {
            focused().is_same_node(Some(&stage.button(asks)))
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn the_rest_of_a_client_s_settings_is_chosen_and_sent() {
    let stage = form(canned::admin(vec![canned::acceptance()]), "acceptance", "Save").await;
    choose(&stage, "Signature of ID tokens", "RS256");
    choose(&stage, "Repeat a refresh for (seconds)", "0");
    type_text(
        &stage.field("Contact for other companies"),
        " help@expenses.example ",
    );
    stage.button("Save").click();
    eventually("it is saved", || stage.text().contains("Acceptance is saved.")).await;
    let request = stage.backend.requests::<UpdateEnvironment>().remove(0);
    assert_eq!(
        request.settings.id_token_signed_response_alg,
        SigningAlgorithm::Rs256
    );
    assert_eq!(request.settings.refresh_token_reuse_seconds, Some(0));
    assert_eq!(
        request.settings.support_contact.as_deref(),
        Some("help@expenses.example")
    );
}
