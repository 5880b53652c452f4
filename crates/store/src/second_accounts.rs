//! Second accounts of an identity: accounts that it opens beside the one it is linked to. Invariants: one that its owner has not confirmed
//! cannot be opened; constraints of the table enforce that all belong to one company, and their greatest number.

use super::account_links::ForeignIdentity;
use super::by_time::{Timed, Values};
use super::page::{Part, Rows};
use super::{Connection, Result, StoreError};

/// Values of the column `slot`, which is unique for an identity: so one identity has at most this many second accounts.
const SLOTS: std::ops::RangeInclusive<i64> = 1..=4;

/// The last Unicode character: `prefix` followed by it sorts after every text that begins with `prefix`.
const LAST: char = '\u{10ffff}';

/// A second account to be attached.
#[derive(Debug, Clone, Copy)]
pub struct NewSecondAccount<'a> {
    /// Identifier.
    pub id: &'a str,
    /// The identity that will open it; it is linked to another account.
    pub identity: ForeignIdentity<'a>,
    /// The second account.
    pub account_id: &'a str,
    /// The admin who asks for it.
    pub attached_by: &'a str,
}

/// Attaches a second account, unconfirmed. The caller holds the lock of the company's row.
///
/// # Errors
/// [`StoreError::AlreadyExists`] where the account is attached already or there is no place left.
pub async fn insert(connection: &mut Connection, second: &NewSecondAccount<'_>, now_ms: i64) -> Result<()> {
    let identity = second.identity;
    let sql = "SELECT slot FROM second_accounts
               WHERE company_id = $1 AND issuer = $2 AND foreign_id_claim = $3 AND foreign_id = $4";
    let used: Vec<i64> = sqlx::query_scalar(sql)
        .bind(identity.company_id)
        .bind(identity.issuer)
        .bind(identity.foreign_id_claim)
        .bind(identity.foreign_id)
        .fetch_all(&mut *connection)
        .await?;
    let mut slots = SLOTS;
    let slot = slots
        .find(|slot| !used.contains(slot))
        .ok_or(StoreError::AlreadyExists)?;
    let sql = "INSERT INTO second_accounts (id, company_id, issuer, foreign_id_claim, foreign_id, account_id, slot, attached_by, at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sqlx::query(sql)
        .bind(second.id)
        .bind(identity.company_id)
        .bind(identity.issuer)
        .bind(identity.foreign_id_claim)
        .bind(identity.foreign_id)
        .bind(second.account_id)
        .bind(slot)
        .bind(second.attached_by)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// A second account and the identity that opens it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SecondAccount {
    /// Identifier.
    pub id: String,
    /// The company.
    pub company_id: String,
    /// `iss`
    pub issuer: String,
    /// The claim that Foreign ID maps to.
    pub foreign_id_claim: String,
    /// The value of that claim: the Foreign ID.
    pub foreign_id: String,
    /// The account that the identity is linked to.
    pub member_id: String,
    /// Its address.
    pub member_email: String,
    /// The second account.
    pub account_id: String,
    /// Its address.
    pub account_email: String,
    /// The address of the admin who asked for it.
    pub attached_by_email: Option<String>,
    /// When the admin asked for it.
    pub at_ms: i64,
    /// When its owner agreed.
    pub confirmed_at_ms: Option<i64>,
}

impl SecondAccount {
    /// The identity.
    pub fn identity(&self) -> ForeignIdentity<'_> {
        ForeignIdentity {
            company_id: &self.company_id,
            issuer: &self.issuer,
            foreign_id_claim: &self.foreign_id_claim,
            foreign_id: &self.foreign_id,
        }
    }
}

impl Timed for SecondAccount {
    fn place(&self) -> (i64, &str) {
        (self.at_ms, &self.id)
    }
}

const COLUMNS: &str = "s.id, s.company_id, s.issuer, s.foreign_id_claim, s.foreign_id, l.account_id AS member_id, m.email AS member_email,
     s.account_id, a.email AS account_email, b.email AS attached_by_email, s.at_ms, s.confirmed_at_ms";
const NAMES: &str = "JOIN account_links l ON l.company_id = s.company_id AND l.issuer = s.issuer
       AND l.foreign_id_claim = s.foreign_id_claim AND l.foreign_id = s.foreign_id
     JOIN accounts m ON m.id = l.account_id JOIN accounts a ON a.id = s.account_id LEFT JOIN accounts b ON b.id = s.attached_by";

/// A page of the second accounts of a company. A search compares the beginning of the second account's address.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    part: &Part,
) -> Result<Rows<SecondAccount>> {
    let collation = match connection.backend_name() {
        "PostgreSQL" => " COLLATE \"C\"",
        _ => "",
    };
    let mut values = Values::default();
    let mut condition = format!("company_id = {}", values.text(company_id));
    if let Some(prefix) = &part.search {
        let (first, behind) = (values.text(prefix), values.text(format!("{prefix}{LAST}")));
        condition.push_str(&format!(
            " AND account_id IN (SELECT id FROM accounts WHERE email_key{collation} >= {first} AND email_key{collation} < {behind})"
        ));
    }
    condition.push_str(&values.in_time(None, part));
    let order = values.order(part);
    let text = format!(
        "SELECT {COLUMNS} FROM (SELECT * FROM second_accounts WHERE {condition} {order}) AS s {NAMES} {}",
        order.replace("at_ms", "s.at_ms").replace(" id", " s.id")
    );
    values.rows(connection, text, part).await
}

/// The second account of the company with this identifier.
pub async fn by_id(connection: &mut Connection, company_id: &str, id: &str) -> Result<Option<SecondAccount>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM second_accounts s {NAMES} WHERE s.company_id = $1 AND s.id = $2"
    ));
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(id)
        .fetch_optional(connection)
        .await?)
}

/// The second accounts in which this account is either the second one or the one that the identity is linked to, oldest first.
pub async fn of_account(connection: &mut Connection, account_id: &str) -> Result<Vec<SecondAccount>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM second_accounts s {NAMES} WHERE s.account_id = $1 OR l.account_id = $1 ORDER BY s.at_ms, s.id"
    ));
    Ok(sqlx::query_as(sql).bind(account_id).fetch_all(connection).await?)
}

/// Identifiers and addresses of the confirmed, active second accounts of an identity, sorted by address.
pub async fn offered(
    connection: &mut Connection,
    identity: ForeignIdentity<'_>,
) -> Result<Vec<(String, String)>> {
    let sql = "SELECT a.id, a.email FROM second_accounts s JOIN accounts a ON a.id = s.account_id
               WHERE s.company_id = $1 AND s.issuer = $2 AND s.foreign_id_claim = $3 AND s.foreign_id = $4
                 AND s.confirmed_at_ms IS NOT NULL AND a.deactivated_at_ms IS NULL ORDER BY a.email";
    Ok(sqlx::query_as(sql)
        .bind(identity.company_id)
        .bind(identity.issuer)
        .bind(identity.foreign_id_claim)
        .bind(identity.foreign_id)
        .fetch_all(connection)
        .await?)
}

/// How many second accounts the identity has, confirmed or not.
pub async fn count(connection: &mut Connection, identity: ForeignIdentity<'_>) -> Result<usize> {
    let sql = "SELECT COUNT(*) FROM second_accounts
               WHERE company_id = $1 AND issuer = $2 AND foreign_id_claim = $3 AND foreign_id = $4";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(identity.company_id)
        .bind(identity.issuer)
        .bind(identity.foreign_id_claim)
        .bind(identity.foreign_id)
        .fetch_one(connection)
        .await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Whether the account is a confirmed second account of any identity of this issuer and claim.
pub async fn is_attached(
    connection: &mut Connection,
    account_id: &str,
    issuer: &str,
    foreign_id_claim: &str,
) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM second_accounts
               WHERE account_id = $1 AND issuer = $2 AND foreign_id_claim = $3 AND confirmed_at_ms IS NOT NULL";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(account_id)
        .bind(issuer)
        .bind(foreign_id_claim)
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}

/// Records that the account's owner agreed. Returns `false` if that was recorded before.
pub async fn confirm(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE second_accounts SET confirmed_at_ms = $2 WHERE id = $1 AND confirmed_at_ms IS NULL";
    let done = sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// Detaches a second account. Returns whether there was one.
pub async fn delete(connection: &mut Connection, id: &str) -> Result<bool> {
    let sql = "DELETE FROM second_accounts WHERE id = $1";
    let done = sqlx::query(sql).bind(id).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}
