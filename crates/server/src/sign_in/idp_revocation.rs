//! An identity provider has the sessions of somebody ended: by a global token revocation (Okta's Universal Logout), or by a security event
//! (`session-revoked` of CAEP). Invariants: it ends only what the issuer of the company's active configuration may speak of, in accounts of that
//! company; each message works once.

use serde_json::json;

use super::SignInError;
use super::sso_start::settings;
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::sign_in_way::SignInFacts;
use crate::federation::{SecurityEvent, SsoSettings, Statement, Subject};
use crate::secrets::token_hash;
use crate::store::account_security::{self, Cause};
use crate::store::audit::{self, Origin};
use crate::store::session_ends::{self, SessionsAtIdp};
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{Connection, StoreError, account_links, accounts, companies, logout_tokens};

/// What the trail says of it.
const REVOKED: &str = "sessions_revoked_by_identity_provider";

/// Where a company's identity provider sends messages.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint<'a> {
    /// The company's slug.
    pub company_slug: &'a str,
    /// The address itself, which messages name as their audience.
    pub address: &'a str,
}

/// The outcome of a revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    /// The company has no identity provider.
    NoIdentityProvider,
    /// There is no such person.
    Nobody,
    /// The person is out.
    Done,
}

/// Has the sessions of a person ended, on behalf of a bearer of `token`.
///
/// # Errors
/// [`SignInError::IdentityProvider`] where the token is not good; [`StoreError::AlreadyExists`] where it came before.
pub async fn revoke(
    app: &AppState,
    endpoint: Endpoint<'_>,
    token: &str,
    subject: Subject,
    origin: &Origin,
) -> Result<Revoked, SignInError> {
    let Some((configuration, settings)) = active(app, endpoint.company_slug).await? else {
        return Ok(Revoked::NoIdentityProvider);
    };
    let statement = app
        .federation
        .verify_revocation(&settings, endpoint.address, token)
        .await?;
    let ended = end(
        app,
        configuration,
        statement,
        vec![subject],
        "universal_logout",
        origin,
    )
    .await?;
    Ok(match ended {
        0 => Revoked::Nobody,
        _ => Revoked::Done,
    })
}

/// Takes a security event token. `false` where the company has no identity provider.
///
/// # Errors
/// As those of [`revoke`].
pub async fn take_event(
    app: &AppState,
    endpoint: Endpoint<'_>,
    token: &str,
    origin: &Origin,
) -> Result<bool, SignInError> {
    let Some((configuration, settings)) = active(app, endpoint.company_slug).await? else {
        return Ok(false);
    };
    let event = app
        .federation
        .verify_security_event(&settings, endpoint.address, token)
        .await?;
    let is_verification = event.events.contains(&SecurityEvent::Verification);
    let subjects = event.events.into_iter().filter_map(|event| match event {
        SecurityEvent::SessionRevoked(subject) => subject,
        SecurityEvent::Verification | SecurityEvent::Other => None,
    });
    let (subjects, id) = (subjects.collect(), configuration.id.clone());
    let company_id = configuration.company_id.clone();
    end(
        app,
        configuration,
        event.statement,
        subjects,
        "shared_signals",
        origin,
    )
    .await?;
    if is_verification {
        record_verification(app, &company_id, &id, origin).await?;
    }
    Ok(true)
}

async fn active(
    app: &AppState,
    company_slug: &str,
) -> Result<Option<(SsoConfiguration, SsoSettings)>, SignInError> {
    let mut connection = app.store.read().await?;
    let Some(company) = companies::by_slug(&mut connection, company_slug).await? else {
        return Ok(None);
    };
    let active = sso_configurations::active_of_company(&mut connection, &company.id).await?;
    Ok(match active {
        Some(active) => {
            let settings = settings(app, &active)?;
            Some((active, settings))
        }
        None => None,
    })
}

/// Ends what the subjects have. Returns how many of them there are here. In a task of its own: what was taken ends what it is to end, whether or not its
/// sender still waits.
async fn end(
    app: &AppState,
    configuration: SsoConfiguration,
    statement: Statement,
    subjects: Vec<Subject>,
    by: &'static str,
    origin: &Origin,
) -> Result<usize, SignInError> {
    let (app, origin) = (app.clone(), origin.clone());
    let ending = async move {
        let now = app.clock.now_ms();
        let mut transaction = app.store.begin().await?;
        let jti_hash = token_hash(&statement.jti);
        let until_ms = now.saturating_add(statement.dies_in_ms);
        logout_tokens::insert(&mut transaction, &statement.issuer, &jti_hash, until_ms).await?;
        let message = Message {
            company_id: &configuration.company_id,
            issuer: &statement.issuer,
            by,
            origin: &origin,
            now,
        };
        let mut found = 0;
        for subject in &subjects {
            found += message.end(&mut transaction, subject).await?;
        }
        transaction.commit().await?;
        metrics::counter!("latchkey_idp_revocations_total", "by" => by).increment(1);
        let company_id = &configuration.company_id;
        tracing::info!(
            company_id,
            by,
            people = found,
            "sessions revoked by the identity provider"
        );
        Ok(found)
    };
    tokio::spawn(ending)
        .await
        .unwrap_or(Err(SignInError::Interrupted))
}

/// A message that was checked.
struct Message<'a> {
    company_id: &'a str,
    issuer: &'a str,
    by: &'static str,
    origin: &'a Origin,
    now: i64,
}

impl Message<'_> {
    /// Ends what the subject has here. Returns how many people, or sessions, that were.
    async fn end(&self, connection: &mut Connection, subject: &Subject) -> Result<usize, SignInError> {
        let accounts = match subject {
            Subject::Session(sid) => return self.end_session(connection, sid).await,
            Subject::Email(address) => self.account_of(connection, address).await?,
            // Whoever is known at another issuer is not this identity provider's to speak of.
            Subject::IssuerAndSubject { issuer, .. } if issuer != self.issuer => Vec::new(),
            Subject::IssuerAndSubject { issuer, subject } => {
                account_links::accounts_of_subject(connection, self.company_id, issuer, subject).await?
            }
        };
        for account_id in &accounts {
            accounts::lock_active(connection, account_id).await?;
            let cause = Cause {
                action: REVOKED,
                actor_account_id: None,
                detail: json!({ "by": self.by }),
                origin: self.origin,
            };
            account_security::sign_out(connection, account_id, &cause, self.now).await?;
        }
        Ok(accounts.len())
    }

    /// The account with this address, if the identity provider may speak of it: it is the company's, and its person's way in.
    async fn account_of(
        &self,
        connection: &mut Connection,
        address: &str,
    ) -> Result<Vec<String>, StoreError> {
        let Some(address) = EmailAddress::parse(address) else {
            return Ok(Vec::new());
        };
        let account = accounts::by_email(connection, &address).await?;
        let Some(account) = account.filter(|account| account.company_id == self.company_id) else {
            return Ok(Vec::new());
        };
        let facts = sso_configurations::facts_of(connection, &account.id).await?;
        Ok(Some(account.id)
            .filter(|_| is_of_provider(facts))
            .into_iter()
            .collect())
    }

    async fn end_session(&self, connection: &mut Connection, sid: &str) -> Result<usize, SignInError> {
        let which = SessionsAtIdp {
            company_id: self.company_id,
            issuer: self.issuer,
            subject: None,
            sid: Some(sid),
        };
        let ended = session_ends::end_at_idp(connection, &which, self.now).await?;
        for session in &ended {
            let event = audit::Event {
                action: "signed_out_by_identity_provider",
                company_id: Some(self.company_id),
                actor_account_id: Some(&session.account_id),
                subject: Some(&session.id),
                detail: json!({ "by": self.by }),
            };
            audit::append(connection, &event, self.origin, self.now).await?;
        }
        Ok(ended.len())
    }
}

/// Somebody from outside whom the company let in, and who never came from its identity provider, is not that provider's to speak of.
const fn is_of_provider(facts: SignInFacts) -> bool {
    facts.is_linked || facts.is_in_company_domain || facts.was_in_company_domain
}

/// The trail says that the stream works.
async fn record_verification(
    app: &AppState,
    company_id: &str,
    configuration_id: &str,
    origin: &Origin,
) -> Result<(), SignInError> {
    let mut transaction = app.store.begin().await?;
    let event = audit::Event {
        action: "shared_signals_verified",
        company_id: Some(company_id),
        actor_account_id: None,
        subject: Some(configuration_id),
        detail: json!({}),
    };
    audit::append(&mut transaction, &event, origin, app.clock.now_ms()).await?;
    Ok(transaction.commit().await?)
}
