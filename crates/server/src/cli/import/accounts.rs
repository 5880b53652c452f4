//! The people of a company. Invariant: an account of a company never changes company, and a federated domain gets no
//! password.

use serde_json::json;

use super::ImportError;
use super::checks::address;
use crate::cli::import_file;
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

pub(super) async fn import(
    connection: &mut Connection,
    company: &Company,
    file: &import_file::Account,
    now_ms: i64,
) -> Result<(), ImportError> {
    let email = address(&file.email)?;
    if names::check(&file.first_name, &file.last_name).is_err() {
        return Err(ImportError::Value(format!(
            "{email}: a first or last name is needed, of at most 100 characters, none of them invisible"
        )));
    }
    let id = match accounts::by_email(connection, &email).await? {
        Some(account) if account.company_id != company.id && account.company_id != companies::NOBODYS => {
            return Err(ImportError::Value(format!("{email} belongs to another company")));
        }
        Some(account) => {
            let entered = by_import("account_entered_company");
            account_security::enter_company(connection, &account.id, &company.id, &entered, now_ms).await?;
            accounts::rename(connection, &account.id, &file.first_name, &file.last_name).await?;
            account.id
        }
        None => {
            let id = new_id();
            let account = accounts::NewAccount {
                id: &id,
                company_id: &company.id,
                email: &email,
                first_name: &file.first_name,
                last_name: &file.last_name,
            };
            accounts::insert(connection, &account, now_ms).await?;
            id
        }
    };
    set_admin(connection, company, &id, file, now_ms).await
}

/// Makes the person an admin or takes that away, where the file says so. A company keeps an admin.
async fn set_admin(
    connection: &mut Connection,
    company: &Company,
    account_id: &str,
    file: &import_file::Account,
    now_ms: i64,
) -> Result<(), ImportError> {
    let Some(is_admin) = file.company_admin else {
        return Ok(());
    };
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
    account_security::set_company_admin(connection, account_id, is_admin, &cause, now_ms).await?;
    Ok(())
}

/// Sets the password, unless the person signs in through the company: there, passwords do not come back by a file.
pub(super) async fn set_password(
    connection: &mut Connection,
    file: &import_file::Account,
    password: &Password,
    now_ms: i64,
) -> Result<(), ImportError> {
    let email = address(&file.email)?;
    let (Password::Remembered(hash) | Password::Set(hash)) = password else {
        return Ok(());
    };
    if let Some(account) = accounts::by_email(connection, &email).await? {
        accounts::remember_imported_password(connection, &account.id, hash).await?;
        if matches!(password, Password::Remembered(_)) {
            return Ok(());
        }
        let facts = sso_configurations::facts_of(connection, &account.id).await?;
        if way(facts) == Way::Sso {
            return Ok(());
        }
        let change = NewPassword {
            account_id: &account.id,
            hash: Some(hash),
            keeps_session: None,
        };
        let cause = by_import("password_set");
        account_security::set_password(connection, &change, &cause, now_ms).await?;
    }
    Ok(())
}

/// What a file changes, nobody in particular has changed.
pub(super) fn by_import(action: &'static str) -> Cause<'static> {
    Cause::of_operator(action, json!({ "by": "import" }))
}
