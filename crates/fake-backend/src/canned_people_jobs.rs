//! The long jobs that go through Acme's people.

use std::sync::{Arc, Mutex};

use latchkey_contract::{
    Empty,
    sso_configurations::{
        ListPeopleJobs, PausePeopleJob, PeopleJob, PeopleJobKind, PeopleJobState, ResumePeopleJob,
        list_people_jobs,
    },
};

use crate::{FakeBackend, MockResponse};

/// A job of Acme's that works: 62 of its 120 people are done.
pub fn people_job() -> PeopleJob {
    PeopleJob {
        id: "job".to_owned(),
        kind: PeopleJobKind::RemovePasswords,
        domain: None,
        state: PeopleJobState::Running,
        total: 120,
        done: 62,
        seconds_left: Some(130),
        began_at: "2026-11-25T06:00:00Z".to_owned(),
        ended_at: None,
        paused_by: None,
    }
}

/// From now on these jobs go through Acme's people. Pausing and resuming is heeded.
pub fn has_people_jobs(backend: &FakeBackend, jobs: Vec<PeopleJob>) {
    let kept = Arc::new(Mutex::new(jobs));
    let listed = |kept: &Arc<Mutex<Vec<PeopleJob>>>| list_people_jobs::Response {
        jobs: kept.lock().map(|jobs| jobs.clone()).unwrap_or_default(),
    };
    let set = |kept: &Arc<Mutex<Vec<PeopleJob>>>, id: &str, state, paused_by: Option<&str>| {
        if let Ok(mut jobs) = kept.lock() {
            for job in jobs.iter_mut().filter(|job| job.id == id) {
                job.state = state;
                job.paused_by = paused_by.map(str::to_owned);
            }
        }
    };
    let all = kept.clone();
    backend.on::<ListPeopleJobs>(move |Empty {}| MockResponse::Success(listed(&all)));
    let all = kept.clone();
    backend.on::<PausePeopleJob>(move |request| {
        set(
            &all,
            &request.job,
            PeopleJobState::Paused,
            Some("ada@acme.example"),
        );
        MockResponse::Success(listed(&all))
    });
    backend.on::<ResumePeopleJob>(move |request| {
        set(&kept, &request.job, PeopleJobState::Running, None);
        MockResponse::Success(listed(&kept))
    });
}
