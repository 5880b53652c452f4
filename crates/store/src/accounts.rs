//! Accounts: the people of the platform. Credentials, address, company and rights are changed in [`super::account_security`] only.

use latchkey_contract::Language;

use super::database::lock_rows;
use super::{Connection, Result};
use latchkey_domain::email_address::{EmailAddress, EmailDomain};
use latchkey_domain::sort_key::{given_name_key, name_key};

/// One person's account.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Account {
    /// Identifier.
    pub id: String,
    /// The company it belongs to.
    pub company_id: String,
    /// Email address, local part as it was typed, domain canonical.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Since when it is switched off, if it is.
    pub deactivated_at_ms: Option<i64>,
    /// The tag of the language that was chosen; see [`Account::language`].
    pub language: Option<String>,
    /// The tag of the language of the page on which the person last signed in.
    pub last_language: Option<String>,
}

impl Account {
    /// The whole name.
    pub fn name(&self) -> String {
        let names = [self.first_name.trim(), self.last_name.trim()];
        let names = names.into_iter().filter(|name| !name.is_empty());
        names.collect::<Vec<_>>().join(" ")
    }

    /// The language that the person chose; `None`: the browser's.
    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(Language::from_tag)
    }

    /// The language of a mail that the person did not cause: the chosen one, or else that of the last sign-in; `otherwise` where neither is known.
    pub fn language_of_news(&self, otherwise: Language) -> Language {
        language_of_news(self.language.as_deref(), self.last_language.as_deref(), otherwise)
    }
}

/// The chosen language, or else that of the last sign-in, or else another one.
pub(super) fn language_of_news(chosen: Option<&str>, last: Option<&str>, otherwise: Language) -> Language {
    let known = [chosen, last].into_iter().flatten().find_map(Language::from_tag);
    known.unwrap_or(otherwise)
}

/// What is needed to check a password.
#[derive(Clone, sqlx::FromRow)]
pub struct Credentials {
    /// The account.
    pub account_id: String,
    /// The company it belongs to.
    pub company_id: String,
    /// PHC string; none where a password cannot be used.
    pub password_hash: Option<String>,
    /// Since when it is switched off, if it is.
    pub deactivated_at_ms: Option<i64>,
}

/// A new account.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// Identifier.
    pub id: &'a str,
    /// The company it will belong to.
    pub company_id: &'a str,
    /// Its address; nobody else may have it.
    pub email: &'a EmailAddress,
    /// Given name.
    pub first_name: &'a str,
    /// Family name.
    pub last_name: &'a str,
}

/// 1 where it is known that mail to the address of the account `a` reaches its person: a link that was mailed there was used, or the account's
/// company has proven the domain.
pub(super) const ADDRESS_IS_VERIFIED: &str = "CASE WHEN a.email_verified_at_ms IS NOT NULL THEN 1
          WHEN EXISTS (SELECT 1 FROM email_domains d WHERE d.domain = a.email_domain
                         AND d.company_id = a.company_id AND d.proven_at_ms IS NOT NULL) THEN 1
          ELSE 0 END";

const COLUMNS: &str = "id, company_id, email, first_name, last_name, deactivated_at_ms, language,
    (SELECT l.language FROM last_sign_ins l WHERE l.account_id = accounts.id) AS last_language";

/// Whether there is an account at all.
pub async fn is_any(connection: &mut Connection) -> Result<bool> {
    let found: Option<String> = sqlx::query_scalar("SELECT id FROM accounts LIMIT 1")
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// The account with this identifier.
pub async fn by_id(connection: &mut Connection, id: &str) -> Result<Option<Account>> {
    by_column(connection, "id", id).await
}

/// The account with this address.
pub async fn by_email(connection: &mut Connection, email: &EmailAddress) -> Result<Option<Account>> {
    by_column(connection, "email_key", &email.key()).await
}

async fn by_column(
    connection: &mut Connection,
    column: &'static str,
    value: &str,
) -> Result<Option<Account>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM accounts WHERE {column} = $1"));
    Ok(sqlx::query_as(sql).bind(value).fetch_optional(connection).await?)
}

/// What is needed to check the password of the account with this address.
pub async fn credentials_by_email(
    connection: &mut Connection,
    email: &EmailAddress,
) -> Result<Option<Credentials>> {
    let sql = "SELECT id AS account_id, company_id, password_hash, deactivated_at_ms FROM accounts WHERE email_key = $1";
    Ok(sqlx::query_as(sql)
        .bind(email.key())
        .fetch_optional(connection)
        .await?)
}

/// Whether the account still has this password hash and is active; if so, both are locked until the transaction ends. The statement
/// writes, so that both databases lock the row.
pub async fn lock_credentials(
    connection: &mut Connection,
    account_id: &str,
    password_hash: &str,
) -> Result<bool> {
    let sql = "UPDATE accounts SET password_hash = password_hash
               WHERE id = $1 AND password_hash = $2 AND deactivated_at_ms IS NULL";
    let held = sqlx::query(sql)
        .bind(account_id)
        .bind(password_hash)
        .execute(connection)
        .await?;
    Ok(held.rows_affected() == 1)
}

/// Whether the account is active; if so, it stays active until the transaction ends.
pub async fn lock_active(connection: &mut Connection, account_id: &str) -> Result<bool> {
    let select = "SELECT id FROM accounts WHERE id = $1";
    lock_rows(connection, select, account_id, "FOR NO KEY UPDATE").await?;
    let sql = "SELECT COUNT(*) FROM accounts WHERE id = $1 AND deactivated_at_ms IS NULL";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(account_id)
        .fetch_one(connection)
        .await?;
    Ok(count == 1)
}

/// Makes an account, without a password.
///
/// # Errors
/// [`super::StoreError::AlreadyExists`] where the address is taken.
pub async fn insert(connection: &mut Connection, account: &NewAccount<'_>, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name,
                                     name_key, given_name_key, created_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    sqlx::query(sql)
        .bind(account.id)
        .bind(account.company_id)
        .bind(account.email.to_string())
        .bind(account.email.key())
        .bind(account.email.domain().as_str())
        .bind(account.first_name)
        .bind(account.last_name)
        .bind(name_key(account.first_name, account.last_name))
        .bind(given_name_key(account.first_name, account.last_name))
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Changes the names.
pub async fn rename(
    connection: &mut Connection,
    account_id: &str,
    first_name: &str,
    last_name: &str,
) -> Result<()> {
    let sql = "UPDATE accounts SET first_name = $2, last_name = $3, name_key = $4, given_name_key = $5 WHERE id = $1";
    sqlx::query(sql)
        .bind(account_id)
        .bind(first_name)
        .bind(last_name)
        .bind(name_key(first_name, last_name))
        .bind(given_name_key(first_name, last_name))
        .execute(connection)
        .await?;
    Ok(())
}

/// The password that import files said last of the account with this address, as a PHC string; empty where that was before it was
/// remembered.
pub async fn imported_password(connection: &mut Connection, email: &EmailAddress) -> Result<Option<String>> {
    let sql = "SELECT imported_password_hash FROM accounts WHERE email_key = $1";
    let hash: Option<Option<String>> = sqlx::query_scalar(sql)
        .bind(email.key())
        .fetch_optional(connection)
        .await?;
    Ok(hash.flatten())
}

/// Remembers which password a file said of the account (a PHC string), whether or not it was taken.
pub async fn remember_imported_password(
    connection: &mut Connection,
    account_id: &str,
    hash: &str,
) -> Result<()> {
    let sql = "UPDATE accounts SET imported_password_hash = $2 WHERE id = $1";
    sqlx::query(sql)
        .bind(account_id)
        .bind(hash)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether nobody else is an admin of the company who is not switched off.
pub async fn is_last_admin(connection: &mut Connection, company_id: &str, account_id: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM accounts
               WHERE company_id = $1 AND id <> $2 AND company_admin = 1 AND deactivated_at_ms IS NULL";
    let others: i64 = sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(account_id)
        .fetch_one(&mut *connection)
        .await?;
    let sql = "SELECT company_admin FROM accounts WHERE id = $1";
    let own: Option<i64> = sqlx::query_scalar(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?;
    Ok(others == 0 && own == Some(1))
}

/// The admins of the company who are not switched off, by address.
pub async fn admins_of_company(connection: &mut Connection, company_id: &str) -> Result<Vec<Account>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM accounts WHERE company_id = $1 AND company_admin = 1 AND deactivated_at_ms IS NULL ORDER BY email"
    ));
    Ok(sqlx::query_as(sql).bind(company_id).fetch_all(connection).await?)
}

/// Sets the language by its tag; `None`: the browser's.
pub async fn set_language(
    connection: &mut Connection,
    account_id: &str,
    language: Option<&str>,
) -> Result<()> {
    let sql = "UPDATE accounts SET language = $2 WHERE id = $1";
    sqlx::query(sql)
        .bind(account_id)
        .bind(language)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down that mail to the account's present address reaches its person: a link that was mailed there was used, or its
/// company's identity provider gave the address.
pub async fn set_verified(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<()> {
    let sql = "UPDATE accounts SET email_verified_at_ms = $2 WHERE id = $1";
    sqlx::query(sql)
        .bind(account_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether it is known that mail to the account's address reaches its person.
pub async fn has_verified_address(connection: &mut Connection, account_id: &str) -> Result<bool> {
    // A constant of this file.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT COUNT(*) FROM accounts a WHERE a.id = $1 AND {ADDRESS_IS_VERIFIED} = 1"
    ));
    let count: i64 = sqlx::query_scalar(sql)
        .bind(account_id)
        .fetch_one(connection)
        .await?;
    Ok(count == 1)
}

/// How many accounts have an address in `domain`.
pub async fn count_in_domain(connection: &mut Connection, domain: &EmailDomain) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE email_domain = $1";
    Ok(sqlx::query_scalar(sql)
        .bind(domain.as_str())
        .fetch_one(connection)
        .await?)
}
