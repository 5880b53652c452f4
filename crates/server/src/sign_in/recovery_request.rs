//! Requests for the way back in: an address and a recovery code. A request is stored and answered at once; a job decides afterwards whether both
//! belong together. So the response and its time are the same, whatever was typed. Invariant: a code is used up in the transaction that queues
//! the mail with the link.

use std::time::Duration;

use latchkey_contract::{Language, paths};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::SignInError;
use super::guesses::admitted;
use super::password::address;
use super::recovery::{NewRecovery, refusal_of};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::job_schedule::Backoff;
use crate::domain::mailed_link::Kind;
use crate::domain::recovery::typed_code;
use crate::domain::throttle::RateLimit;
use crate::jobs::{
    self, Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport, Queueing, Registered, Runner,
};
use crate::mail::{Asking, Message, Recipient};
use crate::secrets::token_hash;
use crate::sso_configurations::admin_notifier::AdminNotifier;
use crate::store::accounts::Account;
use crate::store::audit::{self, Origin};
use crate::store::{Connection, StoreError, accounts, companies, recovery_codes, throttle};

/// What a browser sends to ask for recovery.
#[derive(Debug, Clone, Copy)]
pub struct RecoveryForm<'a> {
    /// The address.
    pub username: &'a str,
    /// The code.
    pub code: &'a str,
    /// The language of the page, and of the mail.
    pub language: Language,
    /// The key under which attempts from the client's address are counted.
    pub address_key: &'a str,
    /// The hash of the secret of the browser in which the link will work.
    pub browser_hash: &'a str,
}

/// Writes the request down and sees to it that it is decided. What can be neither address nor code is counted, and forgotten.
///
/// # Errors
/// [`SignInError::TooManyAttempts`], by client address and by the address that was typed.
pub async fn ask(app: &AppState, form: RecoveryForm<'_>, origin: &Origin) -> Result<(), SignInError> {
    let now_ms = app.clock.now_ms();
    let typed = address(form.username).ok().zip(typed_code(form.code));
    let key = token_hash(&match &typed {
        Some((address, _)) => address.key(),
        // Counted as an address that nobody has.
        None => format!("\0{}", form.address_key),
    });
    let scopes = [
        (RateLimit::LinkRequest, form.address_key),
        (RateLimit::Recovery, key.as_str()),
    ];
    admitted(throttle::look(&mut *app.store.read().await?, &scopes, now_ms).await?)?;
    let Some((address, code)) = typed else {
        let mut transaction = app.store.begin().await?;
        let scopes = &scopes[..1];
        admitted(throttle::reserve(&mut transaction, &crate::store::new_id(), scopes, now_ms).await?)?;
        return Ok(transaction.commit().await?);
    };
    let request = RecoveryRequest {
        address: address.to_string(),
        code_hash: token_hash(&code),
        language: form.language,
        browser_hash: form.browser_hash.to_owned(),
        client_address: origin.client_address.clone(),
        request_id: origin.request_id.clone(),
        asking: Asking::new(now_ms, &origin.user_agent),
    };
    let mut transaction = app.store.begin().await?;
    let queueing = Queueing {
        // Nobody waits for the mail any more.
        expires_at_ms: Some(now_ms + Kind::RecoveryByCode.lifetime_ms()),
        ..Queueing::default()
    };
    let queued =
        jobs::enqueue::<RecoveryRequested>(&mut transaction, &app.secret_key, &request, queueing, now_ms)
            .await?;
    // Without a key no job takes the place of another.
    let job_id = queued.ok_or(StoreError::AlreadyExists)?;
    admitted(throttle::reserve(&mut transaction, &job_id, &scopes, now_ms).await?)?;
    transaction.commit().await?;
    // At once, on this node; where that comes to nothing, with the other jobs.
    let node = Runner::new(app.clone(), vec![Registered::of::<RecoveryRequested>()]);
    tokio::spawn(async move { node.run_one(&job_id).await });
    Ok(())
}

/// A request, as it waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryRequest {
    address: String,
    code_hash: String,
    language: Language,
    browser_hash: String,
    client_address: String,
    request_id: String,
    asking: Asking,
}

/// Decides a request for the way back in.
#[derive(Debug)]
pub struct RecoveryRequested;

impl Job for RecoveryRequested {
    type Payload = RecoveryRequest;

    const KIND: &'static str = "recovery";
    /// Who asked, and from where, is theirs.
    const IS_SEALED: bool = true;
    const LIMITS: JobLimits = JobLimits {
        targets: 1,
        per_target: 4,
        lease: Duration::from_secs(15),
        longest: Duration::from_secs(60),
    };
    const BACKOFF: Backoff = Backoff {
        first_ms: 2_000,
        longest_ms: 60_000,
    };

    async fn run(request: RecoveryRequest, context: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
        let app = context.app;
        let mut transaction = app.store.begin().await?;
        // In the transaction that queues the mail: once is enough.
        if !context.finish(&mut transaction).await? {
            return Ok(JobOutcome::Interrupted);
        }
        if decide(app, &mut transaction, &request).await? {
            // It was no guess.
            throttle::refund(&mut transaction, &context.job.id).await?;
        }
        transaction.commit().await?;
        Ok(JobOutcome::Finished)
    }

    fn report(report: &JobReport<'_>) {
        let job = report.id;
        match report.ending {
            Ending::Done => {}
            Ending::TriedAgain(reason) => {
                tracing::warn!(
                    job,
                    reason,
                    "a request for the way back in could not be decided; it is tried again"
                );
            }
            Ending::Refused(reason) | Ending::GivenUp(reason) => {
                tracing::error!(job, reason, "a request for the way back in was given up");
            }
        }
    }
}

/// Whether address and code belong together; if so, the code is used up and the link is on its way.
async fn decide(
    app: &AppState,
    connection: &mut Connection,
    request: &RecoveryRequest,
) -> Result<bool, SignInError> {
    let now_ms = app.clock.now_ms();
    let address = EmailAddress::parse(&request.address).ok_or(StoreError::Corrupt("jobs.payload"))?;
    let Some(account) = accounts::by_email(connection, &address).await? else {
        return Ok(false);
    };
    if refusal_of(connection, &account).await?.is_err() {
        return Ok(false);
    }
    let (company_id, hash) = (&account.company_id, &request.code_hash);
    let is_right = recovery_codes::use_up(connection, company_id, hash, &account.id, now_ms).await?;
    let left = recovery_codes::of_company(connection, company_id).await?;
    let left = left.map_or(0, |codes| codes.left);
    let event = audit::Event {
        action: match is_right {
            true => "recovery_code_used",
            false => "recovery_code_refused",
        },
        company_id: Some(company_id),
        actor_account_id: None,
        subject: Some(&account.id),
        detail: json!({ "left": left }),
    };
    let origin = Origin {
        client_address: request.client_address.clone(),
        request_id: request.request_id.clone(),
        ..Origin::default()
    };
    audit::append(connection, &event, &origin, now_ms).await?;
    if is_right {
        send(app, connection, request, &account, left, now_ms).await?;
    }
    Ok(is_right)
}

/// Mails the link, and tells all admins.
async fn send(
    app: &AppState,
    connection: &mut Connection,
    request: &RecoveryRequest,
    account: &Account,
    left: i64,
    now_ms: i64,
) -> Result<(), SignInError> {
    let public_url = &app.config.public_url;
    let recovery = NewRecovery {
        kind: Kind::RecoveryByCode,
        account,
        browser_hash: Some(&request.browser_hash),
    };
    let link = recovery.make_link(connection, public_url, now_ms).await?;
    let company = companies::by_id(connection, &account.company_id).await?;
    let company = company.ok_or(StoreError::Corrupt("accounts.company_id"))?.name;
    let notifier = AdminNotifier {
        secret_key: &app.secret_key,
        now_ms,
        language: request.language,
        asking: Some(request.asking.clone()),
    };
    // To the account's own address: what was typed finds the account and is no mailbox of it.
    let to = Recipient {
        address: &account.email,
        language: account.language().unwrap_or(request.language),
    };
    let message = Message::RecoveryByCode {
        link,
        expires_at_ms: now_ms + Kind::RecoveryByCode.lifetime_ms(),
        company: company.clone(),
    };
    notifier.mail(connection, &to, &message).await?;
    let message = Message::RecoveryCodeUsed {
        company,
        by: account.email.clone(),
        left,
        page: public_url.join(paths::SINGLE_SIGN_ON),
    };
    Ok(notifier.admins(connection, &account.company_id, &message).await?)
}
