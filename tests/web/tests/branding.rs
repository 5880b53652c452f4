//! Control Center > Branding: name and colour, what is said of the contrast, the logo, the preview, and the states of the page.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    Empty, ErrorCode,
    company::{GetCompanyBrand, RemoveCompanyLogo, SetCompanyBrand, SetCompanyLogo, set_company_brand},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_brand};
use latchkey_spa::{i18n::Locale, paths, phrases::error_phrase};
use latchkey_web_tests::{Stage, eventually, type_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement, js_sys};

wasm_bindgen_test_configure!(run_in_browser);

async fn page(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, paths::BRANDING);
    eventually("the brand is there", || stage.count("#brand-name") == 1).await;
    stage
}

fn unchosen() -> FakeBackend {
    let backend = canned::admin(Vec::new());
    canned_brand::has_brand(&backend, canned_brand::unchosen());
    backend
}

fn input(stage: &Stage, id: &str) -> HtmlInputElement {
    stage.by_id(id).unchecked_into()
}

fn contrast(stage: &Stage) -> String {
    stage.by_id("brand-contrast").text_content().unwrap_or_default()
}

/// The value of a token in each of the two grounds.
fn accents(stage: &Stage) -> Vec<String> {
    let grounds = stage.all(".brand-ground").into_iter();
    grounds
        .map(|ground| {
            let style = ground.unchecked_into::<HtmlElement>().style();
            style.get_property_value("--accent").unwrap_or_default()
        })
        .collect()
}

/// Chooses a file of this content, as a person does.
fn choose(stage: &Stage, content: &[u8], name: &str) {
    let bytes = js_sys::Uint8Array::from(content);
    let parts = js_sys::Array::of1(&bytes);
    let file = web_sys::File::new_with_u8_array_sequence(&parts, name).expect("a file");
    let transfer = web_sys::DataTransfer::new().expect("a transfer");
    transfer.items().add_with_file(&file).expect("is added");
    let input = input(stage, "brand-logo");
    input.set_files(transfer.files().as_ref());
    let init = EventInit::new();
    init.set_bubbles(true);
    let change = Event::new_with_event_init_dict("change", &init).expect("an event");
    input.dispatch_event(&change).expect("is heard");
}

#[wasm_bindgen_test]
async fn name_and_colour_are_shown_before_they_are_saved() {
    let stage = page(unchosen()).await;
    assert_eq!(
        contrast(&stage),
        "Left empty, your people see the colour of the platform."
    );
    assert_eq!(accents(&stage)[0], "#4740c8", "the platform's");
    type_text(&input(&stage, "brand-name"), "Acme");
    type_text(&input(&stage, "brand-colour"), "#006b3c");
    eventually("both grounds have the colour's shades", || {
        let accents = accents(&stage);
        accents[0] == "#006b3c" && accents[1] != "#006b3c" && accents[1] != "#4740c8"
    })
    .await;
    assert!(
        contrast(&stage).starts_with("White text on this colour has 6."),
        "{}",
        contrast(&stage)
    );
    assert!(contrast(&stage).ends_with("it can be read."));
    let heads = stage.all(".brand-head").into_iter();
    assert!(
        heads
            .map(|head| head.text_content().unwrap_or_default())
            .all(|head| head == "Acme")
    );
    stage.button("Save name and colour").click();
    eventually("it is sent", || {
        stage.backend.requests::<SetCompanyBrand>()
            == [set_company_brand::Request {
                name: Some("Acme".to_owned()),
                colour: Some("#006b3c".to_owned()),
            }]
    })
    .await;
    eventually("it says so", || {
        stage.text().contains("Name and colour are saved.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_pale_colour_is_taken_and_the_shade_that_screens_have_is_told() {
    let stage = page(canned::admin(Vec::new())).await;
    let colour = input(&stage, "brand-colour");
    assert_eq!(colour.value(), "#006b3c");
    type_text(&colour, "#8ecbff");
    eventually("the contrast is told", || {
        contrast(&stage).starts_with("White text on this colour has 1.7 to 1, too little to be read.")
    })
    .await;
    let before = accents(&stage);
    assert_ne!(before[0], "#8ecbff", "on light pages it is a darker shade");
    assert!(
        contrast(&stage).contains(&format!("the darker shade {}", before[0])),
        "what is said is what the preview shows: {}",
        contrast(&stage)
    );
    stage.button("Save name and colour").click();
    eventually("it is sent", || {
        stage.backend.requests::<SetCompanyBrand>()[..]
            .iter()
            .any(|sent| sent.colour.as_deref() == Some("#8ecbff"))
    })
    .await;
    let error = || {
        stage
            .by_id("brand-colour-error")
            .text_content()
            .unwrap_or_default()
    };
    type_text(&colour, "red");
    eventually("it is no colour", || {
        contrast(&stage) == "Type a colour such as #4740c8."
    })
    .await;
    assert_eq!(accents(&stage), before, "the preview keeps the last one");
    stage.button("Save name and colour").click();
    eventually("it is said once, at the field", || {
        error() == "Type a colour such as #4740c8." && contrast(&stage).is_empty()
    })
    .await;
    assert_eq!(colour.value(), "red", "what was typed is kept");
    assert_eq!(stage.backend.requests::<SetCompanyBrand>().len(), 1);
}

#[wasm_bindgen_test]
async fn the_sample_address_is_of_the_companys_own_domain() {
    let stage = page(canned::admin(Vec::new())).await;
    let samples = stage.all(".brand-field").into_iter();
    assert!(
        samples
            .map(|sample| sample.text_content().unwrap_or_default())
            .all(|sample| sample == "ada@globex.example")
    );
}

#[wasm_bindgen_test]
async fn a_logo_is_saved_as_soon_as_it_is_chosen_and_removed_after_a_question() {
    let stage = page(unchosen()).await;
    assert_eq!(stage.count("img"), 0);
    choose(&stage, b"\x89PNG", "logo.png");
    eventually("it is there, and in the preview", || {
        stage.count("img.brand-logo") == 5
    })
    .await;
    assert_eq!(stage.backend.requests::<SetCompanyLogo>()[0].content, "iVBORw==");
    eventually("it says so", || stage.text().contains("The logo is saved.")).await;
    stage.button("Remove logo").click();
    eventually("it asks", || stage.count("dialog[open]") == 1).await;
    assert!(stage.backend.requests::<RemoveCompanyLogo>().is_empty());
    let buttons = stage.all("dialog[open] button").into_iter();
    let mut yes = buttons.filter(|button| button.text_content().unwrap_or_default() == "Remove logo");
    yes.next()
        .expect("a button")
        .unchecked_into::<HtmlElement>()
        .click();
    eventually("it is gone", || stage.count("img") == 0).await;
    assert_eq!(stage.backend.requests::<RemoveCompanyLogo>().len(), 1);
}

#[wasm_bindgen_test]
async fn what_is_no_logo_is_refused_with_a_sentence() {
    let stage = page(unchosen()).await;
    let error = || stage.by_id("brand-logo-error").text_content().unwrap_or_default();
    for (content, code) in [
        (b"<svg/>".to_vec(), ErrorCode::LogoIsSvg),
        (vec![0; 3], ErrorCode::LogoUnreadable),
        (vec![1; 1_000_001], ErrorCode::LogoTooLarge),
    ] {
        choose(&stage, &content, "logo.png");
        let words = error_phrase(Locale::en, code);
        eventually(words, || error().contains(words)).await;
        assert!(stage.alert().contains(words), "it interrupts");
    }
    assert_eq!(
        stage.backend.requests::<SetCompanyLogo>().len(),
        2,
        "what is too large is not sent"
    );
    assert_eq!(stage.count("img"), 0);
}

#[wasm_bindgen_test]
async fn whoever_is_no_admin_sees_no_branding() {
    let backend = canned::admin(Vec::new());
    backend.on::<GetCompanyBrand>(|Empty {}| MockResponse::refused(ErrorCode::NotFound));
    let stage = Stage::portal(backend, paths::BRANDING);
    eventually("it says so", || stage.count(".empty-state, [role=alert]") > 0).await;
    assert_eq!(stage.count("#brand-name"), 0);
}
