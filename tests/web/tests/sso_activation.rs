//! Control Center > Single Sign-On: activating a configuration, and de-activating the active one.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    session::EndSession,
    sso_configurations::{
        ActivateSsoConfiguration, DeactivateSsoConfiguration, MailPreview, PreviewSsoActivation,
        preview_sso_activation::{self, NOTICE},
    },
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlElement, HtmlTextAreaElement};

wasm_bindgen_test_configure!(run_in_browser);

async fn page(backend: FakeBackend, configuration: &str) -> Stage {
    let stage = Stage::portal(backend, &paths::sso_activation(configuration));
    eventually("what changes is said", || stage.text().contains("What changes")).await;
    stage
}

fn tick(stage: &Stage) {
    stage.first("#sure").unchecked_into::<HtmlElement>().click();
}

fn type_notice(stage: &Stage, text: &str) {
    let field: HtmlTextAreaElement = stage.first("#notice").unchecked_into();
    field.set_value(text);
    let event = Event::new("input").expect("an event");
    field.dispatch_event(&event).expect("dispatched");
}

fn place() -> String {
    window().location().pathname().expect("a path")
}

#[wasm_bindgen_test]
async fn the_overview_leads_there() {
    let stage = Stage::portal(canned::admin(Vec::new()), paths::SINGLE_SIGN_ON);
    eventually("the overview is there", || stage.count(".sso-card") == 3).await;
    let buttons = stage.count(&format!(
        ".sso-card .buttons a[href='{}']",
        paths::sso_activation("okta")
    ));
    assert_eq!(buttons, 1, "the tested one can be activated");
    assert_eq!(stage.count(".sso-card .buttons a[href$='/activation']"), 1);
    let active = format!(".menu a[href='{}']", paths::sso_activation("entra"));
    assert_eq!(stage.count(&active), 1, "the active one can be de-activated");
}

#[wasm_bindgen_test]
async fn it_is_activated_once_somebody_has_said_that_they_know() {
    let stage = page(canned::admin(Vec::new()), "okta").await;
    assert_eq!(stage.heading(), "Activate Okta");
    for words in ["Entra ID becomes a draft.", "acme.example", "With a password: 80"] {
        assert!(stage.text().contains(words), "{words} is not in {}", stage.text());
    }
    stage.button("Activate").click();
    eventually("it is asked for", || {
        stage.text().contains("Tick this box first.")
    })
    .await;
    assert!(stage.backend.requests::<ActivateSsoConfiguration>().is_empty());
    tick(&stage);
    stage.button("Activate").click();
    eventually("it is on the overview", || place() == paths::SINGLE_SIGN_ON).await;
    let sent = stage.backend.requests::<ActivateSsoConfiguration>();
    assert_eq!(
        (sent[0].configuration.as_str(), sent[0].version.as_str()),
        ("okta", "as-it-was-looked-at")
    );
}

/// The first activation of a company, which has 117 people to tell.
fn first_activation() -> FakeBackend {
    let backend = canned::admin(Vec::new());
    backend.on::<PreviewSsoActivation>(|_| MockResponse::Success(first_preview()));
    backend
}

fn first_preview() -> preview_sso_activation::Response {
    preview_sso_activation::Response {
        version: "seen".to_owned(),
        name: "Okta".to_owned(),
        is_active: false,
        is_pilot: false,
        obstacles: Vec::new(),
        domains: Vec::new(),
        outside: 0,
        admins: 1,
        replaces: None,
        ends_session: false,
        links_voided: 0,
        mailed: 117,
        mail: Some(MailPreview {
            subject: "You sign in with Acme from now on".to_owned(),
            paragraphs: vec![format!("The admins of Acme add: \"{NOTICE}\".")],
            button: "Sign in".to_owned(),
        }),
    }
}

#[wasm_bindgen_test]
async fn whose_own_session_ends_is_told_so_and_led_to_a_new_one() {
    let backend = canned::admin(Vec::new());
    backend.on::<PreviewSsoActivation>(|_| {
        MockResponse::Success(preview_sso_activation::Response {
            ends_session: true,
            ..first_preview()
        })
    });
    let stage = page(backend, "okta").await;
    assert_eq!(
        stage.first("#sure").get_attribute("aria-invalid"),
        None,
        "nothing was forgotten yet"
    );
    tick(&stage);
    stage.button("Activate").click();
    eventually("it is said", || {
        stage.text().contains("Your session ends with everybody else's")
    })
    .await;
    assert_eq!(
        place(),
        paths::sso_activation("okta"),
        "the overview cannot be read"
    );
    assert_eq!(
        stage.link("Sign in").get_attribute("href"),
        Some(paths::sign_in_and_back_to(paths::SINGLE_SIGN_ON))
    );
    // The form there has the address: it is carried along by the click, which stays on this page here.
    let cookies = || {
        let document: web_sys::HtmlDocument = leptos::prelude::document().unchecked_into();
        document.cookie().unwrap_or_default()
    };
    assert!(!cookies().contains("latchkey-username"), "{}", cookies());
    let stay = Closure::<dyn Fn(Event)>::new(|event: Event| event.prevent_default());
    let stays = window().add_event_listener_with_callback("click", stay.as_ref().unchecked_ref());
    stays.expect("listens");
    stage.link("Sign in").click();
    let stops = window().remove_event_listener_with_callback("click", stay.as_ref().unchecked_ref());
    stops.expect("listens no more");
    assert!(
        cookies().contains("latchkey-username=ada%40acme.example"),
        "{}",
        cookies()
    );
}

#[wasm_bindgen_test]
async fn people_are_told_by_a_mail_that_is_shown_with_the_admins_words() {
    let stage = page(first_activation(), "okta").await;
    assert!(stage.text().contains("Mail these people about it: 117"));
    assert!(
        !stage.text().contains("The admins of Acme add"),
        "nothing is typed yet"
    );
    type_notice(&stage, "Ask the help desk.");
    eventually("it is shown", || {
        stage
            .text()
            .contains("The admins of Acme add: \"Ask the help desk.\".")
    })
    .await;
    tick(&stage);
    stage.button("Activate").click();
    eventually("it is sent", || {
        !stage.backend.requests::<ActivateSsoConfiguration>().is_empty()
    })
    .await;
    let sent = &stage.backend.requests::<ActivateSsoConfiguration>()[0];
    assert_eq!(
        (sent.tells_people, sent.notice.as_str()),
        (true, "Ask the help desk.")
    );
}

#[wasm_bindgen_test]
async fn whoever_tells_people_otherwise_mails_nobody() {
    let stage = page(first_activation(), "okta").await;
    type_notice(&stage, "Ask the help desk.");
    stage
        .first("#tells-people")
        .unchecked_into::<HtmlElement>()
        .click();
    eventually("the mail is away", || stage.count("#notice") == 0).await;
    tick(&stage);
    stage.button("Activate").click();
    eventually("it is sent", || {
        !stage.backend.requests::<ActivateSsoConfiguration>().is_empty()
    })
    .await;
    let sent = &stage.backend.requests::<ActivateSsoConfiguration>()[0];
    assert_eq!((sent.tells_people, sent.notice.as_str()), (false, ""));
}

#[wasm_bindgen_test]
async fn what_stands_in_the_way_leads_to_where_it_is_mended() {
    let stage = page(canned::admin(Vec::new()), "keycloak").await;
    assert!(stage.find_button("Activate").is_none());
    for (words, href) in [
        ("Test the sign-in", paths::sso_test("keycloak")),
        ("Save the mapping", paths::sso_map("keycloak")),
        ("Make recovery codes", paths::RECOVERY_CODES.to_owned()),
    ] {
        assert_eq!(
            stage.link(words).get_attribute("href").as_deref(),
            Some(href.as_str())
        );
    }
}

#[wasm_bindgen_test]
async fn an_old_sign_in_leads_to_a_new_one_and_back() {
    let backend = canned::admin(Vec::new());
    backend.on::<DeactivateSsoConfiguration>(|_| MockResponse::refused(ErrorCode::SignInAgain));
    let stage = page(backend, "entra").await;
    assert_eq!(stage.heading(), "De-activate Entra ID");
    tick(&stage);
    stage.button("De-activate").click();
    eventually("it is said", || stage.find_button("Sign in again").is_some()).await;
    stage.button("Sign in again").click();
    let wanted = paths::sign_in_and_back_to(&paths::sso_activation("entra"));
    eventually("it leaves", || stage.left_for() == [wanted.clone()]).await;
    assert_eq!(stage.backend.requests::<EndSession>().len(), 1);
}
