//! Usernames that lead to another account than the one with that address: the person confirmed it when the identity provider
//! authenticated them as somebody else.

use super::selection::Selection;
use super::{Connection, Result};
use latchkey_domain::email_address::EmailAddress;

/// Whether the person of `account_id` has said that `username` stands for them.
pub async fn is_alias(
    connection: &mut Connection,
    username: &EmailAddress,
    account_id: &str,
) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM username_aliases WHERE username_key = $1 AND account_id = $2";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(username.key())
        .bind(account_id)
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}

/// Remembers it. Returns whether that is new.
pub async fn confirm(
    connection: &mut Connection,
    username: &EmailAddress,
    account_id: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql = "INSERT INTO username_aliases (username_key, account_id, confirmed_at_ms) VALUES ($1, $2, $3)
               ON CONFLICT (username_key, account_id) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(username.key())
        .bind(account_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets that `username` stands for the account.
pub async fn forget(connection: &mut Connection, username: &EmailAddress, account_id: &str) -> Result<()> {
    let sql = "DELETE FROM username_aliases WHERE username_key = $1 AND account_id = $2";
    sqlx::query(sql)
        .bind(username.key())
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets the usernames that stood for the accounts.
pub(super) async fn delete_of_accounts(connection: &mut Connection, who: Selection<'_>) -> Result<()> {
    // Every part is a constant of this crate; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "DELETE FROM username_aliases WHERE {}",
        who.names("account_id")
    ));
    let mut query = sqlx::query(sql);
    for value in who.values() {
        query = query.bind(value);
    }
    query.execute(connection).await?;
    Ok(())
}
