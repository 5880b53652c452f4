//! The job that moves a company's people from passwords to SSO. Invariant: a batch and the job's progress are written in one
//! transaction, so that an interrupted job resumes where it stopped and no two nodes process the same batch.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::app_state::AppState;
use crate::domain::job_schedule::Backoff;
use crate::federation::issuer_of_endpoint;
use crate::jobs::{
    Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport, PeopleStep, PeopleSteps,
    take_steps,
};
use crate::store::account_security::{Cause, TakeOver, take_over_by_sso};
use crate::store::jobs::LeasedJob;
use crate::store::password_jobs::{self, PasswordJob, TakeoverProgress};
use crate::store::sso_configurations::SsoConfiguration;
use crate::store::{Result, Transaction, ended_people_jobs, sso_configurations};

/// The most people of one transaction.
const MOST: i64 = 1_000;
/// After so many people, the log says how far it is.
const LOGGED: i64 = 10_000;

/// Ends the passwords of one company's people. The job's target is the company.
#[derive(Debug)]
pub struct SsoTakeover;

impl Job for SsoTakeover {
    type Payload = PasswordJob;

    const KIND: &'static str = password_jobs::KIND;
    const LIMITS: JobLimits = JobLimits {
        targets: 1,
        per_target: 1,
        // Short, because people wait for it: after a node was killed, another one goes on soon.
        lease: Duration::from_secs(6),
        // It resumes where it stopped.
        longest: Duration::from_secs(60 * 60),
    };
    const BACKOFF: Backoff = Backoff {
        first_ms: 2_000,
        longest_ms: 60_000,
    };

    async fn run(job: PasswordJob, context: &JobContext<'_>) -> std::result::Result<JobOutcome, JobFailure> {
        let work = Work {
            app: context.app.clone(),
            leased: context.job.clone(),
            job,
            began_at_ms: context.app.clock.now_ms(),
        };
        let work = Arc::new(work);
        let progress: TakeoverProgress = context.progress().unwrap_or_default();
        let steps = PeopleSteps::on(&context.app.store, MOST);
        take_steps(progress, steps, move |progress, steps| {
            let work = work.clone();
            async move { work.step(progress, steps).await }
        })
        .await
    }

    fn report(report: &JobReport<'_>) {
        let job = report.id;
        match report.ending {
            Ending::Done => tracing::info!(job, "all passwords taken away"),
            Ending::Refused(reason) | Ending::TriedAgain(reason) | Ending::GivenUp(reason) => {
                tracing::error!(
                    job,
                    reason,
                    "passwords could not be taken away; it is tried again"
                );
            }
        }
    }
}

/// The inputs of a step.
struct Work {
    app: AppState,
    leased: LeasedJob,
    job: PasswordJob,
    began_at_ms: i64,
}

impl Work {
    async fn step(
        &self,
        mut progress: TakeoverProgress,
        steps: PeopleSteps,
    ) -> std::result::Result<PeopleStep<TakeoverProgress>, JobFailure> {
        let (app, company_id) = (&self.app, self.leased.target.as_str());
        let context = JobContext {
            app,
            job: &self.leased,
        };
        let mut transaction = app.store.begin().await?;
        let began = Instant::now();
        // If SSO was deactivated meanwhile, the remaining people keep their passwords.
        let active = sso_configurations::active_of_company(&mut transaction, company_id).await?;
        let batch = match active.filter(SsoConfiguration::is_for_everybody) {
            Some(_) => {
                let after = (&progress, self.job.total);
                password_jobs::next_batch(&mut transaction, company_id, after, steps.people()).await?
            }
            None => Vec::new(),
        };
        let Some(last) = batch.last() else {
            return self.end(transaction, &context, progress.done).await;
        };
        let before = progress.done;
        progress.done += i64::try_from(batch.len()).unwrap_or(0);
        progress.last_account_id.clone_from(last);
        progress.pace = progress.pace.after_step(self.began_at_ms, app.clock.now_ms());
        // First, since a node that has lost the lease must change nothing.
        if !context.save_progress(&mut transaction, &progress).await? {
            return Ok(PeopleStep::Over(JobOutcome::Interrupted));
        }
        self.take_over(&mut transaction, &batch).await?;
        transaction.commit().await?;
        if before / LOGGED < progress.done / LOGGED || before == 0 {
            tracing::info!(
                job = self.leased.id,
                done = progress.done,
                total = self.job.total,
                "passwords taken away"
            );
        }
        Ok(PeopleStep::Done(progress, steps.after(began)))
    }

    async fn end(
        &self,
        mut transaction: Transaction,
        context: &JobContext<'_>,
        done: i64,
    ) -> std::result::Result<PeopleStep<TakeoverProgress>, JobFailure> {
        let (now_ms, reached) = (self.app.clock.now_ms(), (done, self.job.total));
        ended_people_jobs::write(&mut transaction, &self.leased, reached, None, now_ms).await?;
        if !context.finish(&mut transaction).await? {
            return Ok(PeopleStep::Over(JobOutcome::Interrupted));
        }
        transaction.commit().await?;
        Ok(PeopleStep::Over(JobOutcome::Finished))
    }

    async fn take_over(&self, transaction: &mut Transaction, batch: &[String]) -> Result<()> {
        let active = sso_configurations::active_of_company(transaction, &self.leased.target).await?;
        let issuer = active.and_then(|active| issuer_of_endpoint(&active.endpoint_url).ok());
        // Links and sessions hold the issuer as its ID tokens spell it, which may differ from the configured spelling.
        let is_issuer = |written: &str| issuer_of_endpoint(written).ok() == issuer;
        let by = TakeOver {
            is_issuer: &is_issuer,
            replaced_at_ms: self.job.replaced_at_ms,
        };
        let detail = json!({ "job": self.leased.id });
        let cause = Cause::of_operator("account_taken_over_by_sso", detail);
        take_over_by_sso(transaction, batch, &by, &cause, self.app.clock.now_ms()).await
    }
}
