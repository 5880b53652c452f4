//! The wizard's first step: the steps at the identity provider, the parts of its address, what is refused, what is active, and leaving
//! it with something typed.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    sso_configurations::{
        ConfigurationStatus, CreateSsoConfiguration, DuplicateSsoConfiguration, GetSsoConfiguration, IdpKind,
        ReadIdpMetadata, SsoConfiguration, TestRunState, UpdateClaimMapping, UpdateSsoConnection,
    },
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_sso};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually, focused, type_text};
use leptos::{prelude::window, task::tick};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, PageTransitionEvent, PageTransitionEventInit};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = "
let asked = 0;
export function answer_questions(yes) { asked = 0; window.confirm = () => { asked += 1; return yes; }; }
export function questions() { return asked; }
")]
extern "C" {
    fn answer_questions(yes: bool);
    fn questions() -> u32;
}

fn admin() -> FakeBackend {
    canned::admin(Vec::new())
}

fn place() -> String {
    window().location().pathname().expect("a path")
}

fn change(field: &HtmlInputElement) {
    let event = Event::new("change").expect("an event");
    field.dispatch_event(&event).expect("taken");
}

fn choose(stage: &Stage, kind: IdpKind) {
    let select: HtmlSelectElement = stage.by_id("idp").unchecked_into();
    select.set_value(kind.as_str());
    let event = Event::new("change").expect("an event");
    select.dispatch_event(&event).expect("taken");
}

async fn new_form_with(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, paths::NEW_SSO_CONFIGURATION);
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

/// The configuration that people sign in with.
fn active() -> FakeBackend {
    let backend = admin();
    backend.on::<GetSsoConfiguration>(|_| {
        MockResponse::Success(SsoConfiguration {
            status: ConfigurationStatus::Active,
            mapping: Some(IdpKind::Keycloak.recommended_mapping()),
            ..canned_sso::configuration()
        })
    });
    backend
}

#[wasm_bindgen_test]
async fn the_steps_beside_the_fields_follow_the_kind() {
    let stage = new_form_with(admin()).await;
    let steps = || stage.first(".walk-through").text_content().unwrap_or_default();
    assert!(steps().contains("At Microsoft Entra ID"), "{}", steps());
    assert!(steps().contains(&canned_sso::addresses().redirect_url));
    let whole = stage.text();
    let times = whole.matches(&canned_sso::addresses().redirect_url).count();
    assert_eq!(times, 1, "it is to be copied at one place: {whole}");
    choose(&stage, IdpKind::Keycloak);
    eventually("those of Keycloak are there", || {
        steps().contains("Valid redirect URIs")
    })
    .await;
    assert!(steps().contains(&canned_sso::addresses().backchannel_logout_url));
    assert!(steps().contains("November 2026"));
    let toggle = stage.first(".walk-through-toggle");
    let is_open = || toggle.get_attribute("aria-expanded").unwrap_or_default();
    assert_eq!(is_open(), "false");
    toggle.unchecked_ref::<web_sys::HtmlElement>().click();
    eventually("they are unfolded", || is_open() == "true").await;
}

#[wasm_bindgen_test]
async fn an_address_that_is_pasted_whole_chooses_its_kind_and_fills_its_parts() {
    let stage = new_form_with(admin()).await;
    let endpoint = stage.field("OpenID Connect Endpoint URL");
    type_text(&endpoint, canned_sso::KEYCLOAK);
    change(&endpoint);
    eventually("its parts are there", || {
        stage.count("#realm") == 1 && stage.field("Realm").value() == "staff"
    })
    .await;
    assert_eq!(stage.field("Host").value(), "sso.acme.example");
    type_text(&stage.field("Realm"), "partners");
    eventually("the address is made anew", || {
        endpoint.value() == "https://sso.acme.example/realms/partners"
    })
    .await;
    // The address of another kind is of no use.
    choose(&stage, IdpKind::EntraId);
    eventually("the address is gone", || endpoint.value().is_empty()).await;
}

#[wasm_bindgen_test]
async fn one_press_of_next_reads_the_address_and_saves() {
    let stage = new_form_with(admin()).await;
    choose(&stage, IdpKind::Other);
    type_text(&stage.field("Configuration Name"), "Keycloak");
    type_text(&stage.field("Client ID"), "latchkey");
    type_text(&stage.field("Client Secret"), "x~8Q");
    let endpoint = stage.field("OpenID Connect Endpoint URL");
    type_text(&endpoint, canned_sso::KEYCLOAK);
    // As a browser does: the press takes the focus out of the field, and the click comes when the button is let go.
    let next = stage.button("Next");
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    let press = Event::new_with_event_init_dict("pointerdown", &init).expect("an event");
    next.dispatch_event(&press).expect("taken");
    change(&endpoint);
    tick().await;
    assert!(
        stage.backend.requests::<ReadIdpMetadata>().is_empty(),
        "what is read would move the button"
    );
    assert_eq!(stage.count(".sso-reading"), 0);
    next.click();
    eventually("it is saved", || {
        stage.backend.requests::<CreateSsoConfiguration>().len() == 1
    })
    .await;
    assert_eq!(stage.backend.requests::<ReadIdpMetadata>().len(), 1);
}

#[wasm_bindgen_test]
async fn a_slash_that_the_identity_provider_writes_is_explained() {
    let backend = admin();
    backend.on::<ReadIdpMetadata>(|request| {
        assert!(request.endpoint_url.starts_with("https://idp.example"));
        let mut report = canned_sso::found();
        if let Some(provider) = &mut report.provider {
            provider.issuer = "https://idp.example/".to_owned();
        }
        MockResponse::Success(report)
    });
    let stage = new_form_with(backend).await;
    choose(&stage, IdpKind::Other);
    let said = || stage.first(".sso-metadata").text_content().unwrap_or_default();
    let endpoint = stage.field("OpenID Connect Endpoint URL");
    for (typed, is_explained) in [("https://idp.example", true), ("https://idp.example/", false)] {
        type_text(&endpoint, typed);
        change(&endpoint);
        eventually("it is found", || {
            said().contains("https://idp.example/")
                && said().contains("with a slash at the end") == is_explained
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn a_field_that_was_empty_says_so_until_it_is_filled() {
    let backend = admin();
    backend.on::<UpdateSsoConnection>(|_| MockResponse::refused_at(ErrorCode::ValueMissing, "client_id"));
    let stage = edit_form(backend).await;
    let client = stage.field("Client ID");
    type_text(&client, "");
    stage.button("Next").click();
    eventually("it is said", || {
        stage.description(&client) == "Fill in this field."
    })
    .await;
    type_text(&client, " ");
    tick().await;
    assert_eq!(stage.description(&client), "Fill in this field.");
    type_text(&client, "latchkey");
    eventually("it is not said any more", || {
        stage.description(&client).is_empty() && client.get_attribute("aria-invalid").is_none()
    })
    .await;
}

#[wasm_bindgen_test]
async fn parts_of_an_address_outlive_the_session() {
    let backend = admin();
    backend.on::<ReadIdpMetadata>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    let stage = edit_form(backend).await;
    assert_eq!(stage.field("Realm").value(), "staff");
    type_text(&stage.field("Host"), "sso2.acme.example");
    stage.button("Next").click();
    eventually("it leaves", || !stage.left_for().is_empty()).await;
    drop(stage);
    let stage = edit_form(admin()).await;
    assert_eq!(stage.field("Host").value(), "sso2.acme.example");
    assert!(stage.text().contains("We kept what you typed, except passwords."));
}

#[wasm_bindgen_test]
async fn a_page_that_is_loaded_again_has_what_was_typed_but_secrets() {
    let hide = |name: &str, persisted: bool| {
        let init = PageTransitionEventInit::new();
        init.set_persisted(persisted);
        let event = PageTransitionEvent::new_with_event_init_dict(name, &init).expect("an event");
        window().dispatch_event(&event).expect("taken");
    };
    let stage = edit_form(admin()).await;
    type_text(&stage.field("Client ID"), "another");
    type_text(&stage.field("Client Secret"), "x~8Q");
    hide("pagehide", false);
    tick().await;
    drop(stage);
    let stage = edit_form(admin()).await;
    assert_eq!(stage.field("Client ID").value(), "another");
    assert_eq!(stage.field("Client Secret").value(), "");
    // A page that the browser kept as it was needs nothing put back.
    hide("pagehide", true);
    hide("pageshow", true);
    drop(stage);
    let stage = edit_form(admin()).await;
    assert_eq!(stage.field("Client ID").value(), "latchkey");
}

#[wasm_bindgen_test]
async fn a_scope_that_is_refused_has_its_sentence_at_its_own_box() {
    let backend = admin();
    backend.on::<UpdateSsoConnection>(|_| MockResponse::refused_at(ErrorCode::ValueInvalid, "scopes.2"));
    let stage = edit_form(backend).await;
    stage.button("Next").click();
    let email = stage.first("[aria-describedby='scope-email-error']");
    eventually("it is said there", || !stage.description(&email).is_empty()).await;
    assert_eq!(email.get_attribute("aria-invalid").as_deref(), Some("true"));
    let profile = stage.first("[aria-describedby='scope-profile-error']");
    assert_eq!(stage.description(&profile), "");
    eventually("it has the focus", || focused().is_same_node(Some(&email))).await;
}

#[wasm_bindgen_test]
async fn of_the_active_one_only_the_name_can_be_changed() {
    let stage = Stage::portal(active(), &paths::sso_connect("keycloak"));
    eventually("it is said", || {
        stage.text().contains("People sign in with this configuration")
    })
    .await;
    assert_eq!(stage.count("main form input"), 1);
    assert!(stage.text().contains(canned_sso::KEYCLOAK));
    type_text(&stage.field("Configuration Name"), " Keycloak 26 ");
    stage.button("Save name").click();
    eventually("it is saved", || stage.text().contains("The name was saved.")).await;
    let sent = &stage.backend.requests::<UpdateSsoConnection>()[0];
    assert_eq!(sent.connection.name, "Keycloak 26");
    assert_eq!(
        (sent.connection.endpoint_url.as_str(), &sent.client_secret),
        (canned_sso::KEYCLOAK, &None)
    );
}

#[wasm_bindgen_test]
async fn a_copy_of_the_active_one_is_gone_on_with() {
    let stage = Stage::portal(active(), &paths::sso_map("keycloak"));
    eventually("its mapping is there to read", || {
        stage.text().contains("given_name")
    })
    .await;
    assert!(stage.find_button("Save").is_none());
    stage.button("Duplicate").click();
    eventually("it is asked", || stage.count("dialog[open] #copy-name") == 1).await;
    let send = stage.first("dialog[open] button[type=submit]");
    send.unchecked_into::<web_sys::HtmlElement>().click();
    eventually("the copy is there", || place() == paths::sso_connect("copy")).await;
    assert_eq!(stage.backend.requests::<DuplicateSsoConfiguration>().len(), 1);
}

#[wasm_bindgen_test]
async fn going_back_asks_as_long_as_something_is_not_saved() {
    let back = || {
        window()
            .history()
            .and_then(|history| history.back())
            .expect("a history");
    };
    let stage = Stage::portal(admin(), paths::SINGLE_SIGN_ON);
    eventually("the overview is there", || stage.count(".sso-card") > 0).await;
    let edit = stage.first(".sso-card:last-child a.menu-item");
    edit.unchecked_into::<web_sys::HtmlElement>().click();
    eventually("the form is there", || stage.find_button("Next").is_some()).await;
    let form = paths::sso_connect("keycloak");
    eventually("its address is there", || place() == form).await;
    type_text(&stage.field("Configuration Name"), "Mine");
    answer_questions(false);
    back();
    eventually("it is asked", || questions() == 1).await;
    eventually("the address is that of the form", || place() == form).await;
    assert_eq!(stage.field("Configuration Name").value(), "Mine");
    answer_questions(true);
    back();
    eventually("the overview is there", || place() == paths::SINGLE_SIGN_ON).await;
    eventually("it shows the configurations", || stage.count(".sso-card") > 0).await;
    assert_eq!(questions(), 1);
}

#[wasm_bindgen_test]
async fn a_mapping_that_another_admin_changed_meanwhile_is_told_and_nothing_typed_is_lost() {
    let backend = admin();
    backend.on::<GetSsoConfiguration>(|_| {
        MockResponse::Success(SsoConfiguration {
            last_test: Some(canned_sso::test_run(TestRunState::Passed)),
            ..canned_sso::configuration()
        })
    });
    backend.on::<UpdateClaimMapping>(|_| MockResponse::refused(ErrorCode::ChangedMeanwhile));
    let stage = Stage::portal(backend, &paths::sso_map("keycloak"));
    eventually("the fields are there", || stage.count("#foreign-id") == 1).await;
    type_text(&stage.field("Foreign ID"), "email");
    stage.button("Save").click();
    eventually("it is told", || {
        stage.find_button("Load what is stored now").is_some()
    })
    .await;
    assert_eq!(stage.field("Foreign ID").value(), "email");
    stage.button("Load what is stored now").click();
    eventually("theirs is there", || stage.field("Foreign ID").value() == "sub").await;
}

#[wasm_bindgen_test]
async fn what_was_typed_outlives_the_session_of_a_new_configuration() {
    let backend = admin();
    backend.on::<CreateSsoConfiguration>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    let stage = new_form_with(backend).await;
    type_text(&stage.field("Configuration Name"), "Keycloak");
    type_text(&stage.field("OpenID Connect Endpoint URL"), canned_sso::KEYCLOAK);
    stage.button("Next").click();
    eventually("it leaves", || !stage.left_for().is_empty()).await;
    drop(stage);
    // The form is at once where it was: what is needed was read before.
    let stage = Stage::portal(admin(), paths::NEW_SSO_CONFIGURATION);
    eventually("the form is there", || stage.find_button("Next").is_some()).await;
    assert_eq!(stage.field("Configuration Name").value(), "Keycloak");
}
