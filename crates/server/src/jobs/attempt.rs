//! One attempt at a job: it runs while its lease is extended, and what came of it is written down. Invariant: a job whose lease is lost
//! is stopped, and its attempt writes nothing more.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use latchkey_system::TRACES;
use tracing::Instrument as _;

use super::job::{Ending, JobContext, JobFailure, JobOutcome};
use super::node::Node;
use super::registered::Registered;
use crate::domain::job_schedule::{NextStep, after_failure};
use crate::store::jobs::{self, LeasedJob};
use crate::store::{Result as StoreResult, Transaction};

/// A lease is extended so often within its time.
const HEARTBEATS_PER_LEASE: u32 = 3;
/// What is stored of a fault of the platform; the log says more.
const FAULT: &str = "a fault of the platform, which is in its log";

impl Node {
    /// Runs a job that this node has leased. Returns for how long its target is to be left alone.
    pub(super) async fn attempt(&self, kind: Registered, job: &LeasedJob) -> Option<i64> {
        let context = JobContext { app: &self.app, job };
        let traced = tracing::trace_span!(target: TRACES, "job", otel.name = format!("job {}", kind.kind), otel.kind = "consumer", latchkey.job = job.id);
        // No transaction is open here while others are talked to.
        let outcome = tokio::select! {
            outcome = tokio::time::timeout(kind.limits.longest, (kind.run)(&context).instrument(traced)) => {
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
        let mut transaction = self.app.store.begin().await?;
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
        let mut transaction = self.app.store.begin().await?;
        let ending = write_down(&mut transaction, kind, job, &outcome, self.now_ms()).await?;
        transaction.commit().await?;
        if let Some(ending) = ending {
            kind.report_ending(&job.id, &job.label, ending);
        }
        Ok(())
    }
}

/// Deletes the job, or says when it is tried again. Returns what the operator is told; `None`: nothing.
async fn write_down<'a>(
    transaction: &mut Transaction,
    kind: Registered,
    job: &LeasedJob,
    outcome: &'a JobOutcome,
    now_ms: i64,
) -> StoreResult<Option<Ending<'a>>> {
    Ok(match outcome {
        JobOutcome::Finished => Some(Ending::Done),
        JobOutcome::Done => {
            jobs::finish(transaction, job).await?;
            Some(Ending::Done)
        }
        JobOutcome::Obsolete => {
            jobs::finish(transaction, job).await?;
            None
        }
        JobOutcome::Refused(reason) => {
            jobs::finish(transaction, job).await?;
            Some(Ending::Refused(reason))
        }
        JobOutcome::Later(pause_ms) => {
            jobs::postpone(transaction, job, now_ms.saturating_add(*pause_ms)).await?;
            None
        }
        JobOutcome::Interrupted => {
            jobs::release(transaction, job).await?;
            None
        }
        JobOutcome::Failed(reason) | JobOutcome::TargetSilent(reason, _) => {
            match after_failure(kind.backoff, job.attempts, jitter(job), now_ms, job.expires_at_ms) {
                NextStep::TryAgainAt(at_ms) => {
                    jobs::put_off(transaction, job, at_ms, reason).await?;
                    Some(Ending::TriedAgain(reason))
                }
                NextStep::GiveUp => {
                    jobs::finish(transaction, job).await?;
                    Some(Ending::GivenUp(reason))
                }
            }
        }
    })
}

/// Places a job's next attempt: another place for each job and each attempt.
fn jitter(job: &LeasedJob) -> u8 {
    let mut hasher = DefaultHasher::new();
    (&job.id, job.attempts).hash(&mut hasher);
    hasher.finish().to_le_bytes()[0]
}
