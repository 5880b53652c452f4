//! The people of a company who sign in through its identity provider before everybody else does. Invariant: the list counts while the active
//! configuration is a pilot's, and is gone when it is not any more.

use super::{Connection, Result};
use latchkey_domain::email_address::EmailAddress;

/// Somebody of the list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PilotPerson {
    /// The address.
    pub email: String,
    /// How many accounts have it: none or one.
    pub accounts: i64,
    /// How many identities of the company that account is linked to.
    pub links: i64,
}

/// Those of a company, by address.
pub async fn people(connection: &mut Connection, company_id: &str) -> Result<Vec<PilotPerson>> {
    let sql = "SELECT p.email,
                 (SELECT COUNT(*) FROM accounts a WHERE a.email_key = p.email_key) AS accounts,
                 (SELECT COUNT(*) FROM accounts a JOIN account_links l ON l.account_id = a.id AND l.company_id = p.company_id
                   WHERE a.email_key = p.email_key) AS links
               FROM sso_pilot_people p WHERE p.company_id = $1 ORDER BY p.email_key";
    Ok(sqlx::query_as(sql).bind(company_id).fetch_all(connection).await?)
}

/// How many there are.
pub async fn count(connection: &mut Connection, company_id: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM sso_pilot_people WHERE company_id = $1";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_one(connection)
        .await?)
}

/// Whether this address is on the list.
pub async fn has(connection: &mut Connection, company_id: &str, address: &EmailAddress) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM sso_pilot_people WHERE company_id = $1 AND email_key = $2";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(address.key())
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}

/// Whether an account's address is on the list.
pub async fn has_account(connection: &mut Connection, company_id: &str, account_id: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM sso_pilot_people p JOIN accounts a ON a.email_key = p.email_key
               WHERE p.company_id = $1 AND a.id = $2";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(account_id)
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}

/// Adds somebody. `false` where the address is there already.
pub async fn add(
    connection: &mut Connection,
    company_id: &str,
    address: &EmailAddress,
    now_ms: i64,
) -> Result<bool> {
    let sql = "INSERT INTO sso_pilot_people (company_id, email_key, email, added_at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let added = sqlx::query(sql)
        .bind(company_id)
        .bind(address.key())
        .bind(address.to_string())
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(added.rows_affected() == 1)
}

/// Takes somebody out. `false` where the address is not there.
pub async fn remove(connection: &mut Connection, company_id: &str, address: &EmailAddress) -> Result<bool> {
    let sql = "DELETE FROM sso_pilot_people WHERE company_id = $1 AND email_key = $2";
    let removed = sqlx::query(sql)
        .bind(company_id)
        .bind(address.key())
        .execute(connection)
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// Makes the active configuration a pilot's from now on, or, without a time, everybody's.
pub async fn set(connection: &mut Connection, configuration_id: &str, since_ms: Option<i64>) -> Result<()> {
    let sql = "UPDATE sso_configurations SET pilot_since_ms = $2 WHERE id = $1";
    sqlx::query(sql)
        .bind(configuration_id)
        .bind(since_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets the list.
pub async fn forget(connection: &mut Connection, company_id: &str) -> Result<()> {
    let sql = "DELETE FROM sso_pilot_people WHERE company_id = $1";
    sqlx::query(sql).bind(company_id).execute(connection).await?;
    Ok(())
}
