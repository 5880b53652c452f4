//! Looks each day whether the records of proven domains are still there. Invariant: one that has gone warns the company's admins, and
//! changes nothing else: nobody is locked out by a fault of a name server.

use latchkey_contract::Language;
use std::time::Duration;

use latchkey_contract::email_domains::LookupOutcome;
use latchkey_contract::paths::EMAIL_DOMAINS;
use serde_json::json;

use super::check::look;
use crate::app_state::AppState;
use crate::domain::domain_letters::in_letters;
use crate::domain::email_address::EmailDomain;
use crate::domain::email_domain_claim::{txt_name, txt_value};
use crate::domain::email_domain_watch::{LOOKED_AT_EVERY_MS, News, after};
use crate::domain::job_schedule::Backoff;
use crate::jobs::{
    self, Ending, Job, JobContext, JobError, JobFailure, JobLimits, JobOutcome, JobReport, Queueing,
};
use crate::mail::{self, Message, Recipient};
use crate::store::audit::{self, Origin};
use crate::store::email_domain_watch::{self as store, WatchedDomain};
use crate::store::email_domains::DomainCheck;
use crate::store::{Connection, StoreError, accounts};

/// How long a name server may be silent before the look is given up. The next one is queued at once.
const PATIENCE_MS: i64 = LOOKED_AT_EVERY_MS;

/// Queues a look at each domain that is due.
pub async fn queue_due(app: &AppState) -> Result<(), StoreError> {
    let now_ms = app.clock.now_ms();
    let due = store::due(&mut *app.store.read().await?, now_ms).await?;
    if due.is_empty() {
        return Ok(());
    }
    let mut transaction = app.store.begin().await?;
    for (company_id, check) in due {
        let queueing = Queueing {
            target: &company_id,
            label: &check.domain,
            idempotency_key: Some(&check.domain),
            expires_at_ms: Some(now_ms + PATIENCE_MS),
        };
        let key = &app.secret_key;
        let queued = jobs::enqueue::<EmailDomainWatch>(&mut transaction, key, &check, queueing, now_ms).await;
        queued.map_err(JobError::into_store_error)?;
    }
    transaction.commit().await
}

/// One look. The target is the company.
#[derive(Debug)]
pub struct EmailDomainWatch;

impl Job for EmailDomainWatch {
    type Payload = DomainCheck;

    const KIND: &'static str = store::KIND;
    const LIMITS: JobLimits = JobLimits {
        targets: 8,
        per_target: 2,
        lease: Duration::from_secs(30),
        longest: Duration::from_secs(60),
    };
    const BACKOFF: Backoff = Backoff {
        first_ms: 5 * 60_000,
        longest_ms: 4 * 3_600_000,
    };

    async fn run(check: DomainCheck, context: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
        let app = context.app;
        let is_proven = store::find(&mut *app.store.read().await?, &check)
            .await?
            .is_some();
        let (true, Some(domain)) = (is_proven, EmailDomain::parse(&check.domain)) else {
            return Ok(JobOutcome::Obsolete);
        };
        let look = look(app, &domain, &check.token).await;
        if look.outcome == LookupOutcome::NoResponse {
            return Ok(JobOutcome::Failed(look.reason));
        }
        let now_ms = app.clock.now_ms();
        let mut transaction = app.store.begin().await?;
        // Removed meanwhile, or claimed anew.
        let Some(watched) = store::find(&mut transaction, &check).await? else {
            return Ok(JobOutcome::Obsolete);
        };
        let is_found = look.outcome == LookupOutcome::Found;
        let (status, news) = after(watched.status, is_found, now_ms);
        let records = serde_json::to_string(&look.records)?;
        let outcome = (look.outcome.as_str(), records.as_str());
        store::record(&mut transaction, &check, outcome, status, now_ms).await?;
        match news {
            News::None => {}
            News::Missing => {
                warn(app, &mut transaction, &watched, &domain, &check, now_ms).await?;
                append(
                    &mut transaction,
                    "email_domain_record_missing",
                    &watched,
                    &domain,
                    now_ms,
                )
                .await?;
            }
            News::Back => {
                append(
                    &mut transaction,
                    "email_domain_record_back",
                    &watched,
                    &domain,
                    now_ms,
                )
                .await?;
            }
        }
        if !context.finish(&mut transaction).await? {
            return Ok(JobOutcome::Interrupted);
        }
        transaction.commit().await?;
        Ok(JobOutcome::Finished)
    }

    /// Which domains companies have is no secret to the operator.
    fn report(report: &JobReport<'_>) {
        let domain = report.label;
        match report.ending {
            Ending::Done => tracing::info!(domain, "a proven email domain was looked at again"),
            Ending::TriedAgain(reason) | Ending::Refused(reason) | Ending::GivenUp(reason) => {
                tracing::info!(domain, reason, "a proven email domain could not be looked at");
            }
        }
    }
}

/// Mails all admins of the company.
async fn warn(
    app: &AppState,
    connection: &mut Connection,
    watched: &WatchedDomain,
    domain: &EmailDomain,
    check: &DomainCheck,
    now_ms: i64,
) -> Result<(), JobFailure> {
    let message = Message::DomainRecordMissing {
        domain: in_letters(&check.domain).unwrap_or_else(|| check.domain.clone()),
        record_name: txt_name(domain),
        record_value: txt_value(&check.token),
        page: app.config.public_url.join(EMAIL_DOMAINS),
    };
    for admin in accounts::admins_of_company(connection, &watched.company_id).await? {
        let to = Recipient {
            address: &admin.email,
            language: admin.language_of_news(Language::default()),
        };
        mail::queue(connection, &app.secret_key, now_ms, &to, &message, None).await?;
    }
    Ok(())
}

async fn append(
    connection: &mut Connection,
    action: &'static str,
    watched: &WatchedDomain,
    domain: &EmailDomain,
    now_ms: i64,
) -> Result<(), StoreError> {
    let event = audit::Event {
        action,
        company_id: Some(&watched.company_id),
        actor_account_id: None,
        subject: None,
        detail: json!({ "domain": domain.as_str() }),
    };
    audit::append(connection, &event, &Origin::default(), now_ms).await
}
