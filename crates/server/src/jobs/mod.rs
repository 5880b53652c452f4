//! Work that goes on by itself: queued in the transaction of what causes it ([`enqueue`]), done later by any node ([`Runner`]).
//! Invariant: a job is done at least once, also when a node is killed. Where twice would be wrong, it finishes in the transaction of
//! what it does ([`JobContext::finish`]), or its effect is the same twice.

mod attempt;
mod job;
mod node;
mod people_steps;
mod registered;
mod runner;

pub use self::job::{
    Ending, Job, JobContext, JobError, JobFailure, JobLimits, JobOutcome, JobReport, Queueing, enqueue,
};
pub use self::people_steps::{PeopleStep, PeopleSteps, take_steps};
pub use self::registered::Registered;
pub use self::runner::Runner;
