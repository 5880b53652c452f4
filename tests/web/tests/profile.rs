//! "My Account", from the forms to what becomes of what was typed.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode, Language, Theme,
    profile::{
        ChangeAddress, ChangePassword, GetProfile, KeepAddress, SetLanguage, SetTheme, UpdateProfile, WayIn,
        change_address, change_password, get_profile, set_language, set_theme, update_profile,
    },
};
use latchkey_fake_backend::{Answer, FakeBackend, canned};
use latchkey_web_tests::{Stage, eventually, type_text};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

async fn profile(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, "/profile");
    eventually("the forms are there", || stage.find_button("Save name").is_some()).await;
    stage
}

fn with(change: impl FnOnce(&mut get_profile::Response)) -> FakeBackend {
    let backend = canned::portal(Vec::new());
    let mut profile = canned::profile();
    change(&mut profile);
    backend.on::<GetProfile>(move |_| Answer::Success(profile.clone()));
    backend
}

#[wasm_bindgen_test]
async fn a_name_is_saved_and_stands_in_the_frame_at_once() {
    let stage = profile(canned::portal(Vec::new())).await;
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
    eventually("the frame knows", || stage.text().contains("Augusta Lovelace")).await;
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
    backend.on::<UpdateProfile>(|_| Answer::refused_at(ErrorCode::NameInvalid, "last_name"));
    let stage = profile(backend).await;
    stage.button("Save name").click();
    let field = stage.field("Last name");
    eventually("the field is marked", || {
        field.get_attribute("aria-invalid").as_deref() == Some("true")
    })
    .await;
    assert!(
        stage
            .text()
            .contains("Enter a name of up to 100 visible characters.")
    );
    assert_eq!(
        document().active_element().map(|element| element.id()).as_deref(),
        Some("last_name")
    );
    assert_eq!(stage.alert(), "");
    stage
        .backend
        .on::<UpdateProfile>(|_| Answer::Success(latchkey_contract::Empty {}));
    stage.button("Save name").click();
    eventually("the mark is gone", || {
        field.get_attribute("aria-invalid").is_none()
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_platform_that_fails_says_so_and_keeps_what_was_typed() {
    let backend = canned::portal(Vec::new());
    backend.on::<ChangeAddress>(|_| Answer::refused(ErrorCode::Unavailable));
    let stage = profile(backend).await;
    type_text(&stage.field("New address"), "augusta@acme.example");
    type_text(&stage.field("Your password"), "analytical engine");
    stage.button("Change address").click();
    eventually("it says so", || stage.alert().contains("Nothing was changed.")).await;
    assert_eq!(stage.field("New address").value(), "augusta@acme.example");
    assert!(stage.text().contains(latchkey_fake_backend::REQUEST_ID));
}

#[wasm_bindgen_test]
async fn another_address_waits_for_its_mail_and_can_be_called_off() {
    let stage = profile(canned::portal(Vec::new())).await;
    assert!(stage.find_button("Keep the present address").is_none());
    type_text(&stage.field("New address"), "augusta@acme.example");
    type_text(&stage.field("Your password"), "analytical engine");
    stage.button("Change address").click();
    eventually("it says where to look", || {
        stage.text().contains("Check the mail at augusta@acme.example")
    })
    .await;
    let request = change_address::Request {
        email: "augusta@acme.example".to_owned(),
        current_password: "analytical engine".to_owned(),
    };
    assert!(stage.backend.requests::<ChangeAddress>() == [request]);
    assert_eq!(
        stage.field("Your password").value(),
        "",
        "no password stays in the page"
    );
    assert!(
        stage.text().contains("ada@acme.example"),
        "the present one still counts"
    );
    stage.button("Keep the present address").click();
    eventually("it is called off", || {
        stage.text().contains("Your address stays as it is.")
    })
    .await;
    assert_eq!(stage.backend.requests::<KeepAddress>().len(), 1);
    assert!(stage.find_button("Keep the present address").is_none());
}

#[wasm_bindgen_test]
async fn an_address_that_waits_is_shown() {
    let stage = profile(with(|profile| {
        profile.pending_address = Some("new@acme.example".to_owned());
    }))
    .await;
    assert!(
        stage
            .text()
            .contains("Waiting for a click in the mail to new@acme.example.")
    );
    assert!(stage.find_button("Keep the present address").is_some());
}

#[wasm_bindgen_test]
async fn a_password_is_changed_with_the_current_one() {
    let backend = canned::portal(Vec::new());
    backend.on::<ChangePassword>(|_| Answer::refused_at(ErrorCode::CurrentPasswordWrong, "current_password"));
    let stage = profile(backend).await;
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
        .on::<ChangePassword>(|_| Answer::Success(latchkey_contract::Empty {}));
    type_text(&stage.field("Current password"), "analytical engine");
    stage.button("Change password").click();
    eventually("it says so", || stage.text().contains("Your password is changed")).await;
    let request = change_password::Request {
        current_password: "analytical engine".to_owned(),
        password: "seven small kettles sing".to_owned(),
    };
    assert!(stage.backend.requests::<ChangePassword>().last() == Some(&request));
    for field in ["Current password", "New password"] {
        assert_eq!(stage.field(field).value(), "", "{field}");
    }
}

#[wasm_bindgen_test]
async fn a_new_language_loads_the_page_anew() {
    let stage = profile(with(|profile| profile.language = Some(Language::En))).await;
    let select: HtmlSelectElement = stage.field("Language").unchecked_into();
    assert_eq!(select.value(), "en");
    select.set_value("de");
    select
        .dispatch_event(&Event::new("change").expect("events can be made"))
        .expect("taken");
    stage.button("Save language").click();
    eventually("it loads the page", || stage.left_for() == ["/profile"]).await;
    let language = Some(Language::De);
    assert_eq!(
        stage.backend.requests::<SetLanguage>(),
        [set_language::Request { language }]
    );
}

#[wasm_bindgen_test]
async fn where_a_company_runs_the_sign_in_it_says_so() {
    let stage = profile(with(|profile| {
        profile.way_in = WayIn::Sso;
        profile.company = Some("Acme".to_owned());
    }))
    .await;
    assert!(stage.text().contains("Acme runs your sign-in."));
    assert_eq!(stage.count("input[type='password']"), 0);
    assert!(stage.find_button("Change address").is_none());
}

#[wasm_bindgen_test]
async fn who_has_no_password_is_shown_the_way_to_one() {
    let stage = profile(with(|profile| profile.way_in = WayIn::NoPassword)).await;
    let link = stage.link("Set a password");
    assert_eq!(link.get_attribute("href").as_deref(), Some("/reset-password"));
    assert_eq!(stage.count("input[type='password']"), 0);
}

#[wasm_bindgen_test]
async fn what_was_typed_is_back_after_a_new_session_and_no_password_is() {
    let backend = canned::portal(Vec::new());
    backend.on::<ChangeAddress>(|_| Answer::refused(ErrorCode::NotSignedIn));
    let stage = profile(backend).await;
    type_text(&stage.field("New address"), "augusta@acme.example");
    type_text(&stage.field("Your password"), "analytical engine");
    stage.button("Change address").click();
    eventually("it leaves", || {
        stage.left_for() == ["/sign-in?return_to=/profile"]
    })
    .await;
    drop(stage);
    let stage = profile(canned::portal(Vec::new())).await;
    assert_eq!(stage.field("New address").value(), "augusta@acme.example");
    assert_eq!(stage.field("Your password").value(), "");
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
    let stage = profile(canned::portal(Vec::new())).await;
    let select: HtmlSelectElement = stage.field("Appearance").unchecked_into();
    assert_eq!(select.value(), "light", "as the server wrote it");
    select.set_value("dark");
    let changed = Event::new("change").expect("events can be made");
    select.dispatch_event(&changed).expect("the field takes events");
    stage
        .backend
        .on::<SetTheme>(|_| Answer::refused(ErrorCode::Unavailable));
    stage.button("Save appearance").click();
    eventually("it says so", || stage.alert().contains("Nothing was changed.")).await;
    assert_eq!(root.get_attribute("data-theme").as_deref(), Some("light"));
    assert_eq!(frames().len(), 2, "as it was");
    stage
        .backend
        .on::<SetTheme>(|_| Answer::Success(latchkey_contract::Empty {}));
    stage.button("Save appearance").click();
    eventually("it says so", || stage.text().contains("Your choice is saved.")).await;
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
