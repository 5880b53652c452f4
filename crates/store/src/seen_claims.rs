//! What identity providers sent at people's last sign-ins of the claims that rules of groups read: for previews, and so that changed rules
//! count before the next sign-in. Invariant: one row for each account, gone with it, or after [`KEPT_MS`].

use latchkey_domain::group_rules::SeenClaims;

use super::{Connection, Result, StoreError};

/// How long it is kept after the sign-in, in milliseconds: 90 days.
pub const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// Rows deleted in one statement.
const PURGE_BATCH: i64 = 500;

/// Somebody's claims, seen from a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPerson {
    /// Identifier of the account.
    pub account_id: String,
    /// Email address.
    pub email: String,
    /// The claims that the identity provider sent.
    pub claims: SeenClaims,
    /// In the group by hand.
    pub by_hand: bool,
    /// In the group by the identity provider.
    pub by_idp: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: String,
    email: String,
    claims: String,
    by_hand: i64,
    by_idp: i64,
}

/// Keeps what was sent of somebody, instead of what was kept before; nothing is kept where no rule reads anything.
pub async fn save(
    connection: &mut Connection,
    account_id: &str,
    company_id: &str,
    claims: &SeenClaims,
    now_ms: i64,
) -> Result<()> {
    if claims.is_empty() {
        sqlx::query("DELETE FROM seen_claims WHERE account_id = $1")
            .bind(account_id)
            .execute(connection)
            .await?;
        return Ok(());
    }
    let written = serde_json::to_string(claims).map_err(|_| StoreError::Corrupt("seen_claims.claims"))?;
    let sql = "INSERT INTO seen_claims (account_id, company_id, claims, withheld, seen_at_ms) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (account_id) DO UPDATE SET company_id = excluded.company_id, claims = excluded.claims,
                   withheld = excluded.withheld, seen_at_ms = excluded.seen_at_ms";
    sqlx::query(sql)
        .bind(account_id)
        .bind(company_id)
        .bind(written)
        .bind(i64::from(claims.withheld().next().is_some()))
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// What was sent of somebody.
pub async fn of_account(connection: &mut Connection, account_id: &str) -> Result<Option<SeenClaims>> {
    let claims: Option<String> = sqlx::query_scalar("SELECT claims FROM seen_claims WHERE account_id = $1")
        .bind(account_id)
        .fetch_optional(connection)
        .await?;
    claims.as_deref().map(read).transpose()
}

/// Those people of a company who signed in last, the latest first, at most `most`, and whether each is in the group.
pub async fn latest(
    connection: &mut Connection,
    company_id: &str,
    group_id: &str,
    most: i64,
) -> Result<Vec<SeenPerson>> {
    let sql = "SELECT s.account_id, a.email, s.claims,
                 (SELECT COUNT(*) FROM access_group_members m
                  WHERE m.group_id = $2 AND m.account_id = s.account_id AND m.source = 'hand') AS by_hand,
                 (SELECT COUNT(*) FROM access_group_members m
                  WHERE m.group_id = $2 AND m.account_id = s.account_id AND m.source = 'idp') AS by_idp
               FROM seen_claims s JOIN accounts a ON a.id = s.account_id AND a.company_id = s.company_id
               WHERE s.company_id = $1 ORDER BY s.seen_at_ms DESC, s.account_id LIMIT $3";
    let rows: Vec<Row> = sqlx::query_as(sql)
        .bind(company_id)
        .bind(group_id)
        .bind(most)
        .fetch_all(connection)
        .await?;
    let person = |row: Row| {
        Ok(SeenPerson {
            claims: read(&row.claims)?,
            account_id: row.account_id,
            email: row.email,
            by_hand: row.by_hand > 0,
            by_idp: row.by_idp > 0,
        })
    };
    rows.into_iter().map(person).collect()
}

/// What was sent of at most so many people of a company of whom something was withheld.
pub async fn withheld(connection: &mut Connection, company_id: &str, most: i64) -> Result<Vec<SeenClaims>> {
    let sql = "SELECT claims FROM seen_claims WHERE company_id = $1 AND withheld = 1 LIMIT $2";
    let rows: Vec<String> = sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(most)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|claims| read(claims)).collect()
}

/// Forgets what was sent of a company's people.
pub async fn forget_company(connection: &mut Connection, company_id: &str) -> Result<()> {
    sqlx::query("DELETE FROM seen_claims WHERE company_id = $1")
        .bind(company_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets some of what was sent too long ago. Returns how many rows.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM seen_claims WHERE account_id IN
                 (SELECT account_id FROM seen_claims WHERE seen_at_ms <= $1 LIMIT $2)";
    let gone = sqlx::query(sql)
        .bind(now_ms - KEPT_MS)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

fn read(claims: &str) -> Result<SeenClaims> {
    serde_json::from_str(claims).map_err(|_| StoreError::Corrupt("seen_claims.claims"))
}
