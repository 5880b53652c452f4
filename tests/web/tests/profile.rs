//! "My Account", from the forms to what becomes of what was typed.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    Empty, ErrorCode, Language, Theme,
    profile::{
        ChangeAddress, ChangePassword, GetProfile, KeepAddress, SetLanguage, SetTheme, UpdateProfile, WayIn,
        change_address, change_password, get_profile, set_language, set_theme, update_profile,
    },
    session::{GetRecentSignIn, get_recent_sign_in},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_web_tests::{Stage, eventually, focused, type_text};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

async fn open(backend: FakeBackend, path: &str, words: &str) -> Stage {
    let stage = Stage::portal(backend, path);
    eventually("the page is there", || stage.text().contains(words)).await;
    stage
}

async fn profile(backend: FakeBackend) -> Stage {
    open(backend, "/profile", "You sign in with it.").await
}

async fn security(backend: FakeBackend) -> Stage {
    open(backend, "/profile/security", "Changing it ends").await
}

async fn preferences(backend: FakeBackend) -> Stage {
    open(backend, "/profile/preferences", "For your screens and mails.").await
}

/// Opens a form of a row, as somebody does who uses the keyboard.
async fn press_button(stage: &Stage, name: &str, first_field: &str) {
    let button = stage.button(name);
    button.focus().expect("buttons take the focus");
    button.click();
    eventually("its form has the focus", || focused().id() == first_field).await;
}

async fn focus_is_on(button: &str) {
    eventually("the focus is on the button", || {
        words_of(&focused()).as_deref() == Some(button)
    })
    .await;
}

fn words_of(element: &Element) -> Option<String> {
    let words = element.text_content()?;
    Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn choose(stage: &Stage, label: &str, value: &str) {
    let select: HtmlSelectElement = stage.field(label).unchecked_into();
    select.focus().expect("selects take the focus");
    select.set_value(value);
    let changed = Event::new("change").expect("events can be made");
    select.dispatch_event(&changed).expect("the field takes events");
}

fn with(change: impl FnOnce(&mut get_profile::Response)) -> FakeBackend {
    let backend = canned::portal(Vec::new());
    let mut profile = canned::profile();
    change(&mut profile);
    backend.on::<GetProfile>(move |_| MockResponse::Success(profile.clone()));
    backend
}

#[wasm_bindgen_test]
async fn a_name_is_saved_and_stands_in_the_frame_at_once() {
    let stage = profile(canned::portal(Vec::new())).await;
    assert_eq!(stage.heading(), "My Account");
    assert_eq!(stage.count("form"), 0, "no form before somebody wants one");
    press_button(&stage, "Change name", "first_name").await;
    assert_eq!(stage.field("First name").value(), "Ada");
    type_text(&stage.field("First name"), " Augusta ");
    stage.backend.hold::<UpdateProfile>();
    let button = stage.button("Save name");
    button.click();
    button.click();
    eventually("it is busy", || {
        button.get_attribute("aria-busy").as_deref() == Some("true")
    })
    .await;
    stage.backend.release::<UpdateProfile>("");
    eventually("it says so", || stage.text().contains("Your name is saved.")).await;
    focus_is_on("Change name").await;
    assert_eq!(stage.count("form"), 0, "it has served");
    eventually("the frame knows", || {
        words_of(&stage.first(".person-name")).as_deref() == Some("Augusta Lovelace")
    })
    .await;
    assert!(
        stage
            .first(".setting-value")
            .text_content()
            .is_some_and(|row| row.contains("Augusta Lovelace"))
    );
    let request = update_profile::Request {
        first_name: " Augusta ".to_owned(),
        last_name: "Lovelace".to_owned(),
    };
    assert_eq!(stage.backend.requests::<UpdateProfile>(), [request]);
    assert_eq!(stage.alert(), "", "good news does not interrupt");
}

#[wasm_bindgen_test]
async fn what_is_wrong_stands_at_its_field_which_gets_the_focus() {
    let backend = canned::portal(Vec::new());
    backend.on::<UpdateProfile>(|_| MockResponse::refused_at(ErrorCode::NameInvalid, "last_name"));
    let stage = profile(backend).await;
    press_button(&stage, "Change name", "first_name").await;
    stage.button("Save name").click();
    let field = stage.field("Last name");
    eventually("the field is marked", || {
        field.get_attribute("aria-invalid").as_deref() == Some("true")
    })
    .await;
    assert!(
        stage
            .text()
            .contains("Enter a name of 1 to 100 visible characters.")
    );
    assert_eq!(
        document().active_element().map(|element| element.id()).as_deref(),
        Some("last_name")
    );
    assert_eq!(stage.alert(), "");
    stage
        .backend
        .on::<UpdateProfile>(|_| MockResponse::Success(Empty {}));
    stage.button("Save name").click();
    eventually("it is saved", || stage.text().contains("Your name is saved.")).await;
}

#[wasm_bindgen_test]
async fn whoever_cancels_finds_what_was_there_before() {
    let stage = profile(canned::portal(Vec::new())).await;
    press_button(&stage, "Change name", "first_name").await;
    type_text(&stage.field("First name"), "Augusta");
    stage.button("Cancel").click();
    focus_is_on("Change name").await;
    press_button(&stage, "Change name", "first_name").await;
    assert_eq!(stage.field("First name").value(), "Ada");
    assert!(stage.backend.requests::<UpdateProfile>().is_empty());
}

#[wasm_bindgen_test]
async fn a_platform_that_fails_says_so_and_keeps_what_was_typed() {
    let backend = canned::portal(Vec::new());
    backend.on::<ChangeAddress>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = profile(backend).await;
    press_button(&stage, "Change email address", "email").await;
    type_text(&stage.field("New address"), "augusta@acme.example");
    type_text(&stage.field("Current password"), "analytical engine");
    stage.button("Change address").click();
    eventually("it says so", || stage.alert().contains("Nothing was changed.")).await;
    assert_eq!(stage.field("New address").value(), "augusta@acme.example");
    assert!(stage.text().contains(latchkey_fake_backend::REQUEST_ID));
}

#[wasm_bindgen_test]
async fn another_address_waits_for_its_mail_and_can_be_called_off() {
    let stage = profile(canned::portal(Vec::new())).await;
    assert!(stage.find_button("Cancel change email address").is_none());
    press_button(&stage, "Change email address", "email").await;
    type_text(&stage.field("New address"), "augusta@acme.example");
    type_text(&stage.field("Current password"), "analytical engine");
    stage.button("Change address").click();
    eventually("it says where to look", || {
        stage
            .text()
            .contains("We've sent a link to augusta@acme.example.")
    })
    .await;
    focus_is_on("Send again the link").await;
    let request = change_address::Request {
        email: "augusta@acme.example".to_owned(),
        current_password: "analytical engine".to_owned(),
    };
    assert!(stage.backend.requests::<ChangeAddress>() == [request]);
    assert!(
        stage.text().contains("ada@acme.example"),
        "the present one still counts"
    );
    assert!(stage.text().contains("augusta@acme.example Not confirmed yet"));
    assert_eq!(stage.count("form"), 0, "no second address while one waits");
    stage.button("Cancel change email address").click();
    eventually("it is called off", || {
        stage.text().contains("Your address stays as it is.")
    })
    .await;
    focus_is_on("Change email address").await;
    assert_eq!(stage.backend.requests::<KeepAddress>().len(), 1);
    assert!(!stage.text().contains("Not confirmed yet"));
    press_button(&stage, "Change email address", "email").await;
    assert_eq!(
        stage.field("Current password").value(),
        "",
        "no password stays in the page"
    );
}

#[wasm_bindgen_test]
async fn the_link_to_an_address_that_waits_is_sent_again_for_the_password() {
    let backend = with(|profile| profile.pending_address = Some("new@acme.example".to_owned()));
    backend.on::<ChangeAddress>(|_| MockResponse::refused_at(ErrorCode::AddressFederated, "email"));
    let stage = profile(backend).await;
    assert!(stage.text().contains("new@acme.example Not confirmed yet"));
    press_button(&stage, "Send again the link", "address-password").await;
    assert_eq!(stage.count("#email"), 0, "the address is settled");
    type_text(&stage.field("Current password"), "analytical engine");
    stage.button("Send the link again").click();
    eventually("what is wrong with the address is said", || {
        stage
            .first("#email-error")
            .text_content()
            .is_some_and(|words| !words.is_empty())
    })
    .await;
    stage
        .backend
        .on::<ChangeAddress>(|_| MockResponse::Success(Empty {}));
    stage.button("Send the link again").click();
    eventually("it says so", || {
        stage.text().contains("We've sent a link to new@acme.example.")
    })
    .await;
    let request = change_address::Request {
        email: "new@acme.example".to_owned(),
        current_password: "analytical engine".to_owned(),
    };
    assert!(stage.backend.requests::<ChangeAddress>() == [request.clone(), request]);
}

#[wasm_bindgen_test]
async fn a_password_is_shown_while_it_is_typed_and_hidden_when_it_is_sent() {
    let stage = profile(canned::portal(Vec::new())).await;
    press_button(&stage, "Change email address", "email").await;
    let field = stage.field("Current password");
    assert_eq!(field.type_(), "password");
    stage.button("Show password").click();
    eventually("it is shown", || field.type_() == "text").await;
    stage.backend.hold::<ChangeAddress>();
    stage.button("Change address").click();
    eventually("it is hidden", || field.type_() == "password").await;
    stage.backend.release::<ChangeAddress>("");
}

#[wasm_bindgen_test]
async fn a_password_is_changed_with_the_current_one() {
    let backend = canned::portal(Vec::new());
    backend.on::<ChangePassword>(|_| {
        MockResponse::refused_at(ErrorCode::CurrentPasswordWrong, "current_password")
    });
    let stage = security(backend).await;
    assert_eq!(
        stage.count("input[type='password']"),
        0,
        "no form before somebody wants one"
    );
    press_button(&stage, "Change password", "current-password").await;
    type_text(&stage.field("Current password"), "wrong");
    type_text(&stage.field("New password"), "seven small kettles sing");
    stage.button("Change password").click();
    eventually("it says which is wrong", || {
        stage.text().contains("That is not your current password.")
    })
    .await;
    assert_eq!(
        document().active_element().map(|element| element.id()).as_deref(),
        Some("current-password")
    );
    stage
        .backend
        .on::<ChangePassword>(|_| MockResponse::Success(Empty {}));
    type_text(&stage.field("Current password"), "analytical engine");
    stage.button("Change password").click();
    eventually("it says so", || stage.text().contains("Your password is changed")).await;
    let request = change_password::Request {
        current_password: "analytical engine".to_owned(),
        password: "seven small kettles sing".to_owned(),
    };
    assert!(stage.backend.requests::<ChangePassword>().last() == Some(&request));
    focus_is_on("Change password").await;
    press_button(&stage, "Change password", "current-password").await;
    for field in ["Current password", "New password"] {
        assert_eq!(stage.field(field).value(), "", "{field}");
    }
}

#[wasm_bindgen_test]
async fn a_new_language_is_spoken_at_once_and_the_focus_stays() {
    let stage = preferences(with(|profile| profile.language = Some(Language::En))).await;
    let select: HtmlSelectElement = stage.field("Language").unchecked_into();
    assert_eq!(select.value(), "en");
    assert_eq!(document().title(), "Preferences · My Account · Acme Cloud");
    choose(&stage, "Language", "de");
    eventually("it says so in the new language", || {
        stage.count(".saved") == 1 && words_of(&stage.first(".saved")).as_deref() == Some("Gespeichert")
    })
    .await;
    eventually("the page speaks it", || stage.heading() == "Einstellungen").await;
    for words in ["Mein Konto", "Sprache", "Darstellung", "Wie im Browser", "Start"] {
        assert!(stage.text().contains(words), "{words:?} in {}", stage.text());
    }
    let root = document().document_element().expect("a page has a root");
    assert_eq!(root.get_attribute("lang").as_deref(), Some("de"));
    assert_eq!(document().title(), "Einstellungen · Mein Konto · Acme Cloud");
    assert_eq!(focused().id(), "language", "the same select");
    assert!(select.is_connected(), "nothing was mounted anew");
    assert_eq!(stage.left_for(), [""; 0]);
    let language = Some(Language::De);
    assert_eq!(
        stage.backend.requests::<SetLanguage>(),
        [set_language::Request { language }]
    );
    stage.link("Profil").click();
    eventually("so does the next page", || stage.heading() == "Mein Konto").await;
    root.set_attribute("lang", "en").expect("attributes can be set");
}

#[wasm_bindgen_test]
async fn a_choice_that_is_made_while_another_is_on_its_way_follows_it() {
    let stage = preferences(canned::portal(Vec::new())).await;
    stage.backend.hold::<SetTheme>();
    choose(&stage, "Appearance", "dark");
    eventually("the first is on its way", || {
        stage.backend.requests::<SetTheme>().len() == 1
    })
    .await;
    choose(&stage, "Appearance", "light");
    stage.backend.release::<SetTheme>("");
    eventually("so is the second", || {
        stage.backend.requests::<SetTheme>().len() == 2
    })
    .await;
    stage.backend.release::<SetTheme>("");
    assert_eq!(stage.backend.requests::<SetTheme>()[1].theme, Theme::Light);
    let root = document().document_element().expect("a page has a root");
    eventually("it is shown", || {
        root.get_attribute("data-theme").as_deref() == Some("light")
    })
    .await;
    root.remove_attribute("data-theme").expect("attributes can go");
}

#[wasm_bindgen_test]
async fn where_a_company_runs_the_sign_in_it_says_so() {
    let managed = || {
        with(|profile| {
            profile.way_in = WayIn::Sso;
            profile.company = Some("Acme".to_owned());
        })
    };
    for path in ["/profile", "/profile/security"] {
        let stage = open(managed(), path, "Acme runs your sign-in.").await;
        assert!(stage.find_button("Change email address").is_none());
        assert!(stage.find_button("Change password").is_none());
    }
    let stage = open(managed(), "/profile", "Acme runs your sign-in.").await;
    assert!(
        stage.find_button("Change name").is_some(),
        "the name is the person's own"
    );
}

#[wasm_bindgen_test]
async fn who_has_no_password_is_shown_the_way_to_one() {
    let backend = with(|profile| profile.way_in = WayIn::NoPassword);
    let stage = open(backend, "/profile/security", "You have no password here yet.").await;
    let link = stage.link("Set a password");
    assert_eq!(link.get_attribute("href").as_deref(), Some("/reset-password"));
    assert_eq!(stage.count("input[type='password']"), 0);
}

#[wasm_bindgen_test]
async fn what_was_typed_is_back_after_a_new_session_and_no_password_is() {
    let backend = canned::portal(Vec::new());
    backend.on::<ChangeAddress>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    let stage = profile(backend).await;
    press_button(&stage, "Change email address", "email").await;
    type_text(&stage.field("New address"), "augusta@acme.example");
    type_text(&stage.field("Current password"), "analytical engine");
    stage.button("Change address").click();
    eventually("it leaves", || {
        stage.left_for() == ["/sign-in?return_to=/profile"]
    })
    .await;
    drop(stage);
    let stage = profile(canned::portal(Vec::new())).await;
    assert_eq!(stage.field("New address").value(), "augusta@acme.example");
    assert_eq!(stage.field("Current password").value(), "");
    assert!(stage.text().contains("We kept what you typed, except passwords."));
}

#[wasm_bindgen_test]
async fn light_or_dark_is_chosen_and_shown_at_once() {
    let root = document().document_element().expect("a page has a root");
    root.set_attribute("data-theme", "light")
        .expect("attributes can be set");
    let head = document().query_selector("head").expect("well-formed");
    let head = head.expect("a page has a head");
    head.insert_adjacent_html(
        "beforeend",
        "<meta name=theme-color media='(prefers-color-scheme: light)' content='#f5f6fa'>\
         <meta name=theme-color media='(prefers-color-scheme: dark)' content='#101218'>\
         <style id=grounds>:root { --page: #f5f6fa } [data-theme=dark] { --page: #101218 }</style>",
    )
    .expect("well-formed");
    let frames = || {
        let metas = document().query_selector_all("meta[name=theme-color]");
        let metas = metas.expect("well-formed");
        let metas = (0..metas.length()).filter_map(|n| metas.item(n)?.dyn_into::<Element>().ok());
        let said = |meta: Element| (meta.get_attribute("media"), meta.get_attribute("content"));
        metas.map(said).collect::<Vec<_>>()
    };
    let stage = preferences(canned::portal(Vec::new())).await;
    let select: HtmlSelectElement = stage.field("Appearance").unchecked_into();
    assert_eq!(select.value(), "light", "as the server wrote it");
    stage
        .backend
        .on::<SetTheme>(|_| MockResponse::refused(ErrorCode::Unavailable));
    choose(&stage, "Appearance", "dark");
    eventually("it says so", || stage.alert().contains("Nothing was changed.")).await;
    assert_eq!(root.get_attribute("data-theme").as_deref(), Some("light"));
    assert_eq!(frames().len(), 2, "as it was");
    eventually("what is saved is chosen", || select.value() == "light").await;
    stage.backend.on::<SetTheme>(|_| MockResponse::Success(Empty {}));
    choose(&stage, "Appearance", "dark");
    eventually("it says so", || stage.count(".saved") == 1).await;
    assert_eq!(focused().id(), "theme");
    assert_eq!(root.get_attribute("data-theme").as_deref(), Some("dark"));
    assert_eq!(frames(), [(None, Some("#101218".to_owned()))], "the frame, too");
    let request = set_theme::Request { theme: Theme::Dark };
    assert_eq!(stage.backend.requests::<SetTheme>(), [request, request]);
    root.remove_attribute("data-theme").expect("attributes can go");
    for left in ["meta[name=theme-color]", "#grounds"] {
        let left = document().query_selector(left).expect("well-formed");
        left.expect("is there").remove();
    }
}

#[wasm_bindgen_test]
async fn whoever_has_to_sign_in_again_learns_it_before_a_password_is_typed() {
    let old = |is_recent| move |Empty {}| MockResponse::Success(get_recent_sign_in::Response { is_recent });
    for (path, words, button) in [
        ("/profile/security", "Changing it ends", "Change password"),
        ("/profile", "You sign in with it.", "Change email address"),
    ] {
        let backend = canned::portal(Vec::new());
        backend.on::<GetRecentSignIn>(old(false));
        let stage = open(backend, path, words).await;
        stage.button(button).click();
        eventually("it is said", || {
            focused()
                .text_content()
                .is_some_and(|text| text.starts_with("This needs a sign-in from the last ten minutes."))
        })
        .await;
        assert_eq!(stage.count("input[type='password']"), 0, "{path}");
        assert!(stage.find_button("Sign in again").is_some());
        stage.button("Cancel").click();
        focus_is_on(button).await;
    }
}
