//! The people of a company. Invariant: an account of a company never changes company, and a federated domain gets no
//! password.

use serde_json::{Value, json};

use super::checks::address;
use super::memory::Memory;
use super::outcome::{Change, ImportError, Imported, record};
use super::tally::Outcome;
use crate::cli::import_file;
use crate::domain::email_address::EmailAddress;
use crate::domain::sign_in_way::{Way, way};
use crate::sign_in::names;
use crate::store::account_security::{self, Cause, NewPassword};
use crate::store::companies::Company;
use crate::store::{Connection, accounts, companies, new_id, sso_configurations};

/// What is to be done about the password that a file says, hashed (PHC string).
#[derive(Clone)]
pub(super) enum Password {
    /// The file says none, or the one that a file said before: whatever became of that since stays.
    AsItIs,
    /// It is what stands, or it is older than the memory of files: remembered, and no change.
    Remembered(String),
    /// It is the file's own change.
    Set(String),
}

/// What files are remembered by for accounts.
const KIND: &str = "account";

/// Makes the account, brings it into the company or changes it; its password is [`set_password`]'s. Returns what became of it.
pub(super) async fn import(
    connection: &mut Connection,
    company: &Company,
    file: &import_file::AccountEntry,
    imported: &mut Imported,
    now_ms: i64,
) -> Result<Outcome, ImportError> {
    let email = address(&file.email)?;
    let (present, has_entered) = present(connection, company, &email, now_ms).await?;
    let id = present.as_ref().map_or_else(new_id, |account| account.id.clone());
    let mut memory = Memory::of(connection, KIND, &id).await?;
    imported.baselines += usize::from(memory.is_baseline());
    let names = ["first_name", "last_name"];
    let says = [&file.first_name, &file.last_name];
    let then = present
        .as_ref()
        .map(|account| [&account.first_name, &account.last_name]);
    let (mut now, mut fields) = ([String::new(), String::new()], Vec::new());
    for at in 0..2 {
        let is_taken = memory.takes(names[at], says[at].as_deref().map(Value::from));
        let stands = then.map(|then| then[at].clone());
        let says = says[at].clone().filter(|_| is_taken);
        now[at] = says.or_else(|| stands.clone()).unwrap_or_default();
        if stands.as_ref() != Some(&now[at]) {
            fields.push(names[at].to_owned());
        }
    }
    check_names(&email, &now)?;
    if present.is_none() {
        let account = accounts::NewAccount {
            id: &id,
            company_id: &company.id,
            email: &email,
            first_name: &now[0],
            last_name: &now[1],
        };
        accounts::insert(connection, &account, now_ms).await?;
    } else if !fields.is_empty() {
        accounts::rename(connection, &id, &now[0], &now[1]).await?;
    }
    let outcome = Outcome::of(present.is_none(), has_entered || !fields.is_empty());
    let change = Change {
        object: KIND,
        id: &id,
        fields,
    };
    record(connection, company, change, now_ms).await?;
    let is_admin_changed = memory.takes("company_admin", file.company_admin.map(Value::from))
        && set_admin(connection, company, &id, file, now_ms).await?;
    memory.save(connection).await?;
    Ok(outcome.or_changed(is_admin_changed))
}

/// The account with this address, in the company from now on, and whether it was in none before.
async fn present(
    connection: &mut Connection,
    company: &Company,
    email: &EmailAddress,
    now_ms: i64,
) -> Result<(Option<accounts::Account>, bool), ImportError> {
    let Some(account) = accounts::by_email(connection, email).await? else {
        return Ok((None, false));
    };
    if account.company_id != company.id && account.company_id != companies::UNAFFILIATED {
        return Err(ImportError::Value(format!("{email} belongs to another company")));
    }
    let entered = by_import("account_entered_company");
    let has_entered =
        account_security::enter_company(connection, &account.id, &company.id, &entered, now_ms).await?;
    Ok((Some(account), has_entered))
}

fn check_names(email: &EmailAddress, [first, last]: &[String; 2]) -> Result<(), ImportError> {
    names::check(first, last).map_err(|_| {
        ImportError::Value(format!(
            "{email}: a first or last name is needed, of at most 100 characters, none of them invisible"
        ))
    })
}

/// Makes the person an admin or takes that away, and returns whether that changed anything. A company keeps an admin.
async fn set_admin(
    connection: &mut Connection,
    company: &Company,
    account_id: &str,
    file: &import_file::AccountEntry,
    now_ms: i64,
) -> Result<bool, ImportError> {
    let is_admin = file.company_admin == Some(true);
    if !is_admin && accounts::is_last_admin(connection, &company.id, account_id).await? {
        return Err(ImportError::Value(format!(
            "{} is the last admin of {:?}: make somebody else an admin first",
            file.email, company.slug
        )));
    }
    let action = if is_admin {
        "company_admin_made"
    } else {
        "company_admin_unmade"
    };
    let cause = by_import(action);
    Ok(account_security::set_company_admin(connection, account_id, is_admin, &cause, now_ms).await?)
}

/// Sets the password, unless the person signs in through the company: there, passwords do not come back by a file. Returns whether it was set.
pub(super) async fn set_password(
    connection: &mut Connection,
    file: &import_file::AccountEntry,
    password: &Password,
    now_ms: i64,
) -> Result<bool, ImportError> {
    let email = address(&file.email)?;
    let (Password::Remembered(hash) | Password::Set(hash)) = password else {
        return Ok(false);
    };
    let Some(account) = accounts::by_email(connection, &email).await? else {
        return Ok(false);
    };
    accounts::remember_imported_password(connection, &account.id, hash).await?;
    let facts = sso_configurations::facts_of(connection, &account.id).await?;
    if matches!(password, Password::Remembered(_)) || way(facts) == Way::Sso {
        return Ok(false);
    }
    let change = NewPassword {
        account_id: &account.id,
        hash: Some(hash),
        keeps_session: None,
    };
    let cause = by_import("password_set");
    account_security::set_password(connection, &change, &cause, now_ms).await?;
    Ok(true)
}

/// What a file changes, nobody in particular has changed.
pub(super) fn by_import(action: &'static str) -> Cause<'static> {
    Cause::of_operator(action, json!({ "by": "import" }))
}

/// Whose account has this address.
pub(super) async fn account_id(connection: &mut Connection, email: &str) -> Result<String, ImportError> {
    let account = accounts::by_email(connection, &address(email)?).await?;
    account
        .map(|account| account.id)
        .ok_or_else(|| ImportError::Value(format!("{email:?} has no account")))
}
