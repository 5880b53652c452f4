//! Whether somebody may read or write repositories, for a server of repositories that asks (`auth_request`). Invariants: whoever is
//! refused is not told why; a password opens nothing where the company's identity provider is the way in; nothing that is meant as a
//! token is looked at as a password.

use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::second_factor_rule::is_password_enough;
use crate::domain::token_access::{RepositoryAction, opens};
use crate::domain::token_text::{MeantAs, read};
use crate::secrets::token_hash;
use crate::sign_in::SignInError;
use crate::sign_in::password::{Goal, PasswordForm, check};
use crate::store::accounts::{self, Credentials};
use crate::store::audit::Origin;
use crate::store::personal_tokens::{self as store, is_use_due, record_use};
use crate::store::{Connection, StoreError, second_factor_rules, second_factors, token_owners};

/// What came with the request.
pub struct Asked {
    /// The username. It has to be the owner's address: a token that was found somewhere does not say whose it is, and a script that
    /// runs under a wrong name is noticed.
    pub username: String,
    /// A token, or a password.
    pub secret: Zeroizing<String>,
    /// What for.
    pub action: RepositoryAction,
    /// Under which key the client's address is counted.
    pub address_key: String,
}

/// Who may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Identifier of the account.
    pub account_id: String,
    /// Its address.
    pub email: String,
}

/// Who may; `None`: nobody by these credentials.
///
/// # Errors
/// Too many wrong passwords, too much to do, or a store that failed: neither yes nor no.
pub async fn admit(app: &AppState, asked: Asked, origin: &Origin) -> Result<Option<Admitted>, SignInError> {
    let by = match read(&asked.secret) {
        MeantAs::Mistyped => return Ok(refused("token")),
        MeantAs::Token => "token",
        MeantAs::Password => "password",
    };
    let admitted = match by {
        "token" => by_token(app, &asked).await?,
        _ => by_password(app, asked, origin).await?,
    };
    if admitted.is_none() {
        return Ok(refused(by));
    }
    metrics::counter!("latchkey_repository_access_total", "by" => by, "outcome" => "admitted").increment(1);
    Ok(admitted)
}

fn refused(by: &'static str) -> Option<Admitted> {
    metrics::counter!("latchkey_repository_access_total", "by" => by, "outcome" => "refused").increment(1);
    None
}

async fn by_token(app: &AppState, asked: &Asked) -> Result<Option<Admitted>, SignInError> {
    let now = app.clock.now_ms();
    let mut connection = app.store.read().await?;
    let Some(token) = store::by_hash(&mut connection, &token_hash(&asked.secret)).await? else {
        return Ok(None);
    };
    let owner = token_owners::by_id(&mut connection, &token.account_id).await?;
    drop(connection);
    let owner = owner.ok_or(StoreError::Corrupt("personal_tokens.account_id"))?;
    let is_owner = EmailAddress::parse(&asked.username)
        .zip(EmailAddress::parse(&owner.email))
        .is_some_and(|(sent, own)| sent.key() == own.key());
    if !is_owner {
        tracing::info!(token = %token.id, "a token was refused: it came with the username of another person");
        return Ok(None);
    }
    if let Err(refusal) = opens(owner.facts, &token.facts, asked.action, now) {
        tracing::info!(token = %token.id, ?refusal, "a token was refused");
        return Ok(None);
    }
    if is_use_due(token.last_used_at_ms, now) {
        write_use_down(app, token.id, now);
    }
    Ok(Some(Admitted {
        account_id: owner.account_id,
        email: owner.email,
    }))
}

/// Behind the response: nobody waits for the disk because of it, and where it fails, the next use is written down.
fn write_use_down(app: &AppState, token_id: String, now_ms: i64) {
    let app = app.clone();
    tokio::spawn(async move {
        let written = async {
            let mut transaction = app.store.begin().await?;
            record_use(&mut transaction, &token_id, now_ms).await?;
            transaction.commit().await
        };
        if let Err(error) = written.await {
            tracing::warn!(error = %error, "the use of a token was not written down");
        }
    });
}

/// Opening a repository once.
struct RepositoryAccess;

impl Goal for RepositoryAccess {
    type Reached = Option<Admitted>;
    const NAME: &'static str = "repository_password";

    async fn reach(
        &self,
        app: &AppState,
        connection: &mut Connection,
        credentials: &Credentials,
        _: &Origin,
    ) -> Result<Option<Admitted>, SignInError> {
        let account_id = &credentials.account_id;
        // A script has no second factor to show; its owner makes a token.
        let rule = second_factor_rules::of_company(connection, &credentials.company_id).await?;
        let has_factor = second_factors::has_any(connection, account_id).await?;
        if !is_password_enough(rule, has_factor, app.clock.now_ms()) {
            return Ok(None);
        }
        token_owners::record_password_use(connection, account_id, app.clock.now_ms()).await?;
        let account = accounts::by_id(connection, account_id).await?;
        Ok(account.map(|account| Admitted {
            account_id: account.id,
            email: account.email,
        }))
    }
}

async fn by_password(app: &AppState, asked: Asked, origin: &Origin) -> Result<Option<Admitted>, SignInError> {
    let form = PasswordForm {
        username: asked.username,
        password: asked.secret,
        address_key: asked.address_key,
    };
    match check(app, form, RepositoryAccess, origin).await {
        Err(
            SignInError::WrongCredentials
            | SignInError::SsoRequired
            | SignInError::UsernameMissing
            | SignInError::UsernameNotAnAddress
            | SignInError::PasswordMissing,
        ) => Ok(None),
        other => other,
    }
}
