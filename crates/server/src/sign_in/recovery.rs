//! Signs an admin in past the company's identity provider, by a link. Invariants: who may is decided when a link is made and again when it is
//! used; a link that a code has made works in the browser alone in which the code was typed.

use latchkey_contract::{LinkProblem, paths};

use super::SignInError;
use super::link::{Opened, Purpose, browser_of, make_bound};
use super::session::{Beginning, begin};
use crate::app_state::AppState;
use crate::config::PublicUrl;
use crate::domain::email_address::EmailAddress;
use crate::domain::mailed_link::Kind;
use crate::domain::recovery::{NoRecovery, RecoveryFacts, may_recover};
use crate::domain::session_lifetime::{SignedInBy, of_recovery};
use crate::secrets::BrowserSecrets;
use crate::store::accounts::Account;
use crate::store::audit::Origin;
use crate::store::mailed_links::{self, MailedLink};
use crate::store::{Connection, StoreError, accounts, app_settings, companies, sso_configurations};

/// The links that do it.
pub const KINDS: &[Kind] = &[Kind::Recovery, Kind::RecoveryByCode];

/// A link to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewRecovery<'a> {
    /// One of [`KINDS`].
    pub kind: Kind,
    /// Whom it signs in.
    pub account: &'a Account,
    /// The hash of the secret of the browser in which alone it works; none: in the one that opens it.
    pub browser_hash: Option<&'a str>,
}

impl NewRecovery<'_> {
    /// Makes it, in the place of the earlier ones, and returns its address.
    pub async fn make_link(
        &self,
        connection: &mut Connection,
        public_url: &PublicUrl,
        now_ms: i64,
    ) -> Result<String, SignInError> {
        let account = self.account;
        mailed_links::replace_of_account(connection, &account.id, self.kind, now_ms).await?;
        let address = address_of(account)?;
        let purpose = Purpose {
            kind: self.kind,
            address: Some(&address),
            account_id: Some(&account.id),
            return_to: None,
        };
        let token = make_bound(connection, purpose, self.browser_hash, now_ms).await?;
        Ok(public_url.join(&format!("{}?token={token}", paths::RECOVER)))
    }
}

/// Whether this way is the account's, from now to the end of the transaction.
pub async fn refusal_of(
    connection: &mut Connection,
    account: &Account,
) -> Result<Result<(), NoRecovery>, StoreError> {
    let address = address_of(account)?;
    companies::lock_sign_in_rules(connection, &account.company_id, address.domain()).await?;
    let is_active = accounts::lock_active(connection, &account.id).await?;
    let membership = app_settings::membership_of(connection, &account.id).await?;
    Ok(may_recover(RecoveryFacts {
        is_active,
        is_company_admin: membership == Some((Some(account.company_id.clone()), true)),
        sign_in: sso_configurations::facts_of(connection, &account.id).await?,
    }))
}

/// Whom a link lets in, as its page says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovering {
    /// The address of the admin.
    pub address: String,
    /// Name of the company.
    pub company_name: String,
}

/// Whom the link lets in, if it works in this browser. Changes nothing.
///
/// # Errors
/// [`SignInError::Link`] where it does not.
pub async fn look(
    app: &AppState,
    opened: &Opened<'_>,
    browser: &BrowserSecrets,
) -> Result<Recovering, SignInError> {
    let mut connection = app.store.read().await?;
    let link = opened.open(&mut connection, app.clock.now_ms()).await?;
    require_browser(&link, browser)?;
    let account = account_of(&mut connection, &link).await?;
    let company = companies::by_id(&mut connection, &account.company_id).await?;
    Ok(Recovering {
        address: account.email,
        company_name: company.map(|company| company.name).unwrap_or_default(),
    })
}

/// Signs in, and returns the token of the session.
///
/// # Errors
/// [`SignInError::Link`] where the link does not serve (any more).
pub async fn finish(
    app: &AppState,
    opened: &Opened<'_>,
    browser: &BrowserSecrets,
    replaces: Option<&str>,
    origin: &Origin,
) -> Result<String, SignInError> {
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let link = opened.open(&mut transaction, now_ms).await?;
    require_browser(&link, browser)?;
    let account = account_of(&mut transaction, &link).await?;
    // The account before the link, as whatever ends links does.
    match refusal_of(&mut transaction, &account).await? {
        Ok(()) => {}
        Err(NoRecovery::NotBySso) => return Err(LinkProblem::Replaced.into()),
        Err(NoRecovery::Deactivated | NoRecovery::NotAnAdmin) => {
            return Err(LinkProblem::AccountUnavailable.into());
        }
    }
    opened.use_up(&mut transaction, now_ms).await?;
    let beginning = Beginning {
        account_id: &account.id,
        company_id: &account.company_id,
        signed_in_by: SignedInBy::Recovery,
        lifetime: of_recovery(now_ms, app.config.session_ttl_ms),
        idp: None,
        replaces,
        is_renewal: false,
        authenticated_at_ms: None,
        was_asked: true,
        second_factor: None,
        remembered_browser: None,
    };
    let token = begin(&mut transaction, &beginning, origin, now_ms).await?;
    transaction.commit().await?;
    Ok(token)
}

/// A link that was forwarded opens nothing.
fn require_browser(link: &MailedLink, browser: &BrowserSecrets) -> Result<(), SignInError> {
    match (link.kind, browser_of(link)) {
        (Kind::Recovery, None) => Ok(()),
        (_, Some(hash)) if browser.include(&hash) => Ok(()),
        _ => Err(LinkProblem::Elsewhere.into()),
    }
}

async fn account_of(connection: &mut Connection, link: &MailedLink) -> Result<Account, SignInError> {
    let id = link.account_id.as_deref().unwrap_or_default();
    let account = accounts::by_id(connection, id).await?;
    account.ok_or_else(|| LinkProblem::AccountUnavailable.into())
}

fn address_of(account: &Account) -> Result<EmailAddress, StoreError> {
    EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))
}
