//! Reminds people who have no second factor that their company requires one: an admin asks for it, or the day comes near. Invariant: the mails of a
//! batch, and that they were sent, are written in one transaction with the job's progress, so that nobody is mailed twice within a day.

use latchkey_contract::Language;
use std::time::Duration;

use latchkey_contract::paths;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rule::administered_by;
use super::{Result, TwoStepActor, TwoStepError};
use crate::app_state::AppState;
use crate::domain::job_schedule::Backoff;
use crate::domain::second_factor_reminder::{PersonToRemind, is_reminded, reminder_due};
use crate::domain::second_factor_rule::SecondFactorRule;
use crate::domain::sign_in_way::way;
use crate::jobs::{
    Ending, Job, JobContext, JobError, JobFailure, JobLimits, JobOutcome, JobReport, Queueing, enqueue,
};
use crate::mail::{self, Message, Recipient};
use crate::rfc3339::day_of;
use crate::store::accounts::{self, Account};
use crate::store::audit::{self, Origin};
use crate::store::second_factor_reminders::{self as store, ComingRule, RemindersProgress};
use crate::store::{
    Connection, StoreError, companies, mails, second_factor_rules, second_factors, sso_configurations,
};

/// People of one step.
const BATCH: i64 = 20;
/// Pause behind a step, in milliseconds: ten mails a second, which relays take.
const PAUSE_MS: i64 = 2_000;
/// Where so many mails wait for their first attempt, no more are made: a link that somebody has just asked for would wait behind them.
const MOST_WAITING: i64 = 100;

/// Reminds the people of one company. The target is the company.
#[derive(Debug)]
pub struct RemindOfSecondFactor;

/// Nothing: what is so when it runs decides.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Reminders {}

impl Job for RemindOfSecondFactor {
    type Payload = Reminders;

    const KIND: &'static str = "second_factor_reminders";
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

    async fn run(_: Reminders, context: &JobContext<'_>) -> std::result::Result<JobOutcome, JobFailure> {
        let (app, company_id) = (context.app, context.job.target.as_str());
        let mut transaction = app.store.begin().await?;
        // Without a mail server they wait for the operator, and no other mail behind them.
        if app.mailer.is_some() && mails::count_untried(&mut transaction, MOST_WAITING).await? >= MOST_WAITING
        {
            return Ok(JobOutcome::Later(PAUSE_MS));
        }
        let mut progress: RemindersProgress = context.progress().unwrap_or_default();
        let rule = second_factor_rules::of_company(&mut transaction, company_id).await?;
        let batch = match rule {
            SecondFactorRule::Required { .. } => {
                store::next_batch(&mut transaction, company_id, &progress.last_account_id, BATCH).await?
            }
            // It was changed since.
            SecondFactorRule::Off | SecondFactorRule::Offered => Vec::new(),
        };
        let Some(last) = batch.last() else {
            tracing::info!(
                job = context.job.id,
                mailed = progress.mailed,
                "reminded of the second step"
            );
            if !context.finish(&mut transaction).await? {
                return Ok(JobOutcome::Interrupted);
            }
            transaction.commit().await?;
            return Ok(JobOutcome::Finished);
        };
        progress.last_account_id.clone_from(last);
        // Before anything else: whoever has lost the job changes nothing.
        if !context.save_progress(&mut transaction, &progress).await? {
            return Ok(JobOutcome::Interrupted);
        }
        for account_id in &batch {
            progress.mailed += i64::from(remind(app, &mut transaction, rule, account_id, context).await?);
        }
        context.save_progress(&mut transaction, &progress).await?;
        transaction.commit().await?;
        Ok(JobOutcome::Later(PAUSE_MS))
    }

    fn report(report: &JobReport<'_>) {
        let job = report.id;
        if let Ending::Refused(reason) | Ending::TriedAgain(reason) | Ending::GivenUp(reason) = report.ending
        {
            tracing::error!(
                job,
                reason,
                "people could not be reminded of the second step; it is tried again"
            );
        }
    }
}

/// Mails one person, whom the list may have been wrong about since it was read: decided again under the lock of the account.
async fn remind(
    app: &AppState,
    connection: &mut Connection,
    rule: SecondFactorRule,
    account_id: &str,
    context: &JobContext<'_>,
) -> std::result::Result<bool, JobFailure> {
    let now_ms = app.clock.now_ms();
    let company_id = context.job.target.as_str();
    let is_active = accounts::lock_active(connection, account_id).await?;
    let account = accounts::by_id(connection, account_id).await?;
    let Some(account) = account.filter(|account| account.company_id == company_id) else {
        return Ok(false);
    };
    let Some(known) = store::of_account(connection, account_id).await? else {
        return Ok(false);
    };
    let person = PersonToRemind {
        way: way(sso_configurations::facts_of(connection, account_id).await?),
        is_active,
        has_password: known.has_password == 1,
        has_factor: second_factors::has_any(connection, account_id).await?,
        is_service_account: known.service_account == 1,
        reminded_at_ms: known.reminded_at_ms,
    };
    if !is_reminded(rule, person, now_ms) {
        return Ok(false);
    }
    store::record(connection, account_id, now_ms).await?;
    queue_mail(app, connection, rule, &account).await?;
    let event = audit::Event {
        action: "second_factor_reminded",
        company_id: Some(company_id),
        actor_account_id: None,
        subject: Some(account_id),
        detail: json!({ "job": context.job.id }),
    };
    audit::append(connection, &event, &Origin::default(), now_ms).await?;
    Ok(true)
}

async fn queue_mail(
    app: &AppState,
    connection: &mut Connection,
    rule: SecondFactorRule,
    account: &Account,
) -> std::result::Result<(), JobError> {
    let now_ms = app.clock.now_ms();
    let company = companies::by_id(connection, &account.company_id).await?;
    let from = match rule {
        SecondFactorRule::Required { from_ms } if from_ms > now_ms => day_of(from_ms),
        _ => None,
    };
    let message = Message::SecondFactorRequired {
        company: company.map(|company| company.name).unwrap_or_default(),
        required_from: from.unwrap_or_default(),
        page: app.config.public_url.join(paths::TWO_STEP),
    };
    let to = Recipient {
        address: &account.email,
        language: account.language_of_news(Language::default()),
    };
    mail::queue(connection, &app.secret_key, now_ms, &to, &message, None).await
}

/// An admin has all reminded who are not ready.
///
/// # Errors
/// [`TwoStepError::NoFactor`] for everybody but admins of a company that requires a second step.
pub async fn ask(app: &AppState, actor: TwoStepActor<'_>) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let account_id = &actor.session.account_id;
    let mut transaction = app.store.begin().await?;
    if !accounts::lock_active(&mut transaction, account_id).await? {
        return Err(TwoStepError::NoFactor);
    }
    let company_id = administered_by(&mut transaction, account_id).await?;
    let rule = second_factor_rules::of_company(&mut transaction, &company_id).await?;
    if !matches!(rule, SecondFactorRule::Required { .. }) {
        return Err(TwoStepError::NoFactor);
    }
    // As long as one runs, pressing again does nothing.
    if let Some(job) = queue(app, &mut transaction, &company_id, now_ms).await? {
        let by = Some(account_id.as_str());
        append_audit(&mut transaction, &company_id, by, &job, actor.origin, now_ms).await?;
    }
    Ok(transaction.commit().await?)
}

/// Has the people of all companies reminded whose day comes near.
///
/// # Errors
/// Errors of the store.
pub async fn queue_due(app: &AppState) -> std::result::Result<(), StoreError> {
    let now_ms = app.clock.now_ms();
    for coming in store::coming(&mut *app.store.read().await?, now_ms).await? {
        if let Some(days) = reminder_due(coming.rule, coming.reminded_days, now_ms) {
            queue_one(app, &coming, days, now_ms).await?;
        }
    }
    Ok(())
}

async fn queue_one(
    app: &AppState,
    coming: &ComingRule,
    days: i64,
    now_ms: i64,
) -> std::result::Result<(), StoreError> {
    let company_id = &coming.company_id;
    let mut transaction = app.store.begin().await?;
    if !store::record_company(&mut transaction, company_id, days).await? {
        // Another node did it.
        return Ok(());
    }
    let queued = queue(app, &mut transaction, company_id, now_ms).await;
    if let Some(job) = queued.map_err(JobError::into_store_error)? {
        append_audit(
            &mut transaction,
            company_id,
            None,
            &job,
            &Origin::default(),
            now_ms,
        )
        .await?;
    }
    transaction.commit().await
}

async fn queue(
    app: &AppState,
    connection: &mut Connection,
    company_id: &str,
    now_ms: i64,
) -> std::result::Result<Option<String>, JobError> {
    let queueing = Queueing {
        target: company_id,
        label: "",
        idempotency_key: Some(company_id),
        expires_at_ms: None,
    };
    enqueue::<RemindOfSecondFactor>(connection, &app.secret_key, &Reminders {}, queueing, now_ms).await
}

async fn append_audit(
    connection: &mut Connection,
    company_id: &str,
    actor_account_id: Option<&str>,
    job: &str,
    origin: &Origin,
    now_ms: i64,
) -> std::result::Result<(), StoreError> {
    let event = audit::Event {
        action: "second_factor_reminders_asked",
        company_id: Some(company_id),
        actor_account_id,
        subject: Some(company_id),
        detail: json!({ "job": job }),
    };
    audit::append(connection, &event, origin, now_ms).await
}
