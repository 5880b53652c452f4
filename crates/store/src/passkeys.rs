//! Passkeys of accounts, and the challenges that were answered. Invariants: a challenge is used once, whoever else answers it at the same moment;
//! a counter is never set back.

use super::selection::Selection;
use super::{Connection, Result};

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Passkey {
    /// Identifier, for addresses.
    pub id: String,
    /// Identifier of the owner's account.
    pub account_id: String,
    /// The authenticator's name for it, base64url.
    pub credential_id: String,
    /// What the authenticator knows the account by, base64url.
    pub user_handle: String,
    /// SubjectPublicKeyInfo, base64url.
    pub public_key: String,
    /// COSE algorithm.
    pub algorithm: i64,
    /// Signatures that were counted.
    pub sign_count: i64,
    /// 1: may be copied to other devices.
    pub backup_eligible: i64,
    /// 1: was copied.
    pub backed_up: i64,
    /// Ways to the authenticator, with a space between them.
    pub transports: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub added_at_ms: i64,
    /// When it was used last; none: never.
    pub last_used_at_ms: Option<i64>,
    /// 1: signs in without the password.
    pub opens_alone: i64,
}

const COLUMNS: &str = "id, account_id, credential_id, user_handle, public_key, algorithm, sign_count, backup_eligible, backed_up,
    transports, name, added_at_ms, last_used_at_ms, opens_alone";

/// Adds one.
///
/// # Errors
/// [`super::StoreError::AlreadyExists`] where somebody has this credential.
pub async fn insert(connection: &mut Connection, passkey: &Passkey) -> Result<()> {
    let sql = format!(
        "INSERT INTO passkeys ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(&passkey.id)
        .bind(&passkey.account_id)
        .bind(&passkey.credential_id)
        .bind(&passkey.user_handle)
        .bind(&passkey.public_key)
        .bind(passkey.algorithm)
        .bind(passkey.sign_count)
        .bind(passkey.backup_eligible)
        .bind(passkey.backed_up)
        .bind(&passkey.transports)
        .bind(&passkey.name)
        .bind(passkey.added_at_ms)
        .bind(passkey.last_used_at_ms)
        .bind(passkey.opens_alone)
        .execute(connection)
        .await?;
    Ok(())
}

/// Those of an account, in the order in which they were added.
pub async fn of_account(connection: &mut Connection, account_id: &str) -> Result<Vec<Passkey>> {
    let sql = format!("SELECT {COLUMNS} FROM passkeys WHERE account_id = $1 ORDER BY added_at_ms, id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(account_id)
        .fetch_all(connection)
        .await?)
}

/// The one that an authenticator calls so, whosoever it is.
pub async fn by_credential(connection: &mut Connection, credential_id: &str) -> Result<Option<Passkey>> {
    let sql = format!("SELECT {COLUMNS} FROM passkeys WHERE credential_id = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(credential_id)
        .fetch_optional(connection)
        .await?)
}

/// Gives it another name. Returns whether the account has it.
pub async fn rename(connection: &mut Connection, account_id: &str, id: &str, name: &str) -> Result<bool> {
    let sql = "UPDATE passkeys SET name = $3 WHERE account_id = $1 AND id = $2";
    let done = sqlx::query(sql)
        .bind(account_id)
        .bind(id)
        .bind(name)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// How a passkey was used.
#[derive(Debug, Clone, Copy)]
pub struct Use {
    /// What the authenticator counted.
    pub sign_count: i64,
    /// Whether it was copied to other devices.
    pub backed_up: bool,
    /// When it was used, in milliseconds since the Unix epoch.
    pub at_ms: i64,
}

/// Writes down that it was used, from a counter that is `before`. Returns whether nobody else did meanwhile.
pub async fn use_it(connection: &mut Connection, passkey: &Passkey, used: Use) -> Result<bool> {
    // Whoever came by it behind the password shows that its owner knows the new one.
    let sql = "UPDATE passkeys SET sign_count = $3, backed_up = $4, last_used_at_ms = $5, opens_alone = 1
               WHERE id = $1 AND sign_count = $2";
    let done = sqlx::query(sql)
        .bind(&passkey.id)
        .bind(passkey.sign_count)
        .bind(used.sign_count)
        .bind(i64::from(used.backed_up))
        .bind(used.at_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes one away. Returns whether the account had it. Called where trust changes hands
/// ([`super::account_security`]).
pub(super) async fn delete(connection: &mut Connection, account_id: &str, id: &str) -> Result<bool> {
    let sql = "DELETE FROM passkeys WHERE account_id = $1 AND id = $2";
    let gone = sqlx::query(sql)
        .bind(account_id)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected() == 1)
}

/// None of these accounts' passkeys opens anything without the password, until it was used behind the password once. Called where trust
/// changes hands ([`super::account_security`]).
pub(super) async fn put_behind_password(connection: &mut Connection, who: Selection<'_>) -> Result<u64> {
    let sql = format!(
        "UPDATE passkeys SET opens_alone = 0 WHERE opens_alone = 1 AND {}",
        who.names("account_id")
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for value in who.values() {
        query = query.bind(value);
    }
    Ok(query.execute(connection).await?.rows_affected())
}

/// The same for everybody: after a restore, what was taken away since the copy is there again.
pub async fn put_all_behind_password(connection: &mut Connection) -> Result<u64> {
    let sql = "UPDATE passkeys SET opens_alone = 0 WHERE opens_alone = 1";
    Ok(sqlx::query(sql).execute(connection).await?.rows_affected())
}

/// Uses a challenge up. Returns whether it was not used before: of two at once, one wins.
pub async fn use_challenge(connection: &mut Connection, challenge_hash: &str, now_ms: i64) -> Result<bool> {
    let sql = "INSERT INTO used_passkey_challenges (challenge_hash, used_at_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let done = sqlx::query(sql)
        .bind(challenge_hash)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets some of the challenges that are too old to work again. Returns how many; call again while it is not 0.
pub async fn purge_challenges(connection: &mut Connection, before_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM used_passkey_challenges WHERE challenge_hash IN
                 (SELECT challenge_hash FROM used_passkey_challenges WHERE used_at_ms <= $1 LIMIT 500)";
    let gone = sqlx::query(sql).bind(before_ms).execute(connection).await?;
    Ok(gone.rows_affected())
}
