//! The portal, from loading to signing out.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    Empty, ErrorCode,
    apps::{ListMyApps, MyApp},
    brand::Brand,
    company::{DismissFirstSteps, GetFirstSteps, get_first_steps},
    profile::GetProfile,
    session::{EndSession, GetPermissions, GetSession, ListSessions, get_permissions, get_session},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

async fn sees_heading(stage: &Stage, heading: &str) {
    eventually(&format!("the heading {heading:?}"), || stage.heading() == heading).await;
}

#[wasm_bindgen_test]
async fn says_that_it_is_loading_until_it_knows_who_is_there() {
    let backend = canned::portal(Vec::new());
    backend.hold::<GetSession>();
    let stage = Stage::portal(backend, "/");
    eventually("it says that it is loading", || stage.text().contains("Loading")).await;
    eventually("it has asked", || {
        !stage.backend.requests::<GetSession>().is_empty()
    })
    .await;
    assert_eq!(stage.heading(), "");
    stage.backend.release::<GetSession>("");
    sees_heading(&stage, "My apps").await;
    assert_eq!(document().title(), "My apps · Acme Cloud");
}

#[wasm_bindgen_test]
async fn says_why_there_are_no_apps() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/");
    eventually("it says why", || stage.text().contains("You have no apps yet.")).await;
}

#[wasm_bindgen_test]
async fn a_session_of_a_test_says_so_and_can_be_ended() {
    let backend = canned::portal(Vec::new());
    backend.on::<GetSession>(|Empty {}| {
        MockResponse::Success(get_session::Response {
            account: canned::ada(),
            expires_at: "2026-11-20T13:00:00Z".to_owned(),
            is_test: true,
        })
    });
    let stage = Stage::portal(backend, "/");
    eventually("it says so", || stage.count(".bar-test") == 1).await;
    let notice = stage.first(".bar-test");
    let words = notice.text_content().unwrap_or_default();
    assert!(words.contains("You are signed in as ada@acme.example"), "{words}");
    let sign_out = notice
        .query_selector("button")
        .expect("a selector")
        .expect("a button");
    sign_out.unchecked_into::<web_sys::HtmlElement>().click();
    eventually("it leaves", || {
        stage.left_for().contains(&paths::SIGNED_OUT.to_owned())
    })
    .await;
    assert_eq!(stage.backend.requests::<EndSession>().len(), 1);
    drop(stage);
    let stage = Stage::portal(canned::portal(Vec::new()), "/");
    eventually("another one says nothing", || {
        stage.text().contains("You have no apps yet.") && stage.count(".bar-test") == 0
    })
    .await;
}

#[wasm_bindgen_test]
async fn an_app_has_one_card_with_its_environments_and_where_they_are() {
    let mut apps = canned::expenses();
    apps.push(MyApp {
        url: "javascript:alert(1)".to_owned(),
        app: "Trap".to_owned(),
        app_slug: "trap".to_owned(),
        ..apps[0].clone()
    });
    let stage = Stage::portal(canned::portal(apps), "/");
    eventually("the cards are there", || stage.count(".app-card") == 2).await;
    let link = stage.link("Company Expenses Acceptance");
    assert_eq!(
        link.get_attribute("href").as_deref(),
        Some("http://localhost:8082/")
    );
    assert_eq!(stage.count("a[href^='javascript']"), 0);
    let first = stage.first(".app-environments .environment");
    assert_eq!(
        first.get_attribute("href").as_deref(),
        Some("http://localhost:8083/"),
        "production comes first"
    );
    assert_eq!(stage.count(".environment.solid"), 1, "and looks like it");
}

#[wasm_bindgen_test]
async fn the_card_of_an_app_that_one_manages_leads_to_its_settings() {
    let mut apps = canned::expenses();
    apps.iter_mut().for_each(|app| app.managed = true);
    apps.push(MyApp {
        app: "Timesheets".to_owned(),
        app_slug: "timesheets".to_owned(),
        managed: false,
        ..apps[0].clone()
    });
    let stage = Stage::portal(canned::portal(apps), "/");
    eventually("the cards are there", || stage.count(".app-card") == 2).await;
    assert_eq!(stage.count(".app-settings"), 1);
    let settings = stage.first("a[aria-label='Settings of Company Expenses']");
    assert_eq!(
        settings.get_attribute("href").as_deref(),
        Some("/apps/company-expenses/settings/general")
    );
}

#[wasm_bindgen_test]
async fn a_list_that_fails_can_be_asked_for_again() {
    let backend = canned::portal(canned::expenses());
    backend.on::<ListMyApps>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = Stage::portal(backend, "/");
    eventually("it says what happened", || {
        stage.alert().contains("cannot do this at the moment")
    })
    .await;
    assert!(stage.text().contains(latchkey_fake_backend::REQUEST_ID));
    assert!(stage.find_button("Copy").is_some());
    stage.backend.on::<ListMyApps>(|_| {
        MockResponse::Success(latchkey_contract::apps::list_my_apps::Response {
            items: canned::expenses(),
            invitations: Vec::new(),
        })
    });
    stage.button("Try again").click();
    eventually("the app is there", || stage.count(".app-card") == 1).await;
    assert_eq!(stage.alert(), "");
}

/// The words of the headings, each with whether a failure stands below it in its section.
fn failures() -> Vec<(String, bool)> {
    let sections = document().query_selector_all("main section").expect("a selector");
    (0..sections.length())
        .filter_map(|n| sections.item(n))
        .map(|section| {
            let section: web_sys::Element = JsCast::unchecked_into(section);
            let child = |selector| section.query_selector(selector).expect("a selector");
            let words = child("h2").and_then(|heading| heading.text_content());
            (words.unwrap_or_default(), child(".failure").is_some())
        })
        .collect()
}

#[wasm_bindgen_test]
async fn of_two_lists_that_fail_each_says_so_under_its_own_heading() {
    let under = |heading: &str| (heading.to_owned(), true);
    let backend = canned::portal(canned::expenses());
    backend.on::<GetProfile>(|_| MockResponse::refused(ErrorCode::Unavailable));
    backend.on::<ListSessions>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = Stage::portal(backend, "/profile/security");
    eventually("both have failed", || stage.count(".failure") == 2).await;
    let failed: Vec<_> = failures().into_iter().filter(|(_, failed)| *failed).collect();
    assert_eq!(failed, [under("Password"), under("Where you are signed in")]);
}

#[wasm_bindgen_test]
async fn a_platform_that_cannot_be_reached_can_be_asked_again() {
    let backend = canned::portal(Vec::new());
    backend.on::<GetSession>(|_| MockResponse::Unreachable);
    let stage = Stage::portal(backend, "/");
    eventually("it says what happened", || {
        stage.alert().contains("could not be reached")
    })
    .await;
    stage.backend.on::<GetSession>(|_| {
        MockResponse::Success(get_session::Response {
            is_test: false,
            account: canned::ada(),
            expires_at: "2026-11-20T13:00:00Z".to_owned(),
        })
    });
    stage.button("Try again").click();
    sees_heading(&stage, "My apps").await;
}

#[wasm_bindgen_test]
async fn without_a_session_it_leaves_for_the_sign_in_screen_and_back() {
    let backend = canned::portal(Vec::new());
    backend.on::<GetSession>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    let stage = Stage::portal(backend, "/profile?from=mail&x=1");
    eventually("it leaves", || !stage.left_for().is_empty()).await;
    assert_eq!(
        stage.left_for(),
        ["/sign-in?return_to=/profile%3Ffrom%3Dmail%26x%3D1"]
    );
    assert_eq!(stage.alert(), "", "there is nothing to complain about");
}

#[wasm_bindgen_test]
async fn a_session_that_ends_later_leads_there_too() {
    let backend = canned::portal(Vec::new());
    backend.on::<ListMyApps>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    let stage = Stage::portal(backend, "/");
    eventually("it leaves", || stage.left_for() == ["/sign-in?return_to=/"]).await;
}

#[wasm_bindgen_test]
async fn the_profile_says_how_the_platform_knows_the_person() {
    let stage = Stage::portal(canned::portal(Vec::new()), "/profile");
    sees_heading(&stage, "My Account").await;
    eventually("its facts are there", || {
        stage.text().contains("Ada Lovelace") && stage.text().contains("ada@acme.example")
    })
    .await;
    assert_eq!(document().title(), "My Account · Acme Cloud");
    assert_eq!(stage.count("nav a[aria-current='page']"), 1);
}

#[wasm_bindgen_test]
async fn signing_out_ends_at_the_page_that_says_so() {
    let backend = canned::portal(Vec::new());
    backend.hold::<EndSession>();
    let stage = Stage::portal(backend, "/");
    sees_heading(&stage, "My apps").await;
    let button = stage.button("Sign out");
    button.click();
    button.click();
    eventually("it has asked", || {
        !stage.backend.requests::<EndSession>().is_empty()
    })
    .await;
    stage.backend.release::<EndSession>("");
    eventually("it leaves", || stage.left_for() == ["/signed-out"]).await;
    assert_eq!(stage.backend.requests::<EndSession>().len(), 1);
}

#[wasm_bindgen_test]
async fn a_sign_out_that_fails_says_that_one_is_still_signed_in() {
    let backend = canned::portal(Vec::new());
    backend.on::<EndSession>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = Stage::portal(backend, "/");
    sees_heading(&stage, "My apps").await;
    stage.button("Sign out").click();
    eventually("it says so", || {
        stage.alert().contains("You are still signed in.")
    })
    .await;
    assert!(stage.left_for().is_empty());
}

/// Ada is an admin of her company.
fn admin() -> FakeBackend {
    let backend = canned::admin(Vec::new());
    backend.on::<GetPermissions>(|_| {
        MockResponse::Success(get_permissions::Response {
            company: Some("Acme".to_owned()),
            is_company_admin: true,
            manages_apps: true,
            ..get_permissions::Response::default()
        })
    });
    backend
}

#[wasm_bindgen_test]
async fn admins_see_which_first_steps_are_done_and_how_the_others_are() {
    let stage = Stage::portal(admin(), "/");
    eventually("the steps are there", || stage.text().contains("2 of 5 done")).await;
    assert_eq!(stage.count(".stepper > [data-state='done']"), 2);
    let present = stage.first(".stepper > [aria-current='step']");
    let words = present.text_content().unwrap_or_default();
    assert!(
        words.contains("Prove your email domain") && words.contains("record in DNS"),
        "{words}"
    );
    assert_eq!(
        stage.link("Invite people").get_attribute("href").as_deref(),
        Some("/control-center/people/members"),
        "what is done leads to where it is seen"
    );
    assert_eq!(stage.backend.requests::<GetFirstSteps>().len(), 1);
}

#[wasm_bindgen_test]
async fn a_step_that_has_a_page_leads_there() {
    let backend = admin();
    backend.on::<GetFirstSteps>(|_| MockResponse::Success(get_first_steps::Response::default()));
    let stage = Stage::portal(backend, "/");
    eventually("the steps are there", || stage.text().contains("0 of 5 done")).await;
    assert_eq!(
        stage.link("New app").get_attribute("href").as_deref(),
        Some("/apps/new")
    );
    assert!(stage.text().contains("/sign-up"));
}

#[wasm_bindgen_test]
async fn nobody_is_sent_to_create_an_account_where_single_sign_on_is_active() {
    let backend = admin();
    backend.on::<GetFirstSteps>(|_| {
        MockResponse::Success(get_first_steps::Response {
            identity_provider_active: true,
            everybody_uses_sso: true,
            ..get_first_steps::Response::default()
        })
    });
    let stage = Stage::portal(backend, "/");
    eventually("the steps are there", || stage.text().contains("1 of 5 done")).await;
    assert!(stage.text().contains("/sign-in") && stage.text().contains("the account they have at work"));
    assert!(!stage.text().contains("/sign-up"));
}

#[wasm_bindgen_test]
async fn the_first_steps_go_when_they_are_dismissed_or_done() {
    let stage = Stage::portal(admin(), "/");
    eventually("the steps are there", || {
        stage.find_button("Hide these steps").is_some()
    })
    .await;
    stage
        .backend
        .on::<DismissFirstSteps>(|_| MockResponse::refused(ErrorCode::Unavailable));
    stage.button("Hide these steps").click();
    eventually("it says what went wrong", || {
        stage.alert().contains("cannot do this at the moment")
    })
    .await;
    assert_eq!(stage.count(".first-steps"), 1);
    stage
        .backend
        .on::<DismissFirstSteps>(|_| MockResponse::Success(Empty {}));
    stage.button("Hide these steps").click();
    eventually("they are gone", || stage.count(".first-steps") == 0).await;
    assert!(stage.text().contains("The first steps are hidden."));
    let focused = document()
        .active_element()
        .and_then(|element| element.text_content());
    assert_eq!(focused.as_deref(), Some("My apps"), "the focus is not lost");
    drop(stage);
    for steps in [
        get_first_steps::Response {
            dismissed: true,
            ..canned::first_steps()
        },
        get_first_steps::Response {
            domain_proven: true,
            identity_provider_active: true,
            everybody_uses_sso: true,
            has_app: true,
            has_people: true,
            mail_server_set: true,
            dismissed: false,
        },
    ] {
        let backend = admin();
        backend.on::<GetFirstSteps>(move |_| MockResponse::Success(steps.clone()));
        let stage = Stage::portal(backend, "/");
        eventually("it is known", || {
            stage.backend.requests::<GetFirstSteps>().len() == 1 && stage.count(".app-card") == 1
        })
        .await;
        latchkey_web_tests::pause(20).await;
        assert_eq!(stage.count(".first-steps"), 0);
    }
}

#[wasm_bindgen_test]
async fn nobody_else_is_shown_or_asks_for_first_steps() {
    let stage = Stage::portal(canned::portal(canned::expenses()), "/");
    eventually("the app is there", || stage.count(".app-card") == 1).await;
    assert_eq!(stage.count(".first-steps"), 0);
    assert!(stage.backend.requests::<GetFirstSteps>().is_empty());
}

#[wasm_bindgen_test]
async fn the_frame_wears_the_brand_of_the_company() {
    let backend = canned::portal(Vec::new());
    let stage = Stage::portal(backend.clone(), "/");
    sees_heading(&stage, "My apps").await;
    assert_eq!(stage.count(".bar link[rel=stylesheet]"), 0);
    drop(stage);
    backend.on::<GetPermissions>(|_| {
        MockResponse::Success(get_permissions::Response {
            brand: Some(Brand {
                name: Some("Acme".to_owned()),
                stylesheet: Some("/brand/006b3c.css".to_owned()),
            }),
            ..get_permissions::Response::default()
        })
    });
    backend.hold::<GetPermissions>();
    let stage = Stage::portal(backend, "/");
    let brand = || {
        let brand = stage.all(".bar .brand").into_iter().next();
        brand.and_then(|brand| brand.text_content()).unwrap_or_default()
    };
    eventually("the bar is there", || stage.count(".bar .person") == 1).await;
    assert_eq!(brand(), "", "nothing is said before it is known");
    assert_eq!(
        stage.count(".bar > [data-pending]"),
        2,
        "brand and areas wait for it"
    );
    stage.backend.release::<GetPermissions>("");
    eventually("its name is there", || brand() == "Acme").await;
    assert_eq!(stage.count(".bar link[href='/brand/006b3c.css']"), 1);
    eventually("it is shown, whether the sheet comes or not", || {
        stage.count(".bar > [data-pending]") == 0
    })
    .await;
}

#[wasm_bindgen_test]
async fn whose_permissions_cannot_be_read_sees_the_platform_s_name() {
    let backend = canned::portal(Vec::new());
    backend.on::<GetPermissions>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = Stage::portal(backend, "/");
    eventually("it is there", || {
        let brand = stage.all(".bar .brand:not([data-pending])").into_iter().next();
        brand.and_then(|brand| brand.text_content()).as_deref() == Some("Acme Cloud")
    })
    .await;
}
