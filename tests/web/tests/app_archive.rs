//! An environment is archived and brought back; what is archived leaves the lists.

use latchkey_contract::{
    ErrorCode,
    app_settings::{ArchiveEnvironment, ListApps, RestoreEnvironment, archive_environment},
};
use latchkey_fake_backend::{MockResponse, canned};
use latchkey_web_tests::{Stage, eventually};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const PLACE: &str = "/apps/company-expenses/settings/general/acceptance";

#[wasm_bindgen_test]
async fn an_environment_is_archived_after_the_dialog_has_said_what_that_does_and_brought_back() {
    let stage = Stage::portal(canned::admin(vec![canned::acceptance()]), PLACE);
    let archive = "Archive environment Acceptance";
    eventually("the page is there", || stage.find_button(archive).is_some()).await;
    stage.button(archive).click();
    eventually("it asks", || stage.count("dialog[open]") == 1).await;
    let said = stage.text();
    assert!(said.contains("Nobody can enter Acceptance any more."), "{said}");
    stage.button("Cancel").click();
    eventually("nothing was done", || stage.count("dialog[open]") == 0).await;
    assert!(stage.backend.requests::<ArchiveEnvironment>().is_empty());
    stage.button(archive).click();
    eventually("it asks", || stage.count("dialog[open]") == 1).await;
    stage.button("Archive environment").click();
    eventually("it is archived", || {
        stage.text().contains("Nobody can enter this environment.")
    })
    .await;
    assert!(stage.text().contains("Acceptance is archived."));
    eventually("the row has gone", || stage.find_button(archive).is_none()).await;
    let sent = stage.backend.requests::<ArchiveEnvironment>();
    assert_eq!(
        sent,
        [archive_environment::Request {
            environment: "acceptance".to_owned()
        }]
    );
    stage.button("Bring back Acceptance").click();
    eventually("it asks", || stage.count("dialog[open]") == 1).await;
    stage.button("Bring back").click();
    eventually("it is in use", || {
        stage.text().contains("Acceptance is in use again.")
    })
    .await;
    eventually("the notice has gone", || {
        !stage.text().contains("Nobody can enter this environment.")
    })
    .await;
    assert_eq!(stage.backend.requests::<RestoreEnvironment>().len(), 1);
}

#[wasm_bindgen_test]
async fn what_cannot_be_archived_says_why() {
    let backend = canned::admin(vec![canned::acceptance()]);
    backend.on::<ArchiveEnvironment>(|_| MockResponse::refused(ErrorCode::Unavailable));
    let stage = Stage::portal(backend, PLACE);
    let archive = "Archive environment Acceptance";
    eventually("the page is there", || stage.find_button(archive).is_some()).await;
    stage.button(archive).click();
    eventually("it asks", || stage.count("dialog[open]") == 1).await;
    stage.button("Archive environment").click();
    eventually("it says why", || {
        stage.alert().contains("cannot do this at the moment")
    })
    .await;
    assert_eq!(stage.count("dialog[open]"), 1);
}

#[wasm_bindgen_test]
async fn archived_environments_are_folded_away() {
    let mut old = canned::acceptance();
    old.id = "old".to_owned();
    old.settings.name = "Old".to_owned();
    old.archived_at = Some("2026-11-01T12:00:00Z".to_owned());
    for (place, ways) in [
        ("/apps/company-expenses/settings/general", 0),
        ("/apps/company-expenses/settings/access-management", 1),
    ] {
        let backend = canned::admin(vec![canned::acceptance(), old.clone()]);
        let stage = Stage::portal(backend, place);
        eventually("both are there", || stage.count(".environment-rows > li") == 2).await;
        assert_eq!(
            stage.count("details.archived:not([open]) .environment-rows > li"),
            1,
            "{place}"
        );
        assert!(stage.text().contains("Archived (1)"), "{place}");
        // Nobody is invited into it.
        assert_eq!(stage.count("a[href$='/invite']"), ways, "{place}");
    }
}

#[wasm_bindgen_test]
async fn archived_apps_are_shown_by_the_filter() {
    let mut apps = canned::managed_apps(2);
    apps[1].archived = true;
    apps[1].environments = 0;
    let backend = canned::admin(vec![canned::acceptance()]);
    canned::manages(&backend, apps);
    let stage = Stage::portal(backend, "/control-center/apps?state=archived");
    eventually("the archived one is there", || {
        stage.text().contains("App 2") && !stage.text().contains("App 1")
    })
    .await;
    assert!(stage.text().contains("Archived"));
    let asked = stage.backend.requests::<ListApps>();
    assert!(
        asked.iter().any(|request| request.query.archived == Some(true)),
        "{asked:?}"
    );
}
