//! The people of a company. Invariant: an account of a company never changes company, and a federated domain gets no
//! password.

use super::ImportError;
use super::checks::address;
use crate::cli::import_file;
use crate::sign_in::names;
use crate::store::companies::Company;
use crate::store::{Connection, accounts, companies, new_id, sso_configurations};

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
            accounts::adopt_one(connection, &company.id, &account.id).await?;
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
    accounts::set_company_admin(connection, &id, file.company_admin).await?;
    Ok(())
}

/// Sets the password, unless the account's domain is federated: there, passwords do not come back by a file.
pub(super) async fn set_password(
    connection: &mut Connection,
    file: &import_file::Account,
    hash: Option<&str>,
) -> Result<(), ImportError> {
    let email = address(&file.email)?;
    let Some(hash) = hash else { return Ok(()) };
    if sso_configurations::is_federated(connection, email.domain()).await? {
        return Ok(());
    }
    if let Some(account) = accounts::by_email(connection, &email).await? {
        accounts::set_password_hash(connection, &account.id, Some(hash)).await?;
    }
    Ok(())
}
