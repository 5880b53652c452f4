//! Does the jobs that are due. Invariants: what a target does not answer holds up no other target and no other kind; a job whose lease
//! is lost is stopped; a node that ends begins nothing more, and what it cannot finish another node does.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use tokio::sync::watch;
use tokio::task::{Id, JoinHandle, JoinSet};

use super::{Ending, JobContext, JobFailure, JobOutcome, JobReport, Registered, Tools, registered};
use crate::app_state::AppState;
use crate::domain::job_schedule::{NextStep, after_failure};
use crate::mail::smtp::Mailer;
use crate::store::jobs::{self, Lease, LeasedJob};
use crate::store::{Result as StoreResult, new_id};

/// Pause between two looks into the queue.
const ROUND: Duration = Duration::from_secs(1);
/// How long a server that ends waits for jobs that are under way.
const LAST_ROUND: Duration = Duration::from_secs(5);
/// How many expired jobs of a kind a round gives up.
const EXPIRED_PER_ROUND: i64 = 64;
/// A lease is extended so often within its time.
const HEARTBEATS_PER_LEASE: u32 = 3;
/// What is stored of a fault of the platform; the log says more.
const FAULT: &str = "a fault of the platform, which is in its log";

/// A node's share in the jobs. Clones are the same node.
#[derive(Debug, Clone)]
pub struct Runner(Arc<Node>);

#[derive(Debug)]
struct Node {
    tools: Tools,
    /// Nobody else's name.
    holder: String,
    kinds: Vec<Registered>,
    is_ending: AtomicBool,
}

/// Targets that are being served, by their task.
type Busy = HashMap<Id, (&'static str, String)>;

impl Runner {
    /// A node that does jobs of all kinds. Without a mailer mails wait, and expire.
    pub fn new(app: AppState, mailer: Option<Arc<Mailer>>) -> Self {
        Self::of(Tools { app, mailer }, registered().to_vec())
    }

    /// A node that does jobs of these kinds.
    pub fn of(tools: Tools, kinds: Vec<Registered>) -> Self {
        Self(Arc::new(Node {
            tools,
            holder: new_id(),
            kinds,
            is_ending: AtomicBool::new(false),
        }))
    }

    /// Runs until told to stop.
    pub fn spawn(self, mut stopped: watch::Receiver<bool>) -> JoinHandle<()> {
        tokio::spawn(async move {
            let (mut workers, mut busy) = (JoinSet::new(), Busy::new());
            loop {
                if let Err(error) = self.begin(&mut workers, &mut busy).await {
                    tracing::error!(error = %error, "jobs could not be looked for; it goes on in the next round");
                }
                tokio::select! {
                    () = tokio::time::sleep(ROUND) => {}
                    _ = stopped.changed() => break,
                }
            }
            self.0.is_ending.store(true, Ordering::Relaxed);
            // What is not through by then is done again by another node, when its lease has ended.
            let rest = async { while workers.join_next().await.is_some() {} };
            let _ = tokio::time::timeout(LAST_ROUND, rest).await;
        })
    }

    /// Sets a worker to each target that has something due and none yet.
    async fn begin(&self, workers: &mut JoinSet<()>, busy: &mut Busy) -> StoreResult<()> {
        while let Some(ended) = workers.try_join_next_with_id() {
            busy.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
        }
        let counts = self.0.count().await?;
        for kind in self.0.kinds.iter().copied() {
            if !counts.contains_key(kind.kind) {
                continue;
            }
            self.0.give_up_expired(kind).await?;
            let mut free = kind.limits.targets - busy.values().filter(|(of, _)| *of == kind.kind).count();
            for target in self.0.targets_due(kind).await? {
                let is_busy = busy
                    .values()
                    .any(|(of, known)| *of == kind.kind && *known == target);
                if free == 0 || is_busy {
                    continue;
                }
                free -= 1;
                let (node, served) = (self.0.clone(), target.clone());
                let worker = workers.spawn(async move { node.serve(kind, &served).await });
                busy.insert(worker.id(), (kind.kind, target));
            }
        }
        Ok(())
    }

    /// Does everything of one kind that is due, and gives up what has expired, once.
    pub async fn run_due(&self, kind: &str) -> StoreResult<()> {
        for kind in self.0.kinds.iter().copied().filter(|known| known.kind == kind) {
            self.0.give_up_expired(kind).await?;
            let due = self.0.targets_due(kind).await?;
            stream::iter(due)
                .for_each_concurrent(kind.limits.targets, |target| async move {
                    self.0.clone().serve(kind, &target).await;
                })
                .await;
        }
        self.0.count().await?;
        Ok(())
    }

    /// Does one job that was just queued, if nobody else does: for what somebody waits for. Where it comes to nothing, it waits for its
    /// turn.
    pub async fn run_one(&self, id: &str) {
        if let Err(error) = self.0.clone().one(id).await {
            tracing::warn!(job = id, error = %error, "a job waits for its turn");
        }
    }
}

impl Node {
    async fn one(self: Arc<Self>, id: &str) -> StoreResult<()> {
        let mut transaction = self.tools.app.store.begin().await?;
        let Some(kind) = jobs::kind_of(&mut transaction, id).await? else {
            return Ok(());
        };
        let known = self.kinds.iter().copied().find(|known| known.kind == kind);
        let Some(kind) = known.filter(|known| (known.is_possible)(&self.tools)) else {
            return Ok(());
        };
        let taken = jobs::lease_one(&mut transaction, id, self.lease(kind)).await?;
        transaction.commit().await?;
        if let Some(job) = taken {
            self.attempt(kind, &job).await;
        }
        Ok(())
    }

    fn now_ms(&self) -> i64 {
        self.tools.app.clock.now_ms()
    }

    fn lease(&self, kind: Registered) -> Lease<'_> {
        let now_ms = self.now_ms();
        Lease {
            holder: &self.holder,
            now_ms,
            until_ms: now_ms + i64::try_from(kind.limits.lease.as_millis()).unwrap_or(i64::MAX / 2),
        }
    }

    /// How many jobs are there, by kind; the metrics show it.
    async fn count(&self) -> StoreResult<HashMap<String, i64>> {
        let counts = jobs::counts(&mut *self.tools.app.store.read().await?).await?;
        let counts: HashMap<_, _> = counts.into_iter().collect();
        for kind in &self.kinds {
            let waiting = counts.get(kind.kind).copied().unwrap_or(0) as f64;
            metrics::gauge!("latchkey_jobs_waiting", "kind" => kind.kind).set(waiting);
            if let Some(gauge) = kind.waiting_gauge {
                metrics::gauge!(gauge).set(waiting);
            }
        }
        Ok(counts)
    }

    /// Also those that have a worker: as many more are asked for, so that these crowd nobody out.
    async fn targets_due(&self, kind: Registered) -> StoreResult<Vec<String>> {
        if !(kind.is_possible)(&self.tools) {
            return Ok(Vec::new());
        }
        let limit = 2 * i64::try_from(kind.limits.targets).unwrap_or(i64::MAX / 2);
        let mut connection = self.tools.app.store.read().await?;
        jobs::targets_due(&mut connection, kind.kind, self.now_ms(), limit).await
    }

    async fn give_up_expired(&self, kind: Registered) -> StoreResult<()> {
        let (store, now_ms) = (&self.tools.app.store, self.now_ms());
        if !jobs::is_any_expired(&mut *store.read().await?, kind.kind, now_ms).await? {
            return Ok(());
        }
        let mut transaction = store.begin().await?;
        let expired = jobs::take_expired(&mut transaction, kind.kind, now_ms, EXPIRED_PER_ROUND).await?;
        transaction.commit().await?;
        for (id, label) in &expired {
            report(kind, id, label, Ending::GivenUp("its time was over"));
        }
        Ok(())
    }

    /// Does the jobs of one target, until none is due or the target does not respond.
    async fn serve(self: Arc<Self>, kind: Registered, target: &str) {
        let mut running = JoinSet::new();
        let mut begins = true;
        loop {
            if begins && !self.is_ending.load(Ordering::Relaxed) {
                let free = kind.limits.per_target - running.len();
                match self.take(kind, target, free).await {
                    Ok(taken) => {
                        for job in taken {
                            let node = self.clone();
                            running.spawn(async move { node.attempt(kind, &job).await });
                        }
                    }
                    Err(error) => {
                        tracing::error!(kind = kind.kind, target, error = %error, "jobs could not be taken; they stay");
                        begins = false;
                    }
                }
            }
            let Some(ended) = running.join_next().await else {
                return;
            };
            // An attempt that panicked keeps its lease, and is made again when that has ended.
            if let Some(rest_ms) = ended.unwrap_or(None)
                && begins
            {
                begins = false;
                if let Err(error) = self.rest(kind, target, rest_ms).await {
                    tracing::error!(kind = kind.kind, target, error = %error, "a silent target could not be left alone");
                }
            }
        }
    }

    async fn take(&self, kind: Registered, target: &str, free: usize) -> StoreResult<Vec<LeasedJob>> {
        let store = &self.tools.app.store;
        // Asked with a reader first: the last look finds nothing, and needs no writer for it.
        if !jobs::is_any_due(&mut *store.read().await?, kind.kind, target, self.now_ms()).await? {
            return Ok(Vec::new());
        }
        let mut transaction = store.begin().await?;
        let free = i64::try_from(free).unwrap_or(i64::MAX);
        let taken = jobs::lease(&mut transaction, kind.kind, target, self.lease(kind), free).await?;
        transaction.commit().await?;
        Ok(taken)
    }

    async fn rest(&self, kind: Registered, target: &str, rest_ms: i64) -> StoreResult<()> {
        let now_ms = self.now_ms();
        let mut transaction = self.tools.app.store.begin().await?;
        jobs::rest_target(&mut transaction, kind.kind, target, now_ms, now_ms + rest_ms).await?;
        transaction.commit().await
    }

    /// Runs a job that this node has leased. Returns for how long its target is to be left alone.
    async fn attempt(&self, kind: Registered, job: &LeasedJob) -> Option<i64> {
        let context = JobContext {
            tools: &self.tools,
            job,
        };
        // No transaction is open here while others are talked to.
        let outcome = tokio::select! {
            outcome = tokio::time::timeout(kind.limits.longest, (kind.run)(&context)) => {
                outcome.unwrap_or_else(|_| Ok(JobOutcome::Failed("it took too long".into())))
            }
            () = self.until_lost(kind, job) => {
                tracing::warn!(kind = kind.kind, job = job.id, "a job was stopped: another node has taken it over");
                return None;
            }
        };
        let rest = match &outcome {
            Ok(JobOutcome::TargetSilent(_, rest_ms)) => Some(*rest_ms),
            _ => None,
        };
        if let Err(error) = self.settle(kind, job, outcome).await {
            tracing::error!(kind = kind.kind, job = job.id, error = %error, "a job could not be looked after; it stays");
        }
        rest
    }

    /// Extends the lease again and again; returns when it is lost.
    async fn until_lost(&self, kind: Registered, job: &LeasedJob) {
        loop {
            tokio::time::sleep(kind.limits.lease / HEARTBEATS_PER_LEASE).await;
            match self.extend(kind, job).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(kind = kind.kind, job = job.id, error = %error, "a lease could not be extended");
                }
            }
        }
    }

    async fn extend(&self, kind: Registered, job: &LeasedJob) -> StoreResult<bool> {
        let mut transaction = self.tools.app.store.begin().await?;
        let is_ours = jobs::extend(&mut transaction, job, self.lease(kind).until_ms).await?;
        transaction.commit().await?;
        Ok(is_ours)
    }

    /// Writes down what came of an attempt, and tells the operator.
    async fn settle(
        &self,
        kind: Registered,
        job: &LeasedJob,
        outcome: Result<JobOutcome, JobFailure>,
    ) -> StoreResult<()> {
        let outcome = outcome.unwrap_or_else(|error| {
            tracing::error!(kind = kind.kind, job = job.id, error = %error, "a job failed");
            JobOutcome::Failed(FAULT.into())
        });
        let now_ms = self.now_ms();
        let mut transaction = self.tools.app.store.begin().await?;
        let ending = match &outcome {
            JobOutcome::Finished => Some(Ending::Done),
            JobOutcome::Done => {
                jobs::finish(&mut transaction, job).await?;
                Some(Ending::Done)
            }
            JobOutcome::Obsolete => {
                jobs::finish(&mut transaction, job).await?;
                None
            }
            JobOutcome::Refused(reason) => {
                jobs::finish(&mut transaction, job).await?;
                Some(Ending::Refused(reason))
            }
            JobOutcome::Interrupted => {
                jobs::release(&mut transaction, job).await?;
                None
            }
            JobOutcome::Failed(reason) | JobOutcome::TargetSilent(reason, _) => {
                let jitter = jitter(job);
                match after_failure(kind.backoff, job.attempts, jitter, now_ms, job.expires_at_ms) {
                    NextStep::TryAgainAt(at_ms) => {
                        jobs::put_off(&mut transaction, job, at_ms, reason).await?;
                        Some(Ending::TriedAgain(reason))
                    }
                    NextStep::GiveUp => {
                        jobs::finish(&mut transaction, job).await?;
                        Some(Ending::GivenUp(reason))
                    }
                }
            }
        };
        transaction.commit().await?;
        if let Some(ending) = ending {
            report(kind, &job.id, &job.label, ending);
        }
        Ok(())
    }
}

fn report(kind: Registered, id: &str, label: &str, ending: Ending<'_>) {
    let outcome = match ending {
        Ending::Done => "done",
        Ending::Refused(_) => "refused",
        Ending::TriedAgain(_) => "failed",
        Ending::GivenUp(_) => "given_up",
    };
    metrics::counter!("latchkey_jobs_total", "kind" => kind.kind, "outcome" => outcome).increment(1);
    (kind.report)(&JobReport { id, label, ending });
}

/// Places a job's next attempt: another place for each job and each attempt.
fn jitter(job: &LeasedJob) -> u8 {
    let mut hasher = DefaultHasher::new();
    (&job.id, job.attempts).hash(&mut hasher);
    hasher.finish().to_le_bytes()[0]
}
