//! The SSO configurations of a company: what its admins set up, test and try. Invariants: to everybody but the company's admins, and guests
//! whom they sent a set-up link, there is nothing here; guests see and change drafts alone, and activate none; who may is decided again in the transaction that changes something; of the active
//! configuration only the name changes here, until it is de-activated; a client secret goes in and never comes out.

pub mod activation;
pub mod activation_preview;
pub mod admin_notifier;
pub mod changes;
pub mod checks;
pub mod client_keys;
pub mod editor;
pub mod metadata;
pub mod notices;
pub mod people_jobs;
pub mod pilot;
pub mod preflight;
pub mod reading;
pub mod recovery_codes;
pub mod secret_check;
pub mod secret_expiry;
pub mod secret_rotation;
mod secret_rotation_view;
pub mod set_up_links;
pub mod test_access;
pub mod test_result;
pub mod test_run;

use latchkey_contract::ErrorCode;
use serde_json::{Value, json};

pub use self::editor::Editor;
use crate::domain::set_up_link::Standing;
use crate::domain::throttle::{Admission, RateLimit};
use crate::federation::KeyFault;
use crate::jobs::JobError;
use crate::secrets::{CannotOpen, NoRandomness, token_hash};
use crate::store::audit::{self, Origin};
use crate::store::sso_configurations::{self as store, SsoConfiguration};
use crate::store::sso_set_up_links::SetUpLinkRow;
use crate::store::{
    Connection, Store, StoreError, accounts, app_settings, companies, sso_set_up_links, throttle,
};

/// Most configurations of a company.
pub const MOST: usize = 20;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum SsoConfigurationError {
    /// It is not there, or this person is no admin of its company.
    #[error("there is no such configuration for this person")]
    NotFound,
    /// It is not any more what was looked at.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// People sign in with it.
    #[error("the configuration is active")]
    IsActive,
    /// Something stands in the way of activating it.
    #[error("the configuration cannot be activated as it is")]
    NotReady,
    /// No test with the new client secret has passed.
    #[error("the new client secret is not tested")]
    SecretNotTested,
    /// A new key has not been published for long enough.
    #[error("the new key is too new")]
    KeyTooNew,
    /// The sign-in is too old for this.
    #[error("the sign-in is too old")]
    NotFresh,
    /// The company has as many as there may be.
    #[error("too many configurations")]
    TooMany,
    /// The company asks identity providers too often.
    #[error("too many attempts")]
    TooManyAttempts {
        /// When to come back.
        retry_after_seconds: u32,
    },
    /// Some fields cannot be, in their order; never empty.
    #[error("fields of the form cannot be")]
    Fields(Vec<FieldRefusal>),
    /// A mail could not be queued.
    #[error(transparent)]
    Mail(#[from] JobError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No secret or identifier could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// A key could not be made or read.
    #[error(transparent)]
    KeyFault(#[from] KeyFault),
    /// A secret that is stored cannot be opened with the platform's key.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
}

/// A field of a configuration whose value the platform refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldRefusal {
    /// Name of the field, as the contract has it.
    pub field: &'static str,
    /// Which entry of the field, from 0, where it is a list.
    pub entry: Option<usize>,
    /// What is wrong with the value.
    pub code: ErrorCode,
}

type Result<T> = std::result::Result<T, SsoConfigurationError>;

/// The person who makes a request, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// Whoever it is.
    pub editor: &'a Editor,
    /// Where the request came from, for audit events.
    pub origin: &'a Origin,
}

/// The company whose configurations this editor works on.
async fn company_of(connection: &mut Connection, editor: &Editor) -> Result<String> {
    match editor {
        Editor::Account { account_id, .. } => {
            match app_settings::membership_of(connection, account_id).await? {
                Some((Some(company_id), true)) => Ok(company_id),
                _ => Err(SsoConfigurationError::NotFound),
            }
        }
        Editor::Guest { link_id, now_ms, .. } => {
            let link = sso_set_up_links::by_id(connection, link_id).await?;
            let is_working =
                |link: &SetUpLinkRow| matches!(link.standing(*now_ms), Standing::Waiting | Standing::Begun);
            let link = link.filter(is_working);
            Ok(link.ok_or(SsoConfigurationError::NotFound)?.company_id)
        }
    }
}

/// The same company, locked with the account that answers for it until the transaction ends: of two who change something at once, one comes
/// after the other, and a link that is revoked meanwhile opens nothing any more.
async fn locked_company(connection: &mut Connection, actor: Actor<'_>) -> Result<String> {
    if !accounts::lock_active(connection, actor.editor.answerable_account()).await? {
        return Err(SsoConfigurationError::NotFound);
    }
    let company_id = company_of(connection, actor.editor).await?;
    companies::lock_for_update(connection, &company_id).await?;
    if actor.editor.is_guest() {
        company_of(connection, actor.editor).await?;
    }
    Ok(company_id)
}

/// The configuration, if this editor may see it.
async fn found(connection: &mut Connection, editor: &Editor, id: &str) -> Result<SsoConfiguration> {
    let company_id = company_of(connection, editor).await?;
    of_company(connection, editor, &company_id, id).await
}

/// The configuration, if this editor may change it, locked until the transaction ends.
async fn locked(connection: &mut Connection, actor: Actor<'_>, id: &str) -> Result<SsoConfiguration> {
    let company_id = locked_company(connection, actor).await?;
    of_company(connection, actor.editor, &company_id, id).await
}

async fn of_company(
    connection: &mut Connection,
    editor: &Editor,
    company_id: &str,
    id: &str,
) -> Result<SsoConfiguration> {
    let configuration = store::by_id(connection, company_id, id).await?;
    configuration
        .filter(|configuration| !(editor.is_guest() && configuration.active))
        .ok_or(SsoConfigurationError::NotFound)
}

/// Stands for all that is stored: another text as soon as anybody changes it, by whatever way.
pub fn version(configuration: &SsoConfiguration) -> String {
    let whole = json!([
        configuration.settings_fingerprint(),
        configuration.name,
        configuration.idp.as_str(),
        configuration.claim_mapping,
        configuration.is_mapped,
        configuration.active,
    ]);
    let mut hash = token_hash(&whole.to_string());
    hash.truncate(32);
    hash
}

/// Counts one more request that the company has an identity provider asked.
async fn admit(platform: &Store, company_id: &str, now_ms: i64) -> Result<()> {
    let scopes = [(RateLimit::SsoSetUp, company_id)];
    let mut transaction = platform.begin().await?;
    let admission = throttle::reserve(&mut transaction, &crate::store::new_id(), &scopes, now_ms).await?;
    transaction.commit().await?;
    match admission {
        Admission::Admitted => Ok(()),
        Admission::Refused { retry_after_seconds } => {
            Err(SsoConfigurationError::TooManyAttempts { retry_after_seconds })
        }
    }
}

/// Tells the audit trail.
async fn append_audit(
    connection: &mut Connection,
    actor: Actor<'_>,
    action: &'static str,
    company_id: &str,
    subject: &str,
    mut detail: Value,
    now_ms: i64,
) -> Result<()> {
    let actor_account_id = match actor.editor {
        Editor::Account { account_id, .. } => Some(account_id.as_str()),
        Editor::Guest {
            link_id,
            made_by_account_id,
            ..
        } => {
            detail["set_up_link"] = json!({ "id": link_id, "made_by": made_by_account_id });
            None
        }
    };
    let event = audit::Event {
        action,
        company_id: Some(company_id),
        actor_account_id,
        subject: Some(subject),
        detail,
    };
    Ok(audit::append(connection, &event, actor.origin, now_ms).await?)
}
