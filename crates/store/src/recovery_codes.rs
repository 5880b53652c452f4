//! Recovery codes of companies, as hashes. Invariant: a code is used once, and those of a company are all of one making.

use super::{Connection, Result};

/// The codes of a company.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RecoveryCodes {
    /// When they were made.
    pub made_at_ms: i64,
    /// The address of who made them, as of now.
    pub made_by: String,
    /// How many there were.
    pub made: i64,
    /// How many were not used.
    pub left: i64,
}

/// The codes of a company, if any were made.
pub async fn of_company(connection: &mut Connection, company_id: &str) -> Result<Option<RecoveryCodes>> {
    let sql = "SELECT c.made_at_ms, a.email AS made_by, COUNT(*) AS made,
                      COUNT(CASE WHEN c.used_at_ms IS NULL THEN 1 END) AS \"left\"
               FROM recovery_codes c JOIN accounts a ON a.id = c.made_by_account_id
               WHERE c.company_id = $1 GROUP BY c.made_at_ms, a.email ORDER BY c.made_at_ms DESC LIMIT 1";
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .fetch_optional(connection)
        .await?)
}

/// Whether the company has a code that was not used.
pub async fn is_any_left(connection: &mut Connection, company_id: &str) -> Result<bool> {
    let codes = of_company(connection, company_id).await?;
    Ok(codes.is_some_and(|codes| codes.left > 0))
}

/// Puts codes with these hashes in the place of the earlier ones. The company is locked.
pub async fn replace(
    connection: &mut Connection,
    company_id: &str,
    made_by_account_id: &str,
    code_hashes: &[String],
    now_ms: i64,
) -> Result<()> {
    sqlx::query("DELETE FROM recovery_codes WHERE company_id = $1")
        .bind(company_id)
        .execute(&mut *connection)
        .await?;
    for hash in code_hashes {
        let sql = "INSERT INTO recovery_codes (code_hash, company_id, made_by_account_id, made_at_ms) VALUES ($1, $2, $3, $4)";
        sqlx::query(sql)
            .bind(hash)
            .bind(company_id)
            .bind(made_by_account_id)
            .bind(now_ms)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Uses a code of the company up. Returns whether it worked: of two at once, one wins.
pub async fn use_up(
    connection: &mut Connection,
    company_id: &str,
    code_hash: &str,
    account_id: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql = "UPDATE recovery_codes SET used_at_ms = $4, used_by_account_id = $3
               WHERE company_id = $1 AND code_hash = $2 AND used_at_ms IS NULL";
    let done = sqlx::query(sql)
        .bind(company_id)
        .bind(code_hash)
        .bind(account_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Voids all codes of all companies. Returns how many had not been used.
pub async fn void_all(connection: &mut Connection) -> Result<u64> {
    let gone = sqlx::query("DELETE FROM recovery_codes WHERE used_at_ms IS NULL")
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM recovery_codes")
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}
