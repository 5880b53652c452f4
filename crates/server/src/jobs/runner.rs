//! Does the jobs that are due. Invariants: what a target does not answer holds up no other target and no other kind; a job whose lease
//! is lost is stopped; a node that ends begins nothing more, and what it cannot finish another node does.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use tokio::sync::watch;
use tokio::task::{Id, JoinHandle, JoinSet};

use super::node::Node;
use super::registered::Registered;
use crate::app_state::AppState;
use crate::store::Result as StoreResult;

/// Pause between two looks into the queue.
const ROUND: Duration = Duration::from_secs(1);
/// Every so many rounds the jobs are counted for the metrics.
const ROUNDS_PER_COUNT: u32 = 15;
/// How long a server that ends waits for jobs that are under way.
const LAST_ROUND: Duration = Duration::from_secs(5);

/// A node's share in the jobs. Clones are the same node.
#[derive(Debug, Clone)]
pub struct Runner(Arc<Node>);

/// Targets that are being served, by their task.
type Busy = HashMap<Id, (&'static str, String)>;

impl Runner {
    /// A node that does jobs of these kinds.
    pub fn new(app: AppState, kinds: Vec<Registered>) -> Self {
        Self(Arc::new(Node {
            app,
            kinds,
            is_ending: AtomicBool::new(false),
        }))
    }

    /// Runs until told to stop.
    pub fn spawn(self, mut stopped: watch::Receiver<bool>) -> JoinHandle<()> {
        tokio::spawn(async move {
            let (mut workers, mut busy) = (JoinSet::new(), Busy::new());
            for round in 0_u32.. {
                if let Err(error) = self.round(round, &mut workers, &mut busy).await {
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

    async fn round(&self, round: u32, workers: &mut JoinSet<()>, busy: &mut Busy) -> StoreResult<()> {
        if round.is_multiple_of(ROUNDS_PER_COUNT) {
            self.0.count().await?;
        }
        self.begin(workers, busy).await
    }

    /// Sets a worker to each target that has something due and none yet.
    async fn begin(&self, workers: &mut JoinSet<()>, busy: &mut Busy) -> StoreResult<()> {
        while let Some(ended) = workers.try_join_next_with_id() {
            busy.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
        }
        for kind in self.0.kinds_present().await? {
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
        self.0.count().await
    }

    /// Does one job that was just queued, if nobody else does: for what somebody waits for. Where it comes to nothing, it waits for its
    /// turn.
    pub async fn run_one(&self, id: &str) {
        if let Err(error) = self.0.clone().one(id).await {
            tracing::warn!(job = id, error = %error, "a job waits for its turn");
        }
    }
}
