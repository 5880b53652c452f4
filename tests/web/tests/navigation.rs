//! Moving about in the portal: by its links and by the browser's way back and forth, and what is left to the browser.

#![cfg(target_arch = "wasm32")]

use std::{cell::Cell, rc::Rc};

use latchkey_contract::apps::ListMyApps;
use latchkey_fake_backend::canned;
use latchkey_web_tests::{Stage, eventually};
use leptos::prelude::{document, window, window_event_listener};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, MouseEvent, MouseEventInit};

wasm_bindgen_test_configure!(run_in_browser);

fn focused_words() -> String {
    document()
        .active_element()
        .and_then(|element| element.text_content())
        .unwrap_or_default()
}

fn place() -> String {
    window().location().pathname().expect("a path")
}

async fn sees_heading(stage: &Stage, heading: &str) {
    eventually(&format!("the heading {heading:?}"), || stage.heading() == heading).await;
}

/// Whether the portal takes a click on the first of `html`'s elements for itself. The browser does not get it, either way.
fn takes(html: &str, with: impl FnOnce(&MouseEventInit)) -> bool {
    let corner: Element = document().create_element("div").expect("divs can be made");
    corner.set_inner_html(html);
    document()
        .body()
        .expect("a body")
        .append_child(&corner)
        .expect("it takes a div");
    let taken = Rc::new(Cell::new(false));
    let seen = Rc::clone(&taken);
    // After the portal's own, which has been there longer.
    let listener = window_event_listener(leptos::ev::click, move |click| {
        seen.set(click.default_prevented());
        click.prevent_default();
    });
    let init = MouseEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    with(&init);
    let click = MouseEvent::new_with_mouse_event_init_dict("click", &init).expect("clicks can be made");
    let target = corner
        .query_selector("[data-click]")
        .expect("well-formed")
        .expect("there is one");
    target.dispatch_event(&click).expect("it takes clicks");
    listener.remove();
    corner.remove();
    taken.get()
}

#[wasm_bindgen_test]
async fn navigation_takes_the_focus_to_the_heading() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/no/such/page");
    sees_heading(&stage, "There is nothing here").await;
    assert_ne!(
        focused_words(),
        "There is nothing here",
        "the first page leaves the focus where it was"
    );

    stage.link("Go to the start page").click();
    sees_heading(&stage, "My apps").await;
    eventually("the heading has the focus", || focused_words() == "My apps").await;

    stage.link("My Account").click();
    sees_heading(&stage, "My Account").await;
    eventually("the heading has the focus", || focused_words() == "My Account").await;
    assert_eq!(document().title(), "My Account · Acme Cloud");
    assert_eq!(
        stage.link("Profile").get_attribute("aria-current").as_deref(),
        Some("page")
    );
    assert_eq!(
        stage.backend.requests::<ListMyApps>().len(),
        1,
        "a page is made once"
    );
    stage.link("Home").click();
    sees_heading(&stage, "My apps").await;
    eventually("it is read anew", || {
        stage.backend.requests::<ListMyApps>().len() > 1
    })
    .await;
    latchkey_web_tests::pause(100).await;
    assert_eq!(stage.backend.requests::<ListMyApps>().len(), 2);
}

#[wasm_bindgen_test]
async fn the_browser_goes_back_and_forth() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/");
    sees_heading(&stage, "My apps").await;
    stage.link("My Account").click();
    sees_heading(&stage, "My Account").await;
    assert_eq!(place(), "/profile");
    let history = window().history().expect("a history");
    history.back().expect("back");
    sees_heading(&stage, "My apps").await;
    assert_eq!(place(), "/");
    assert_eq!(
        stage.link("Home").get_attribute("aria-current").as_deref(),
        Some("page")
    );
    history.forward().expect("forth");
    sees_heading(&stage, "My Account").await;
}

#[wasm_bindgen_test]
async fn back_from_the_control_center_leads_to_the_page_before() {
    let backend = canned::admin(vec![canned::acceptance()]);
    let stage = Stage::portal(backend, "/profile");
    sees_heading(&stage, "My Account").await;
    // As from outside: the address of the area, which has no page of its own.
    drop(stage);
    let stage = Stage::portal(canned::admin(vec![canned::acceptance()]), "/control-center");
    eventually("the first page", || place() == "/control-center/apps").await;
    window().history().expect("a history").back().expect("back");
    sees_heading(&stage, "My Account").await;
    assert_eq!(place(), "/profile");
}

#[wasm_bindgen_test]
async fn a_link_to_where_one_is_adds_nothing_to_the_way_back() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/profile");
    sees_heading(&stage, "My Account").await;
    let length = || {
        let history = window().history().expect("a history");
        history.length().expect("a length")
    };
    let before = length();
    stage.link("My Account").click();
    assert_eq!((length(), place()), (before, "/profile".to_owned()));
}

#[wasm_bindgen_test]
async fn plain_clicks_on_links_to_pages_of_the_portal_are_taken() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/");
    sees_heading(&stage, "My apps").await;
    assert!(takes("<a data-click href='/profile?from=here'>x</a>", |_| ()));
    sees_heading(&stage, "My Account").await;
    assert_eq!(window().location().search().expect("a query"), "?from=here");
    assert!(takes("<a href='/'><b><i data-click>x</i></b></a>", |_| ()));
    sees_heading(&stage, "My apps").await;
}

#[wasm_bindgen_test]
async fn everything_else_is_left_to_the_browser() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/");
    sees_heading(&stage, "My apps").await;
    for html in [
        "<a data-click href='/profile' target='_blank'>x</a>",
        "<a data-click href='/profile' download>x</a>",
        "<a data-click href='https://elsewhere.example/profile'>x</a>",
        "<a data-click rel='external' href='/reset-password'>x</a>",
        "<a data-click rel='external' href='/assets/x.css'>x</a>",
        "<a data-click>x</a>",
        "<button data-click>x</button>",
        "<a href='/profile'></a><button data-click>x</button>",
    ] {
        assert!(!takes(html, |_| ()), "{html}");
    }
    let link = "<a data-click href='/profile'>x</a>";
    assert!(!takes(link, |click| click.set_ctrl_key(true)));
    assert!(!takes(link, |click| click.set_meta_key(true)));
    assert!(!takes(link, |click| click.set_shift_key(true)));
    assert!(!takes(link, |click| click.set_alt_key(true)));
    assert!(
        !takes(link, |click| click.set_button(1)),
        "the middle button opens a tab"
    );
    assert_eq!(place(), "/");
    assert_eq!(stage.heading(), "My apps");
}

#[wasm_bindgen_test]
async fn a_click_that_something_else_has_taken_stays_its() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/");
    sees_heading(&stage, "My apps").await;
    let link = stage.link("My Account");
    let before: Element = link.parent_element().expect("a parent").unchecked_into();
    let own = wasm_bindgen::closure::Closure::<dyn Fn(MouseEvent)>::new(|click: MouseEvent| {
        click.prevent_default();
    });
    before
        .add_event_listener_with_callback("click", own.as_ref().unchecked_ref())
        .expect("it listens");
    link.click();
    assert_eq!(place(), "/");
}

#[wasm_bindgen_test]
async fn a_portal_that_is_gone_takes_no_clicks() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/");
    sees_heading(&stage, "My apps").await;
    drop(stage);
    assert!(!takes("<a data-click href='/profile'>x</a>", |_| ()));
}
