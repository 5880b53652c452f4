//! The job that tells a company's people by mail that they sign in by single sign-on from now on. Invariant: the mails of a step and the job's
//! progress are written in one transaction, so that an interrupted job goes on where it stopped and nobody is mailed twice.

use latchkey_contract::Language;
use std::time::Duration;

use latchkey_contract::paths;

use crate::app_state::AppState;
use crate::domain::job_schedule::Backoff;
use crate::domain::sign_in_way::{Way, way};
use crate::jobs::{Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport};
use crate::mail::{self, Message, Recipient};
use crate::store::companies::{self, Company};
use crate::store::sso_notices::{self as store, NoticesProgress, SsoNotices};
use crate::store::{Connection, StoreError, accounts, ended_people_jobs, mails, sso_configurations};

/// People of one step.
const BATCH: i64 = 20;
/// Pause behind a step, in milliseconds: ten mails a second, which relays take.
const PAUSE_MS: i64 = 2_000;
/// Where so many mails wait for their first attempt, no more are made: a link that somebody has just asked for would wait behind them.
const MOST_WAITING: i64 = 100;

/// Mails the people of one company. The target is the company.
#[derive(Debug)]
pub struct MailSsoNotices;

impl Job for MailSsoNotices {
    type Payload = SsoNotices;

    const KIND: &'static str = store::KIND;
    const LIMITS: JobLimits = JobLimits {
        targets: 4,
        per_target: 1,
        lease: Duration::from_secs(15),
        longest: Duration::from_secs(60),
    };
    const BACKOFF: Backoff = Backoff {
        first_ms: 2_000,
        longest_ms: 60_000,
    };

    async fn run(job: SsoNotices, context: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
        let (app, company_id) = (context.app, context.job.target.as_str());
        let mut transaction = app.store.begin().await?;
        // Without a mail server they wait for the operator, and no other mail behind them.
        if app.mailer.is_some() && mails::count_untried(&mut transaction, MOST_WAITING).await? >= MOST_WAITING
        {
            return Ok(JobOutcome::Later(PAUSE_MS));
        }
        let now_ms = app.clock.now_ms();
        let mut progress: NoticesProgress = context.progress().unwrap_or_default();
        let batch = store::next_batch(&mut transaction, company_id, &progress.last_account_id, BATCH).await?;
        let Some(last) = batch.last() else {
            let reached = (progress.done, job.total);
            ended_people_jobs::write(&mut transaction, context.job, reached, None, now_ms).await?;
            if !context.finish(&mut transaction).await? {
                return Ok(JobOutcome::Interrupted);
            }
            transaction.commit().await?;
            return Ok(JobOutcome::Finished);
        };
        progress.done += i64::try_from(batch.len()).unwrap_or(0);
        progress.last_account_id.clone_from(last);
        progress.pace = progress.pace.after_step(now_ms, now_ms);
        // Before anything else: whoever has lost the job changes nothing.
        if !context.save_progress(&mut transaction, &progress).await? {
            return Ok(JobOutcome::Interrupted);
        }
        let company = companies::by_id(&mut transaction, company_id)
            .await?
            .ok_or(StoreError::Corrupt("jobs.target"))?;
        for account_id in &batch {
            mail_notice(app, &mut transaction, (&company, &job.notice), account_id).await?;
        }
        transaction.commit().await?;
        Ok(JobOutcome::Later(PAUSE_MS))
    }

    fn report(report: &JobReport<'_>) {
        let job = report.id;
        match report.ending {
            Ending::Done => tracing::info!(job, "all notices of single sign-on are queued"),
            Ending::Refused(reason) | Ending::TriedAgain(reason) | Ending::GivenUp(reason) => {
                tracing::error!(
                    job,
                    reason,
                    "notices of single sign-on could not be queued; it is tried again"
                );
            }
        }
    }
}

/// Mails one person, unless the list was wrong about them: an address in another company's domain, say, is that company's matter.
async fn mail_notice(
    app: &AppState,
    connection: &mut Connection,
    (company, notice): (&Company, &str),
    account_id: &str,
) -> Result<(), JobFailure> {
    let signs_in_by = way(sso_configurations::facts_of(connection, account_id).await?);
    let account = accounts::by_id(connection, account_id).await?;
    let Some(account) = account.filter(|account| account.company_id == company.id && signs_in_by == Way::Sso)
    else {
        return Ok(());
    };
    let message = Message::SsoStarted {
        sign_in: app.config.public_url.join(paths::SIGN_IN),
        company: company.name.clone(),
        notice: notice.to_owned(),
    };
    let to = Recipient {
        address: &account.email,
        language: account.language_of_news(Language::default()),
    };
    let now_ms = app.clock.now_ms();
    Ok(mail::queue(connection, &app.secret_key, now_ms, &to, &message, None).await?)
}
