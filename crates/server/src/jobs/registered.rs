//! A kind of jobs without its type, so that a node can hold several.

use futures_util::future::BoxFuture;

use super::job::{Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport, payload};
use crate::app_state::AppState;
use crate::domain::job_schedule::Backoff;

/// A kind, without its type.
#[derive(Debug, Clone, Copy)]
pub struct Registered {
    /// [`Job::KIND`]
    pub kind: &'static str,
    pub(crate) limits: JobLimits,
    pub(crate) backoff: Backoff,
    pub(super) waiting_gauge: Option<&'static str>,
    pub(super) is_possible: fn(&AppState) -> bool,
    pub(super) run: for<'a> fn(&'a JobContext<'a>) -> BoxFuture<'a, Result<JobOutcome, JobFailure>>,
    pub(super) report: fn(&JobReport<'_>),
}

impl Registered {
    /// The kind.
    pub const fn of<J: Job>() -> Self {
        Self {
            kind: J::KIND,
            limits: J::LIMITS,
            backoff: J::BACKOFF,
            waiting_gauge: J::WAITING_GAUGE,
            is_possible: J::is_possible,
            run: run::<J>,
            report: J::report,
        }
    }

    /// Reports to the operator how an attempt ended: in the counter of all kinds, and as the kind itself does.
    pub(super) fn report_ending(self, id: &str, label: &str, ending: Ending<'_>) {
        let outcome = match ending {
            Ending::Done => "done",
            Ending::Refused(_) => "refused",
            Ending::TriedAgain(_) => "failed",
            Ending::GivenUp(_) => "given_up",
        };
        metrics::counter!("latchkey_jobs_total", "kind" => self.kind, "outcome" => outcome).increment(1);
        (self.report)(&JobReport { id, label, ending });
    }
}

fn run<'a, J: Job>(context: &'a JobContext<'a>) -> BoxFuture<'a, Result<JobOutcome, JobFailure>> {
    Box::pin(async move {
        let payload = payload::<J>(&context.app.secret_key, context.job)?;
        J::run(payload, context).await
    })
}
