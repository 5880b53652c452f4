//! Requests for a link: to create an account, or to get back into one. A request is stored and answered at once; a job decides
//! afterwards whom it is about and which mail goes out. So the response and its time are the same for everybody.

use std::time::Duration;

use latchkey_contract::{Language, paths};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::SignInError;
use super::guesses::admitted;
use super::link::{Purpose, make};
use super::password::address;
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::job_schedule::Backoff;
use crate::domain::link_request::{AddressStatus, LinkMail, RequestedLink, reply};
use crate::domain::mailed_link::Kind;
use crate::domain::throttle::{Admission, LONGEST_WINDOW_MS, RateLimit};
use crate::jobs::{
    self, Ending, Job, JobContext, JobFailure, JobLimits, JobOutcome, JobReport, Queueing, Registered, Runner,
};
use crate::mail::{self, Asking, Message, Recipient};
use crate::secrets::token_hash;
use crate::store::accounts::Account;
use crate::store::audit::{self, Origin};
use crate::store::{Connection, StoreError, accounts, companies, sso_configurations, throttle};

/// What somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// A new account or a new password.
    pub asked: RequestedLink,
    /// The address as it was typed.
    pub username: &'a str,
    /// The language of the page, and of the mail.
    pub language: Language,
    /// Where whoever asks wants to go afterwards: a path of this platform.
    pub return_to: Option<&'a str>,
    /// The key under which attempts from the client's address are counted.
    pub address_key: &'a str,
}

/// Writes the request down and sees to it that it is decided. Returns the address as it is understood.
///
/// # Errors
/// [`SignInError::UsernameNotAnAddress`], [`SignInError::TooManyAttempts`] (by client address, whatever was typed).
pub async fn ask(app: &AppState, ask: Ask<'_>, origin: &Origin) -> Result<EmailAddress, SignInError> {
    let address = address(ask.username).map_err(|_| SignInError::UsernameNotAnAddress)?;
    let now = app.clock.now_ms();
    let scopes = [(RateLimit::LinkRequest, ask.address_key)];
    admitted(throttle::look(&mut *app.store.read().await?, &scopes, now).await?)?;
    let request = LinkRequest {
        asked: ask.asked,
        address: address.to_string(),
        language: ask.language,
        return_to: ask.return_to.map(str::to_owned),
        client_address: origin.client_address.clone(),
        request_id: origin.request_id.clone(),
        asking: Some(Asking::new(now, &origin.user_agent)),
    };
    let mut transaction = app.store.begin().await?;
    let job_id = enqueue(app, &mut transaction, &request, now).await?;
    admitted(throttle::reserve(&mut transaction, &job_id, &scopes, now).await?)?;
    transaction.commit().await?;
    // At once, on this node; where that comes to nothing, with the other jobs.
    let node = Runner::new(app.clone(), vec![Registered::of::<LinkRequested>()]);
    tokio::spawn(async move { node.run_one(&job_id).await });
    Ok(address)
}

async fn enqueue(
    app: &AppState,
    connection: &mut Connection,
    request: &LinkRequest,
    now: i64,
) -> Result<String, SignInError> {
    let queueing = Queueing {
        label: request.asked.as_str(),
        // Nobody waits for the mail any more.
        expires_at_ms: Some(now + LONGEST_WINDOW_MS),
        ..Queueing::default()
    };
    let queued = jobs::enqueue::<LinkRequested>(connection, &app.secret_key, request, queueing, now).await?;
    // Without a key no job takes the place of another.
    queued.ok_or_else(|| SignInError::from(StoreError::AlreadyExists))
}

/// A request, as it waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRequest {
    /// What was asked for.
    asked: RequestedLink,
    /// The address that the link was asked for.
    address: String,
    /// The language of the page on which it was asked.
    language: Language,
    /// Where whoever asks wants to go afterwards: a path of this platform.
    return_to: Option<String>,
    /// From where it was asked.
    client_address: String,
    /// Identifier of the request.
    request_id: String,
    /// When and with what it was asked; none in a request that an earlier release wrote down.
    #[serde(default)]
    asking: Option<Asking>,
}

/// Decides a request for a link. The label is what was asked for.
#[derive(Debug)]
pub struct LinkRequested;

impl Job for LinkRequested {
    type Payload = LinkRequest;

    const KIND: &'static str = "link_request";
    /// Who asked for what, and from where, is theirs.
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

    async fn run(request: LinkRequest, context: &JobContext<'_>) -> Result<JobOutcome, JobFailure> {
        let app = context.app;
        let address = EmailAddress::parse(&request.address).ok_or(StoreError::Corrupt("jobs.payload"))?;
        let mut transaction = app.store.begin().await?;
        // In the transaction that queues the mail: once is enough.
        if !context.finish(&mut transaction).await? {
            return Ok(JobOutcome::Interrupted);
        }
        decide(app, &mut transaction, &context.job.id, &request, &address).await?;
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
                    "a request for a link could not be decided; it is tried again"
                );
            }
            Ending::Refused(reason) | Ending::GivenUp(reason) => {
                tracing::error!(job, reason, "a request for a link was given up");
            }
        }
    }
}

/// Decides whether there may be one more mail to this address, and sends it.
async fn decide(
    app: &AppState,
    connection: &mut Connection,
    request_id: &str,
    request: &LinkRequest,
    address: &EmailAddress,
) -> Result<(), SignInError> {
    let now = app.clock.now_ms();
    // Each kind by itself: whoever asks for something else in another's name does not keep them from a new password.
    let key = token_hash(&format!("{} {}", request.asked.as_str(), address.key()));
    let scopes = [(RateLimit::LinkMail, key.as_str())];
    // Taken before it is known whether there will be a mail: known and unknown addresses are counted alike.
    if throttle::reserve(connection, request_id, &scopes, now).await? == Admission::Admitted {
        answer(app, connection, request, address, now).await?;
    }
    Ok(())
}

/// Sends what is to be sent: about an account, to the address that the account has; else to the canonical form of what was
/// typed.
async fn answer(
    app: &AppState,
    connection: &mut Connection,
    request: &LinkRequest,
    asked_for: &EmailAddress,
    now: i64,
) -> Result<(), SignInError> {
    let account = accounts::by_email(connection, asked_for).await?;
    let standing = match &account {
        None => AddressStatus::NoAccount,
        Some(account) if account.deactivated_at_ms.is_some() => AddressStatus::Deactivated,
        Some(_) => AddressStatus::Account,
    };
    // What was typed finds the account and is no mailbox of it: mail systems may tell spellings apart that we do not.
    let address = match &account {
        Some(account) => EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?,
        None => asked_for.clone(),
    };
    let sso = match &account {
        Some(account) => sso_configurations::active_for_account(connection, account, &address).await?,
        None => sso_configurations::active_for_address(connection, &address).await?,
    };
    let public_url = &app.config.public_url;
    let account_id = account.as_ref().map(|account| account.id.as_str());
    let message = match reply(request.asked, standing, sso.is_some()) {
        LinkMail::SignUpLink => {
            let (token, expires_at_ms) =
                linked(connection, Kind::SignUp, request, &address, None, now).await?;
            Message::SignUp {
                link: public_url.join(&format!("{}?token={token}", paths::SIGN_UP)),
                expires_at_ms,
            }
        }
        LinkMail::ResetLink => {
            let (token, expires_at_ms) = linked(
                connection,
                Kind::ResetPassword,
                request,
                &address,
                account_id,
                now,
            )
            .await?;
            Message::ResetPassword {
                link: public_url.join(&format!("{}?token={token}", paths::RESET_PASSWORD)),
                expires_at_ms,
            }
        }
        LinkMail::AlreadyHasAccount => Message::AlreadyHasAccount {
            sign_in: public_url.join(paths::SIGN_IN),
            reset: public_url.join(paths::RESET_PASSWORD),
        },
        LinkMail::UseSso => {
            let company_id = sso.map(|sso| sso.company_id).unwrap_or_default();
            let company = companies::by_id(connection, &company_id).await?;
            Message::UseSso {
                sign_in: public_url.join(paths::SIGN_IN),
                company: company.map(|company| company.name).unwrap_or_default(),
            }
        }
        LinkMail::Silence => return Ok(()),
    };
    let event = audit::Event {
        action: "mail_asked_for",
        company_id: account.as_ref().map(|account| account.company_id.as_str()),
        // Whoever asked is anybody.
        actor_account_id: None,
        subject: account_id,
        detail: json!({ "mail": message.kind() }),
    };
    let origin = Origin {
        client_address: request.client_address.clone(),
        request_id: request.request_id.clone(),
        ..Origin::default()
    };
    audit::append(connection, &event, &origin, now).await?;
    let to = Recipient {
        address: &address.to_string(),
        language: account
            .as_ref()
            .and_then(Account::language)
            .unwrap_or(request.language),
    };
    let asking = request.asking.clone();
    Ok(mail::queue(connection, &app.secret_key, now, &to, &message, asking).await?)
}

/// Makes the link; returns its token and when it stops working.
async fn linked(
    connection: &mut Connection,
    kind: Kind,
    request: &LinkRequest,
    address: &EmailAddress,
    account_id: Option<&str>,
    now: i64,
) -> Result<(String, i64), SignInError> {
    let purpose = Purpose {
        kind,
        address: Some(address),
        account_id,
        return_to: request.return_to.as_deref(),
    };
    let token = make(connection, purpose, now).await?;
    Ok((token, now + kind.lifetime_ms()))
}
