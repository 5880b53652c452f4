//! Sign-ins through identity providers that failed. Invariants: one is written in the transaction that closes its attempt; it holds
//! no code, token or secret.

use super::by_time::{Timed, Values};
use super::page::{Part, Rows};
use super::{Connection, Result};

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;
/// Behind everything that begins with a text: the last character that there is.
const LAST: char = '\u{10ffff}';

/// A sign-in that failed.
#[derive(Debug, Clone)]
pub struct NewFailure<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Whose identity provider it was.
    pub company_id: &'a str,
    /// The configuration.
    pub sso_configuration_id: &'a str,
    /// What the person was told, as JSON has it.
    pub reason: &'a str,
    /// JSON of the step at which it failed.
    pub step: Option<&'a str>,
    /// The person's address, maybe empty.
    pub person: &'a str,
    /// The same as a key ([`latchkey_domain::sort_key`]).
    pub person_key: &'a str,
    /// Client address of the request.
    pub client_address: &'a str,
    /// Identifier of the request.
    pub request_id: &'a str,
}

/// Writes one down.
pub async fn insert(connection: &mut Connection, failure: &NewFailure<'_>, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO sso_sign_in_failures (id, company_id, at_ms, sso_configuration_id, reason, step, person, person_key,
                                                 client_address, request_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    sqlx::query(sql)
        .bind(failure.id)
        .bind(failure.company_id)
        .bind(now_ms)
        .bind(failure.sso_configuration_id)
        .bind(failure.reason)
        .bind(failure.step)
        .bind(failure.person)
        .bind(failure.person_key)
        .bind(failure.client_address)
        .bind(failure.request_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// One of the past.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Failure {
    /// Identifier.
    pub id: String,
    /// When it happened, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// What the person was told, as JSON has it.
    pub reason: String,
    /// JSON of the step at which it failed.
    pub step: Option<String>,
    /// The person's address, maybe empty.
    pub person: String,
    /// The name of the configuration; none where it was deleted.
    pub configuration: Option<String>,
    /// Its kind of identity provider.
    pub idp: Option<String>,
    /// Client address of the request.
    pub client_address: String,
    /// Identifier of the request.
    pub request_id: String,
}

impl Timed for Failure {
    fn place(&self) -> (i64, &str) {
        (self.at_ms, &self.id)
    }
}

/// Which are meant; by default all. All conditions that are given hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FailureFilter {
    /// Why it failed, as JSON has it.
    pub reason: Option<String>,
    /// From this time on.
    pub since_ms: Option<i64>,
}

/// Some of the failures of a company. A search is for the beginning of the person's address.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    filter: &FailureFilter,
    part: &Part,
) -> Result<Rows<Failure>> {
    let collation = match connection.backend_name() {
        "PostgreSQL" => " COLLATE \"C\"",
        _ => "",
    };
    let mut values = Values::default();
    let mut condition = format!("company_id = {}", values.text(company_id));
    if let Some(reason) = &filter.reason {
        condition.push_str(&format!(" AND reason = {}", values.text(reason)));
    }
    if let Some(prefix) = &part.search {
        let (first, behind) = (values.text(prefix), values.text(format!("{prefix}{LAST}")));
        condition.push_str(&format!(
            " AND person_key{collation} >= {first} AND person_key{collation} < {behind}"
        ));
    }
    condition.push_str(&values.in_time(filter.since_ms, part));
    let order = values.order(part);
    let text = format!(
        "SELECT f.id, f.at_ms, f.reason, f.step, f.person, c.name AS configuration, c.idp, f.client_address, f.request_id
         FROM (SELECT * FROM sso_sign_in_failures WHERE {condition} {order}) AS f
         LEFT JOIN sso_configurations c ON c.id = f.sso_configuration_id
         {}",
        order.replace("at_ms", "f.at_ms").replace(" id", " f.id")
    );
    values.rows(connection, text, part).await
}

/// How many failures of the company an admin might repair happened from one time to another.
pub async fn count_repairable(
    connection: &mut Connection,
    company_id: &str,
    from_ms: i64,
    to_ms: i64,
) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM sso_sign_in_failures
               WHERE company_id = $1 AND at_ms >= $2 AND at_ms < $3 AND reason NOT IN ('cancelled', 'expired')";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(from_ms)
        .bind(to_ms)
        .fetch_one(connection)
        .await?;
    Ok(count.unsigned_abs())
}

/// Deletes some of those of before `before_ms`. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, before_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM sso_sign_in_failures WHERE id IN
               (SELECT id FROM sso_sign_in_failures WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(before_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
