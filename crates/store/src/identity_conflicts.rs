//! Identity conflicts of companies. Invariants: the same two sides have one row, in which what is seen again is counted; a decision changes a row that waits
//! for one, and is taken back once.

use super::by_time::{Timed, Values};
use super::page::{Part, Rows};
use super::{Connection, Result};

/// Behind everything that begins with a text: the last character that there is.
const LAST: char = '\u{10ffff}';

/// A conflict that was seen.
#[derive(Debug, Clone, Copy)]
pub struct SeenConflict<'a> {
    /// Identifier, in case it is new.
    pub id: &'a str,
    /// The company.
    pub company_id: &'a str,
    /// What did not agree.
    pub kind: &'a str,
    /// Tells two of a kind apart.
    pub sides_hash: &'a str,
    /// The first account.
    pub account_id: Option<&'a str>,
    /// The other one.
    pub other_account_id: Option<&'a str>,
    /// `iss`
    pub issuer: &'a str,
    /// The claim that Foreign ID maps to.
    pub foreign_id_claim: &'a str,
    /// The value of that claim: the Foreign ID.
    pub foreign_id: &'a str,
    /// The address that was sent.
    pub address: &'a str,
    /// The same as a key ([`latchkey_domain::sort_key`]).
    pub address_key: &'a str,
    /// `email_verified` was explicitly false.
    pub address_denied: bool,
    /// The address that was typed.
    pub typed: Option<&'a str>,
}

/// Writes it down or counts it. One that was decided for something that must not be seen again is open again. Returns whether it is new.
pub async fn record(connection: &mut Connection, seen: &SeenConflict<'_>, now_ms: i64) -> Result<bool> {
    let sql = "INSERT INTO identity_conflicts (id, company_id, kind, sides_hash, account_id, other_account_id, issuer, foreign_id_claim,
                 foreign_id, address, address_key, address_denied, typed, first_seen_at_ms, at_ms, seen, state)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, 1, 'open')
               ON CONFLICT (company_id, kind, sides_hash) DO UPDATE SET
                 at_ms = excluded.at_ms, seen = identity_conflicts.seen + 1, address_denied = excluded.address_denied,
                 state = CASE WHEN identity_conflicts.opens_again = 1 THEN 'open' ELSE identity_conflicts.state END,
                 opens_again = 0
               RETURNING seen";
    let seen: i64 = sqlx::query_scalar(sql)
        .bind(seen.id)
        .bind(seen.company_id)
        .bind(seen.kind)
        .bind(seen.sides_hash)
        .bind(seen.account_id)
        .bind(seen.other_account_id)
        .bind(seen.issuer)
        .bind(seen.foreign_id_claim)
        .bind(seen.foreign_id)
        .bind(seen.address)
        .bind(seen.address_key)
        .bind(i64::from(seen.address_denied))
        .bind(seen.typed)
        .bind(now_ms)
        .fetch_one(connection)
        .await?;
    Ok(seen == 1)
}

/// A conflict with the names of whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedConflict {
    /// Identifier.
    pub id: String,
    /// What did not agree.
    pub kind: String,
    /// Its state.
    pub state: String,
    /// The first account.
    pub account_id: Option<String>,
    /// Its address.
    pub account_email: Option<String>,
    /// Its given name.
    pub account_first_name: Option<String>,
    /// Its family name.
    pub account_last_name: Option<String>,
    /// The other account.
    pub other_account_id: Option<String>,
    /// Its address.
    pub other_email: Option<String>,
    /// Its given name.
    pub other_first_name: Option<String>,
    /// Its family name.
    pub other_last_name: Option<String>,
    /// `iss`
    pub issuer: String,
    /// The claim that Foreign ID maps to.
    pub foreign_id_claim: String,
    /// The value of that claim: the Foreign ID.
    pub foreign_id: String,
    /// The address that was sent.
    pub address: String,
    /// 1: `email_verified` was explicitly false.
    pub address_denied: i64,
    /// The address that was typed.
    pub typed: Option<String>,
    /// When it was seen first.
    pub first_seen_at_ms: i64,
    /// When it was seen last.
    pub at_ms: i64,
    /// How often it was seen.
    pub seen: i64,
    /// What was decided last.
    pub choice: Option<String>,
    /// What that did, JSON, unless it was taken back.
    pub effects: Option<String>,
    /// The address of who decided or took back.
    pub decided_by_email: Option<String>,
    /// When it was decided.
    pub decided_at_ms: Option<i64>,
}

impl Timed for ListedConflict {
    fn place(&self) -> (i64, &str) {
        (self.at_ms, &self.id)
    }
}

const COLUMNS: &str = "c.id, c.kind, c.state, c.account_id, a.email AS account_email, a.first_name AS account_first_name,
     a.last_name AS account_last_name, c.other_account_id, o.email AS other_email, o.first_name AS other_first_name,
     o.last_name AS other_last_name, c.issuer, c.foreign_id_claim, c.foreign_id, c.address, c.address_denied, c.typed,
     c.first_seen_at_ms, c.at_ms, c.seen, c.choice, c.effects, d.email AS decided_by_email, c.decided_at_ms";
const NAMES: &str =
    "LEFT JOIN accounts a ON a.id = c.account_id LEFT JOIN accounts o ON o.id = c.other_account_id
     LEFT JOIN accounts d ON d.id = c.decided_by";

/// Which are meant; by default all. All conditions that are given hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConflictFilter {
    /// Whether an admin has decided.
    pub is_decided: Option<bool>,
    /// What did not agree.
    pub kind: Option<&'static str>,
}

/// How many conflicts of a company nobody has decided, up to `most`.
pub async fn count_open(connection: &mut Connection, company_id: &str, most: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM identity_conflicts WHERE company_id = $1 AND state <> 'decided' LIMIT $2) c";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(most)
        .fetch_one(connection)
        .await?)
}

/// Some of the conflicts of a company. A search is for the beginning of the address that was sent.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    filter: &ConflictFilter,
    part: &Part,
) -> Result<Rows<ListedConflict>> {
    let collation = match connection.backend_name() {
        "PostgreSQL" => " COLLATE \"C\"",
        _ => "",
    };
    let mut values = Values::default();
    let mut condition = format!("company_id = {}", values.text(company_id));
    if let Some(is_decided) = filter.is_decided {
        let comparison = if is_decided { "=" } else { "<>" };
        condition.push_str(&format!(" AND state {comparison} 'decided'"));
    }
    if let Some(kind) = filter.kind {
        condition.push_str(&format!(" AND kind = {}", values.text(kind)));
    }
    if let Some(prefix) = &part.search {
        let (first, behind) = (values.text(prefix), values.text(format!("{prefix}{LAST}")));
        condition.push_str(&format!(
            " AND address_key{collation} >= {first} AND address_key{collation} < {behind}"
        ));
    }
    condition.push_str(&values.in_time(None, part));
    let order = values.order(part);
    let text = format!(
        "SELECT {COLUMNS} FROM (SELECT * FROM identity_conflicts WHERE {condition} {order}) AS c {NAMES} {}",
        order.replace("at_ms", "c.at_ms").replace(" id", " c.id")
    );
    values.rows(connection, text, part).await
}

/// The conflict of the company with this identifier.
pub async fn by_id(
    connection: &mut Connection,
    company_id: &str,
    id: &str,
) -> Result<Option<ListedConflict>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM identity_conflicts c {NAMES} WHERE c.company_id = $1 AND c.id = $2"
    ));
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(id)
        .fetch_optional(connection)
        .await?)
}

/// A decision.
#[derive(Debug, Clone, Copy)]
pub struct NewDecision<'a> {
    /// The conflict.
    pub id: &'a str,
    /// The choice.
    pub choice: &'a str,
    /// What it did, JSON.
    pub effects: &'a str,
    /// That must not be seen again.
    pub opens_again: bool,
    /// The account of the admin who decided.
    pub decided_by: &'a str,
}

/// Writes a decision down. Returns whether the conflict waited for one.
pub async fn decide(connection: &mut Connection, decision: &NewDecision<'_>, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE identity_conflicts SET state = 'decided', choice = $2, effects = $3, opens_again = $4, decided_by = $5,
                 decided_at_ms = $6
               WHERE id = $1 AND state <> 'decided'";
    let done = sqlx::query(sql)
        .bind(decision.id)
        .bind(decision.choice)
        .bind(decision.effects)
        .bind(i64::from(decision.opens_again))
        .bind(decision.decided_by)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down that the decision was taken back. Returns whether there was one.
pub async fn undo(connection: &mut Connection, id: &str, by: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE identity_conflicts SET state = 'undone', effects = NULL, opens_again = 0, decided_by = $2, decided_at_ms = $3
               WHERE id = $1 AND state = 'decided'";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(by)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// An account as a decision looks at it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DecidedAccount {
    /// Identifier.
    pub id: String,
    /// The company it belongs to.
    pub company_id: String,
    /// Its address.
    pub email: String,
    /// 1: an admin of the company.
    pub company_admin: i64,
    /// Since when it is switched off, if it is.
    pub deactivated_at_ms: Option<i64>,
}

/// The account with this identifier, locked until the transaction ends where `is_locked`.
pub async fn account(
    connection: &mut Connection,
    account_id: &str,
    is_locked: bool,
) -> Result<Option<DecidedAccount>> {
    if is_locked {
        super::accounts::lock_active(connection, account_id).await?;
    }
    let sql = "SELECT id, company_id, email, company_admin, deactivated_at_ms FROM accounts WHERE id = $1";
    Ok(sqlx::query_as(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?)
}
