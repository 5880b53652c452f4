//! Nodes that share the queue: who runs a job, for how long, and what becomes of it when a node dies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use latchkey_server::domain::job_schedule::Backoff;
use latchkey_server::jobs::{
    Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport, Queueing, Registered, Runner, enqueue,
};
use latchkey_server::store::jobs::{self, Lease};
use tokio::sync::Notify;

use crate::support::{GLOBEX, Platform};

const LEASE: Duration = Duration::from_millis(600);

/// What jobs of a test wait for, and what they have seen.
#[derive(Debug, Default)]
struct Gate {
    begun: AtomicUsize,
    ended: AtomicUsize,
    open: Notify,
}

/// Defines a kind of its own for each test: they run side by side.
macro_rules! kind {
    ($kind:ident, $gate:ident, $name:literal) => {
        static $gate: std::sync::LazyLock<Gate> = std::sync::LazyLock::new(Gate::default);

        struct $kind;

        impl Job for $kind {
            type Payload = String;

            const KIND: &'static str = $name;
            const LIMITS: JobLimits = JobLimits {
                targets: 4,
                per_target: 2,
                lease: LEASE,
                longest: Duration::from_secs(60),
            };
            const BACKOFF: Backoff = Backoff {
                first_ms: 1_000,
                longest_ms: 1_000,
            };

            async fn run(payload: String, _: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
                $gate.begun.fetch_add(1, Ordering::SeqCst);
                match payload.as_str() {
                    "wait" => $gate.open.notified().await,
                    "panic" => panic!("a bug"),
                    "fault" => return Err("a fault".into()),
                    _ => tokio::task::yield_now().await,
                }
                $gate.ended.fetch_add(1, Ordering::SeqCst);
                Ok(JobOutcome::Done)
            }

            fn report(_: &JobReport<'_>) {}
        }
    };
}

fn node<J: Job>(platform: &Platform) -> Runner {
    Runner::new(platform.another_node(None), vec![Registered::of::<J>()])
}

async fn queue<J: Job<Payload = String>>(platform: &Platform, target: &str, payload: &str) {
    let app = &platform.app;
    let mut transaction = app.store.begin().await.expect("begins");
    let queueing = Queueing {
        target,
        ..Queueing::default()
    };
    enqueue::<J>(
        &mut transaction,
        &app.secret_key,
        &payload.to_owned(),
        queueing,
        app.clock.now_ms(),
    )
    .await
    .expect("queues");
    transaction.commit().await.expect("commits");
}

async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting)
        .await
        .expect(what);
}

kind!(Long, LONG, "long");

/// The clock goes on for several leases while the job runs: the node that lives keeps it, and no other begins it.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_stays_with_its_node_as_long_as_that_lives() {
    let platform = Platform::with(GLOBEX).await;
    queue::<Long>(&platform, "", "wait").await;
    let (one, other) = (node::<Long>(&platform), node::<Long>(&platform));
    let running = tokio::spawn(async move { one.run_due("long").await });
    until("it begins", async || LONG.begun.load(Ordering::SeqCst) == 1).await;
    let lease = i64::try_from(LEASE.as_millis()).expect("small");
    let until_ms = "SELECT lease_until_ms FROM jobs WHERE kind = 'long'";
    for _ in 0..3 {
        platform.clock.advance(lease - 1);
        let now = platform.app.clock.now_ms();
        until("the lease is extended", async || {
            platform.count(until_ms).await > now + 1
        })
        .await;
        other.run_due("long").await.expect("a round");
    }
    assert_eq!(LONG.begun.load(Ordering::SeqCst), 1, "it was nobody else's");
    LONG.open.notify_one();
    running.await.expect("ends").expect("a round");
    assert_eq!(platform.count("SELECT COUNT(*) FROM jobs").await, 0);
}

kind!(Lost, LOST, "lost");

/// A node that was thought dead still runs the job when another one has taken it over: it stops, and settles nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_another_node_has_taken_over_is_stopped() {
    let platform = Platform::with(GLOBEX).await;
    queue::<Lost>(&platform, "", "wait").await;
    let one = node::<Lost>(&platform);
    let running = tokio::spawn(async move { one.run_due("lost").await });
    until("it begins", async || LOST.begun.load(Ordering::SeqCst) == 1).await;
    // As where the node was suspended for longer than the lease.
    let now_ms = platform.app.clock.now_ms() + 3_600_000;
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let other = Lease {
        holder: "other",
        now_ms,
        until_ms: now_ms + 3_600_000,
    };
    let taken = jobs::lease(&mut transaction, "lost", "", other, 1).await;
    assert_eq!(taken.expect("taken")[0].attempts, 2);
    transaction.commit().await.expect("commits");
    running.await.expect("ends").expect("a round");
    assert_eq!(
        LOST.ended.load(Ordering::SeqCst),
        0,
        "it was stopped in the middle"
    );
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM jobs WHERE lease_holder = 'other'")
            .await,
        1
    );
}

kind!(Shared, SHARED, "shared");

/// Several nodes over several targets: each job is begun once.
#[tokio::test(flavor = "multi_thread")]
async fn nodes_share_the_jobs_and_none_is_run_twice() {
    let platform = Platform::with(GLOBEX).await;
    for n in 0..30 {
        queue::<Shared>(&platform, ["a", "b", "c"][n % 3], "").await;
    }
    let nodes = (0..3).map(|_| {
        let node = node::<Shared>(&platform);
        tokio::spawn(async move { node.run_due("shared").await })
    });
    for round in futures_util::future::join_all(nodes).await {
        round.expect("ends").expect("a round");
    }
    // What one had just leased when the others looked is its own to end.
    assert_eq!(platform.count("SELECT COUNT(*) FROM jobs").await, 0);
    assert_eq!(SHARED.begun.load(Ordering::SeqCst), 30);
}

kind!(Faulty, FAULTY, "faulty");

/// A bug in one job takes neither the node nor its other jobs along, and the job is tried again.
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_holds_up_nothing_else_and_is_tried_again() {
    let platform = Platform::with(GLOBEX).await;
    for payload in ["panic", "fault", ""] {
        queue::<Faulty>(&platform, "", payload).await;
    }
    let node = Arc::new(node::<Faulty>(&platform));
    node.run_due("faulty").await.expect("a round");
    assert_eq!(FAULTY.begun.load(Ordering::SeqCst), 3);
    assert_eq!(platform.count("SELECT COUNT(*) FROM jobs").await, 2);
    let told = "SELECT COUNT(*) FROM jobs WHERE last_error LIKE 'a fault of the platform%'";
    assert_eq!(platform.count(told).await, 1, "and not its text");
    platform.clock.advance(1_200);
    node.run_due("faulty").await.expect("a round");
    assert_eq!(FAULTY.begun.load(Ordering::SeqCst), 5);
    assert_eq!(platform.count("SELECT MIN(attempts) FROM jobs").await, 2);
}
