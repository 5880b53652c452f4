//! Completes a sign-up: a mailed link, a name and a password create an account, and its person is signed in. The link proves the
//! address; nothing is created before.

use latchkey_contract::LinkProblem;
use serde_json::json;
use zeroize::Zeroizing;

use super::after_password::{Entered, Newcomer, enter};
use super::link::{Opened, return_to_of};
use super::{SignInError, names, new_password};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::secrets::BrowserSecrets;
use crate::store::account_security::{self, Cause, NewPassword};
use crate::store::audit::Origin;
use crate::store::mailed_links::MailedLink;
use crate::store::{Connection, StoreError, accounts, companies, new_id, sso_configurations};

/// The form.
pub struct SignUpForm {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// The password, as typed.
    pub password: Zeroizing<String>,
    /// The token of the session that this browser had before.
    pub replaces: Option<String>,
    /// The secret of this browser, to which a second step is bound.
    pub browser_token: String,
}

/// An account that was made.
pub struct SignedUp {
    /// Its session, or the second step on the way to one, where the company requires that.
    pub entered: Entered,
    /// Where its owner wanted to go, if not home.
    pub return_to: Option<String>,
}

/// Makes the account, and signs its owner in.
///
/// # Errors
/// [`SignInError::Link`] where the link does not serve (any more); what the rules say of names and passwords, which leaves the
/// link as it was.
pub async fn finish(
    app: &AppState,
    opened: &Opened<'_>,
    form: SignUpForm,
    origin: &Origin,
) -> Result<SignedUp, SignInError> {
    let link = opened
        .open(&mut *app.store.read().await?, app.clock.now_ms())
        .await?;
    let about = vec![
        link.address.clone(),
        form.first_name.clone(),
        form.last_name.clone(),
    ];
    let problems = names::problems(&form.first_name, &form.last_name);
    new_password::check_with_form(app, &form.password, about, problems).await?;
    let hash = app.passwords.hash(form.password.clone()).await?;
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    opened.use_up(&mut transaction, now).await?;
    let account = create(&mut transaction, &link, &form, now).await?;
    let password = NewPassword {
        account_id: &account.id,
        hash: Some(&hash),
        keeps_session: None,
    };
    let cause = Cause {
        action: "account_created",
        actor_account_id: Some(&account.id),
        detail: json!({ "by": "sign_up" }),
        origin,
    };
    account_security::set_password(&mut transaction, &password, &cause, now).await?;
    let return_to = return_to_of(&link);
    let newcomer = Newcomer {
        account_id: &account.id,
        company_id: &account.company_id,
        password_hash: &hash,
        replaces: form.replaces.as_deref(),
        browser_token: &form.browser_token,
        remembered: &BrowserSecrets::new([]),
        return_to: return_to.as_deref(),
    };
    let entered = enter(app, &mut transaction, &newcomer, origin).await?;
    transaction.commit().await?;
    metrics::counter!("latchkey_accounts_created_total", "by" => "sign_up").increment(1);
    Ok(SignedUp { entered, return_to })
}

struct Created {
    id: String,
    company_id: String,
}

/// Decides again whose the address is, and makes the account: the link may have lain in the mailbox for a day.
async fn create(
    connection: &mut Connection,
    link: &MailedLink,
    form: &SignUpForm,
    now: i64,
) -> Result<Created, SignInError> {
    let address = EmailAddress::parse(&link.address).ok_or(StoreError::Corrupt("mailed_links.address"))?;
    // From here to the commit no company proves or federates the domain.
    companies::lock_domains_for_share(connection).await?;
    let company_id = match companies::proven_owner(connection, address.domain()).await? {
        Some(owner) => {
            companies::lock_for_share(connection, &owner).await?;
            owner
        }
        None => companies::UNAFFILIATED.into(),
    };
    if sso_configurations::is_sent(connection, &address).await? {
        return Err(LinkProblem::SsoRequired.into());
    }
    let id = new_id();
    let account = accounts::NewAccount {
        id: &id,
        company_id: &company_id,
        email: &address,
        first_name: form.first_name.trim(),
        last_name: form.last_name.trim(),
    };
    match accounts::insert(connection, &account, now).await {
        Err(StoreError::AlreadyExists) => return Err(LinkProblem::AlreadyHasAccount.into()),
        inserted => inserted?,
    }
    accounts::set_verified(connection, &id, now).await?;
    Ok(Created { id, company_id })
}
