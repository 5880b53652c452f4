//! Control Center > Single Sign-On: the overview, and the steps of the wizard.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    Empty, ErrorCode,
    sso_configurations::{
        CreateSsoConfiguration, DeleteSsoConfiguration, DuplicateSsoConfiguration, GetSsoConfiguration,
        IdpKind, ListSsoConfigurations, ReadIdpMetadata, SetSecretExpiry, SsoConfiguration, StartSsoTest,
        TestRunState, UpdateClaimMapping, UpdateSsoConnection,
    },
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_sso};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually, focused, type_text};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

fn admin() -> FakeBackend {
    canned::admin(Vec::new())
}

fn place() -> String {
    window().location().pathname().expect("a path")
}

/// What a browser says when a field is left that holds something else than before.
fn change(field: &HtmlInputElement) {
    let event = Event::new("change").expect("an event");
    field.dispatch_event(&event).expect("taken");
}

async fn overview(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, paths::SINGLE_SIGN_ON);
    eventually("the overview is there", || {
        stage.count(".sso-card, .empty-state") > 0
    })
    .await;
    stage
}

async fn new_form() -> Stage {
    let stage = Stage::portal(admin(), paths::NEW_SSO_CONFIGURATION);
    eventually("what is needed is said", || {
        stage.find_button("Continue").is_some()
    })
    .await;
    stage.button("Continue").click();
    eventually("the form is there", || stage.find_button("Next").is_some()).await;
    stage
}

async fn edit_form(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, &paths::sso_connect("keycloak"));
    eventually("the form is there", || stage.find_button("Next").is_some()).await;
    stage
}

#[wasm_bindgen_test]
async fn the_overview_says_how_far_each_one_is() {
    let stage = overview(admin()).await;
    assert_eq!(stage.heading(), "Single Sign-On");
    let text = stage.text();
    for word in [
        "Active",
        "Tested",
        "Draft",
        "Test the sign-in",
        "by ada@acme.example",
        "by the operator",
    ] {
        assert!(text.contains(word), "{word} is not in {text}");
    }
    stage.link("Add Configuration");
    // Of the active one nothing can be deleted.
    assert_eq!(stage.count(".sso-card"), 3);
    assert_eq!(stage.count(".menu-item.danger"), 2);
    assert!(stage.text().contains("k3yf0b.test"));
    assert!(!stage.text().contains("No email domain is proven yet"));
}

#[wasm_bindgen_test]
async fn without_a_configuration_there_is_one_button() {
    let stage = overview(canned::nothing_yet()).await;
    stage.link("Configure Single Sign-On");
    assert!(!stage.text().contains("Add Configuration"));
    assert!(stage.text().contains("No email domain is proven yet"));
    stage.link("To Email Domains");
}

#[wasm_bindgen_test]
async fn to_everybody_but_admins_there_is_nothing() {
    let backend = admin();
    backend.on::<ListSsoConfigurations>(|Empty {}| MockResponse::refused(ErrorCode::NotFound));
    let stage = overview(backend).await;
    assert!(stage.text().contains("You don't have access to this page."));
}

#[wasm_bindgen_test]
async fn a_draft_is_deleted_after_a_question() {
    let stage = overview(admin()).await;
    let delete = stage.first(".sso-card:last-child .menu-item.danger");
    delete.unchecked_into::<web_sys::HtmlElement>().click();
    eventually("it is asked", || stage.text().contains("Delete Keycloak?")).await;
    assert!(stage.backend.requests::<DeleteSsoConfiguration>().is_empty());
    stage.button("Delete configuration").click();
    eventually("it is said", || {
        stage.text().contains("The configuration was deleted.")
    })
    .await;
    assert_eq!(
        stage.backend.requests::<DeleteSsoConfiguration>()[0].configuration,
        "keycloak"
    );
}

#[wasm_bindgen_test]
async fn a_copy_gets_a_name() {
    let stage = overview(admin()).await;
    let duplicate = stage.first(".sso-card:last-child button.menu-item");
    duplicate.unchecked_into::<web_sys::HtmlElement>().click();
    eventually("it is asked", || stage.count("dialog[open] #copy-name") == 1).await;
    let field: HtmlInputElement = stage.by_id("copy-name").unchecked_into();
    assert_eq!(field.value(), "Copy of Keycloak");
    type_text(&field, "Keycloak 2");
    let send = stage.first("dialog[open] button[type=submit]");
    send.unchecked_into::<web_sys::HtmlElement>().click();
    eventually("it is said", || stage.text().contains("Keycloak 2 was made.")).await;
    let asked = stage.backend.requests::<DuplicateSsoConfiguration>();
    assert_eq!(
        (asked[0].configuration.as_str(), asked[0].name.as_str()),
        ("keycloak", "Keycloak 2")
    );
}

#[wasm_bindgen_test]
async fn the_day_on_which_a_secret_expires_is_noted_and_its_last_check_is_said() {
    let stage = overview(admin()).await;
    let text = stage.text();
    for words in [
        "Accepted by the identity provider",
        "in 45 days",
        "The client secret expires soon",
        "No date noted",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let change = stage.first(".sso-card .facts button:not(.check-now)");
    change.unchecked_into::<web_sys::HtmlElement>().click();
    eventually("it is asked", || stage.count("dialog[open] #expires-on") == 1).await;
    let field: HtmlInputElement = stage.by_id("expires-on").unchecked_into();
    assert_eq!(field.value(), "2027-01-09");
    type_text(&field, "2027-11-30");
    let send = stage.first("dialog[open] button[type=submit]");
    send.unchecked_into::<web_sys::HtmlElement>().click();
    eventually("it is said", || stage.text().contains("The date is noted.")).await;
    let asked = stage.backend.requests::<SetSecretExpiry>();
    assert_eq!(
        (asked[0].configuration.as_str(), asked[0].expires_on.as_deref()),
        ("entra", Some("2027-11-30"))
    );
}

#[wasm_bindgen_test]
async fn metadata_are_read_when_the_field_is_left_and_a_suggestion_is_taken_by_one_click() {
    let stage = new_form().await;
    let endpoint = stage.field("OpenID Connect Endpoint URL");
    type_text(&endpoint, "https://sso.acme.example/realms/other");
    assert!(stage.backend.requests::<ReadIdpMetadata>().is_empty());
    change(&endpoint);
    let take = format!("Use {}", canned_sso::KEYCLOAK);
    eventually("the mismatch is shown", || stage.find_button(&take).is_some()).await;
    stage.button(&take).click();
    eventually("the other one is read", || {
        stage.text().contains("This is an OpenID Connect provider")
    })
    .await;
    assert_eq!(endpoint.value(), canned_sso::KEYCLOAK);
    assert!(stage.text().contains("Used: client_secret_post"));
    assert!(stage.text().contains("roles"));
}

#[wasm_bindgen_test]
async fn reading_can_be_cancelled() {
    let stage = new_form().await;
    stage.backend.hold::<ReadIdpMetadata>();
    let endpoint = stage.field("OpenID Connect Endpoint URL");
    type_text(&endpoint, canned_sso::KEYCLOAK);
    change(&endpoint);
    eventually("it is on its way", || stage.find_button("Cancel").is_some()).await;
    stage.button("Cancel").click();
    eventually("nothing is said any more", || {
        stage.find_button("Cancel").is_none()
    })
    .await;
    stage.backend.release::<ReadIdpMetadata>("");
}

#[wasm_bindgen_test]
async fn next_reads_the_metadata_and_saves_a_draft() {
    let stage = new_form().await;
    type_text(&stage.field("Configuration Name"), "Keycloak");
    type_text(&stage.field("OpenID Connect Endpoint URL"), canned_sso::KEYCLOAK);
    type_text(&stage.field("Client ID"), " latchkey ");
    type_text(&stage.field("Client Secret"), "x~8Q");
    stage.button("Next").click();
    eventually("the test comes next", || place().ends_with("/edit/test")).await;
    let made = stage.backend.requests::<CreateSsoConfiguration>();
    assert_eq!(made[0].connection.client_id, "latchkey");
    assert_eq!(made[0].connection.idp, IdpKind::Keycloak);
    assert_eq!(made[0].connection.scopes, ["openid", "profile", "email"]);
    assert_eq!(made[0].client_secret, "x~8Q");
}

#[wasm_bindgen_test]
async fn an_address_that_is_refused_is_not_saved() {
    let stage = new_form().await;
    let endpoint = stage.field("OpenID Connect Endpoint URL");
    type_text(&endpoint, "https://sso.acme.example/realms/other");
    stage.button("Next").click();
    eventually("the field has the focus", || {
        focused().is_same_node(Some(&endpoint))
    })
    .await;
    assert!(stage.backend.requests::<CreateSsoConfiguration>().is_empty());
}

#[wasm_bindgen_test]
async fn the_id_of_a_secret_is_warned_of_at_once() {
    let stage = new_form().await;
    let secret = stage.field("Client Secret");
    type_text(&secret, "0f8fad5b-d9cb-469f-a165-70867728950e");
    eventually("it is warned of", || {
        stage.text().contains("This looks like the ID of the secret")
    })
    .await;
    type_text(&secret, "x~8Q~abc.def");
    eventually("the warning goes", || {
        !stage.text().contains("This looks like the ID of the secret")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_secret_that_is_stored_stays_when_nothing_is_typed() {
    let stage = edit_form(admin()).await;
    assert!(stage.text().contains("Leave this empty to keep it."));
    assert_eq!(stage.field("Client Secret").value(), "");
    stage.button("Next").click();
    eventually("the test comes next", || place().ends_with("/edit/test")).await;
    let sent = stage.backend.requests::<UpdateSsoConnection>();
    assert_eq!(
        (sent[0].version.as_str(), sent[0].client_secret.as_deref()),
        ("as-it-was-looked-at", None)
    );
}

#[wasm_bindgen_test]
async fn what_another_admin_changed_can_be_loaded_and_nothing_typed_is_lost_before() {
    let backend = admin();
    backend.on::<UpdateSsoConnection>(|_| MockResponse::refused(ErrorCode::ChangedMeanwhile));
    let stage = edit_form(backend).await;
    type_text(&stage.field("Configuration Name"), "Mine");
    stage.button("Next").click();
    eventually("it is told", || {
        stage.find_button("Load what is stored now").is_some()
    })
    .await;
    assert_eq!(stage.field("Configuration Name").value(), "Mine");
    stage.button("Load what is stored now").click();
    eventually("theirs is there", || {
        stage.field("Configuration Name").value() == "Keycloak"
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_the_platform_refuses_stands_at_its_field() {
    let backend = admin();
    backend.on::<UpdateSsoConnection>(|_| MockResponse::refused_at(ErrorCode::NameTaken, "name"));
    let stage = edit_form(backend).await;
    stage.button("Next").click();
    let name = stage.field("Configuration Name");
    eventually("it is told", || {
        stage.description(&name) == "This name is taken already. Choose another one."
    })
    .await;
}

async fn test_page(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, &paths::sso_test("keycloak"));
    eventually("the page is there", || {
        stage.text().contains("Checks before the test")
    })
    .await;
    stage
}

/// The last test of the draft ended so.
fn tested(state: TestRunState) -> FakeBackend {
    let backend = admin();
    backend.on::<GetSsoConfiguration>(move |_| {
        MockResponse::Success(SsoConfiguration {
            last_test: Some(canned_sso::test_run(state)),
            ..canned_sso::configuration()
        })
    });
    backend
}

#[wasm_bindgen_test]
async fn a_test_is_begun_and_followed_to_its_end() {
    let stage = test_page(admin()).await;
    eventually("what is unknown is said to be", || {
        stage.text().contains("This cannot be told from here.")
    })
    .await;
    assert!(stage.find_button("Next").is_none() && !stage.text().contains("Test as someone else"));
    stage.button("Start test").click();
    eventually("it passes", || stage.text().contains("The test was successful")).await;
    assert_eq!(stage.backend.requests::<StartSsoTest>().len(), 1);
    stage.link("Next").click();
    eventually("the mapping comes next", || place().ends_with("/edit/map")).await;
}

#[wasm_bindgen_test]
async fn a_failed_step_names_cause_and_repair() {
    let stage = test_page(tested(TestRunState::Failed)).await;
    let text = stage.text();
    assert!(
        text.contains("The test failed") && text.contains("This person has no access to the application."),
        "{text}"
    );
    assert!(!text.contains("What does the other tab say?"));
    stage.button("Test as someone else").click();
    eventually("it is asked for", || {
        stage
            .backend
            .requests::<StartSsoTest>()
            .iter()
            .any(|asked| asked.as_someone_else)
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_the_other_tab_says_is_read() {
    let stage = test_page(tested(TestRunState::Expired)).await;
    let field: web_sys::HtmlTextAreaElement = stage.first("#other-tab").unchecked_into();
    let say = |text: &str| {
        field.set_value(text);
        let event = Event::new("input").expect("an event");
        field.dispatch_event(&event).expect("taken");
    };
    say("AADSTS50011: The redirect URI does not match");
    eventually("the cause is there", || {
        stage.text().contains("does not know our redirect URL")
    })
    .await;
    say("AADSTS99999999: something new");
    eventually("the code is there to copy", || {
        stage.text().contains("AADSTS99999999 0193f0c2")
    })
    .await;
    say("");
    stage.button("The person is not assigned").click();
    eventually("what was picked is answered", || {
        stage
            .text()
            .contains("This person has no access to the application.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_mapping_shows_the_person_and_warns_before_it_is_saved() {
    let stage = Stage::portal(tested(TestRunState::Passed), &paths::sso_map("keycloak"));
    eventually("the claims are there", || {
        stage.text().contains("Claims that came")
    })
    .await;
    assert!(stage.text().contains("Ada Lovelace"), "{}", stage.text());
    assert_eq!(stage.field("Foreign ID").value(), "sub");
    type_text(&stage.field("Username"), "given_name");
    eventually("it is warned", || {
        stage.text().contains("the username is no email address")
    })
    .await;
    stage.button("Save").click();
    eventually("it is asked", || stage.text().contains("Save it all the same?")).await;
    assert!(stage.backend.requests::<UpdateClaimMapping>().is_empty());
    type_text(&stage.field("Username"), "email");
    eventually("the warning goes", || {
        !stage.text().contains("Save it all the same?")
    })
    .await;
    stage.button("Save").click();
    eventually("the overview is there", || place() == paths::SINGLE_SIGN_ON).await;
    eventually("and says so", || stage.heading() == "Single Sign-On").await;
    assert_eq!(
        stage.backend.requests::<UpdateClaimMapping>()[0].mapping.username,
        "email"
    );
}

#[wasm_bindgen_test]
async fn nothing_is_mapped_before_a_test() {
    let stage = Stage::portal(admin(), &paths::sso_map("keycloak"));
    eventually("it is said", || stage.text().contains("Test the sign-in first")).await;
    assert!(stage.find_button("Save").is_none());
}
