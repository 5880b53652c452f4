//! Former addresses of accounts. Invariant: an address is recorded in the transaction that takes it from its account.

use super::{Connection, Result};
use latchkey_domain::email_address::EmailAddress;

/// Remembers the address that the account has at this moment.
pub(super) async fn remember(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO former_addresses (account_id, email_key, email, email_domain, until_ms)
               SELECT id, email_key, email, email_domain, CAST($2 AS BIGINT) FROM accounts WHERE id = $1
               ON CONFLICT (account_id, email_key) DO UPDATE SET until_ms = excluded.until_ms";
    sqlx::query(sql)
        .bind(account_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Remembers an address that the account had until then. Known ones stay as they are.
pub async fn add(
    connection: &mut Connection,
    account_id: &str,
    address: &EmailAddress,
    until_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO former_addresses (account_id, email_key, email, email_domain, until_ms) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (account_id, email_key) DO NOTHING";
    sqlx::query(sql)
        .bind(account_id)
        .bind(address.key())
        .bind(address.to_string())
        .bind(address.domain().as_str())
        .bind(until_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The accounts that had this address before, or have it by now, oldest first.
pub async fn accounts_ever_with(connection: &mut Connection, address: &EmailAddress) -> Result<Vec<String>> {
    let sql = "SELECT id FROM accounts WHERE email_key = $1
               UNION SELECT account_id FROM former_addresses WHERE email_key = $1 ORDER BY 1";
    Ok(sqlx::query_scalar(sql)
        .bind(address.key())
        .fetch_all(connection)
        .await?)
}
