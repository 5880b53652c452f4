//! What authorizations gave: families of tokens. The store knows hashes of tokens only. Invariant: a family is alive only while
//! its session (unless it is `offline`), its account, its account's access, and the consent are; that is looked up at each
//! use, so nothing has to be hunted down when one of them ends.

use super::clients::{published_roles, read_roles};
use super::database::lock_rows;
use super::tokens::RefreshToken;
use super::{Connection, Result, StoreError};
use crate::domain::app_roles::effective;
use crate::domain::scopes::Scopes;
use crate::domain::session_lifetime::SignedInBy;

/// A new family.
#[derive(Debug)]
pub struct NewFamily<'a> {
    /// Identifier.
    pub id: &'a str,
    /// What it came from.
    pub authorization_request_id: &'a str,
    /// For whom.
    pub environment_id: &'a str,
    /// About whom.
    pub account_id: &'a str,
    /// The session that it lives with.
    pub session_id: &'a str,
    /// How that began.
    pub signed_in_by: SignedInBy,
    /// When that began.
    pub signed_in_at_ms: i64,
    /// What was granted.
    pub scopes: Scopes,
    /// It outlives the session.
    pub offline: bool,
    /// When it ends at the latest.
    pub ends_at_ms: i64,
}

/// A living family with what its tokens speak of, as it is at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Identifier.
    pub id: String,
    /// For whom.
    pub environment_id: String,
    /// `client_id` of that environment.
    pub client_id: String,
    /// The session that it began with.
    pub session_id: String,
    /// How that began.
    pub signed_in_by: SignedInBy,
    /// When that began.
    pub signed_in_at_ms: i64,
    /// What was granted.
    pub scopes: Scopes,
    /// When it ends at the latest.
    pub ends_at_ms: i64,
    /// About whom.
    pub person: Person,
}

/// The person as apps may know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account_id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Name of the company.
    pub company: String,
    /// Roles in the environment, as far as it has them.
    pub roles: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    environment_id: String,
    client_id: String,
    session_id: String,
    signed_in_by: String,
    signed_in_at_ms: i64,
    scopes: String,
    ends_at_ms: i64,
    account_id: String,
    email: String,
    first_name: String,
    last_name: String,
    company: String,
    roles: String,
    registration: String,
}

impl TryFrom<Row> for Family {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            signed_in_by: SignedInBy::from_text(&row.signed_in_by)
                .ok_or(StoreError::Corrupt("token_families.signed_in_by"))?,
            scopes: Scopes::parse(&row.scopes),
            id: row.id,
            environment_id: row.environment_id,
            client_id: row.client_id,
            session_id: row.session_id,
            signed_in_at_ms: row.signed_in_at_ms,
            ends_at_ms: row.ends_at_ms,
            person: Person {
                roles: effective(read_roles(&row.roles)?, &published_roles(&row.registration)?),
                account_id: row.account_id,
                email: row.email,
                first_name: row.first_name,
                last_name: row.last_name,
                company: row.company,
            },
        })
    }
}

/// What is joined to a token; what may be gone can be NULL.
#[derive(sqlx::FromRow)]
struct RowOfToken {
    created_at_ms: i64,
    expires_at_ms: i64,
    used_at_ms: Option<i64>,
    revoked_at_ms: Option<i64>,
    id: String,
    environment_id: String,
    client_id: String,
    session_id: String,
    signed_in_by: String,
    signed_in_at_ms: i64,
    scopes: String,
    ends_at_ms: i64,
    account_id: String,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    company: Option<String>,
    roles: Option<String>,
    registration: String,
    lives: i64,
}

impl RowOfToken {
    fn read(self) -> Result<(RefreshToken, Option<Family>)> {
        let token = RefreshToken {
            family_id: self.id.clone(),
            client_id: self.client_id.clone(),
            created_at_ms: self.created_at_ms,
            expires_at_ms: self.expires_at_ms,
            used_at_ms: self.used_at_ms,
            revoked_at_ms: self.revoked_at_ms,
        };
        let person = (
            self.email,
            self.first_name,
            self.last_name,
            self.company,
            self.roles,
        );
        let family = match person {
            // Account and access.
            (Some(email), Some(first_name), Some(last_name), Some(company), Some(roles))
                if self.lives == 1 =>
            {
                Row {
                    id: self.id,
                    environment_id: self.environment_id,
                    client_id: self.client_id,
                    session_id: self.session_id,
                    signed_in_by: self.signed_in_by,
                    signed_in_at_ms: self.signed_in_at_ms,
                    scopes: self.scopes,
                    ends_at_ms: self.ends_at_ms,
                    account_id: self.account_id,
                    email,
                    first_name,
                    last_name,
                    company,
                    roles,
                    registration: self.registration,
                }
            }
            _ => return Ok((token, None)),
        };
        Ok((token, Some(family.try_into()?)))
    }
}

/// Begins a family, now or, where the node that wrote the consent or the access down was ahead of this one, with those: it
/// rests on them, so it is no older.
pub async fn insert(connection: &mut Connection, family: &NewFamily<'_>, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO token_families (id, authorization_request_id, environment_id, account_id, session_id, signed_in_by,
                                           signed_in_at_ms, scopes, offline, created_at_ms, ends_at_ms)
               SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, MAX(moments.at_ms), $11
               FROM (SELECT CAST($10 AS BIGINT) AS at_ms
                     UNION ALL SELECT granted_at_ms FROM access_grants WHERE environment_id = $3 AND account_id = $4
                     UNION ALL SELECT granted_at_ms FROM consents WHERE environment_id = $3 AND account_id = $4) AS moments";
    sqlx::query(sql)
        .bind(family.id)
        .bind(family.authorization_request_id)
        .bind(family.environment_id)
        .bind(family.account_id)
        .bind(family.session_id)
        .bind(family.signed_in_by.as_str())
        .bind(family.signed_in_at_ms)
        .bind(family.scopes.to_string())
        .bind(i64::from(family.offline))
        .bind(now_ms)
        .bind(family.ends_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The family, if it is alive.
pub async fn alive(connection: &mut Connection, id: &str, now_ms: i64) -> Result<Option<Family>> {
    let sql = "SELECT f.id, f.environment_id, e.client_id, f.session_id, f.signed_in_by, f.signed_in_at_ms, f.scopes, f.ends_at_ms,
                      f.account_id, a.email, a.first_name, a.last_name, o.name AS company, g.roles, e.registration
               FROM token_families f
                 JOIN app_environments e ON e.id = f.environment_id
                 JOIN accounts a ON a.id = f.account_id AND a.deactivated_at_ms IS NULL
                 JOIN companies o ON o.id = a.company_id
                 JOIN access_grants g ON g.environment_id = f.environment_id AND g.account_id = f.account_id
                   AND g.granted_at_ms <= f.created_at_ms
                 JOIN consents c ON c.environment_id = f.environment_id AND c.account_id = f.account_id
                   AND c.granted_at_ms <= f.created_at_ms
                 LEFT JOIN sessions s ON s.id = f.session_id AND s.ended_at_ms IS NULL AND s.expires_at_ms > $2
               WHERE f.id = $1 AND f.revoked_at_ms IS NULL AND f.ends_at_ms > $2 AND (f.offline = 1 OR s.id IS NOT NULL)";
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(id)
        .bind(now_ms)
        .fetch_optional(connection)
        .await?;
    row.map(Family::try_from).transpose()
}

/// A refresh token with its family, which is `None` where that is not alive (any more).
pub async fn of_refresh_token(
    connection: &mut Connection,
    token_hash: &str,
    now_ms: i64,
) -> Result<Option<(RefreshToken, Option<Family>)>> {
    // As in `alive`, but a row comes in any case: what is said of a dead family decides, too.
    let sql = "SELECT r.created_at_ms, r.expires_at_ms, r.used_at_ms, f.revoked_at_ms, f.id, f.environment_id, e.client_id,
                      f.session_id, f.signed_in_by, f.signed_in_at_ms, f.scopes, f.ends_at_ms, f.account_id,
                      a.email, a.first_name, a.last_name, o.name AS company, g.roles, e.registration,
                      CASE WHEN f.revoked_at_ms IS NULL AND f.ends_at_ms > $2 AND c.account_id IS NOT NULL
                        AND (f.offline = 1 OR s.id IS NOT NULL) THEN 1 ELSE 0 END AS lives
               FROM refresh_tokens r
                 JOIN token_families f ON f.id = r.family_id
                 JOIN app_environments e ON e.id = f.environment_id
                 LEFT JOIN accounts a ON a.id = f.account_id AND a.deactivated_at_ms IS NULL
                 LEFT JOIN companies o ON o.id = a.company_id
                 LEFT JOIN access_grants g ON g.environment_id = f.environment_id AND g.account_id = f.account_id
                   AND g.granted_at_ms <= f.created_at_ms
                 LEFT JOIN consents c ON c.environment_id = f.environment_id AND c.account_id = f.account_id
                   AND c.granted_at_ms <= f.created_at_ms
                 LEFT JOIN sessions s ON s.id = f.session_id AND s.ended_at_ms IS NULL AND s.expires_at_ms > $2
               WHERE r.token_hash = $1";
    let row: Option<RowOfToken> = sqlx::query_as(sql)
        .bind(token_hash)
        .bind(now_ms)
        .fetch_optional(connection)
        .await?;
    row.map(RowOfToken::read).transpose()
}

/// Holds the family of a refresh token until the transaction ends: of two who use its tokens at once, one comes after the
/// other.
pub async fn hold_of_refresh_token(connection: &mut Connection, token_hash: &str) -> Result<()> {
    let select = "SELECT f.id FROM token_families f JOIN refresh_tokens r ON r.family_id = f.id WHERE r.token_hash = $1";
    lock_rows(connection, select, token_hash, "FOR NO KEY UPDATE OF f").await
}

/// Ends a family for good. Returns whether it had not been ended before.
pub async fn revoke(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    revoke_where(connection, "id = $1", id, now_ms).await
}

/// Ends what a code gave.
pub async fn revoke_of_request(connection: &mut Connection, request_id: &str, now_ms: i64) -> Result<bool> {
    revoke_where(connection, "authorization_request_id = $1", request_id, now_ms).await
}

/// Ends everything that apps hold of an account.
pub async fn revoke_of_account(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<bool> {
    revoke_where(connection, "account_id = $1", account_id, now_ms).await
}

async fn revoke_where(
    connection: &mut Connection,
    condition: &'static str,
    value: &str,
    now_ms: i64,
) -> Result<bool> {
    // Both parts are constants of this file.
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE token_families SET revoked_at_ms = $2 WHERE {condition} AND revoked_at_ms IS NULL"
    ));
    let done = sqlx::query(sql)
        .bind(value)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends everything that an environment holds of an account.
pub async fn revoke_of_consent(
    connection: &mut Connection,
    account_id: &str,
    environment_id: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "UPDATE token_families SET revoked_at_ms = $3
               WHERE account_id = $1 AND environment_id = $2 AND revoked_at_ms IS NULL";
    sqlx::query(sql)
        .bind(account_id)
        .bind(environment_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
