//! The queue of jobs: what nodes that share it may rely on.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use latchkey_server::store::jobs::{self, Lease, LeasedJob, NewJob};
use latchkey_server::store::{Store, job_expiry, job_kinds};

use super::*;

const KIND: &str = "kind";

fn job<'a>(id: &'a str, target: &'a str) -> NewJob<'a> {
    NewJob {
        id,
        kind: KIND,
        target,
        label: "label",
        idempotency_key: None,
        payload: "{}",
        is_sealed: false,
        expires_at_ms: None,
    }
}

async fn queued(transaction: &mut Transaction, job: &NewJob<'_>) -> bool {
    jobs::insert(transaction, job, NOW).await.expect("queues")
}

fn node(holder: &str, now_ms: i64) -> Lease<'_> {
    Lease {
        holder,
        now_ms,
        until_ms: now_ms + 60,
    }
}

async fn leased(transaction: &mut Transaction, target: &str, lease: Lease<'_>, limit: i64) -> Vec<LeasedJob> {
    let mut leased = jobs::lease(transaction, KIND, target, lease, limit)
        .await
        .expect("leases");
    leased.sort_by(|one, other| one.id.cmp(&other.id));
    leased
}

fn ids(jobs: &[LeasedJob]) -> Vec<&str> {
    jobs.iter().map(|job| job.id.as_str()).collect()
}

async fn count(store: &Store) -> i64 {
    let mut connection = store.read().await.expect("a connection");
    job_kinds::count(&mut connection, KIND).await.expect("counts")
}

pub(crate) async fn a_job_is_queued_with_its_transaction_and_once_per_key(store: &Store) {
    let with_key = |id| NewJob {
        idempotency_key: Some("key"),
        ..job(id, "")
    };
    let mut transaction = store.begin().await.expect("begins");
    assert!(queued(&mut transaction, &with_key("never")).await);
    drop(transaction);
    assert_eq!(count(store).await, 0, "with the transaction, or not at all");
    let mut transaction = store.begin().await.expect("begins");
    assert!(queued(&mut transaction, &with_key("first")).await);
    assert!(!queued(&mut transaction, &with_key("second")).await);
    let other = NewJob {
        kind: "other",
        ..with_key("of another kind")
    };
    assert!(queued(&mut transaction, &other).await);
    for id in ["without a key", "without a key too"] {
        assert!(queued(&mut transaction, &job(id, "")).await);
    }
    transaction.commit().await.expect("commits");
    assert_eq!(count(store).await, 3);
    let mut transaction = store.begin().await.expect("begins");
    for job in leased(&mut transaction, "", node("node", NOW), 9).await {
        assert!(jobs::finish(&mut transaction, &job).await.expect("finishes"));
    }
    assert!(
        queued(&mut transaction, &with_key("once more")).await,
        "that was before"
    );
}

/// The nodes look at the same moment; each takes some, nobody takes what another has, and nobody waits.
pub(crate) async fn a_job_is_one_node_s_until_its_lease_ends_whatever_the_race(store: &Store) {
    let names: Vec<String> = (0..20).map(|n| format!("job-{n:02}")).collect();
    let mut transaction = store.begin().await.expect("begins");
    for name in &names {
        queued(&mut transaction, &job(name, "")).await;
    }
    transaction.commit().await.expect("commits");
    for (attempt, now) in [(1, NOW), (2, NOW + 60)] {
        let nodes = join_all((0..8).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let holder = format!("node-{n}");
                let mut transaction = store.begin().await.expect("begins");
                let taken = leased(&mut transaction, "", node(&holder, now), 3).await;
                transaction.commit().await.expect("commits");
                taken
            })
        }))
        .await;
        let nodes: Vec<_> = nodes.into_iter().map(|node| node.expect("runs")).collect();
        assert!(nodes.iter().all(|taken| taken.len() <= 3), "{nodes:?}");
        let mut taken: Vec<_> = nodes.into_iter().flatten().collect();
        assert!(taken.iter().all(|job| job.attempts == attempt), "{taken:?}");
        // Who looked while others held the rows may have found fewer than there were.
        let mut transaction = store.begin().await.expect("begins");
        taken.extend(leased(&mut transaction, "", node("late", now), 99).await);
        transaction.commit().await.expect("commits");
        let distinct: BTreeSet<&str> = taken.iter().map(|job| job.id.as_str()).collect();
        assert_eq!((taken.len(), distinct.len()), (20, 20), "each once");
        let mut transaction = store.begin().await.expect("begins");
        let again = leased(&mut transaction, "", node("greedy", now + 59), 99).await;
        assert_eq!(ids(&again), Vec::<&str>::new(), "all are taken");
    }
}

/// A node that was thought dead comes back: nothing that it wants to write about the job is written.
pub(crate) async fn who_has_lost_a_lease_writes_nothing_about_the_job(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    queued(&mut transaction, &job("job", "")).await;
    let lost = leased(&mut transaction, "", node("one", NOW), 1).await.remove(0);
    assert!(
        jobs::extend(&mut transaction, &lost, NOW + 90)
            .await
            .expect("extends")
    );
    let next = leased(&mut transaction, "", node("two", NOW + 89), 1).await;
    assert_eq!(ids(&next), Vec::<&str>::new(), "it was extended");
    // The same node may have taken it anew: what counts is the attempt.
    for holder in ["two", "one"] {
        let now = NOW + if holder == "two" { 90 } else { 150 };
        let own = leased(&mut transaction, "", node(holder, now), 1).await.remove(0);
        assert!(
            !jobs::extend(&mut transaction, &lost, now + 999)
                .await
                .expect("asks")
        );
        assert!(
            !jobs::save_progress(&mut transaction, &lost, "1")
                .await
                .expect("asks")
        );
        assert!(
            !jobs::put_off(&mut transaction, &lost, 1, "late")
                .await
                .expect("asks")
        );
        assert!(!jobs::release(&mut transaction, &lost).await.expect("asks"));
        assert!(!jobs::finish(&mut transaction, &lost).await.expect("asks"));
        assert!(
            jobs::save_progress(&mut transaction, &own, "[2]")
                .await
                .expect("saves")
        );
    }
    let last = leased(&mut transaction, "", node("three", NOW + 210), 1)
        .await
        .remove(0);
    assert_eq!((last.progress.as_deref(), last.attempts), (Some("[2]"), 4));
    assert!(jobs::finish(&mut transaction, &last).await.expect("finishes"));
    assert!(
        !jobs::finish(&mut transaction, &last).await.expect("asks"),
        "it is gone"
    );
}

pub(crate) async fn jobs_tried_least_come_first_and_targets_by_who_waits_longest(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    for (id, target) in [("a", "one"), ("b", "one"), ("c", "two")] {
        queued(&mut transaction, &job(id, target)).await;
    }
    let first = leased(&mut transaction, "one", node("node", NOW), 1).await;
    assert_eq!(ids(&first), ["a"]);
    assert!(
        jobs::put_off(&mut transaction, &first[0], NOW - 5, "status 500")
            .await
            .expect("puts off")
    );
    let targets = jobs::targets_due(&mut transaction, KIND, NOW, 9).await;
    assert_eq!(targets.expect("reads"), ["one", "two"], "one is due for longer");
    let next = leased(&mut transaction, "one", node("node", NOW), 1).await;
    assert_eq!(ids(&next), ["b"], "although the other is due for longer");
    let targets = jobs::targets_due(&mut transaction, KIND, NOW, 1).await;
    assert_eq!(targets.expect("reads"), ["one"]);
    jobs::rest_target(&mut transaction, KIND, "one", NOW, NOW + 10)
        .await
        .expect("rests");
    let targets = jobs::targets_due(&mut transaction, KIND, NOW + 9, 9).await;
    assert_eq!(targets.expect("reads"), ["two"]);
    assert!(
        !jobs::is_any_due(&mut transaction, KIND, "one", NOW + 9)
            .await
            .expect("asks")
    );
    let rested = leased(&mut transaction, "one", node("node", NOW + 10), 9).await;
    assert_eq!(ids(&rested), ["a"], "who runs the other one was not disturbed");
}

pub(crate) async fn a_job_whose_time_is_over_is_given_up_unless_somebody_runs_it(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    for (id, target, left) in [
        ("a", "", 10),
        ("b", "", 10),
        ("run", "other", 10),
        ("young", "", 11),
    ] {
        let job = NewJob {
            expires_at_ms: Some(NOW + left),
            ..job(id, target)
        };
        queued(&mut transaction, &job).await;
    }
    queued(&mut transaction, &job("for ever", "")).await;
    assert_eq!(
        leased(&mut transaction, "other", node("node", NOW), 9)
            .await
            .len(),
        1
    );
    assert_eq!(
        jobs::lease_one(&mut transaction, "a", node("node", NOW + 10))
            .await
            .expect("asks"),
        None,
        "nobody begins what has expired"
    );
    for (now, gone) in [
        (NOW + 9, &[][..]),
        (NOW + 10, &["a", "b"]),
        (NOW + 10, &[]),
        (NOW + 60, &["run", "young"]),
    ] {
        let any = job_expiry::is_any(&mut transaction, KIND, now).await;
        assert_eq!(any.expect("reads"), !gone.is_empty(), "{now}");
        let mut taken = job_expiry::take(&mut transaction, KIND, now, 9)
            .await
            .expect("takes");
        taken.sort();
        let taken: Vec<&str> = taken.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(taken, gone, "{now}");
    }
}

pub(crate) async fn of_a_paused_kind_no_job_begins_and_none_goes_further(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    queued(&mut transaction, &job("running", "")).await;
    let running = leased(&mut transaction, "", node("node", NOW), 1).await.remove(0);
    let waiting = NewJob {
        expires_at_ms: Some(NOW + 9),
        ..job("waiting", "")
    };
    queued(&mut transaction, &waiting).await;
    for (is_new, paused) in [(true, vec![KIND.to_owned()]), (false, vec![KIND.to_owned()])] {
        let done = job_kinds::pause(&mut transaction, KIND, NOW).await;
        assert_eq!(done.expect("pauses"), is_new);
        assert_eq!(job_kinds::paused(&mut transaction).await.expect("reads"), paused);
    }
    let targets = jobs::targets_due(&mut transaction, KIND, NOW, 9).await;
    assert!(targets.expect("reads").is_empty());
    assert_eq!(leased(&mut transaction, "", node("node", NOW), 9).await, []);
    let one = jobs::lease_one(&mut transaction, "waiting", node("node", NOW)).await;
    assert_eq!(one.expect("asks"), None);
    assert!(
        !jobs::save_progress(&mut transaction, &running, "1")
            .await
            .expect("asks"),
        "a long one stops after its step"
    );
    assert!(
        jobs::release(&mut transaction, &running)
            .await
            .expect("gives it back")
    );
    let standing = job_kinds::standings(&mut transaction, NOW)
        .await
        .expect("reads")
        .remove(0);
    assert_eq!(
        (standing.waiting, standing.running, standing.failed_before),
        (2, 0, 0)
    );
    let gone = job_expiry::take(&mut transaction, KIND, NOW + 9, 9)
        .await
        .expect("takes");
    assert_eq!(gone, [("waiting".to_owned(), "label".to_owned())], "time goes on");
    assert!(job_kinds::resume(&mut transaction, KIND).await.expect("resumes"));
    assert!(!job_kinds::resume(&mut transaction, KIND).await.expect("asks"));
    let again = leased(&mut transaction, "", node("node", NOW), 9).await;
    assert_eq!(ids(&again), ["running"]);
    assert!(
        jobs::put_off(&mut transaction, &again[0], NOW + 5, "status 500")
            .await
            .expect("puts off")
    );
    let standing = job_kinds::standings(&mut transaction, NOW)
        .await
        .expect("reads")
        .remove(0);
    assert_eq!(
        (standing.failed_before, standing.last_error.as_str()),
        (1, "status 500")
    );
}

pub(crate) async fn the_kinds_that_are_there_are_known_whatever_their_number(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let present = job_kinds::present(&mut transaction).await;
    assert!(present.expect("reads").is_empty());
    for (id, kind) in [
        ("1", "mail"),
        ("2", "app_logout"),
        ("3", "mail"),
        ("4", "sso_takeover"),
    ] {
        queued(&mut transaction, &NewJob { kind, ..job(id, "") }).await;
    }
    let present = job_kinds::present(&mut transaction).await;
    assert_eq!(present.expect("reads"), ["app_logout", "mail", "sso_takeover"]);
    let counts = job_kinds::counts(&mut transaction).await.expect("counts");
    assert_eq!(
        counts.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
        [1, 2, 1]
    );
}
