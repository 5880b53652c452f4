//! The job that moves a company's people from passwords to SSO. Invariant: a batch and the job's progress are written in one
//! transaction, so that an interrupted job goes on where it stopped and no two nodes do the same batch.

use std::time::Duration;

use serde_json::json;

use crate::app_state::AppState;
use crate::domain::job_schedule::Backoff;
use crate::federation::issuer_of_endpoint;
use crate::jobs::{Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport};
use crate::store::account_security::{Cause, TakeOver, take_over_by_sso};
use crate::store::password_jobs::{self, PasswordJob, TakeoverProgress};
use crate::store::sso_configurations::SsoConfiguration;
use crate::store::{Result, Transaction, ended_people_jobs, sso_configurations};

/// Takes the passwords of one company's people away. The target is the company.
#[derive(Debug)]
pub struct SsoTakeover;

impl Job for SsoTakeover {
    type Payload = PasswordJob;

    const KIND: &'static str = password_jobs::KIND;
    const LIMITS: JobLimits = JobLimits {
        targets: 1,
        per_target: 1,
        // People wait for it: where a node was killed, the next one goes on soon.
        lease: Duration::from_secs(6),
        // It goes on where it was.
        longest: Duration::from_secs(60 * 60),
    };
    const BACKOFF: Backoff = Backoff {
        first_ms: 2_000,
        longest_ms: 60_000,
    };

    async fn run(job: PasswordJob, context: &JobContext<'_>) -> std::result::Result<JobOutcome, JobFailure> {
        let (app, company_id) = (context.app, context.job.target.as_str());
        let mut progress: TakeoverProgress = context.progress().unwrap_or_default();
        let began_at_ms = app.clock.now_ms();
        loop {
            let mut transaction = app.store.begin().await?;
            // Whose company signs in with passwords again keeps them.
            let active = sso_configurations::active_of_company(&mut transaction, company_id).await?;
            let batch = match active.filter(SsoConfiguration::is_for_everybody) {
                Some(_) => password_jobs::next_batch(&mut transaction, company_id, &progress).await?,
                None => Vec::new(),
            };
            let Some(last) = batch.last() else {
                let reached = (progress.done, job.total);
                ended_people_jobs::write(&mut transaction, context.job, reached, None, app.clock.now_ms())
                    .await?;
                if !context.finish(&mut transaction).await? {
                    return Ok(JobOutcome::Interrupted);
                }
                transaction.commit().await?;
                return Ok(JobOutcome::Finished);
            };
            progress.done += i64::try_from(batch.len()).unwrap_or(0);
            progress.last_account_id.clone_from(last);
            progress.pace = progress.pace.after_step(began_at_ms, app.clock.now_ms());
            // Before anything else: whoever has lost the job changes nothing.
            if !context.save_progress(&mut transaction, &progress).await? {
                return Ok(JobOutcome::Interrupted);
            }
            take_over(app, &mut transaction, context, &job, &batch).await?;
            transaction.commit().await?;
            tracing::info!(
                job = context.job.id,
                done = progress.done,
                total = job.total,
                "passwords taken away"
            );
        }
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

async fn take_over(
    app: &AppState,
    transaction: &mut Transaction,
    context: &JobContext<'_>,
    job: &PasswordJob,
    batch: &[String],
) -> Result<()> {
    let active = sso_configurations::active_of_company(transaction, &context.job.target).await?;
    let issuer = active.and_then(|active| issuer_of_endpoint(&active.endpoint_url).ok());
    // An issuer may write itself in another spelling than the configured one.
    let is_issuer = |written: &str| issuer_of_endpoint(written).ok() == issuer;
    let by = TakeOver {
        is_issuer: &is_issuer,
        replaced_at_ms: job.replaced_at_ms,
    };
    let cause = Cause::of_operator("account_taken_over_by_sso", json!({ "job": context.job.id }));
    for account_id in batch {
        take_over_by_sso(transaction, account_id, &by, &cause, app.clock.now_ms()).await?;
    }
    Ok(())
}
