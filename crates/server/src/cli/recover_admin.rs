//! `latchkey recover-admin`: a link with which an admin signs in past the company's identity provider. Invariants: it is made for nobody else;
//! all admins of the company are told.

use clap::Args;
use latchkey_contract::{Language, paths};
use serde_json::json;

use crate::clock::Clock;
use crate::clock_mark;
use crate::config::{ConfigError, DatabaseOptions, PublicUrl};
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::domain::recovery::NoRecovery;
use crate::mail::{Message, Recipient};
use crate::secrets::SecretKey;
use crate::sign_in::SignInError;
use crate::sign_in::canonical_addresses;
use crate::sign_in::recovery::{NewRecovery, refusal_of};
use crate::sso_configurations::admin_notifier::AdminNotifier;
use crate::store::accounts::{self, Account};
use crate::store::audit::{self, Origin};
use crate::store::{Connection, Store, StoreError, companies};

/// Options of `latchkey recover-admin`.
#[derive(Debug, Clone, Args)]
pub struct RecoverAdmin {
    /// The admin's email address.
    pub email: String,
    /// Print the link in place of mailing it, e.g. where no mail is sent. Whoever has it can sign in as this admin.
    #[arg(long)]
    pub print: bool,
    /// The address at which browsers reach the platform.
    #[arg(long, env = "LATCHKEY_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    /// The database.
    #[command(flatten)]
    pub database: DatabaseOptions,
}

/// Why there is no link. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RecoverAdminError {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// It is no address.
    #[error("{0:?} is not an email address")]
    NotAnAddress(String),
    /// Nobody has it.
    #[error("nobody has the address {0}")]
    Unknown(String),
    /// The account may not be recovered by this command.
    #[error("{address} {why}; nothing was changed")]
    Refused {
        /// Email address of the account.
        address: String,
        /// Why not, and what to do.
        why: &'static str,
    },
    /// A step failed.
    #[error("{0}; nothing was changed")]
    Step(#[from] SignInError),
}

impl From<StoreError> for RecoverAdminError {
    fn from(error: StoreError) -> Self {
        Self::Step(error.into())
    }
}

/// A link that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What the command prints for the operator.
    pub said: String,
    /// The link, with `--print`. It is a secret.
    pub printed: Option<String>,
}

/// Makes the link, as the command line says.
pub async fn run(command: &RecoverAdmin) -> Result<Made, RecoverAdminError> {
    let secret_key = command.database.secret_key()?;
    let store = command.database.open().await?;
    let clock = clock_mark::for_command(&store).await?;
    canonical_addresses::bring_up_to_date(&store, clock.now_ms()).await?;
    let made = make(&store, &secret_key, &clock, command).await;
    store.close().await;
    made
}

/// Makes the link, and mails it where it is not to be printed.
pub async fn make(
    store: &Store,
    secret_key: &SecretKey,
    clock: &dyn Clock,
    command: &RecoverAdmin,
) -> Result<Made, RecoverAdminError> {
    let public_url = PublicUrl::parse(&command.public_url)?;
    let now_ms = clock.now_ms();
    let mut transaction = store.begin().await?;
    let account = admin_with(&mut transaction, &command.email).await?;
    let company = companies::by_id(&mut transaction, &account.company_id).await?;
    let company = company.ok_or(StoreError::Corrupt("accounts.company_id"))?.name;
    let recovery = NewRecovery {
        kind: Kind::Recovery,
        account: &account,
        browser_hash: None,
    };
    let link = recovery.make_link(&mut transaction, &public_url, now_ms).await?;
    let event = audit::Event {
        action: "recovery_link_made",
        company_id: Some(&account.company_id),
        actor_account_id: None,
        subject: Some(&account.id),
        detail: json!({ "by": "command", "printed": command.print }),
    };
    audit::append(&mut transaction, &event, &Origin::default(), now_ms).await?;
    let notifier = AdminNotifier {
        secret_key,
        now_ms,
        language: Language::En,
        asking: None,
    };
    if !command.print {
        let to = Recipient {
            address: &account.email,
            language: account.language_of_news(Language::default()),
        };
        let message = Message::RecoveryByOperator {
            link: link.clone(),
            expires_at_ms: now_ms + Kind::Recovery.lifetime_ms(),
            company: company.clone(),
        };
        notifier
            .mail(&mut transaction, &to, &message)
            .await
            .map_err(SignInError::from)?;
    }
    let message = Message::RecoveryLinkMade {
        company,
        whom: account.email.clone(),
        page: public_url.join(paths::SINGLE_SIGN_ON),
    };
    notifier
        .admins(&mut transaction, &account.company_id, &message)
        .await
        .map_err(SignInError::from)?;
    transaction.commit().await?;
    Ok(said(&account, link, command.print))
}

fn said(account: &Account, link: String, is_printed: bool) -> Made {
    let email = &account.email;
    Made {
        said: match is_printed {
            true => format!(
                "With this link {email} signs in once, within an hour. Whoever has it can do that: pass it on to nobody else. \
                 All admins of the company are told that it was made."
            ),
            false => format!(
                "A link with which {email} signs in once, within an hour, is mailed there (without LATCHKEY_SMTP_URL: see \
                 `latchkey outbox`, or add --print). All admins of the company are told that it was made."
            ),
        },
        printed: is_printed.then_some(link),
    }
}

/// The admin with this address, if a recovery link may be made for the account. Locks the account until the transaction ends.
async fn admin_with(connection: &mut Connection, typed: &str) -> Result<Account, RecoverAdminError> {
    let address =
        EmailAddress::parse(typed).ok_or_else(|| RecoverAdminError::NotAnAddress(typed.to_owned()))?;
    let account = accounts::by_email(connection, &address).await?;
    let account = account.ok_or_else(|| RecoverAdminError::Unknown(address.to_string()))?;
    let why = match refusal_of(connection, &account).await? {
        Ok(()) => return Ok(account),
        Err(NoRecovery::Deactivated) => "is switched off: see `latchkey account reactivate`",
        Err(NoRecovery::NotAnAdmin) => "is no admin of a company",
        Err(NoRecovery::NotBySso) => {
            "signs in with a password, which \"Need help signing in?\" on the sign-in page sets anew"
        }
    };
    Err(RecoverAdminError::Refused {
        address: account.email,
        why,
    })
}
