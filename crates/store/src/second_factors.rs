//! Second factors of accounts: authenticator apps, and recovery codes, of which only hashes are stored. Invariant: a code of
//! either kind is used once, whoever else tries it at the same moment.

use sqlx::AssertSqlSafe;

use super::selection::Selection;
use super::{Connection, Result, passkeys};

/// An authenticator app.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TotpFactor {
    /// Sealed for [`totp_purpose`].
    pub secret_sealed: String,
    /// When it was added.
    pub added_at_ms: i64,
    /// The time step of the code that was used last.
    pub last_step: i64,
    /// When it was last used.
    pub last_used_at_ms: i64,
}

/// One of the factors of an account.
#[derive(Debug, Clone, Copy)]
pub enum OneFactor<'a> {
    /// The authenticator app.
    Totp,
    /// The passkey with this identifier.
    Passkey(&'a str),
}

/// A secret that was shown and is not confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TotpEnrolment {
    /// Sealed for [`totp_purpose`].
    pub secret_sealed: String,
    /// When it was made.
    pub begun_at_ms: i64,
}

/// The recovery codes of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct RecoveryCodeCount {
    /// When they were made.
    pub made_at_ms: i64,
    /// How many there were.
    pub made: i64,
    /// How many were not used.
    pub left: i64,
}

/// What the secret of an account's app is sealed for.
pub fn totp_purpose(account_id: &str) -> String {
    format!("totp:{account_id}")
}

/// The account's app; none where it has no second factor.
pub async fn totp_of(connection: &mut Connection, account_id: &str) -> Result<Option<TotpFactor>> {
    let sql = "SELECT secret_sealed, added_at_ms, last_step, last_used_at_ms FROM totp_factors WHERE account_id = $1";
    Ok(sqlx::query_as(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?)
}

/// The accounts that have a second factor, as `account_id`.
pub(super) const HAVING_ANY: &str =
    "SELECT account_id FROM totp_factors UNION ALL SELECT account_id FROM passkeys";

/// Whether the account has a second factor: an app, or a passkey.
pub async fn has_any(connection: &mut Connection, account_id: &str) -> Result<bool> {
    Ok(count(connection, account_id).await? > 0)
}

/// How many it has.
pub async fn count(connection: &mut Connection, account_id: &str) -> Result<i64> {
    let sql = "SELECT (SELECT COUNT(*) FROM totp_factors WHERE account_id = $1)
                    + (SELECT COUNT(*) FROM passkeys WHERE account_id = $1)";
    Ok(sqlx::query_scalar(sql)
        .bind(account_id)
        .fetch_one(connection)
        .await?)
}

/// Those of these accounts that have a second factor, in no order.
pub async fn having_any(connection: &mut Connection, account_ids: &[&str]) -> Result<Vec<String>> {
    if account_ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (1..=account_ids.len()).map(|at| format!("${at}")).collect();
    // A constant, and the places of values.
    let sql = AssertSqlSafe(format!(
        "SELECT DISTINCT account_id FROM ({HAVING_ANY}) f WHERE account_id IN ({})",
        places.join(", ")
    ));
    let mut query = sqlx::query_scalar(sql);
    for id in account_ids {
        query = query.bind(*id);
    }
    Ok(query.fetch_all(connection).await?)
}

/// Uses the code of a time step up. Returns whether it was newer than all that were used: of two at once, one wins.
pub async fn use_step(connection: &mut Connection, account_id: &str, step: i64, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE totp_factors SET last_step = $2, last_used_at_ms = $3 WHERE account_id = $1 AND last_step < $2";
    let done = sqlx::query(sql)
        .bind(account_id)
        .bind(step)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps a secret that is shown, in the place of one that was shown before.
pub async fn begin_enrolment(
    connection: &mut Connection,
    account_id: &str,
    secret_sealed: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO totp_enrolments (account_id, secret_sealed, begun_at_ms) VALUES ($1, $2, $3)
               ON CONFLICT (account_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, begun_at_ms = excluded.begun_at_ms";
    sqlx::query(sql)
        .bind(account_id)
        .bind(secret_sealed)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The secret that waits for its first code.
pub async fn enrolment_of(connection: &mut Connection, account_id: &str) -> Result<Option<TotpEnrolment>> {
    let sql = "SELECT secret_sealed, begun_at_ms FROM totp_enrolments WHERE account_id = $1";
    Ok(sqlx::query_as(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?)
}

/// Makes the secret that waited the account's second factor; `step` is that of the code which confirmed it.
pub async fn confirm_enrolment(
    connection: &mut Connection,
    account_id: &str,
    enrolment: &TotpEnrolment,
    step: i64,
    now_ms: i64,
) -> Result<()> {
    sqlx::query("DELETE FROM totp_enrolments WHERE account_id = $1")
        .bind(account_id)
        .execute(&mut *connection)
        .await?;
    let sql = "INSERT INTO totp_factors (account_id, secret_sealed, added_at_ms, last_step, last_used_at_ms)
               VALUES ($1, $2, $3, $4, $3)
               ON CONFLICT (account_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, added_at_ms = excluded.added_at_ms,
                 last_step = excluded.last_step, last_used_at_ms = excluded.last_used_at_ms";
    sqlx::query(sql)
        .bind(account_id)
        .bind(&enrolment.secret_sealed)
        .bind(now_ms)
        .bind(step)
        .execute(connection)
        .await?;
    Ok(())
}

/// The person's recovery codes, if any were made.
pub async fn codes_of(connection: &mut Connection, account_id: &str) -> Result<Option<RecoveryCodeCount>> {
    let sql =
        "SELECT made_at_ms, COUNT(*) AS made, COUNT(CASE WHEN used_at_ms IS NULL THEN 1 END) AS \"left\"
               FROM account_recovery_codes WHERE account_id = $1 GROUP BY made_at_ms";
    Ok(sqlx::query_as(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?)
}

/// Puts codes with these hashes in the place of the earlier ones. The account is locked.
pub async fn replace_codes(
    connection: &mut Connection,
    account_id: &str,
    code_hashes: &[String],
    now_ms: i64,
) -> Result<()> {
    delete_codes(connection, account_id).await?;
    for hash in code_hashes {
        let sql =
            "INSERT INTO account_recovery_codes (account_id, code_hash, made_at_ms) VALUES ($1, $2, $3)";
        sqlx::query(sql)
            .bind(account_id)
            .bind(hash)
            .bind(now_ms)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Uses a code of the person up. Returns whether it worked: of two at once, one wins.
pub async fn use_code(
    connection: &mut Connection,
    account_id: &str,
    code_hash: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql = "UPDATE account_recovery_codes SET used_at_ms = $3
               WHERE account_id = $1 AND code_hash = $2 AND used_at_ms IS NULL";
    let done = sqlx::query(sql)
        .bind(account_id)
        .bind(code_hash)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes everything away that these accounts have as their second factor. Returns how many factors that were. Called where trust changes hands
/// ([`super::account_security`]).
pub(super) async fn delete_of_accounts(connection: &mut Connection, who: Selection<'_>) -> Result<u64> {
    let mut gone = 0;
    for (table, is_factor) in [
        ("account_recovery_codes", false),
        ("totp_enrolments", false),
        ("totp_factors", true),
        ("passkeys", true),
    ] {
        let sql = format!("DELETE FROM {table} WHERE {}", who.names("account_id"));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in who.values() {
            query = query.bind(value);
        }
        let rows = query.execute(&mut *connection).await?.rows_affected();
        if is_factor {
            gone += rows;
        }
    }
    Ok(gone)
}

/// Takes one factor away. Returns whether there was one. Called where trust changes hands ([`super::account_security`]).
pub(super) async fn delete_one(
    connection: &mut Connection,
    account_id: &str,
    factor: OneFactor<'_>,
) -> Result<bool> {
    match factor {
        OneFactor::Totp => delete_totp(connection, account_id).await,
        OneFactor::Passkey(id) => passkeys::delete(connection, account_id, id).await,
    }
}

/// Takes the account's app away. Returns whether there was one.
async fn delete_totp(connection: &mut Connection, account_id: &str) -> Result<bool> {
    sqlx::query("DELETE FROM totp_enrolments WHERE account_id = $1")
        .bind(account_id)
        .execute(&mut *connection)
        .await?;
    let gone = sqlx::query("DELETE FROM totp_factors WHERE account_id = $1")
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected() == 1)
}

/// Takes the recovery codes of an account away.
pub(super) async fn delete_codes(connection: &mut Connection, account_id: &str) -> Result<()> {
    sqlx::query("DELETE FROM account_recovery_codes WHERE account_id = $1")
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Voids the recovery codes of all people. Returns how many had not been used.
pub async fn void_all_codes(connection: &mut Connection) -> Result<u64> {
    let gone = sqlx::query("DELETE FROM account_recovery_codes WHERE used_at_ms IS NULL")
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM account_recovery_codes")
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

/// Forgets some of the secrets that nobody confirmed. Returns how many; call again while it is not 0.
pub async fn purge_enrolments(connection: &mut Connection, before_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM totp_enrolments WHERE account_id IN
                 (SELECT account_id FROM totp_enrolments WHERE begun_at_ms <= $1 LIMIT 500)";
    let gone = sqlx::query(sql).bind(before_ms).execute(connection).await?;
    Ok(gone.rows_affected())
}
