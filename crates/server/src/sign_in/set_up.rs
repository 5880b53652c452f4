//! The first start: a link that the server prints creates the first company and its admin, and signs the admin in. Invariant: it
//! works once on a platform, and never where a company exists.

use latchkey_contract::{LinkProblem, paths};
use serde_json::json;
use zeroize::Zeroizing;

use super::link::{Opened, Purpose, make};
use super::password::address;
use super::session::{Beginning, begin};
use super::{SignInError, names, new_password};
use crate::app_state::AppState;
use crate::domain::mailed_link::Kind;
use crate::domain::session_lifetime::{SignedInBy, of_password};
use crate::domain::slug;
use crate::store::account_security::{self, Cause, NewPassword};
use crate::store::audit::{self, Origin};
use crate::store::companies::{self, Company};
use crate::store::{Connection, StoreError, accounts, mailed_links, new_id};

/// The form.
pub struct SetUpForm {
    /// What people call the company.
    pub company_name: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// The admin's address as it was typed.
    pub username: String,
    /// The password, as typed.
    pub password: Zeroizing<String>,
    /// The token of the session that this browser had before.
    pub replaces: Option<String>,
}

/// A link for the first start, where there is no company; it takes the place of those before it.
pub async fn first_link(app: &AppState) -> Result<Option<String>, SignInError> {
    if companies::is_any(&mut *app.store.read().await?).await? {
        return Ok(None);
    }
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    mailed_links::replace_printed(&mut transaction, Kind::SetUp, now).await?;
    let purpose = Purpose {
        kind: Kind::SetUp,
        address: None,
        account_id: None,
        return_to: None,
    };
    let token = make(&mut transaction, purpose, now).await?;
    transaction.commit().await?;
    Ok(Some(
        app.config
            .public_url
            .join(&format!("{}?token={token}", paths::SET_UP)),
    ))
}

/// Makes the company and its admin, and returns the token of the admin's session.
///
/// # Errors
/// [`SignInError::Link`] where the link does not serve (any more); what the rules say of the fields, which leaves the link as it
/// was.
pub async fn finish(
    app: &AppState,
    opened: &Opened<'_>,
    form: SetUpForm,
    origin: &Origin,
) -> Result<String, SignInError> {
    opened
        .open(&mut *app.store.read().await?, app.clock.now_ms())
        .await?;
    let mut problems = Vec::new();
    problems.extend(names::check_company(&form.company_name).err());
    problems.extend(names::problems(&form.first_name, &form.last_name));
    let email = address(&form.username);
    problems.extend(email.as_ref().err().map(|_| SignInError::UsernameNotAnAddress));
    let about = vec![
        form.username.clone(),
        form.first_name.clone(),
        form.last_name.clone(),
        form.company_name.clone(),
    ];
    new_password::check_with_form(app, &form.password, about, problems).await?;
    let email = email.map_err(|_| SignInError::UsernameNotAnAddress)?;
    let hash = app.passwords.hash(form.password.clone()).await?;
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    // Two links, or an import, at once: one is first, and the other finds a company.
    companies::lock_domains_for_update(&mut transaction).await?;
    opened.use_up(&mut transaction, now).await?;
    if companies::is_any(&mut transaction).await? {
        return Err(LinkProblem::Used.into());
    }
    let company = new_company(&mut transaction, form.company_name.trim(), now).await?;
    let admin = accounts::NewAccount {
        id: &new_id(),
        company_id: &company.id,
        email: &email,
        first_name: form.first_name.trim(),
        last_name: form.last_name.trim(),
    };
    match accounts::insert(&mut transaction, &admin, now).await {
        Err(StoreError::AlreadyExists) => return Err(SignInError::AddressTaken),
        inserted => inserted?,
    }
    record(&mut transaction, &company, admin.id, &hash, origin, now).await?;
    let beginning = Beginning {
        account_id: admin.id,
        company_id: &company.id,
        signed_in_by: SignedInBy::Password,
        lifetime: of_password(now, app.config.session_ttl_ms),
        idp: None,
        replaces: form.replaces.as_deref(),
        is_renewal: false,
        authenticated_at_ms: None,
        was_asked: true,
        second_factor: None,
        remembered_browser: None,
    };
    let token = begin(&mut transaction, &beginning, origin, now).await?;
    transaction.commit().await?;
    Ok(token)
}

/// Makes a company with a slug of its name that nobody has.
pub async fn new_company(
    connection: &mut Connection,
    name: &str,
    now_ms: i64,
) -> Result<Company, StoreError> {
    let wanted = slug::of_name(name, "company");
    let mut n = 1;
    while companies::by_slug(connection, &slug::numbered(&wanted, n))
        .await?
        .is_some()
    {
        n += 1;
    }
    let company = Company {
        id: new_id(),
        slug: slug::numbered(&wanted, n),
        name: name.to_owned(),
    };
    companies::upsert(connection, &company, now_ms).await?;
    Ok(company)
}

/// Makes the account the company's admin with this password, and tells the trail of all that is new.
async fn record(
    connection: &mut Connection,
    company: &Company,
    admin_id: &str,
    password_hash: &str,
    origin: &Origin,
    now: i64,
) -> Result<(), StoreError> {
    let event = audit::Event {
        action: "company_created",
        company_id: Some(&company.id),
        actor_account_id: Some(admin_id),
        subject: Some(&company.id),
        detail: json!({ "by": "set_up" }),
    };
    audit::append(connection, &event, origin, now).await?;
    let cause = |action| Cause {
        action,
        actor_account_id: Some(admin_id),
        detail: json!({ "by": "set_up" }),
        origin,
    };
    let password = NewPassword {
        account_id: admin_id,
        hash: Some(password_hash),
        keeps_session: None,
    };
    account_security::set_password(connection, &password, &cause("account_created"), now).await?;
    account_security::set_company_admin(connection, admin_id, true, &cause("company_admin_made"), now)
        .await?;
    Ok(())
}
