//! The trait of a kind of jobs, and how its jobs are queued and read.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::domain::job_schedule::Backoff;
use crate::secrets::{CannotOpen, NoRandomness, SecretKey};
use crate::store::jobs::{LeasedJob, NewJob, finish, insert, purpose, save_progress};
use crate::store::{Connection, StoreError, Transaction, new_id};

/// A kind of jobs.
pub trait Job: 'static {
    /// What a job has to know. Read by later releases too: a new field needs a default.
    type Payload: Serialize + DeserializeOwned + Send + Sync;

    /// Its name in the database, in metrics and on the command line; never changed.
    const KIND: &'static str;
    /// Whether the payload holds a secret, or what is personal, and is encrypted.
    const IS_SEALED: bool = false;
    /// How many run at once on one node, and for how long.
    const LIMITS: JobLimits;
    /// How long it waits after a failure.
    const BACKOFF: Backoff;
    /// A gauge of how many are there, besides `latchkey_jobs_waiting`.
    const WAITING_GAUGE: Option<&'static str> = None;

    /// Whether this node can do such jobs, as it is set up. They wait otherwise, and expire.
    fn is_possible(_app: &AppState) -> bool {
        true
    }

    /// Runs the job once.
    ///
    /// # Errors
    /// Faults of the platform: they are logged, and it is tried again. Their text holds no secret.
    fn run(
        payload: Self::Payload,
        context: &JobContext<'_>,
    ) -> impl Future<Output = Result<JobOutcome, JobFailure>> + Send;

    /// Tells the operator what became of an attempt: in the log, without secrets, and in metrics of this kind.
    fn report(report: &JobReport<'_>);
}

/// How many jobs of a kind run at once on one node, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct JobLimits {
    /// Targets that are served at once.
    pub targets: usize,
    /// Jobs of one target that run at once.
    pub per_target: usize,
    /// How long a job stays with a node that was killed. A node that lives extends it as long as the job runs.
    pub lease: Duration,
    /// How long an attempt may take.
    pub longest: Duration,
}

/// The outcome of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobOutcome {
    /// It is done, and is deleted.
    Done,
    /// It is done, and was deleted with [`JobContext::finish`].
    Finished,
    /// A step is done, and the next one is due in so many milliseconds.
    Later(i64),
    /// There is nothing to do any more.
    Obsolete,
    /// It will never succeed, for this reason.
    Refused(String),
    /// It failed, for this reason, and may succeed later.
    Failed(String),
    /// The target did not respond, for this reason, and is left alone for so many milliseconds, with all its jobs.
    TargetSilent(String, i64),
    /// It was taken from this attempt ([`JobContext::finish`] or [`JobContext::save_progress`] answered `false`).
    Interrupted,
}

/// A fault of the platform. The text holds no secret.
pub type JobFailure = Box<dyn std::error::Error + Send + Sync>;

/// One attempt.
#[derive(Debug, Clone, Copy)]
pub struct JobContext<'a> {
    /// The running server, by which it is done.
    pub app: &'a AppState,
    /// The job.
    pub job: &'a LeasedJob,
}

impl JobContext<'_> {
    /// How far earlier attempts came, or this one.
    pub fn progress<T: DeserializeOwned>(&self) -> Option<T> {
        let progress = self.job.progress.as_deref()?;
        serde_json::from_str(progress).ok()
    }

    /// Writes down how far the job is, in the transaction of what was done. On `false` drop the transaction and return
    /// [`JobOutcome::Interrupted`].
    pub async fn save_progress(
        &self,
        transaction: &mut Transaction,
        progress: &impl Serialize,
    ) -> Result<bool, JobFailure> {
        Ok(save_progress(transaction, self.job, &serde_json::to_string(progress)?).await?)
    }

    /// Deletes the job in the transaction of what it did, for [`JobOutcome::Finished`]. On `false` drop the transaction and return
    /// [`JobOutcome::Interrupted`].
    pub async fn finish(&self, transaction: &mut Transaction) -> Result<bool, StoreError> {
        finish(transaction, self.job).await
    }
}

/// The outcome of an attempt, for the operator.
#[derive(Debug, Clone, Copy)]
pub struct JobReport<'a> {
    /// Identifier of the job.
    pub id: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// The outcome.
    pub ending: Ending<'a>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending<'a> {
    /// The job is done.
    Done,
    /// It will never succeed, and was deleted.
    Refused(&'a str),
    /// It failed, and is tried again.
    TriedAgain(&'a str),
    /// It failed, or was never tried, and its time is over.
    GivenUp(&'a str),
}

/// What is queued besides the payload.
#[derive(Debug, Clone, Copy, Default)]
pub struct Queueing<'a> {
    /// What the number of jobs that run at once is limited by, besides the kind.
    pub target: &'a str,
    /// What the log and the command line call it; no secret.
    pub label: &'a str,
    /// As long as a job of this kind and key is there, no other is queued.
    pub idempotency_key: Option<&'a str>,
    /// When it is given up, in milliseconds since the Unix epoch; `None`: never.
    pub expires_at_ms: Option<i64>,
}

/// Why a job was not queued, or its payload cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The store failed; the transaction should not be committed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness to encrypt with.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// It was encrypted with another key.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
    /// It is of a form that this version does not know.
    #[error("a queued job is not understood by this version")]
    NotUnderstood,
}

impl JobError {
    /// The same for those who know of the store alone.
    pub(crate) fn into_store_error(self) -> StoreError {
        match self {
            Self::Store(error) => error,
            Self::NoRandomness(_) | Self::CannotOpen(_) | Self::NotUnderstood => {
                StoreError::Corrupt("jobs.payload")
            }
        }
    }
}

/// Queues a job, inside the caller's transaction: it is done if and when that commits. Returns its identifier; `None` where one with
/// its key is there.
pub async fn enqueue<J: Job>(
    connection: &mut Connection,
    key: &SecretKey,
    payload: &J::Payload,
    queueing: Queueing<'_>,
    now_ms: i64,
) -> Result<Option<String>, JobError> {
    let id = new_id();
    let text = Zeroizing::new(serde_json::to_string(payload).map_err(|_| JobError::NotUnderstood)?);
    let sealed = match J::IS_SEALED {
        true => Some(key.seal(&purpose(J::KIND, &id), &text)?),
        false => None,
    };
    let job = NewJob {
        id: &id,
        kind: J::KIND,
        target: queueing.target,
        label: queueing.label,
        idempotency_key: queueing.idempotency_key,
        payload: sealed.as_deref().unwrap_or(&text),
        is_sealed: J::IS_SEALED,
        expires_at_ms: queueing.expires_at_ms,
    };
    let is_new = insert(connection, &job, now_ms).await?;
    Ok(is_new.then_some(id))
}

/// Reads what [`enqueue`] wrote.
pub(super) fn payload<J: Job>(key: &SecretKey, job: &LeasedJob) -> Result<J::Payload, JobError> {
    let text = match job.is_sealed() {
        true => key.open(&purpose(&job.kind, &job.id), &job.payload)?,
        false => Zeroizing::new(job.payload.clone()),
    };
    serde_json::from_str(&text).map_err(|_| JobError::NotUnderstood)
}
