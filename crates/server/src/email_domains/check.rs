//! Looks for the TXT record of a claim, and proves the domain where it is there. Invariants: no transaction is open while DNS is asked;
//! what was found counts for the claim that was looked for, and for no later one of the same domain.

use std::time::Duration;

use latchkey_contract::email_domains::LookupOutcome;
use serde_json::json;

use super::adopt::adopt;
use super::dns::TxtLookup;
use super::{DomainAdmin, EmailDomainError, Result, administered_by, found, parsed};
use crate::app_state::AppState;
use crate::domain::email_address::EmailDomain;
use crate::domain::email_domain_claim::{is_proven_by, shown_records, txt_name};
use crate::domain::job_schedule::Backoff;
use crate::domain::throttle::{Admission, RateLimit};
use crate::jobs::{Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport};
use crate::store::audit::{self, Origin};
use crate::store::email_domains::{self as store, DomainCheck, OwnedDomain};
use crate::store::{Connection, StoreError, companies, new_id, password_jobs, sso_configurations, throttle};

/// The outcome of a look.
pub(super) struct Look {
    pub(super) outcome: LookupOutcome,
    /// What stood there instead, shortened.
    pub(super) records: Vec<String>,
    /// Why there was no response; for the log.
    pub(super) reason: String,
}

/// Looks now whether the record of a claim is there, as the admin asks who is waiting, and goes on looking for a week. Of a domain that is
/// proven nothing is looked for.
///
/// # Errors
/// `TooManyAttempts` where the company asks too often.
pub async fn check_now(app: &AppState, actor: DomainAdmin<'_>, name: &str) -> Result<OwnedDomain> {
    let (domain, now) = (parsed(name)?, app.clock.now_ms());
    let (company_id, owned) = {
        let mut connection = app.store.read().await?;
        let company_id = administered_by(&mut connection, actor.account_id).await?;
        let owned = found(&mut connection, &company_id, &domain).await?;
        (company_id, owned)
    };
    let Some(token) = owned.token.clone().filter(|_| owned.proven_at_ms.is_none()) else {
        return Ok(owned);
    };
    admit(app, &company_id, now).await?;
    let check = DomainCheck {
        domain: owned.domain,
        token,
    };
    let look = look(app, &domain, &check.token).await;
    record(app, &domain, &check, &look, Some(actor)).await?;
    found(&mut *app.store.read().await?, &company_id, &domain).await
}

/// Counts one more look that the company asks for.
async fn admit(app: &AppState, company_id: &str, now_ms: i64) -> Result<()> {
    let scopes = [(RateLimit::DomainCheck, company_id)];
    let mut transaction = app.store.begin().await?;
    let admission = throttle::reserve(&mut transaction, &new_id(), &scopes, now_ms).await?;
    transaction.commit().await?;
    match admission {
        Admission::Admitted => Ok(()),
        Admission::Refused { retry_after_seconds } => {
            Err(EmailDomainError::TooManyAttempts { retry_after_seconds })
        }
    }
}

pub(super) async fn look(app: &AppState, domain: &EmailDomain, token: &str) -> Look {
    let look = ask(app, domain, token).await;
    metrics::counter!("latchkey_email_domain_checks_total", "outcome" => look.outcome.as_str()).increment(1);
    look
}

async fn ask(app: &AppState, domain: &EmailDomain, token: &str) -> Look {
    match app.dns.txt(&txt_name(domain)).await {
        TxtLookup::Records(records) if is_proven_by(&records, token) => Look {
            outcome: LookupOutcome::Found,
            records: Vec::new(),
            reason: String::new(),
        },
        TxtLookup::Records(records) => Look {
            outcome: LookupOutcome::NotFound,
            records: shown_records(&records),
            reason: "the TXT record is not there".to_owned(),
        },
        TxtLookup::NoResponse(reason) => Look {
            outcome: LookupOutcome::NoResponse,
            records: Vec::new(),
            reason,
        },
    }
}

/// Writes down what came of a look; whether the claim was still there, and not proven by another look meanwhile.
async fn record(
    app: &AppState,
    domain: &EmailDomain,
    check: &DomainCheck,
    look: &Look,
    actor: Option<DomainAdmin<'_>>,
) -> std::result::Result<bool, StoreError> {
    let now = app.clock.now_ms();
    let is_found = look.outcome == LookupOutcome::Found;
    let mut transaction = app.store.begin().await?;
    // The accounts of the domain may come to the company. Nobody waits for that lock where nothing is proven.
    if is_found {
        companies::lock_domains_for_update(&mut transaction).await?;
    }
    let Some(company_id) = store::unproven_claim(&mut transaction, check).await? else {
        return Ok(false);
    };
    let records = serde_json::to_string(&look.records).map_err(|_| StoreError::Corrupt("records"))?;
    store::record_check(&mut transaction, check, look.outcome.as_str(), &records, now).await?;
    if is_found {
        prove(&mut transaction, &company_id, domain, check, now).await?;
        let detail =
            json!({ "domain": domain.as_str(), "before": "waiting", "after": "proven", "by": "dns" });
        append(
            &mut transaction,
            "email_domain_proven",
            &company_id,
            actor,
            detail,
            now,
        )
        .await?;
    } else if actor.is_some() {
        store::schedule_checks(&mut transaction, &company_id, check, now).await?;
        let detail = json!({ "domain": domain.as_str(), "outcome": look.outcome.as_str() });
        append(
            &mut transaction,
            "email_domain_checked",
            &company_id,
            actor,
            detail,
            now,
        )
        .await?;
    }
    transaction.commit().await?;
    Ok(true)
}

async fn prove(
    connection: &mut Connection,
    company_id: &str,
    domain: &EmailDomain,
    check: &DomainCheck,
    now_ms: i64,
) -> std::result::Result<(), StoreError> {
    // An activation of SSO comes before or after.
    companies::lock_for_share(connection, company_id).await?;
    store::prove(connection, check, now_ms).await?;
    adopt(connection, company_id, domain, now_ms).await?;
    let active = sso_configurations::active_of_company(connection, company_id).await?;
    if active.is_some_and(|active| active.is_for_everybody()) {
        password_jobs::queue_where_passwords_are_left(connection, company_id, now_ms).await?;
    }
    Ok(())
}

async fn append(
    connection: &mut Connection,
    action: &'static str,
    company_id: &str,
    actor: Option<DomainAdmin<'_>>,
    detail: serde_json::Value,
    now_ms: i64,
) -> std::result::Result<(), StoreError> {
    let event = audit::Event {
        action,
        company_id: Some(company_id),
        actor_account_id: actor.map(|actor| actor.account_id),
        subject: None,
        detail,
    };
    let nobody = Origin::default();
    let origin = actor.map_or(&nobody, |actor| actor.origin);
    audit::append(connection, &event, origin, now_ms).await
}

/// Looks for the record of a claim until it is there. The target is the company.
#[derive(Debug)]
pub struct EmailDomainCheck;

impl Job for EmailDomainCheck {
    type Payload = DomainCheck;

    const KIND: &'static str = store::KIND;
    const LIMITS: JobLimits = JobLimits {
        targets: 16,
        per_target: 2,
        lease: Duration::from_secs(30),
        longest: Duration::from_secs(60),
    };
    const BACKOFF: Backoff = Backoff {
        first_ms: 2 * 60_000,
        longest_ms: 4 * 3_600_000,
    };

    async fn run(
        check: DomainCheck,
        context: &JobContext<'_>,
    ) -> std::result::Result<JobOutcome, JobFailure> {
        let app = context.app;
        let is_waiting = store::unproven_claim(&mut *app.store.read().await?, &check)
            .await?
            .is_some();
        let (true, Some(domain)) = (is_waiting, EmailDomain::parse(&check.domain)) else {
            return Ok(JobOutcome::Obsolete);
        };
        let look = look(app, &domain, &check.token).await;
        let is_recorded = record(app, &domain, &check, &look, None).await?;
        Ok(match look.outcome {
            _ if !is_recorded => JobOutcome::Obsolete,
            // The transaction that proved the domain deleted the job.
            LookupOutcome::Found => JobOutcome::Finished,
            LookupOutcome::NotFound | LookupOutcome::NoResponse => JobOutcome::Failed(look.reason),
        })
    }

    /// Which domains companies have is no secret to the operator.
    fn report(report: &JobReport<'_>) {
        let domain = report.label;
        match report.ending {
            Ending::Done => tracing::info!(domain, "an email domain was checked"),
            Ending::TriedAgain(reason) => {
                tracing::info!(
                    domain,
                    reason,
                    "an email domain is not proven yet; it is checked again"
                );
            }
            Ending::Refused(reason) | Ending::GivenUp(reason) => {
                tracing::info!(
                    domain,
                    reason,
                    "an email domain is not proven; it is not checked again"
                );
            }
        }
    }
}
