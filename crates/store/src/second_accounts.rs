//! Second accounts behind one identity. Invariants: one that its owner has not confirmed opens nothing; the tables hold that all are of one company, and how
//! many there are at most.

use super::account_links::ForeignIdentity;
use super::by_time::{Timed, Values};
use super::page::{Part, Rows};
use super::{Connection, Result, StoreError};

/// Places for second accounts of one identity.
const SLOTS: std::ops::RangeInclusive<i64> = 1..=4;

/// Behind everything that begins with a text: the last character that there is.
const LAST: char = '\u{10ffff}';

/// A second account to be attached.
#[derive(Debug, Clone, Copy)]
pub struct NewSecondAccount<'a> {
    /// Identifier.
    pub id: &'a str,
    /// To which identity, which is linked to an account.
    pub identity: ForeignIdentity<'a>,
    /// Which account.
    pub account_id: &'a str,
    /// The admin who asks for it.
    pub attached_by: &'a str,
}

/// Attaches it, unconfirmed. Under the lock of the company's row.
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

/// A second account, with whom it is attached to.
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
    /// That claim's value.
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
    /// When.
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

/// Some of the second accounts of a company. A search is for the beginning of the second account's address.
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
    // All parts are constants of this file.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM second_accounts s {NAMES} WHERE s.company_id = $1 AND s.id = $2"
    ));
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(id)
        .fetch_optional(connection)
        .await?)
}

/// Those in which the account is the first or the second, oldest first.
pub async fn of_account(connection: &mut Connection, account_id: &str) -> Result<Vec<SecondAccount>> {
    // All parts are constants of this file.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM second_accounts s {NAMES} WHERE s.account_id = $1 OR l.account_id = $1 ORDER BY s.at_ms, s.id"
    ));
    Ok(sqlx::query_as(sql).bind(account_id).fetch_all(connection).await?)
}

/// The confirmed second accounts of an identity that are active, by their addresses: identifier and address.
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

/// Whether the account is attached to any identity of this issuer by this claim, and its owner has agreed.
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

/// Writes down that the account's owner agreed. Returns whether that is new.
pub async fn confirm(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE second_accounts SET confirmed_at_ms = $2 WHERE id = $1 AND confirmed_at_ms IS NULL";
    let done = sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// Detaches. Returns whether it was attached.
pub async fn delete(connection: &mut Connection, id: &str) -> Result<bool> {
    let sql = "DELETE FROM second_accounts WHERE id = $1";
    let done = sqlx::query(sql).bind(id).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}
