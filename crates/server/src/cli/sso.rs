//! `latchkey sso`: what an operator can do about a company's single sign-on when nobody of the company gets in. Invariant: a client secret is
//! read from standard input, never from an argument, where other users of the machine could see it.

use std::io::{BufRead, IsTerminal as _, Write as _};
use std::process::{Command, Stdio};

use clap::{Args, Subcommand};
use latchkey_contract::sso_configurations::IdpKind;
use latchkey_contract::sso_configurations::idp_kind::is_guid;
use latchkey_contract::{ErrorCode, Language, paths};
use serde_json::json;
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::clock_mark;
use crate::config::{ConfigError, DatabaseOptions, PublicUrl};
use crate::jobs::JobError;
use crate::mail::Message;
use crate::secrets::{NoRandomness, SecretKey};
use crate::sso_configurations::admin_notifier::AdminNotifier;
use crate::sso_configurations::checks;
use crate::store::audit::{self, Origin};
use crate::store::companies::{self, Company};
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{
    Connection, Store, StoreError, kept_secrets, password_jobs, password_links, sso_activation, sso_pilot,
};

/// What can be done about a company's single sign-on.
#[derive(Debug, Subcommand)]
pub enum SsoCommand {
    /// De-activate the active configuration of a company: its people sign in with passwords again. Says what follows, and asks.
    Deactivate {
        /// Which company, and where it is.
        #[command(flatten)]
        at: SsoOptions,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Put a new client secret into the active configuration of a company, e.g. where the present one has expired. It is asked for, or
    /// read from standard input.
    SetSecret {
        /// Which company, and where it is.
        #[command(flatten)]
        at: SsoOptions,
    },
}

/// Which company, and where it is.
#[derive(Debug, Clone, Args)]
pub struct SsoOptions {
    /// The company's slug, as it stands in its redirect URL.
    pub company: String,
    /// The address at which browsers reach the platform; it stands in the mails to the company's admins.
    #[arg(long, env = "LATCHKEY_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
}

/// Why nothing was done. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum SsoError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is no such company.
    #[error(
        "there is no company with the slug {0:?}; the slug is the last part of its redirect URL, …/sso/callback/SLUG"
    )]
    UnknownCompany(String),
    /// Nothing to work on.
    #[error("single sign-on of {0} is not active: its people sign in with passwords; nothing was changed")]
    NotActive(String),
    /// The operator did not say yes.
    #[error("nothing was changed")]
    NotConfirmed,
    /// The client secret cannot be.
    #[error("{0}; nothing was changed")]
    Secret(&'static str),
    /// Standard input cannot be read.
    #[error("cannot read from standard input: {0}; nothing was changed")]
    Input(#[from] std::io::Error),
    /// The database refused.
    #[error("nothing was changed: {0}")]
    Store(#[from] StoreError),
    /// A mail could not be queued.
    #[error("nothing was changed: {0}")]
    Mail(#[from] JobError),
    /// Nothing could be sealed.
    #[error("nothing was changed: {0}")]
    NoRandomness(#[from] NoRandomness),
}

/// Does it; returns what to say.
pub async fn run(command: &SsoCommand) -> Result<String, SsoError> {
    let (SsoCommand::Deactivate { at, .. } | SsoCommand::SetSecret { at }) = command;
    let public_url = PublicUrl::parse(&at.public_url)?;
    let secret_key = at.database.secret_key()?;
    let store = at.database.open().await?;
    let clock = clock_mark::for_command(&store).await?;
    let operator = Operator {
        store: &store,
        secret_key: &secret_key,
        public_url: &public_url,
        clock: &clock,
    };
    let said = match command {
        SsoCommand::Deactivate { at, yes } => deactivate(&operator, &at.company, *yes).await,
        SsoCommand::SetSecret { at } => set_secret(&operator, &at.company).await,
    };
    store.close().await;
    said
}

/// What the commands work with.
pub struct Operator<'a> {
    /// The store that the commands change.
    pub store: &'a Store,
    /// Seals secrets and mails.
    pub secret_key: &'a SecretKey,
    /// Stands in mails.
    pub public_url: &'a PublicUrl,
    /// The time.
    pub clock: &'a dyn Clock,
}

async fn deactivate(operator: &Operator<'_>, slug: &str, is_confirmed: bool) -> Result<String, SsoError> {
    let consequences = operator.consequences(slug).await?;
    if !is_confirmed {
        eprintln!("{consequences}");
        eprint!("Type yes to de-activate it: ");
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        if line.trim() != "yes" {
            return Err(SsoError::NotConfirmed);
        }
    }
    let (company, name) = operator.deactivate(slug).await?;
    Ok(format!(
        "{name:?} of {company} is a draft again: its people sign in with passwords. Whoever has none is mailed a link that sets one, while the server \
         runs; the company's admins are told by mail.{}",
        if is_confirmed {
            format!("\n{consequences}")
        } else {
            String::new()
        }
    ))
}

async fn set_secret(operator: &Operator<'_>, slug: &str) -> Result<String, SsoError> {
    let (company, active) = operator.active(slug).await?;
    let secret = read_secret(&company.name, &active.name)?;
    let hint = match active.idp == IdpKind::EntraId && is_guid(&secret) {
        true => {
            "\nIt looks like the secret's ID, which is a GUID. If signing in fails, give the command again with the secret's value."
        }
        false => "",
    };
    operator.set_secret(slug, &secret).await?;
    Ok(format!(
        "{:?} of {} has the new client secret; the next sign-in uses it. The company's admins are told by mail.{hint}",
        active.name, company.name
    ))
}

/// Asks for the secret, unseen where that can be; without a terminal, all of standard input.
fn read_secret(company: &str, configuration: &str) -> Result<Zeroizing<String>, SsoError> {
    let stdin = std::io::stdin();
    let mut typed = Zeroizing::new(String::new());
    if stdin.is_terminal() {
        eprint!("New client secret of {configuration:?} of {company}: ");
        std::io::stderr().flush()?;
        let echo = |mode| Command::new("stty").arg(mode).stdin(Stdio::inherit()).status();
        let is_unseen = echo("-echo").is_ok_and(|status| status.success());
        let read = stdin.lock().read_line(&mut typed);
        if is_unseen {
            _ = echo("echo");
            eprintln!();
        }
        read?;
    } else {
        std::io::Read::read_to_string(&mut stdin.lock(), &mut typed)?;
    }
    Ok(Zeroizing::new(typed.trim().to_owned()))
}

impl Operator<'_> {
    /// The company and its active configuration.
    async fn active(&self, slug: &str) -> Result<(Company, SsoConfiguration), SsoError> {
        active_of(&mut *self.store.read().await?, slug).await
    }

    /// What follows when the company's single sign-on is de-activated, in words.
    pub async fn consequences(&self, slug: &str) -> Result<String, SsoError> {
        let (company, active) = self.active(slug).await?;
        let company_id = company.id.clone();
        let counts = self
            .store
            .read_long(async move |connection: &mut Connection| {
                // Scripts are not asked about here.
                sso_activation::counts(connection, &company_id, i64::MAX).await
            })
            .await?;
        let inside = counts.iter().filter(|count| !count.domain.is_empty());
        let (accounts, without) = inside.fold((0, 0), |(accounts, without), count| {
            (
                accounts + count.accounts,
                without + count.accounts - count.with_password,
            )
        });
        Ok(format!(
            "People of {} sign in with {:?} now. De-activated, they sign in with passwords: of {accounts} accounts in its domains, \
             {without} have none and are mailed a link that sets one. Nobody is signed out, and the configuration stays as a draft.",
            company.name, active.name
        ))
    }

    /// Makes the active configuration a draft. Returns the names of the company and of the configuration.
    pub async fn deactivate(&self, slug: &str) -> Result<(String, String), SsoError> {
        let now_ms = self.clock.now_ms();
        let mut transaction = self.store.begin().await?;
        let company = company_named(&mut transaction, slug).await?;
        // Before the company is locked, as a batch does.
        password_jobs::cancel(&mut transaction, &company.id).await?;
        companies::lock_for_update(&mut transaction, &company.id).await?;
        let (company, active) = active_of(&mut transaction, slug).await?;
        sso_configurations::set_active(&mut transaction, &company.id, None, now_ms).await?;
        sso_pilot::forget(&mut transaction, &company.id).await?;
        // The passwords of a pilot's people are there still.
        if active.is_for_everybody() {
            password_links::queue(&mut transaction, &company.id, None, "", now_ms).await?;
        }
        let detail =
            json!({ "by": "command", "before": { "id": active.id, "name": active.name }, "after": null });
        let event = audit::Event {
            action: "sso_configuration_deactivated",
            company_id: Some(&company.id),
            actor_account_id: None,
            subject: Some(&active.id),
            detail,
        };
        audit::append(&mut transaction, &event, &Origin::default(), now_ms).await?;
        let message = Message::SsoDeactivated {
            company: company.name.clone(),
            by: String::new(),
            sign_in: self.public_url.join(paths::SIGN_IN),
        };
        self.admin_notifier(now_ms)
            .admins(&mut transaction, &company.id, &message)
            .await?;
        transaction.commit().await?;
        Ok((company.name, active.name))
    }

    /// Puts another client secret into the active configuration.
    pub async fn set_secret(&self, slug: &str, secret: &str) -> Result<(), SsoError> {
        match checks::client_secret(secret) {
            None => {}
            Some(ErrorCode::ValueMissing) => return Err(SsoError::Secret("no client secret was given")),
            Some(_) => {
                return Err(SsoError::Secret(
                    "the client secret is too long, or has control characters in it",
                ));
            }
        }
        let now_ms = self.clock.now_ms();
        let mut transaction = self.store.begin().await?;
        let company = company_named(&mut transaction, slug).await?;
        companies::lock_for_update(&mut transaction, &company.id).await?;
        let (company, active) = active_of(&mut transaction, slug).await?;
        let purpose = sso_configurations::client_secret_purpose(&active.id);
        let changed = SsoConfiguration {
            client_secret_sealed: self.secret_key.seal(&purpose, secret)?,
            // A client secret takes the place of a key.
            client_auth_method: active.client_auth_method.clone().filter(|_| !active.uses_key()),
            changed_by_account_id: None,
            ..active
        };
        sso_configurations::upsert(&mut transaction, &changed, now_ms).await?;
        kept_secrets::erase_all(&mut transaction, &changed.id).await?;
        let event = audit::Event {
            action: "sso_configuration_changed",
            company_id: Some(&company.id),
            actor_account_id: None,
            subject: Some(&changed.id),
            detail: json!({ "by": "command", "name": changed.name, "client_secret_replaced": true }),
        };
        audit::append(&mut transaction, &event, &Origin::default(), now_ms).await?;
        let message = Message::SsoSecretChanged {
            company: company.name.clone(),
            configuration: changed.name,
            page: self.public_url.join(paths::SINGLE_SIGN_ON),
        };
        self.admin_notifier(now_ms)
            .admins(&mut transaction, &company.id, &message)
            .await?;
        Ok(transaction.commit().await?)
    }

    const fn admin_notifier(&self, now_ms: i64) -> AdminNotifier<'_> {
        AdminNotifier {
            secret_key: self.secret_key,
            now_ms,
            language: Language::En,
            asking: None,
        }
    }
}

async fn company_named(connection: &mut Connection, slug: &str) -> Result<Company, SsoError> {
    let company = companies::by_slug(connection, slug.trim()).await?;
    company.ok_or_else(|| SsoError::UnknownCompany(slug.to_owned()))
}

async fn active_of(connection: &mut Connection, slug: &str) -> Result<(Company, SsoConfiguration), SsoError> {
    let company = company_named(connection, slug).await?;
    let active = sso_configurations::active_of_company(connection, &company.id).await?;
    match active {
        Some(active) => Ok((company, active)),
        None => Err(SsoError::NotActive(company.name)),
    }
}
