//! Requests for a link that a second node decides while the first, thought dead, still runs.

use latchkey_server::jobs::{Job, JobContext, JobOutcome, Queueing, enqueue};
use latchkey_server::sign_in::link_request::LinkRequested;
use latchkey_server::store::jobs::{Lease, LeasedJob, lease_one};
use serde_json::{Value, json};

use crate::mailbox::sent;
use crate::support::{GLOBEX, Platform};

fn request() -> Value {
    json!({ "asked": "reset_password", "address": "grace@globex.example", "language": "en",
            "client_address": "", "request_id": "" })
}

fn payload() -> <LinkRequested as Job>::Payload {
    serde_json::from_value(request()).expect("a request")
}

async fn queued(platform: &Platform) -> String {
    let app = &platform.app;
    let mut transaction = app.store.begin().await.expect("begins");
    let (key, now_ms) = (&app.secret_key, app.clock.now_ms());
    let queued =
        enqueue::<LinkRequested>(&mut transaction, key, &payload(), Queueing::default(), now_ms).await;
    transaction.commit().await.expect("commits");
    queued.expect("queues").expect("a job")
}

/// Leases the job at a time when every lease before has ended.
async fn leased(platform: &Platform, id: &str, holder: &str) -> LeasedJob {
    platform.clock.advance(60_000);
    let now_ms = platform.app.clock.now_ms();
    let lease = Lease {
        holder,
        now_ms,
        until_ms: now_ms + 15_000,
    };
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let job = lease_one(&mut transaction, id, lease).await.expect("asks");
    transaction.commit().await.expect("commits");
    job.expect("is due")
}

async fn run(platform: &Platform, job: &LeasedJob) -> JobOutcome {
    let context = JobContext {
        app: &platform.app,
        job,
    };
    LinkRequested::run(payload(), &context).await.expect("no fault")
}

#[tokio::test]
async fn an_attempt_whose_job_was_taken_over_sends_nothing() {
    let platform = Platform::with(GLOBEX).await;
    let id = queued(&platform).await;
    let first = leased(&platform, &id, "first").await;
    let second = leased(&platform, &id, "second").await;
    assert_eq!(run(&platform, &first).await, JobOutcome::Interrupted);
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM jobs WHERE kind = 'mail'")
            .await,
        0
    );
    assert_eq!(run(&platform, &second).await, JobOutcome::Finished);
    assert_eq!(
        sent(&platform).await,
        [("grace@globex.example".into(), "reset_password")]
    );
}

#[tokio::test]
async fn an_attempt_that_ends_after_the_one_that_took_over_sends_nothing_more() {
    let platform = Platform::with(GLOBEX).await;
    let id = queued(&platform).await;
    let first = leased(&platform, &id, "first").await;
    let second = leased(&platform, &id, "second").await;
    assert_eq!(run(&platform, &second).await, JobOutcome::Finished);
    assert_eq!(run(&platform, &first).await, JobOutcome::Interrupted);
    assert_eq!(
        sent(&platform).await,
        [("grace@globex.example".into(), "reset_password")]
    );
}
