//! The parts that pages stand in and are reached by: menu, second column, head of a page, and the question before an act.

#![cfg(target_arch = "wasm32")]

use latchkey_spa::ui::{
    ConfirmDialog, Crumb, Menu, MenuAction, MenuLink, NavigationGroup, NavigationLink, PageHeader,
    SettingRow, SideNavigation, TypedName,
};
use latchkey_web_tests::{Stage, eventually, focused, press, type_text};
use leptos::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn words() -> String {
    focused().text_content().unwrap_or_default().trim().to_owned()
}

fn menu() -> (Stage, ArcRwSignal<u32>) {
    let chosen = ArcRwSignal::new(0);
    let counter = chosen.clone();
    let stage = Stage::part(move || {
        let choose = Callback::new(move |()| counter.update(|count| *count += 1));
        view! {
            <Menu label="More actions: Test" button=|| "More">
                <MenuLink label="Settings" href="#settings" />
                <MenuAction label="Rotate secret" on_select=choose />
                <MenuAction label="Delete" on_select=choose danger=true />
            </Menu>
        }
    });
    (stage, chosen)
}

async fn open_by_key(stage: &Stage) {
    let _ = stage.button("More actions: Test").focus();
    press("ArrowDown");
    eventually("the first item has the focus", || words() == "Settings").await;
}

#[wasm_bindgen_test]
async fn a_menu_is_walked_by_arrows_ends_and_first_letters() {
    let (stage, _) = menu();
    let button = stage.button("More actions: Test");
    assert_eq!(
        button.get_attribute("aria-label").as_deref(),
        Some("More actions: Test")
    );
    assert_eq!(button.get_attribute("aria-expanded").as_deref(), Some("false"));
    open_by_key(&stage).await;
    assert_eq!(button.get_attribute("aria-expanded").as_deref(), Some("true"));
    for (key, item) in [
        ("ArrowDown", "Rotate secret"),
        ("End", "Delete"),
        ("ArrowDown", "Settings"),
        ("ArrowUp", "Delete"),
        ("Home", "Settings"),
        ("r", "Rotate secret"),
        ("s", "Settings"),
    ] {
        assert!(!press(key), "{key} scrolls nothing");
        assert_eq!(words(), item, "after {key}");
    }
}

#[wasm_bindgen_test]
async fn a_key_pressed_before_a_menu_has_the_focus_is_not_lost() {
    let (stage, _) = menu();
    let button = stage.button("More actions: Test");
    let _ = button.focus();
    // The browser tells of the opening in a later task: until then, the button has the focus.
    button.click();
    assert_eq!(words(), "More");
    assert!(!press("End"), "it scrolls nothing");
    assert_eq!(words(), "Delete");
    let says_open = || button.get_attribute("aria-expanded").as_deref() == Some("true");
    eventually("it says that it is open", says_open).await;
    assert_eq!(words(), "Delete");
}

#[wasm_bindgen_test]
async fn escape_closes_a_menu_and_gives_the_focus_back() {
    let (stage, chosen) = menu();
    open_by_key(&stage).await;
    press("Escape");
    assert_eq!(words(), "More");
    eventually("it is closed", || stage.count(".menu-list:popover-open") == 0).await;
    eventually("it says so", || stage.count("[aria-expanded='false']") == 1).await;
    assert_eq!(chosen.get_untracked(), 0);
}

#[wasm_bindgen_test]
async fn an_action_is_done_once_and_closes_the_menu() {
    let (stage, chosen) = menu();
    open_by_key(&stage).await;
    stage.button("Rotate secret").click();
    assert_eq!(chosen.get_untracked(), 1);
    eventually("it is closed", || stage.count(".menu-list:popover-open") == 0).await;
}

#[wasm_bindgen_test]
async fn the_second_column_marks_one_page_and_folds_when_another_is_chosen() {
    let path = ArcRwSignal::new("/security/sso/acme".to_owned());
    let shown = path.clone();
    let stage = Stage::part(move || {
        let link = |label: &str, href: &str| NavigationLink {
            label: label.to_owned(),
            href: href.to_owned(),
            icon: None,
            waiting: None,
        };
        let groups = vec![NavigationGroup {
            label: Some("Security".to_owned()),
            links: vec![
                link("Single Sign-On", "/security/sso"),
                link("History", "/security/history"),
            ],
        }];
        view! { <SideNavigation label="Control Center" groups path=shown /> }
    });
    assert_eq!(stage.count("[aria-current='page']"), 1);
    let current = |name| stage.link(name).get_attribute("aria-current");
    assert_eq!(current("Single Sign-On").as_deref(), Some("page"));
    let name = stage.first("ul").get_attribute("aria-labelledby").expect("named");
    assert_eq!(stage.by_id(&name).text_content().as_deref(), Some("Security"));
    let toggle = stage.button("Control Center Single Sign-On");
    toggle.click();
    eventually("it unfolds", || stage.count("[aria-expanded='true']") == 1).await;
    path.set("/security/history".to_owned());
    eventually("it folds", || stage.count("[aria-expanded='false']") == 1).await;
    eventually("the other is current", || current("History").is_some()).await;
    assert_eq!(stage.count("[aria-current='page']"), 1);
    toggle.click();
    eventually("it unfolds", || stage.count("[aria-expanded='true']") == 1).await;
    let _ = stage.link("History").focus();
    press("Escape");
    eventually("it folds", || stage.count("[aria-expanded='false']") == 1).await;
    assert!(words().starts_with("Control Center"), "{}", words());
    path.set("/apps/new".to_owned());
    let hidden = ".side-page[hidden]";
    eventually("the area is named once", || stage.count(hidden) == 1).await;
    assert_eq!(
        stage.first(".side-toggle").text_content().as_deref(),
        Some("Control Center ")
    );
}

#[wasm_bindgen_test]
async fn a_page_says_where_it_stands() {
    let stage = Stage::part(|| {
        let crumbs = vec![
            Crumb::page("Expenses", "/apps/expenses"),
            Crumb::group("Security"),
        ];
        view! {
            <PageHeader title="History" lead="What happened." breadcrumb_label="Where you are" crumbs />
            <PageHeader title="Alone" />
        }
    });
    assert_eq!(stage.heading(), "History");
    assert_eq!(stage.count("nav:not([hidden]) li"), 2);
    assert_eq!(
        stage.link("Expenses").get_attribute("href").as_deref(),
        Some("/apps/expenses")
    );
    assert_eq!(
        stage.count("nav[hidden]"),
        1,
        "no landmark without anything in it"
    );
}

#[wasm_bindgen_test]
async fn a_setting_is_named_and_says_that_it_was_saved() {
    let saved = ArcRwSignal::new(None::<String>);
    let news = saved.clone();
    let stage = Stage::part(move || {
        view! { <SettingRow name="Language" label_id="language" saved=news><select aria-labelledby="language"></select></SettingRow> }
    });
    assert_eq!(stage.count("[role='group'][aria-labelledby='language']"), 1);
    assert_eq!(
        stage.count("[role='status']"),
        1,
        "the region is there before its words"
    );
    saved.set(Some("Saved".to_owned()));
    let region = stage.first("[role='status']");
    eventually("it says so", || region.text_content().as_deref() == Some("Saved")).await;
}

fn question(typed: Option<&str>) -> (Stage, RwSignal<bool>, ArcRwSignal<u32>) {
    let typed = typed.map(|name| TypedName {
        name: name.to_owned(),
        label: format!("Type {name} to confirm"),
        mismatch: format!("Type exactly {name}."),
    });
    let done = ArcRwSignal::new(0);
    let counter = done.clone();
    let open = RwSignal::new(false);
    let stage = Stage::part(move || {
        let act = move |()| {
            counter.update(|count| *count += 1);
            open.set(false);
        };
        let dialog = match typed {
            Some(typed) => view! {
                <ConfirmDialog open title="Delete Test?" confirm="Delete" cancel="Cancel" on_confirm=act typed=Some(typed)>
                    <p>"Its tokens end."</p>
                </ConfirmDialog>
            }
            .into_any(),
            None => view! {
                <ConfirmDialog open title="Delete Test?" confirm="Delete" cancel="Cancel" on_confirm=act>
                    <p>"Its tokens end."</p>
                </ConfirmDialog>
            }
            .into_any(),
        };
        view! {
            <button type="button" on:click=move |_| open.set(true)>"Delete environment"</button>
            {dialog}
        }
    });
    let opener = stage.button("Delete environment");
    let _ = opener.focus();
    opener.click();
    (stage, open, done)
}

#[wasm_bindgen_test]
async fn the_question_has_the_focus_on_cancel_and_gives_it_back() {
    let (stage, _, done) = question(None);
    eventually("it is asked", || stage.count("dialog[open]") == 1).await;
    assert_eq!(words(), "Cancel", "Enter must not confirm");
    assert!(stage.text().contains("Its tokens end."));
    assert_eq!(stage.count(".dialog .button.danger"), 1);
    stage.button("Cancel").click();
    eventually("it is closed", || stage.count("dialog[open]") == 0).await;
    eventually("the focus is back", || words() == "Delete environment").await;
    assert_eq!(done.get_untracked(), 0);
}

#[wasm_bindgen_test]
async fn a_question_that_the_browser_closes_can_be_asked_again() {
    let (stage, open, done) = question(None);
    eventually("it is asked", || stage.count("dialog[open]") == 1).await;
    // As Escape does.
    let dialog: web_sys::HtmlDialogElement = wasm_bindgen::JsCast::unchecked_into(stage.first("dialog"));
    dialog.close();
    eventually("it is known", || !open.get_untracked()).await;
    stage.button("Delete environment").click();
    eventually("it is asked", || stage.find_button("Delete").is_some()).await;
    stage.button("Delete").click();
    eventually("it is done", || done.get_untracked() == 1).await;
}

#[wasm_bindgen_test]
async fn a_name_has_to_be_typed_before_the_act() {
    let (stage, _, done) = question(Some("Test"));
    eventually("it is asked", || stage.find_button("Delete").is_some()).await;
    let field = stage.field("Type Test to confirm");
    type_text(&field, "Tes");
    stage.button("Delete").click();
    eventually("it says what is wrong", || stage.alert() == "Type exactly Test.").await;
    assert_eq!(stage.description(&field), "Type exactly Test.");
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(focused(), *field.as_ref());
    assert_eq!(done.get_untracked(), 0);
    type_text(&field, " Test ");
    eventually("nothing is wrong any more", || stage.alert().is_empty()).await;
    stage.button("Delete").click();
    eventually("it is done", || done.get_untracked() == 1).await;
}
