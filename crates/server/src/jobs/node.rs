//! One node's part in the queue: it takes jobs of one target after the other, and gives up those whose time is over. Invariant: a job
//! that a node runs is leased to it, and no transaction is open while the job runs.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::JoinSet;

use super::job::Ending;
use super::registered::Registered;
use crate::app_state::AppState;
use crate::store::jobs::{self, Lease, LeasedJob};
use crate::store::{Result as StoreResult, job_expiry, job_kinds};

/// How many expired jobs of a kind a round gives up.
const EXPIRED_PER_ROUND: i64 = 64;

/// A node, and the kinds of jobs that it does.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) app: AppState,
    pub(super) kinds: Vec<Registered>,
    /// Whether it begins nothing more.
    pub(super) is_ending: AtomicBool,
}

impl Node {
    /// Does one job, if it is due and nobody else does it.
    pub(super) async fn one(self: Arc<Self>, id: &str) -> StoreResult<()> {
        let mut transaction = self.app.store.begin().await?;
        let Some(kind) = jobs::kind_of(&mut transaction, id).await? else {
            return Ok(());
        };
        let known = self.kinds.iter().copied().find(|known| known.kind == kind);
        let Some(kind) = known.filter(|known| (known.is_possible)(&self.app)) else {
            return Ok(());
        };
        let taken = jobs::lease_one(&mut transaction, id, self.lease(kind)).await?;
        transaction.commit().await?;
        if let Some(job) = taken {
            self.attempt(kind, &job).await;
        }
        Ok(())
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.app.clock.now_ms()
    }

    pub(super) fn lease(&self, kind: Registered) -> Lease<'_> {
        let now_ms = self.now_ms();
        Lease {
            holder: self.app.node_id(),
            now_ms,
            until_ms: now_ms + i64::try_from(kind.limits.lease.as_millis()).unwrap_or(i64::MAX / 2),
        }
    }

    /// Counts the jobs for the metrics: the one look into the queue that takes as long as the queue is.
    pub(super) async fn count(&self) -> StoreResult<()> {
        let counts = job_kinds::counts(&mut *self.app.store.read().await?).await?;
        let counts: HashMap<_, _> = counts.into_iter().collect();
        for kind in &self.kinds {
            let waiting = counts.get(kind.kind).copied().unwrap_or(0) as f64;
            metrics::gauge!("latchkey_jobs_waiting", "kind" => kind.kind).set(waiting);
            if let Some(gauge) = kind.waiting_gauge {
                metrics::gauge!(gauge).set(waiting);
            }
        }
        Ok(())
    }

    /// The kinds of which there are jobs.
    pub(super) async fn kinds_present(&self) -> StoreResult<Vec<Registered>> {
        let present = job_kinds::present(&mut *self.app.store.read().await?).await?;
        let is_present = |known: &Registered| present.iter().any(|kind| kind == known.kind);
        Ok(self.kinds.iter().copied().filter(is_present).collect())
    }

    /// Targets of a kind with something due. Also those that have a worker: as many more are asked for, so that these crowd nobody out.
    pub(super) async fn targets_due(&self, kind: Registered) -> StoreResult<Vec<String>> {
        if !(kind.is_possible)(&self.app) {
            return Ok(Vec::new());
        }
        let limit = 2 * i64::try_from(kind.limits.targets).unwrap_or(i64::MAX / 2);
        let mut connection = self.app.store.read().await?;
        jobs::targets_due(&mut connection, kind.kind, self.now_ms(), limit).await
    }

    /// Gives up jobs of a kind whose time is over.
    pub(super) async fn give_up_expired(&self, kind: Registered) -> StoreResult<()> {
        let (store, now_ms) = (&self.app.store, self.now_ms());
        if !job_expiry::is_any(&mut *store.read().await?, kind.kind, now_ms).await? {
            return Ok(());
        }
        let mut transaction = store.begin().await?;
        let expired = job_expiry::take(&mut transaction, kind.kind, now_ms, EXPIRED_PER_ROUND).await?;
        transaction.commit().await?;
        for (id, label) in &expired {
            kind.report_ending(id, label, Ending::GivenUp("its time was over"));
        }
        Ok(())
    }

    /// Does the jobs of one target, until none is due or the target does not respond.
    pub(super) async fn serve(self: Arc<Self>, kind: Registered, target: &str) {
        let mut running = JoinSet::new();
        let mut begins = true;
        loop {
            begins = begins
                && !self.is_ending.load(Ordering::Relaxed)
                && self.clone().begin(kind, target, &mut running).await;
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

    /// Begins as many jobs of a target as are due and may run at once. Returns whether the queue could be asked.
    async fn begin(
        self: Arc<Self>,
        kind: Registered,
        target: &str,
        running: &mut JoinSet<Option<i64>>,
    ) -> bool {
        let free = kind.limits.per_target - running.len();
        match self.take(kind, target, free).await {
            Ok(taken) => {
                for job in taken {
                    let node = self.clone();
                    running.spawn(async move { node.attempt(kind, &job).await });
                }
                true
            }
            Err(error) => {
                tracing::error!(kind = kind.kind, target, error = %error, "jobs could not be taken; they stay");
                false
            }
        }
    }

    async fn take(&self, kind: Registered, target: &str, free: usize) -> StoreResult<Vec<LeasedJob>> {
        let store = &self.app.store;
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
        let mut transaction = self.app.store.begin().await?;
        jobs::rest_target(&mut transaction, kind.kind, target, now_ms, now_ms + rest_ms).await?;
        transaction.commit().await
    }
}
