//! The sign-in screen, hydrated.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    brand::Brand,
    sign_in::{DiscoverSignIn, SignInMethod, SignInWithPassword, StartSso, discover_sign_in},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_spa::front::{
    FrontPage,
    page::{Language, Screen, SignInScreen},
};
use latchkey_web_tests::{
    Stage, autofill, eventually, is_reachable, leave_field, now, paste, pause, translate_page, type_text,
};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlDocument, PageTransitionEvent, PageTransitionEventInit};

wasm_bindgen_test_configure!(run_in_browser);

const ADA: &str = "ada@acme.example";
const GRACE: &str = "grace@hopper.example";
const PASSWORD: &str = "correct horse battery staple";

fn open(backend: FakeBackend) -> Stage {
    open_with(
        backend,
        SignInScreen {
            return_to: Some("/profile".to_owned()),
            ..SignInScreen::default()
        },
    )
}

fn open_with(backend: FakeBackend, screen: SignInScreen) -> Stage {
    let screen = Screen::SignIn(screen);
    Stage::front(
        backend,
        FrontPage {
            language: Language::En,
            platform_name: "Latchkey".to_owned(),
            screen,
        },
    )
}

fn domains_asked(stage: &Stage) -> Vec<String> {
    stage
        .backend
        .requests::<DiscoverSignIn>()
        .into_iter()
        .map(|request| request.domain)
        .collect()
}

async fn sees_sso(stage: &Stage) {
    eventually("the button reads Sign in with SSO", || {
        stage.find_button("Sign in with SSO").is_some()
    })
    .await;
}

async fn sees_password(stage: &Stage) {
    eventually("the button reads Sign in", || {
        stage.find_button("Sign in").is_some()
    })
    .await;
}

/// Which field has the focus, by its `id`.
fn focused() -> String {
    document()
        .active_element()
        .map(|element| element.id())
        .unwrap_or_default()
}

#[wasm_bindgen_test]
fn begins_with_a_username_and_a_password() {
    let stage = open(canned::front_door());
    assert_eq!(stage.heading(), "Sign in");
    assert!(is_reachable(&stage.field("Username")) && is_reachable(&stage.field("Password")));
    assert!(stage.find_button("Sign in").is_some());
    assert_eq!(stage.alert(), "");
}

#[wasm_bindgen_test]
async fn a_federated_domain_folds_the_password_away_and_back() {
    let stage = open(canned::front_door());
    let password = stage.field("Password");
    paste(&stage.field("Username"), ADA);
    sees_sso(&stage).await;
    assert!(!is_reachable(&password) && password.is_connected());
    assert_eq!(password.get_attribute("name"), None);
    assert_eq!(
        stage.description(&stage.field("Username")),
        "acme.example signs in with its own account page."
    );
    assert_eq!(stage.count("[aria-live='polite']"), 1);

    paste(&stage.field("Username"), GRACE);
    sees_password(&stage).await;
    assert!(is_reachable(&password));
    assert_eq!(stage.field("Password"), password, "it is the very same element");
    assert_eq!(password.name(), "password");
}

/// A browser that translates takes the text nodes away: what is written to them would be seen by nobody.
#[wasm_bindgen_test]
async fn words_that_change_change_in_a_translated_page_too() {
    let stage = open(canned::front_door());
    pause(20).await;
    translate_page();
    assert!(stage.find_button("[Sign in]").is_some(), "the page is translated");
    paste(&stage.field("[Username]"), ADA);
    sees_sso(&stage).await;
    let hint = stage.description(&stage.field("[Username]"));
    assert_eq!(hint, "acme.example signs in with its own account page.");
    translate_page();
    paste(&stage.field("[Username]"), GRACE);
    sees_password(&stage).await;
    assert_eq!(
        stage.description(&stage.field("[Username]")),
        "Your work email address."
    );
}

#[wasm_bindgen_test]
async fn what_is_pasted_around_an_address_folds_the_password_away_all_the_same() {
    for pasted in [
        "mailto:ada@acme.example?subject=Hello",
        "Ada Lovelace <ada@acme.example>",
        "ada＠acme.example",
        "\u{feff}ada@acme.example,\u{200b}",
    ] {
        let stage = open(canned::front_door());
        paste(&stage.field("Username"), pasted);
        sees_sso(&stage).await;
        assert_eq!(domains_asked(&stage), ["acme.example"], "{pasted:?}");
    }
    let stage = open(canned::front_door());
    pause(20).await;
    paste(&stage.field("Username"), "ada@acme.example, grace@hopper.example");
    pause(400).await;
    assert!(domains_asked(&stage).is_empty(), "two addresses are none");
    assert!(is_reachable(&stage.field("Password")));
}

#[wasm_bindgen_test]
async fn typing_asks_once_and_not_before_300_ms() {
    let stage = open(canned::front_door());
    // What is there when the form wakes counts as complete; the keys come afterwards.
    pause(20).await;
    let username = stage.field("Username");
    for typed in ["ada@acme.ex", "ada@acme.exam", "ada@acme.exampl"] {
        type_text(&username, typed);
        pause(50).await;
    }
    let last_key = now();
    type_text(&username, ADA);
    eventually("the domain is asked about", || !domains_asked(&stage).is_empty()).await;
    assert!(now() - last_key >= 295.0, "asked after {} ms", now() - last_key);
    sees_sso(&stage).await;
    pause(400).await;
    assert_eq!(domains_asked(&stage), ["acme.example"]);
}

#[wasm_bindgen_test]
async fn pasting_filling_and_leaving_ask_at_once() {
    for act in ["paste", "autofill", "leave"] {
        let stage = open(canned::front_door());
        let username = stage.field("Username");
        let start = now();
        match act {
            "paste" => paste(&username, ADA),
            "autofill" => autofill(&username, ADA),
            _ => {
                type_text(&username, ADA);
                leave_field(&username);
            }
        }
        eventually("the domain is asked about", || !domains_asked(&stage).is_empty()).await;
        assert!(now() - start < 150.0, "{act} asked after {} ms", now() - start);
        sees_sso(&stage).await;
        pause(400).await;
        assert_eq!(domains_asked(&stage).len(), 1, "{act}");
    }
}

#[wasm_bindgen_test]
async fn nothing_is_asked_while_there_is_no_domain() {
    let stage = open(canned::front_door());
    for typed in ["ada", "ada@", "ada@acme", "a b@acme.example x"] {
        paste(&stage.field("Username"), typed);
    }
    pause(350).await;
    assert!(domains_asked(&stage).is_empty());
}

#[wasm_bindgen_test]
async fn a_bare_domain_will_do() {
    let stage = open(canned::front_door());
    paste(&stage.field("Username"), "acme.example");
    sees_sso(&stage).await;
}

#[wasm_bindgen_test]
async fn a_late_answer_for_an_older_domain_is_ignored() {
    let stage = open(canned::front_door());
    stage.backend.hold::<DiscoverSignIn>();
    paste(&stage.field("Username"), ADA);
    paste(&stage.field("Username"), GRACE);
    eventually("both are asked about", || domains_asked(&stage).len() == 2).await;
    stage.backend.release::<DiscoverSignIn>("hopper.example");
    pause(20).await;
    stage.backend.release::<DiscoverSignIn>("acme.example");
    pause(50).await;
    assert!(stage.find_button("Sign in").is_some());
    assert!(is_reachable(&stage.field("Password")));
}

#[wasm_bindgen_test]
async fn a_domain_is_not_asked_about_twice() {
    let stage = open(canned::front_door());
    let username = stage.field("Username");
    paste(&username, ADA);
    sees_sso(&stage).await;
    paste(&username, GRACE);
    sees_password(&stage).await;
    paste(&username, "bob@ACME.example");
    sees_sso(&stage).await;
    eventually("both are asked about", || domains_asked(&stage).len() == 2).await;
    pause(350).await;
    assert_eq!(domains_asked(&stage), ["acme.example", "hopper.example"]);
}

#[wasm_bindgen_test]
async fn a_failed_check_means_password_and_is_asked_again() {
    let stage = open(canned::front_door());
    let username = stage.field("Username");
    stage.backend.on::<DiscoverSignIn>(|_| MockResponse::Unreachable);
    paste(&username, ADA);
    eventually("the domain is asked about", || domains_asked(&stage).len() == 1).await;
    pause(20).await;
    assert!(is_reachable(&stage.field("Password")));
    assert_eq!(stage.alert(), "", "a check that fails is nobody's business");

    stage.backend.on::<DiscoverSignIn>(|_| {
        MockResponse::Success(discover_sign_in::Response {
            asks_address: false,
            brand: None,
            method: SignInMethod::Sso,
        })
    });
    paste(&username, ADA);
    sees_sso(&stage).await;
    assert_eq!(domains_asked(&stage).len(), 2);
}

#[wasm_bindgen_test]
async fn signs_in_with_a_password() {
    let stage = open(canned::front_door());
    paste(&stage.field("Username"), GRACE);
    type_text(&stage.field("Password"), PASSWORD);
    stage.button("Sign in").click();
    eventually("the page is left", || !stage.left_for().is_empty()).await;
    assert_eq!(stage.left_for(), ["/profile"]);
    let requests = stage.backend.requests::<SignInWithPassword>();
    assert_eq!(
        (requests[0].username.as_str(), requests[0].password.as_str()),
        (GRACE, PASSWORD)
    );
    assert_eq!(requests[0].return_to.as_deref(), Some("/profile"));
    assert_eq!(
        stage.button("Sign in").get_attribute("aria-busy").as_deref(),
        Some("true"),
        "until the page is gone"
    );
}

#[wasm_bindgen_test]
async fn signs_in_with_sso_and_sends_no_password() {
    let stage = open(canned::front_door());
    type_text(&stage.field("Password"), PASSWORD);
    paste(&stage.field("Username"), ADA);
    sees_sso(&stage).await;
    stage.button("Sign in with SSO").click();
    eventually("the page is left", || !stage.left_for().is_empty()).await;
    assert_eq!(stage.left_for(), [canned::AUTHORIZATION_URL]);
    assert_eq!(
        stage.backend.requests::<StartSso>()[0].return_to.as_deref(),
        Some("/profile")
    );
    assert_nothing_carries_the_password(&stage);
}

#[wasm_bindgen_test]
async fn a_fast_typist_s_password_waits_for_the_check() {
    let stage = open(canned::front_door());
    stage.backend.hold::<DiscoverSignIn>();
    type_text(&stage.field("Username"), ADA);
    type_text(&stage.field("Password"), PASSWORD);
    stage.button("Sign in").click();
    eventually("the domain is asked about", || !domains_asked(&stage).is_empty()).await;
    pause(50).await;
    assert_eq!(
        stage.backend.recorded().len(),
        1,
        "nothing is sent before the answer"
    );
    stage.backend.release::<DiscoverSignIn>("acme.example");
    eventually("the page is left", || !stage.left_for().is_empty()).await;
    assert_eq!(stage.left_for(), [canned::AUTHORIZATION_URL]);
    assert_nothing_carries_the_password(&stage);
}

#[wasm_bindgen_test]
async fn a_check_that_hangs_does_not_hold_anybody_up_for_ever() {
    let stage = open(canned::front_door());
    stage.backend.hold::<DiscoverSignIn>();
    paste(&stage.field("Username"), GRACE);
    type_text(&stage.field("Password"), PASSWORD);
    let start = now();
    stage.button("Sign in").click();
    eventually("the page is left", || !stage.left_for().is_empty()).await;
    assert!(
        (1_900.0..3_000.0).contains(&(now() - start)),
        "waited {} ms",
        now() - start
    );
}

fn assert_nothing_carries_the_password(stage: &Stage) {
    for request in stage.backend.recorded() {
        assert!(!request.body.contains(PASSWORD), "{request:?}");
    }
}

#[wasm_bindgen_test]
async fn a_double_click_sends_once() {
    let stage = open(canned::front_door());
    stage.backend.hold::<SignInWithPassword>();
    paste(&stage.field("Username"), GRACE);
    type_text(&stage.field("Password"), PASSWORD);
    let button = stage.button("Sign in");
    button.focus().expect("buttons take the focus");
    button.click();
    button.click();
    eventually("the form is sent", || {
        stage.backend.requests::<SignInWithPassword>().len() == 1
    })
    .await;
    assert_eq!(button.get_attribute("aria-busy").as_deref(), Some("true"));
    assert!(
        !button.disabled() && document().active_element().as_ref() == Some(&button),
        "it keeps the focus"
    );
    button.click();
    stage.backend.release::<SignInWithPassword>(GRACE);
    eventually("the page is left", || !stage.left_for().is_empty()).await;
    assert_eq!(stage.backend.requests::<SignInWithPassword>().len(), 1);
}

async fn refused(answer: MockResponse<latchkey_contract::sign_in::sign_in_with_password::Response>) -> Stage {
    let stage = open(canned::front_door());
    stage.backend.on::<SignInWithPassword>(move |_| answer.clone());
    paste(&stage.field("Username"), GRACE);
    type_text(&stage.field("Password"), "wrong");
    stage.button("Sign in").click();
    eventually("the button is free again", || {
        !stage.backend.requests::<SignInWithPassword>().is_empty()
            && stage.button("Sign in").get_attribute("aria-busy").is_none()
    })
    .await;
    assert_eq!(stage.field("Username").value(), GRACE, "the username is kept");
    assert!(stage.left_for().is_empty());
    stage
}

#[wasm_bindgen_test]
async fn wrong_credentials_get_one_message_and_another_try() {
    let stage = refused(MockResponse::refused(ErrorCode::WrongCredentials)).await;
    assert_eq!(
        stage.alert(),
        "Username and password do not match. Check both, then try again."
    );
    assert_eq!(stage.count("[aria-invalid]"), 0, "neither half is blamed");
    eventually("the password has the focus", || focused() == "password").await;

    stage.backend.on::<SignInWithPassword>(|_| {
        MockResponse::Success(latchkey_contract::sign_in::sign_in_with_password::Response {
            next: "/".to_owned(),
        })
    });
    type_text(&stage.field("Password"), PASSWORD);
    stage.button("Sign in").click();
    eventually("the old message is gone", || stage.alert().is_empty()).await;
    eventually("the page is left", || !stage.left_for().is_empty()).await;
}

#[wasm_bindgen_test]
async fn throttling_says_when_to_come_back() {
    let stage = refused(MockResponse::refused_for(ErrorCode::TooManyAttempts, 540)).await;
    assert_eq!(stage.alert(), "Too many attempts. Try again in 9 minutes.");
    let way_out = ".way-out:not([hidden]) a[href^='/reset-password']";
    eventually("there is a way out", || stage.count(way_out) == 1).await;
    let left = || stage.first(".way-out span").text_content().unwrap_or_default();
    eventually("the wait is counted", || {
        left().starts_with("Next attempt in 8:5")
    })
    .await;
    assert!(!stage.alert().contains("8:5"), "nothing is announced each second");
}

#[wasm_bindgen_test]
async fn a_field_that_is_to_blame_says_so_and_takes_the_focus() {
    for (code, field, label, words) in [
        (
            ErrorCode::UsernameNotAnAddress,
            "username",
            "Username",
            "Enter your email address, like ada@acme.example.",
        ),
        (
            ErrorCode::PasswordMissing,
            "password",
            "Password",
            "Enter your password.",
        ),
    ] {
        let stage = refused(MockResponse::refused_at(code, field)).await;
        let input = stage.field(label);
        assert!(
            stage.description(&input).ends_with(words),
            "{}",
            stage.description(&input)
        );
        assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
        assert_eq!(stage.alert(), "");
        eventually("the field has the focus", || focused() == field).await;
    }
}

#[wasm_bindgen_test]
async fn faults_name_the_request_and_leave_the_form_usable() {
    let stage = refused(MockResponse::refused(ErrorCode::Internal)).await;
    assert!(
        stage.alert().contains(latchkey_fake_backend::REQUEST_ID),
        "{}",
        stage.alert()
    );
    let stage = refused(MockResponse::Unreachable).await;
    assert!(
        stage.alert().contains("could not be reached"),
        "{}",
        stage.alert()
    );
    let stage = refused(MockResponse::Foreign).await;
    assert!(stage.alert().contains("does not understand"), "{}", stage.alert());
}

#[wasm_bindgen_test]
async fn a_password_that_the_server_refuses_unread_turns_the_form_to_sso() {
    let stage = open(canned::front_door());
    stage.backend.on::<DiscoverSignIn>(|_| MockResponse::Unreachable);
    stage
        .backend
        .on::<SignInWithPassword>(|_| MockResponse::refused(ErrorCode::SsoRequired));
    paste(&stage.field("Username"), ADA);
    type_text(&stage.field("Password"), PASSWORD);
    stage.button("Sign in").click();
    sees_sso(&stage).await;
    eventually("it says why", || {
        stage.alert().contains("Your password was not used.")
    })
    .await;
    stage.button("Sign in with SSO").click();
    eventually("the page is left", || {
        stage.left_for() == [canned::AUTHORIZATION_URL]
    })
    .await;
}

#[wasm_bindgen_test]
async fn sso_that_is_gone_turns_the_form_back_to_the_password() {
    let stage = open(canned::front_door());
    stage
        .backend
        .on::<StartSso>(|_| MockResponse::refused(ErrorCode::SsoNotConfigured));
    paste(&stage.field("Username"), ADA);
    sees_sso(&stage).await;
    stage.button("Sign in with SSO").click();
    sees_password(&stage).await;
    assert!(is_reachable(&stage.field("Password")));
    eventually("the password has the focus", || focused() == "password").await;
    assert!(
        stage.alert().contains("signs in with a password"),
        "{}",
        stage.alert()
    );
}

#[wasm_bindgen_test]
async fn what_the_server_knows_already_is_not_asked_again() {
    let screen = SignInScreen {
        username: ADA.to_owned(),
        method: SignInMethod::Sso,
        ..SignInScreen::default()
    };
    let stage = open_with(canned::front_door(), screen);
    assert!(stage.find_button("Sign in with SSO").is_some());
    pause(350).await;
    assert!(domains_asked(&stage).is_empty());
}

#[wasm_bindgen_test]
async fn a_page_that_comes_back_is_idle_again() {
    let stage = open(canned::front_door());
    paste(&stage.field("Username"), GRACE);
    stage.button("Sign in").click();
    eventually("the page is left", || !stage.left_for().is_empty()).await;
    let init = PageTransitionEventInit::new();
    init.set_persisted(true);
    let event =
        PageTransitionEvent::new_with_event_init_dict("pageshow", &init).expect("the event can be made");
    window().dispatch_event(&event).expect("the window takes events");
    eventually("the button is free", || {
        stage.button("Sign in").get_attribute("aria-busy").is_none()
    })
    .await;
}

#[wasm_bindgen_test]
async fn whoever_asks_for_a_link_does_not_type_the_username_twice() {
    let stage = open(canned::front_door());
    let left = Closure::<dyn FnMut(Event)>::new(|event: Event| event.prevent_default());
    window()
        .add_event_listener_with_callback("click", left.as_ref().unchecked_ref())
        .expect("windows listen");
    let cookie = || {
        let document: HtmlDocument = document().unchecked_into();
        document.cookie().expect("cookies can be read")
    };
    stage.link("Need help signing in?").click();
    assert!(!cookie().contains("latchkey-username"), "{}", cookie());
    type_text(&stage.field("Username"), " gräce@hopper.example; x=y ");
    stage.link("Create an account").click();
    window()
        .remove_event_listener_with_callback("click", left.as_ref().unchecked_ref())
        .expect("windows listen");
    assert!(
        cookie().contains("latchkey-username=gr%C3%A4ce%40hopper.example%3B%20x%3Dy"),
        "{}",
        cookie()
    );
    for link in ["Create an account", "Need help signing in?"] {
        let href = stage
            .link(link)
            .get_attribute("href")
            .expect("links lead somewhere");
        assert!(href.ends_with("?return_to=/profile"), "{href}");
        assert!(!href.contains("hopper"), "no address in an address: {href}");
    }
}

#[wasm_bindgen_test]
async fn an_empty_form_is_told_of_both_fields() {
    let stage = refused(MockResponse::refused_at(ErrorCode::UsernameMissing, "username")).await;
    stage.field("Password").set_value("");
    stage.button("Sign in").click();
    eventually("both are blamed", || stage.count("[aria-invalid='true']") == 2).await;
    assert_eq!(
        stage.description(&stage.field("Password")),
        "Enter your password."
    );
    eventually("the first has the focus", || focused() == "username").await;
    let password = stage.field("Password");
    type_text(&password, "x");
    leave_field(&password);
    eventually("left, it is not blamed any more", || {
        stage.description(&password).is_empty()
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_password_can_be_shown_and_is_hidden_when_it_is_sent() {
    let stage = open(canned::front_door());
    let password = stage.field("Password");
    eventually("the button works", || stage.count(".reveal:not([hidden])") == 1).await;
    stage.button("Show password").click();
    eventually("it is shown", || password.type_() == "text").await;
    assert_eq!(stage.count(".reveal[aria-pressed='true']"), 1);
    stage.button("Show password").click();
    eventually("it is hidden", || password.type_() == "password").await;
    stage.button("Show password").click();
    type_text(&stage.field("Username"), GRACE);
    type_text(&password, "correct horse battery staple");
    stage.button("Sign in").click();
    eventually("it is hidden", || password.type_() == "password").await;
    eventually("somebody is signed in", || !stage.left_for().is_empty()).await;
}

/// Acme presents itself.
fn branded_acme() -> FakeBackend {
    let backend = canned::front_door();
    backend.on::<DiscoverSignIn>(|request| {
        let is_acme = request.domain == "acme.example";
        MockResponse::Success(discover_sign_in::Response {
            method: match is_acme {
                true => SignInMethod::Sso,
                false => SignInMethod::Password,
            },
            asks_address: false,
            brand: is_acme.then(|| Brand {
                name: Some("Acme".to_owned()),
                stylesheet: Some("/brand/006b3c.css".to_owned()),
            }),
        })
    });
    backend
}

#[wasm_bindgen_test]
async fn the_brand_of_a_company_is_worn_as_long_as_the_username_is_of_its_domain() {
    let stage = open(branded_acme());
    let seen = || stage.first(".brand").text_content().unwrap_or_default();
    let sheet = || {
        let sheet = document()
            .query_selector("head > link#brand")
            .expect("a selector");
        let address = sheet.and_then(|sheet| sheet.get_attribute("href"));
        // Without an address, a browser fetches nothing.
        address.filter(|address| !address.is_empty())
    };
    assert_eq!((seen(), sheet()), ("Latchkey".to_owned(), None));
    let username = stage.field("Username");
    for _ in 0..2 {
        paste(&username, ADA);
        eventually("the company's", || seen() == "Acme").await;
        assert_eq!(sheet().as_deref(), Some("/brand/006b3c.css"));
        paste(&username, GRACE);
        eventually("the platform's", || seen() == "Latchkey").await;
        assert_eq!(sheet(), None);
    }
}
