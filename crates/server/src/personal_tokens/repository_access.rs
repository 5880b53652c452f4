//! Decides whether a person may read or write Git repositories. A server of repositories asks with each request that it receives (nginx's
//! `auth_request`). Invariants: a refusal does not say why; a password opens nothing where the person signs in through the company's
//! identity provider; a text that looks like a personal access token is never checked as a password.

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
use crate::store::personal_tokens::{is_use_due, record_use};
use crate::store::{Connection, second_factor_rules, second_factors, token_owners};

/// The credentials that came with a request to the server of repositories, and what the request does.
pub struct Asked {
    /// The username, which must be the email address of the account, also beside a token. Whoever finds a token does not learn from it
    /// whose it is, and a script with a wrong name fails at once.
    pub username: String,
    /// A personal access token, or a password.
    pub secret: Zeroizing<String>,
    /// Whether the request reads or writes.
    pub action: RepositoryAction,
    /// The key under which the rate limit counts attempts from the client's network address.
    pub address_key: String,
}

/// The person whom the platform admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Identifier of the account.
    pub account_id: String,
    /// Email address of the account.
    pub email: String,
}

/// Checks the credentials; `None` where they admit nobody.
///
/// # Errors
/// The platform has not decided: there were too many wrong passwords, there is too much to do, or the store failed.
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
    let found = token_owners::by_token_hash(&mut connection, &token_hash(&asked.secret)).await?;
    drop(connection);
    let Some((token, owner)) = found else {
        return Ok(None);
    };
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

/// Writes down the time of the token's last use, in a task of its own: the response does not wait for the disk. Where the write fails, the
/// token's next use is written down instead.
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

/// The goal of a password check that admits to a repository. It opens no session.
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
        // Git asks for a password alone. A person who needs a second factor makes a personal access token instead.
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
