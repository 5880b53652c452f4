//! Settings > General: making an app and its environments, and what becomes of their secrets.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    app_settings::{
        ClientKind, CreateApp, CreateEnvironment, DeleteApp, DeleteEnvironment, EndPreviousSecret,
        Environment, GetAppSettings, GetEnvironmentDeletion, OptionalScope, RenameApp, RotateClientSecret,
        SigningAlgorithm, UpdateEnvironment, create_app, delete_app, delete_environment, rename_app,
        update_environment,
    },
};
use latchkey_fake_backend::{Answer, FakeBackend, canned};
use latchkey_web_tests::{Stage, eventually, type_text};
use leptos::prelude::{document, window};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlInputElement, InputEvent, InputEventInit};

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

/// Types into a list; it is no input, and takes the same event.
fn type_lines(stage: &Stage, label: &str, text: &str) {
    put(stage, label, text, "input");
}

/// Chooses from a list.
fn choose(stage: &Stage, label: &str, value: &str) {
    put(stage, label, value, "change");
}

fn put(stage: &Stage, label: &str, text: &str, event: &str) {
    let field: HtmlInputElement = stage.field(label);
    web_sys::js_sys::Reflect::set(&field, &"value".into(), &text.into()).expect("taken");
    let init = InputEventInit::new();
    init.set_bubbles(true);
    let event = InputEvent::new_with_event_init_dict(event, &init).expect("input events can be made");
    field.dispatch_event(&event).expect("taken");
}

fn lines(stage: &Stage, label: &str) -> String {
    let value = web_sys::js_sys::Reflect::get(&stage.field(label), &"value".into());
    value.expect("a value").as_string().expect("text")
}

async fn general(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, GENERAL);
    eventually("the tab is there", || stage.find_button("Save name").is_some()).await;
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
    eventually("its settings are there", || {
        stage.heading() == "Company Expenses: settings"
    })
    .await;
    assert_eq!(place(), GENERAL);
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
async fn a_name_that_cannot_be_is_said_at_its_field() {
    let backend = canned::admin(Vec::new());
    backend.on::<CreateApp>(|_| Answer::refused_at(ErrorCode::NameInvalid, "name"));
    let stage = Stage::portal(backend, "/apps/new");
    eventually("the form is there", || stage.find_button("Create app").is_some()).await;
    stage.button("Create app").click();
    eventually("it is said", || {
        stage
            .text()
            .contains("Enter a name of up to 100 visible characters.")
    })
    .await;
    assert_eq!(active_id(), "name");
}

#[wasm_bindgen_test]
async fn it_says_that_it_is_loading_and_can_be_asked_again() {
    let backend = canned::admin(vec![canned::acceptance()]);
    backend.on::<GetAppSettings>(|_| Answer::refused(ErrorCode::Unavailable));
    backend.hold::<GetAppSettings>();
    let stage = Stage::portal(backend, GENERAL);
    eventually("it says that it is loading", || stage.heading() == "Settings").await;
    assert!(stage.text().contains("Loading"));
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

#[wasm_bindgen_test]
async fn an_app_that_one_does_not_look_after_is_not_there() {
    for path in [GENERAL.to_owned(), format!("{GENERAL}/acceptance")] {
        let backend = canned::portal(Vec::new());
        backend.on::<GetAppSettings>(|_| Answer::refused(ErrorCode::NotFound));
        let stage = Stage::portal(backend, &path);
        eventually("it says so", || {
            stage
                .text()
                .contains("This app is not there, or you do not look after it.")
        })
        .await;
        assert_eq!(stage.count("form"), 0);
        assert_eq!(stage.alert(), "");
    }
    let stage = Stage::portal(canned::admin(Vec::new()), &format!("{GENERAL}/gone"));
    eventually("an environment that is gone, too", || {
        stage.text().contains("This app is not there")
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_tab_shows_what_an_app_needs_to_be_connected() {
    let stage = general(canned::admin(vec![canned::acceptance()])).await;
    assert_eq!(stage.heading(), "Company Expenses: settings");
    assert_eq!(stage.count("[role='tablist'] [role='tab']"), 1);
    assert_eq!(stage.count("[role='tabpanel'][aria-labelledby='tab-general']"), 1);
    for fact in [
        "https://platform.example",
        "company-expenses-acceptance",
        "https://platform.example/.well-known/openid-configuration",
        "Web app with a server",
        "cannot be shown again",
    ] {
        assert!(stage.text().contains(fact), "{fact}");
    }
    for what in ["Issuer", "Client ID", "Discovery URL"] {
        assert!(stage.find_button(&format!("Copy {what}")).is_some(), "{what}");
    }
    let edit = stage.link("Edit Acceptance");
    assert_eq!(edit.get_attribute("href"), Some(format!("{GENERAL}/acceptance")));
    drop(stage);
    let stage = general(with(|environment| {
        environment.settings.kind = ClientKind::Public;
        environment.settings.redirect_uris.clear();
    }))
    .await;
    assert!(stage.text().contains("Single-page or native app"));
    assert!(stage.text().contains("nobody can sign in"));
    assert!(
        stage.find_button("Rotate secret Acceptance").is_none(),
        "there is none"
    );
}

#[wasm_bindgen_test]
async fn the_app_is_renamed_unless_somebody_else_did_so() {
    let stage = general(canned::admin(Vec::new())).await;
    type_text(&stage.field("Name of the app"), " Costs ");
    stage.button("Save name").click();
    eventually("it says so", || stage.text().contains("The name is saved.")).await;
    eventually("the heading knows", || stage.heading() == "Costs: settings").await;
    let request = rename_app::Request {
        app: "company-expenses".to_owned(),
        present_name: "Company Expenses".to_owned(),
        name: " Costs ".to_owned(),
    };
    assert_eq!(stage.backend.requests::<RenameApp>(), [request]);
    stage
        .backend
        .on::<RenameApp>(|_| Answer::refused(ErrorCode::ChangedMeanwhile));
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
    type_lines(
        &stage,
        "Redirect addresses",
        "\n  https://test.example/a  \n\nhttps://test.example/b\n",
    );
    type_lines(&stage, "Roles", "User\nBoss");
    let field: HtmlInputElement = stage.field("Email address");
    field.click();
    stage.button("Create environment").click();
    eventually("the secret is there", || {
        stage.text().contains(canned::NEW_SECRET)
    })
    .await;
    assert_eq!(stage.count("dialog[open]"), 1);
    assert!(stage.find_button("Copy").is_some());
    let request = stage.backend.requests::<CreateEnvironment>().remove(0);
    assert_eq!(request.app, "company-expenses");
    assert_eq!(
        request.settings.redirect_uris,
        ["https://test.example/a", "https://test.example/b"]
    );
    assert_eq!(request.settings.roles, ["User", "Boss"]);
    assert_eq!(request.settings.optional_scopes, [OptionalScope::Email]);
    stage.button("I have kept it").click();
    eventually("it leads back", || stage.text().contains("Test is saved.")).await;
    assert_eq!(place(), GENERAL);
    assert!(
        !stage.html().contains(canned::NEW_SECRET),
        "nothing of it stays in the page"
    );
}

#[wasm_bindgen_test]
async fn the_line_at_fault_is_named_and_gets_the_focus() {
    let backend = canned::admin(Vec::new());
    backend.on::<CreateEnvironment>(|_| Answer::refused_at(ErrorCode::AddressHasFragment, "redirect_uris.1"));
    let stage = form(backend, "new", "Create environment").await;
    let typed = "https://test.example/a\n\nhttps://test.example/#b";
    type_lines(&stage, "Redirect addresses", typed);
    stage.button("Create environment").click();
    let field = stage.field("Redirect addresses");
    eventually("it is said", || {
        stage
            .description(&field)
            .contains("Line 3: The address must not have a part behind #.")
    })
    .await;
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(active_id(), "redirect-uris");
    assert_eq!(lines(&stage, "Redirect addresses"), typed);
}

#[wasm_bindgen_test]
async fn of_two_who_edit_at_once_the_second_loses_nothing() {
    let backend = canned::admin(vec![canned::acceptance()]);
    backend.on::<UpdateEnvironment>(|_| Answer::refused(ErrorCode::ChangedMeanwhile));
    let stage = form(backend, "acceptance", "Save").await;
    assert_eq!(stage.heading(), "Acceptance: settings");
    type_lines(&stage, "Roles", "Mine");
    stage.button("Save").click();
    eventually("it says so", || {
        stage.alert().contains("Somebody else has changed this")
    })
    .await;
    assert_eq!(lines(&stage, "Roles"), "Mine");
    stage.button("Load what is there now").click();
    eventually("what is there is there", || {
        stage.find_button("Save").is_some() && lines(&stage, "Roles") == "User\nAdministrator"
    })
    .await;
    stage
        .backend
        .on::<UpdateEnvironment>(|_| Answer::Success(update_environment::Response { client_secret: None }));
    stage.button("Save").click();
    eventually("it is saved", || stage.text().contains("Acceptance is saved.")).await;
    let request = stage.backend.requests::<UpdateEnvironment>().remove(1);
    assert_eq!(
        (request.environment.as_str(), request.version.as_str()),
        ("acceptance", "as-it-was-looked-at")
    );
    assert_eq!(request.settings, canned::acceptance().settings);
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
    stage.button("Cancel").click();
    eventually("it asks no more", || {
        stage.find_button("Yes, remove the secret").is_none()
    })
    .await;
    stage.button("Save").click();
    eventually("it asks", || {
        stage.find_button("Yes, remove the secret").is_some()
    })
    .await;
    stage.button("Yes, remove the secret").click();
    eventually("it is saved", || stage.text().contains("Acceptance is saved.")).await;
    let requests = stage.backend.requests::<UpdateEnvironment>();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].settings.kind, ClientKind::Public);
}

#[wasm_bindgen_test]
async fn a_secret_is_rotated_after_a_question_and_the_old_one_ended() {
    let stage = general(canned::admin(vec![canned::acceptance()])).await;
    stage.button("Rotate secret Acceptance").click();
    eventually("it asks", || {
        stage.text().contains("The present one works for 7 more days, so")
    })
    .await;
    assert!(stage.backend.requests::<RotateClientSecret>().is_empty());
    stage.button("Yes, make a new secret").click();
    eventually("the secret is there", || {
        stage.text().contains(canned::NEW_SECRET)
    })
    .await;
    stage.button("I have kept it").click();
    eventually("it is gone", || !stage.html().contains(canned::NEW_SECRET)).await;
    assert!(stage.text().contains("The previous secret works until"));
    let focused = document()
        .active_element()
        .and_then(|element| element.text_content());
    assert_eq!(
        focused.as_deref(),
        Some("Rotate secret Acceptance"),
        "the place is kept"
    );
    stage.button("Rotate secret Acceptance").click();
    eventually("it tells of the oldest", || {
        stage.text().contains("the one before it ends at once")
    })
    .await;
    stage.button("Cancel").click();
    stage.button("End the previous secret Acceptance").click();
    eventually("it asks", || stage.find_button("Yes, end it now").is_some()).await;
    stage.button("Yes, end it now").click();
    eventually("it says so", || {
        stage.text().contains("The previous secret has ended.")
    })
    .await;
    assert!(!stage.text().contains("works until"));
    assert_eq!(stage.backend.requests::<EndPreviousSecret>().len(), 1);
    assert_eq!(stage.backend.requests::<RotateClientSecret>().len(), 1);
}

#[wasm_bindgen_test]
async fn a_rotation_that_fails_says_so_and_shows_no_secret() {
    let backend = canned::admin(vec![canned::acceptance()]);
    backend.on::<RotateClientSecret>(|_| Answer::refused(ErrorCode::Unavailable));
    let stage = general(backend).await;
    stage.button("Rotate secret Acceptance").click();
    eventually("it asks", || {
        stage.find_button("Yes, make a new secret").is_some()
    })
    .await;
    stage.button("Yes, make a new secret").click();
    eventually("it says so", || stage.alert().contains("Nothing was changed.")).await;
    assert_eq!(stage.count("dialog"), 0);
}

#[wasm_bindgen_test]
async fn what_was_typed_is_back_after_a_new_session() {
    let backend = canned::admin(Vec::new());
    backend.on::<CreateEnvironment>(|_| Answer::refused(ErrorCode::NotSignedIn));
    let stage = form(backend, "new", "Create environment").await;
    type_text(&stage.field("Address of the app"), "https://test.example/");
    type_lines(
        &stage,
        "Redirect addresses",
        "https://test.example/a\nhttps://test.example/b",
    );
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
        lines(&stage, "Redirect addresses"),
        "https://test.example/a\nhttps://test.example/b"
    );
    assert!(stage.field("Email address").checked());
    assert!(stage.text().contains("We kept what you typed, except passwords."));
}

#[wasm_bindgen_test]
async fn the_short_name_follows_the_name_until_another_one_is_typed() {
    let backend = canned::admin(Vec::new());
    backend.on::<CreateApp>(|_| Answer::refused_at(ErrorCode::SlugTaken, "slug"));
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
    let stage = general(canned::admin(vec![canned::acceptance(), production])).await;
    stage.button("Delete Acceptance").click();
    eventually("it says what ends", || {
        stage.text().contains("People with access")
    })
    .await;
    assert_eq!(stage.count("dialog[open]"), 1);
    assert!(stage.text().contains("Acceptance is deleted for good."));
    assert!(stage.text().contains("12") && stage.text().contains("https://expenses.example/"));
    stage.button("Cancel").click();
    eventually("nothing was done", || stage.count("dialog") == 0).await;
    assert!(stage.backend.requests::<DeleteEnvironment>().is_empty());
    stage.button("Delete Acceptance").click();
    eventually("it can be done", || {
        stage.find_button("Delete environment").is_some()
    })
    .await;
    stage.button("Delete environment").click();
    eventually("it is gone", || stage.count(".environment") == 1).await;
    assert!(stage.text().contains("Acceptance is deleted."));
    assert_eq!(active_id(), "environments");
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
    stage.button("Delete app").click();
    eventually("it says what ends", || {
        stage.text().contains("People with access")
    })
    .await;
    let confirm = || {
        let button = document().query_selector("dialog button[type=submit]");
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
    assert_eq!(active_id(), "delete-confirmation");
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
    backend.on::<GetEnvironmentDeletion>(|_| Answer::refused(ErrorCode::Unavailable));
    let stage = general(backend).await;
    stage.button("Delete Acceptance").click();
    eventually("it says that it failed", || stage.count("dialog .failure") == 1).await;
    assert!(stage.find_button("Delete environment").is_none());
}

#[wasm_bindgen_test]
async fn a_question_that_is_left_gives_the_focus_back() {
    let backend = with(|environment| {
        environment.previous_secret_ends_at = Some("2026-11-27T12:00:00Z".to_owned());
    });
    let stage = general(backend).await;
    for (asks, confirms) in [
        ("Rotate secret Acceptance", "Yes, make a new secret"),
        ("End the previous secret Acceptance", "Yes, end it now"),
    ] {
        stage.button(asks).focus().expect("focusable");
        stage.button(asks).click();
        eventually("it asks", || stage.find_button(confirms).is_some()).await;
        stage.button("Cancel").click();
        eventually("it is left", || stage.find_button(confirms).is_none()).await;
        let focused = document().active_element().expect("an element");
        assert!(focused.is_same_node(Some(&stage.button(asks))), "{asks}");
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

#[wasm_bindgen_test]
async fn a_contact_that_cannot_be_is_said_at_its_field() {
    let backend = canned::admin(vec![canned::acceptance()]);
    backend.on::<UpdateEnvironment>(|_| Answer::refused_at(ErrorCode::ContactInvalid, "support_contact"));
    let stage = form(backend, "acceptance", "Save").await;
    type_text(&stage.field("Contact for other companies"), "Grace");
    stage.button("Save").click();
    let field = stage.field("Contact for other companies");
    eventually("it is said", || {
        stage
            .description(&field)
            .contains("Enter an email address, or an address")
    })
    .await;
    assert_eq!(active_id(), "contact");
}
