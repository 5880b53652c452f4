//! The chain of the audit trail: events get their places, are read along it, and go from its beginning when they are old. Invariant: a
//! place is given once; what is written about the ends of the chain is sealed by the caller.

use latchkey_domain::audit_chain::{ChainedEvent, Place};
use sqlx::AssertSqlSafe;

use super::{Connection, Result};

/// What the ends of the chain are sealed for.
pub fn ends_purpose(_: &str) -> String {
    "audit_chain".to_owned()
}

/// What is written about the ends of the chain, and the last place that there is; both of one moment.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredEnds {
    /// Sealed; none where nothing was written yet.
    pub ends_sealed: Option<String>,
    /// The last place that an event has.
    pub last_position: Option<i64>,
    /// Its hash.
    pub last_hash: Option<String>,
}

impl StoredEnds {
    /// The last place that an event has.
    pub fn last(&self) -> Option<Place> {
        let place = self.last_position.zip(self.last_hash.clone());
        place.map(|(position, hash)| Place { position, hash })
    }
}

const ENDS: &str = "SELECT c.ends_sealed, e.chain_position AS last_position, e.chain_hash AS last_hash
                    FROM audit_chain c LEFT JOIN audit_events e
                      ON e.chain_position = (SELECT MAX(chain_position) FROM audit_events WHERE chain_position IS NOT NULL)
                    WHERE c.id = 1";

/// The ends of the chain.
pub async fn ends(connection: &mut Connection) -> Result<StoredEnds> {
    Ok(sqlx::query_as(ENDS).fetch_one(connection).await?)
}

/// The ends of the chain, which nobody else changes until the commit.
pub async fn lock(connection: &mut Connection) -> Result<StoredEnds> {
    sqlx::query("UPDATE audit_chain SET ends_sealed = ends_sealed WHERE id = 1")
        .execute(&mut *connection)
        .await?;
    ends(connection).await
}

/// Writes the ends down.
pub async fn set_ends(connection: &mut Connection, ends_sealed: &str) -> Result<()> {
    sqlx::query("UPDATE audit_chain SET ends_sealed = $1 WHERE id = 1")
        .bind(ends_sealed)
        .execute(connection)
        .await?;
    Ok(())
}

/// An event with its place, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Link {
    id: String,
    at_ms: i64,
    action: String,
    company_id: Option<String>,
    actor_account_id: Option<String>,
    subject: Option<String>,
    detail: String,
    client_address: String,
    request_id: String,
    chain_position: Option<i64>,
    chain_hash: Option<String>,
}

impl Link {
    /// The event.
    pub fn event(&self) -> ChainedEvent<'_> {
        ChainedEvent {
            id: &self.id,
            at_ms: self.at_ms,
            action: &self.action,
            company_id: self.company_id.as_deref(),
            actor_account_id: self.actor_account_id.as_deref(),
            subject: self.subject.as_deref(),
            detail: &self.detail,
            client_address: &self.client_address,
            request_id: &self.request_id,
        }
    }

    /// Its place; the one before the first where it has none.
    pub fn place(&self) -> Place {
        Place {
            position: self.chain_position.unwrap_or_default(),
            hash: self.chain_hash.clone().unwrap_or_default(),
        }
    }
}

const COLUMNS: &str = "id, at_ms, action, company_id, actor_account_id, subject, detail, client_address, request_id, chain_position, chain_hash";

/// The events behind a place, up to another one.
pub async fn behind(
    connection: &mut Connection,
    position: i64,
    through: i64,
    limit: i64,
) -> Result<Vec<Link>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_events WHERE chain_position > $1 AND chain_position <= $2
         ORDER BY chain_position LIMIT $3"
    );
    Ok(sqlx::query_as(AssertSqlSafe(sql))
        .bind(position)
        .bind(through)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// Events that have no place yet, the earliest first.
pub async fn without_place(connection: &mut Connection, limit: i64) -> Result<Vec<Link>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_events WHERE chain_position IS NULL ORDER BY at_ms, id LIMIT $1"
    );
    Ok(sqlx::query_as(AssertSqlSafe(sql))
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// How many events have no place yet.
pub async fn count_without_place(connection: &mut Connection) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM audit_events WHERE chain_position IS NULL";
    Ok(sqlx::query_scalar(sql).fetch_one(connection).await?)
}

/// Gives events their places.
pub async fn give_places(connection: &mut Connection, places: &[(&str, Place)]) -> Result<()> {
    let values = (0..places.len()).map(|at| {
        let first = 3 * at + 1;
        format!("(${first}, CAST(${} AS BIGINT), ${})", first + 1, first + 2)
    });
    // Both databases call the columns of a list of values so.
    let sql = format!(
        "UPDATE audit_events SET chain_position = given.column2, chain_hash = given.column3
         FROM (VALUES {}) AS given WHERE audit_events.id = given.column1",
        values.collect::<Vec<_>>().join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for (id, place) in places {
        query = query.bind(*id).bind(place.position).bind(&place.hash);
    }
    query.execute(connection).await?;
    Ok(())
}

/// Deletes the events up to this place, which are all of before `before_ms`: the database refuses any other deletion. Returns how many.
pub async fn erase_through(connection: &mut Connection, position: i64, before_ms: i64) -> Result<u64> {
    let allow = "UPDATE audit_retention SET purge_before_ms = $1 WHERE id = 1";
    sqlx::query(allow)
        .bind(before_ms)
        .execute(&mut *connection)
        .await?;
    let gone = sqlx::query("DELETE FROM audit_events WHERE chain_position <= $1")
        .bind(position)
        .execute(&mut *connection)
        .await?;
    sqlx::query(allow).bind(0_i64).execute(connection).await?;
    Ok(gone.rows_affected())
}
