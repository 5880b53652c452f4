//! The kinds of jobs that there are. Invariant: a kind that is queued somewhere is listed here, or nobody would do its jobs.

use futures_util::future::BoxFuture;

use super::{Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport, Tools, payload};
use crate::domain::job_schedule::Backoff;
use crate::mail::outbox::SendMail;
use crate::provider::app_logouts::AppLogout;
use crate::sign_in::link_request::LinkRequested;
use crate::sign_in::sso_takeover::SsoTakeover;

/// A kind, without its type.
#[derive(Debug, Clone, Copy)]
pub struct Registered {
    /// [`Job::KIND`]
    pub kind: &'static str,
    pub(super) limits: JobLimits,
    pub(super) backoff: Backoff,
    pub(super) waiting_gauge: Option<&'static str>,
    pub(super) is_possible: fn(&Tools) -> bool,
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
}

fn run<'a, J: Job>(context: &'a JobContext<'a>) -> BoxFuture<'a, Result<JobOutcome, JobFailure>> {
    Box::pin(async move {
        let payload = payload::<J>(&context.app().secret_key, context.job)?;
        J::run(payload, context).await
    })
}

/// All kinds.
pub const fn registered() -> [Registered; 4] {
    [
        Registered::of::<AppLogout>(),
        Registered::of::<SendMail>(),
        Registered::of::<LinkRequested>(),
        Registered::of::<SsoTakeover>(),
    ]
}

/// Whether there is such a kind.
pub fn is_known(kind: &str) -> bool {
    registered().iter().any(|known| known.kind == kind)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn kinds_have_names_of_their_own_and_leases_that_a_living_node_can_extend() {
        let kinds = registered();
        let names: BTreeSet<&str> = kinds.iter().map(|known| known.kind).collect();
        assert_eq!(names.len(), kinds.len());
        for known in kinds {
            assert!(
                known.limits.targets > 0 && known.limits.per_target > 0,
                "{}",
                known.kind
            );
            assert!(known.limits.lease.as_secs() >= 6, "{}", known.kind);
            assert!(known.backoff.first_ms > 0, "{}", known.kind);
            assert!(
                known.backoff.first_ms <= known.backoff.longest_ms,
                "{}",
                known.kind
            );
        }
    }
}
