//! Asking for a link, to make an account or to get back into one. The request is written down and answered; who it is, and
//! which mail goes out, is decided afterwards, by a task of its own or, if that did not come to its end, by the jobs. So the
//! answer takes the same time, and is the same, for everybody.

use latchkey_contract::{Language, paths};
use serde_json::json;

use super::SignInError;
use super::link::{Purpose, make};
use super::password::{address, admitted};
use crate::app::App;
use crate::domain::email_address::EmailAddress;
use crate::domain::link_request::{AddressStatus, LinkMail, RequestedLink, reply};
use crate::domain::mailed_link::Kind;
use crate::domain::throttle::{Admission, RateLimit};
use crate::mail::{self, Message, Recipient};
use crate::secrets::token_hash;
use crate::store::accounts::Account;
use crate::store::audit::{self, Origin};
use crate::store::link_requests::{self, LinkRequest};
use crate::store::{Connection, StoreError, accounts, companies, new_id, sso_configurations, throttle};

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
    /// Under which key the client's address is counted.
    pub address_key: &'a str,
}

/// Writes the request down and sees to it that it is decided. Returns the address as it is understood.
///
/// # Errors
/// [`SignInError::UsernameNotAnAddress`], [`SignInError::TooManyAttempts`] (by client address, whatever was typed).
pub async fn ask(app: &App, ask: Ask<'_>, origin: &Origin) -> Result<EmailAddress, SignInError> {
    let address = address(ask.username).map_err(|_| SignInError::UsernameNotAnAddress)?;
    let now = app.clock.now_ms();
    let scopes = [(RateLimit::LinkRequest, ask.address_key)];
    admitted(throttle::look(&mut *app.store.read().await?, &scopes, now).await?)?;
    let request = LinkRequest {
        id: new_id(),
        asked: ask.asked,
        address: address.clone(),
        language: ask.language,
        return_to: ask.return_to.map(str::to_owned),
        origin: origin.clone(),
    };
    let mut transaction = app.store.begin().await?;
    admitted(throttle::reserve(&mut transaction, &request.id, &scopes, now).await?)?;
    link_requests::insert(&mut transaction, &request, now).await?;
    transaction.commit().await?;
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = decide(&app, &request.id).await {
            tracing::warn!(error = %error, "a request for a link waits for the jobs");
        }
    });
    Ok(address)
}

/// Decides a request that was written down, unless it was decided already.
pub async fn decide(app: &App, request_id: &str) -> Result<(), SignInError> {
    let mut transaction = app.store.begin().await?;
    let Some(request) = link_requests::take(&mut transaction, request_id).await? else {
        return Ok(());
    };
    let now = app.clock.now_ms();
    // Each kind by itself: whoever asks for something else in another's name does not keep them from a new password.
    let key = token_hash(&format!("{} {}", request.asked.as_str(), request.address.key()));
    let scopes = [(RateLimit::LinkMail, key.as_str())];
    // Taken before it is known whether there will be a mail: known and unknown addresses are counted alike.
    if throttle::reserve(&mut transaction, &request.id, &scopes, now).await? == Admission::Admitted {
        answer(app, &mut transaction, &request, now).await?;
    }
    Ok(transaction.commit().await?)
}

/// Sends what is to be sent: about an account, to the address that the account has; else to the canonical form of what was
/// typed.
async fn answer(
    app: &App,
    connection: &mut Connection,
    request: &LinkRequest,
    now: i64,
) -> Result<(), SignInError> {
    let account = accounts::by_email(connection, &request.address).await?;
    let standing = match &account {
        None => AddressStatus::NoAccount,
        Some(account) if account.deactivated_at_ms.is_some() => AddressStatus::Deactivated,
        Some(_) => AddressStatus::Account,
    };
    // What was typed finds the account and is no mailbox of it: mail systems may tell spellings apart that we do not.
    let address = match &account {
        Some(account) => EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?,
        None => request.address.clone(),
    };
    let sso = match &account {
        Some(account) => {
            sso_configurations::active_for_account(connection, account, address.domain()).await?
        }
        None => sso_configurations::active_for_domain(connection, address.domain()).await?,
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
    audit::append(connection, &event, &request.origin, now).await?;
    let to = Recipient {
        address: &address.to_string(),
        language: account
            .as_ref()
            .and_then(Account::language)
            .unwrap_or(request.language),
    };
    Ok(mail::queue(connection, &app.secret_key, now, &to, &message).await?)
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
