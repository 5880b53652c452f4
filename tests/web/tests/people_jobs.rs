//! Control Center > Single Sign-On: the long jobs that go through the company's people.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    Empty, ErrorCode,
    sso_configurations::{
        ListPeopleJobs, PausePeopleJob, PeopleJob, PeopleJobKind, PeopleJobState, ResumePeopleJob,
    },
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_people_jobs};
use latchkey_spa::paths;
use latchkey_web_tests::{Stage, eventually};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

async fn section(jobs: Vec<PeopleJob>) -> (FakeBackend, Stage) {
    let backend = canned::admin(Vec::new());
    canned_people_jobs::has_people_jobs(&backend, jobs);
    let stage = Stage::portal(backend.clone(), paths::SINGLE_SIGN_ON);
    eventually("the jobs are there", || stage.count(".people-jobs .sso-job") > 0).await;
    (backend, stage)
}

fn text(stage: &Stage) -> String {
    stage.first(".people-jobs").text_content().unwrap_or_default()
}

fn control(stage: &Stage) -> HtmlElement {
    stage.first(".people-jobs button").unchecked_into()
}

#[wasm_bindgen_test]
async fn a_job_says_how_far_it_is_and_how_long_it_will_take() {
    let (_, stage) = section(vec![canned_people_jobs::people_job()]).await;
    let said = text(&stage);
    for words in [
        "Passwords are removed",
        "Running",
        "Done: 62 of 120.",
        "About 3 minutes left.",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    let bar = stage.first(".people-jobs progress");
    assert_eq!(bar.get_attribute("max").as_deref(), Some("120"));
}

#[wasm_bindgen_test]
async fn it_is_paused_and_resumed_by_the_same_button() {
    let (backend, stage) = section(vec![canned_people_jobs::people_job()]).await;
    control(&stage).focus().expect("takes the focus");
    control(&stage).click();
    eventually("it is paused", || {
        text(&stage).contains("Paused by ada@acme.example")
    })
    .await;
    assert_eq!(backend.requests::<PausePeopleJob>()[0].job, "job");
    assert!(control(&stage).is_same_node(Some(&latchkey_web_tests::focused())));
    assert!(!text(&stage).contains("minutes left"));
    control(&stage).click();
    eventually("it goes on", || text(&stage).contains("Running")).await;
    assert_eq!(backend.requests::<ResumePeopleJob>()[0].job, "job");
}

#[wasm_bindgen_test]
async fn it_is_looked_at_again_until_it_is_done() {
    let (backend, stage) = section(vec![canned_people_jobs::people_job()]).await;
    canned_people_jobs::has_people_jobs(
        &backend,
        vec![PeopleJob {
            state: PeopleJobState::Done,
            done: 120,
            seconds_left: None,
            ended_at: Some("2026-11-25T06:01:00Z".to_owned()),
            ..canned_people_jobs::people_job()
        }],
    );
    eventually("it is done", || text(&stage).contains("Done: 120 of 120.")).await;
    assert_eq!(stage.count(".people-jobs button"), 0);
}

#[wasm_bindgen_test]
async fn what_fails_and_what_the_operator_holds_is_said() {
    let links = PeopleJob {
        id: "links".to_owned(),
        kind: PeopleJobKind::MailPasswordLinks,
        domain: Some("acme.example".to_owned()),
        state: PeopleJobState::Failing,
        ..canned_people_jobs::people_job()
    };
    let held = PeopleJob {
        id: "held".to_owned(),
        state: PeopleJobState::Held,
        ..canned_people_jobs::people_job()
    };
    let (backend, stage) = section(vec![links, held]).await;
    let said = text(&stage);
    for words in [
        "Links to set a password are mailed to people of acme.example",
        "The last attempt failed.",
        "The operator of this platform has paused such work.",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
    assert_eq!(
        stage.count(".people-jobs button"),
        1,
        "what is held cannot be resumed here"
    );
    backend.on::<PausePeopleJob>(|_| MockResponse::refused(ErrorCode::Internal));
    control(&stage).click();
    eventually("it is said", || {
        stage.count(".people-jobs [role=alert] .notice") == 1
    })
    .await;
}

#[wasm_bindgen_test]
async fn without_a_job_there_is_nothing_and_a_failure_can_be_tried_again() {
    let backend = canned::admin(Vec::new());
    backend.on::<ListPeopleJobs>(|Empty {}| MockResponse::refused(ErrorCode::Internal));
    let stage = Stage::portal(backend.clone(), paths::SINGLE_SIGN_ON);
    eventually("it is said", || stage.find_button("Try again").is_some()).await;
    canned_people_jobs::has_people_jobs(&backend, Vec::new());
    stage.button("Try again").click();
    eventually("it was asked again", || {
        backend.requests::<ListPeopleJobs>().len() == 2
    })
    .await;
    eventually("the failure goes", || stage.find_button("Try again").is_none()).await;
    assert_eq!(stage.count(".people-jobs"), 0);
}
