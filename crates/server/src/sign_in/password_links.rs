//! The job that mails people a link to set a password, where single sign-on lets them go. Invariant: the mails of a step, their links and the job's
//! progress are written in one transaction, so that an interrupted job goes on where it stopped and nobody is mailed twice.

use latchkey_contract::Language;
use std::time::Duration;

use latchkey_contract::paths;
use serde_json::json;

use super::SignInError;
use super::link::{Purpose, make};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::job_schedule::Backoff;
use crate::domain::mailed_link::Kind;
use crate::domain::password_links::{PersonFacts, is_mailed};
use crate::domain::sign_in_way::way;
use crate::jobs::{Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport};
use crate::mail::{self, Message, Recipient};
use crate::store::accounts::Account;
use crate::store::audit::{self, Origin};
use crate::store::companies::Company;
use crate::store::password_links::{self as store, LinksProgress, PasswordLinks};
use crate::store::{
    Connection, StoreError, accounts, companies, ended_people_jobs, mailed_links, mails, sso_configurations,
};

/// People of one step.
const BATCH: i64 = 20;
/// Pause behind a step, in milliseconds: ten mails a second, which relays take.
const PAUSE_MS: i64 = 2_000;
/// Where so many mails wait for their first attempt, no more are made: a link that somebody has just asked for would wait behind them.
const MOST_WAITING: i64 = 100;

/// Mails the links of one company. The target is the company.
#[derive(Debug)]
pub struct MailPasswordLinks;

impl Job for MailPasswordLinks {
    type Payload = PasswordLinks;

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

    async fn run(job: PasswordLinks, context: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
        let (app, company_id) = (context.app, context.job.target.as_str());
        let mut transaction = app.store.begin().await?;
        // Without a mail server they wait for the operator, and no other mail behind them.
        if app.mailer.is_some() && mails::count_untried(&mut transaction, MOST_WAITING).await? >= MOST_WAITING
        {
            return Ok(JobOutcome::Later(PAUSE_MS));
        }
        let now_ms = app.clock.now_ms();
        let mut progress: LinksProgress = context.progress().unwrap_or_default();
        let batch = next_batch(&mut transaction, company_id, &job, &progress).await?;
        let Some(last) = batch.last() else {
            let (reached, domain) = ((progress.done, job.total), job.domain.as_deref());
            ended_people_jobs::write(&mut transaction, context.job, reached, domain, now_ms).await?;
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
            mail_link(
                app,
                &mut transaction,
                (&company, &job.notice),
                account_id,
                context,
            )
            .await?;
        }
        transaction.commit().await?;
        Ok(JobOutcome::Later(PAUSE_MS))
    }

    fn report(report: &JobReport<'_>) {
        let job = report.id;
        match report.ending {
            Ending::Done => tracing::info!(job, "all links to set a password are queued"),
            Ending::Refused(reason) | Ending::TriedAgain(reason) | Ending::GivenUp(reason) => {
                tracing::error!(
                    job,
                    reason,
                    "links to set a password could not be queued; it is tried again"
                );
            }
        }
    }
}

/// Whose turn is next. Where single sign-on is active again, nobody of those whom its end let go.
async fn next_batch(
    connection: &mut Connection,
    company_id: &str,
    job: &PasswordLinks,
    progress: &LinksProgress,
) -> Result<Vec<String>, StoreError> {
    let domain = job.domain.as_deref();
    let active = sso_configurations::active_of_company(connection, company_id).await?;
    let is_for_everybody = active.is_some_and(|active| active.is_for_everybody());
    if domain.is_none() && is_for_everybody {
        return Ok(Vec::new());
    }
    store::next_batch(connection, company_id, domain, &progress.last_account_id, BATCH).await
}

/// Mails one person, whom the list may have been wrong about since it was read: decided again under the lock of the account.
async fn mail_link(
    app: &AppState,
    connection: &mut Connection,
    (company, notice): (&Company, &str),
    account_id: &str,
    context: &JobContext<'_>,
) -> Result<(), JobFailure> {
    let now_ms = app.clock.now_ms();
    let is_active = accounts::lock_active(connection, account_id).await?;
    let account = accounts::by_id(connection, account_id).await?;
    let Some(account) = account.filter(|account| account.company_id == company.id) else {
        return Ok(());
    };
    let Some((has_password, is_of_other_company)) =
        store::password_and_other_company(connection, account_id).await?
    else {
        return Ok(());
    };
    let facts = PersonFacts {
        way: way(sso_configurations::facts_of(connection, account_id).await?),
        is_active,
        has_password,
        has_link: mailed_links::newest_open_of(connection, account_id, Kind::SetPassword, now_ms)
            .await?
            .is_some(),
        is_of_other_company,
    };
    if !is_mailed(facts) {
        return Ok(());
    }
    queue_mail(app, connection, (company, notice), &account).await?;
    let event = audit::Event {
        action: "password_link_mailed",
        company_id: Some(&company.id),
        actor_account_id: None,
        subject: Some(account_id),
        detail: json!({ "job": context.job.id }),
    };
    Ok(audit::append(connection, &event, &Origin::default(), now_ms).await?)
}

async fn queue_mail(
    app: &AppState,
    connection: &mut Connection,
    (company, notice): (&Company, &str),
    account: &Account,
) -> Result<(), SignInError> {
    let now_ms = app.clock.now_ms();
    let address = EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
    let purpose = Purpose {
        kind: Kind::SetPassword,
        address: Some(&address),
        account_id: Some(&account.id),
        return_to: None,
    };
    let token = make(connection, purpose, now_ms).await?;
    let link = format!("{}?token={token}", paths::RESET_PASSWORD);
    let message = Message::PasswordAfterSso {
        link: app.config.public_url.join(&link),
        expires_at_ms: now_ms + Kind::SetPassword.lifetime_ms(),
        company: company.name.clone(),
        notice: notice.to_owned(),
    };
    let to = Recipient {
        address: &account.email,
        language: account.language_of_news(Language::default()),
    };
    Ok(mail::queue(connection, &app.secret_key, now_ms, &to, &message, None).await?)
}
