//! The steps of jobs that go through many people: a transaction each.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

use super::{JobFailure, JobOutcome};
use crate::domain::people_job::StepSize;
use crate::store::{Store, StoreError};

/// SQLite has one writer: everybody else who writes waits for the end of the step.
const ONE_WRITER: Duration = Duration::from_millis(4);
/// PostgreSQL lets others write meanwhile, but for what the step has changed; small steps would only cost round trips.
const MANY_WRITERS: Duration = Duration::from_millis(200);

/// For how many people a step of such a job is, by how long its steps before took.
#[derive(Debug, Clone, Copy)]
pub struct PeopleSteps {
    size: StepSize,
}

impl PeopleSteps {
    /// Before the first step. `most`: people of one step.
    pub fn on(store: &Store, most: i64) -> Self {
        let lasts = if store.has_one_writer() {
            ONE_WRITER
        } else {
            MANY_WRITERS
        };
        Self {
            size: StepSize::first(lasts, most),
        }
    }

    /// People of the next step.
    pub const fn people(self) -> i64 {
        self.size.people()
    }

    /// After a step whose transaction began then and has just ended.
    #[must_use]
    pub fn after(self, began: Instant) -> Self {
        Self {
            size: self.size.after(began.elapsed()),
        }
    }
}

/// The outcome of a step.
#[derive(Debug)]
pub enum PeopleStep<Progress> {
    /// It is done, and there may be another one.
    Done(Progress, PeopleSteps),
    /// The job is over on this node.
    Over(JobOutcome),
}

/// Takes one step after the other until they are over. SQLite runs a statement on the calling thread, so each step has a thread of its own:
/// not one that serves requests.
///
/// # Errors
/// A step failed.
pub async fn take_steps<Progress, Taken>(
    mut progress: Progress,
    mut steps: PeopleSteps,
    step: impl Fn(Progress, PeopleSteps) -> Taken + Clone + Send + 'static,
) -> Result<JobOutcome, JobFailure>
where
    Progress: Send + 'static,
    Taken: Future<Output = Result<PeopleStep<Progress>, JobFailure>>,
{
    loop {
        let (step, runtime) = (step.clone(), Handle::current());
        let taken = spawn_blocking(move || runtime.block_on(step(progress, steps)));
        // An error of the task itself: the runtime is shutting down.
        match taken.await.map_err(|_| StoreError::Busy)?? {
            PeopleStep::Done(further, next) => (progress, steps) = (further, next),
            PeopleStep::Over(outcome) => return Ok(outcome),
        }
    }
}
