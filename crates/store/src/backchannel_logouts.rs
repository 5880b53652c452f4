//! Which apps are notified that a session is over: a job for each, queued in the transaction that ends the session. Invariant: an
//! environment is notified of a session once, however often the session's end is queued.

use serde::{Deserialize, Serialize};

use super::access_routes::{Whose, has_route};
use super::apps::Registration;
use super::selection::Selection;
use super::text_list::TextList;
use super::token_families::Which;
use super::{Connection, Result, StoreError};
use latchkey_domain::logout_delivery::PATIENCE_MS;

/// The kind of these jobs. Their target is the environment, their label its `client_id`.
pub const KIND: &str = "app_logout";

/// What such a job says. Nothing of it is a secret: the token is made for each attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logout {
    /// The session that is over (`sid`).
    pub session_id: String,
    /// Whose session it was (`sub`).
    pub account_id: String,
}

/// Queues a token for every environment that was given tokens in one of the sessions, and can be told. For the transaction that ends
/// them.
pub(super) async fn queue(connection: &mut Connection, session_ids: &[&str], now_ms: i64) -> Result<()> {
    let ids = TextList::new(connection, session_ids.iter().copied());
    let families = Families {
        condition: ids.holds("session_id", 1),
        texts: vec![ids.value()],
        numbers: &[],
    };
    families.queue(connection, now_ms).await
}

/// Queues a token for every environment that was given tokens in a session of the accounts which is gone, and holds them still: for
/// the transaction that ends all of these, behind the end of the sessions. An app's own session may live on although ours has run
/// out.
pub(super) async fn queue_outlived(
    connection: &mut Connection,
    who: Selection<'_>,
    which: Which,
    now_ms: i64,
) -> Result<()> {
    let (account, now) = (who.names("account_id"), who.next());
    let ending = which.condition(now + 1);
    let families = Families {
        condition: format!(
            "{account} AND {ending} AND revoked_at_ms IS NULL AND ends_at_ms > ${now}
             AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = token_families.session_id)"
        ),
        texts: who.values(),
        numbers: &[now_ms, which.moment_ms()],
    };
    families.queue(connection, now_ms).await
}

/// Families of tokens about whose sessions apps are told.
struct Families<'a> {
    /// On a row of `token_families`. All parts are constants of this folder.
    condition: String,
    /// Its first parameters.
    texts: Vec<&'a str>,
    /// Its other ones.
    numbers: &'a [i64],
}

impl Families<'_> {
    /// Queues a token for every session and environment of them that can be told.
    async fn queue(&self, connection: &mut Connection, now_ms: i64) -> Result<()> {
        let told = self.told(connection).await?;
        if told.is_empty() {
            return Ok(());
        }
        let told = TextList::new(connection, told.iter().map(String::as_str));
        let next = self.texts.len() + self.numbers.len() + 1;
        // There may be many, so that they are made by one statement. Identifiers are ours and need no escaping in JSON.
        let sql = sqlx::AssertSqlSafe(format!(
            "INSERT INTO jobs (id, kind, target, label, idempotency_key, payload, created_at_ms, run_at_ms, expires_at_ms)
             SELECT f.session_id || '.' || f.environment_id, '{KIND}', f.environment_id, e.client_id,
                    f.session_id || '.' || f.environment_id,
                    '{{\"session_id\":\"' || f.session_id || '\",\"account_id\":\"' || f.account_id || '\"}}',
                    CAST(${queued} AS BIGINT), CAST(${queued} AS BIGINT), CAST(${expires} AS BIGINT)
             FROM (SELECT DISTINCT session_id, environment_id, account_id FROM token_families WHERE {condition}) f
               JOIN app_environments e ON e.id = f.environment_id
             WHERE {is_told}
             ON CONFLICT DO NOTHING",
            condition = self.condition,
            queued = next,
            expires = next + 1,
            is_told = told.holds("e.id", next + 2),
        ));
        let mut query = sqlx::query(sql);
        for text in &self.texts {
            query = query.bind(*text);
        }
        for number in self.numbers {
            query = query.bind(*number);
        }
        query
            .bind(now_ms)
            .bind(now_ms + PATIENCE_MS)
            .bind(told.value())
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Their environments that can be told.
    async fn told(&self, connection: &mut Connection) -> Result<Vec<String>> {
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT id, registration FROM app_environments WHERE deleted_at_ms IS NULL
               AND id IN (SELECT environment_id FROM token_families WHERE {})",
            self.condition
        ));
        let mut query = sqlx::query_as(sql);
        for text in &self.texts {
            query = query.bind(*text);
        }
        for number in self.numbers {
            query = query.bind(*number);
        }
        let known: Vec<(String, String)> = query.fetch_all(connection).await?;
        let mut told = Vec::new();
        for (id, registration) in known {
            if can_be_told(&registration)? {
                told.push(id);
            }
        }
        Ok(told)
    }
}

/// Queues a token for every session in which an environment was given tokens, and that is live or outlived by what the environment
/// still holds. For the transaction in which it is deleted. Returns how many sessions it is told of.
pub(super) async fn queue_of_environment(
    connection: &mut Connection,
    environment_id: &str,
    registration: &Registration,
    now_ms: i64,
) -> Result<u64> {
    if registration.settings.backchannel_logout_uri.is_none() {
        return Ok(0);
    }
    // There may be very many, so that they are made by one statement. Identifiers are ours and need no escaping in JSON.
    let sql = "INSERT INTO jobs (id, kind, target, label, idempotency_key, payload, created_at_ms, run_at_ms, expires_at_ms)
               SELECT f.session_id || '.' || f.environment_id, $2, f.environment_id, e.client_id, f.session_id || '.' || f.environment_id,
                      '{\"session_id\":\"' || f.session_id || '\",\"account_id\":\"' || f.account_id || '\"}',
                      CAST($3 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT)
               FROM (SELECT DISTINCT session_id, environment_id, account_id FROM token_families
                     WHERE environment_id = $1 AND ((revoked_at_ms IS NULL AND ends_at_ms > $3)
                                                    OR session_id IN (SELECT id FROM sessions))) f
                 JOIN app_environments e ON e.id = f.environment_id
               WHERE e.id = $1
               ON CONFLICT DO NOTHING";
    let queued = sqlx::query(sql)
        .bind(environment_id)
        .bind(KIND)
        .bind(now_ms)
        .bind(now_ms + PATIENCE_MS)
        .execute(connection)
        .await?;
    Ok(queued.rows_affected())
}

/// Queues a token for every session in which an environment was given tokens by people who lost a route into it and have no other;
/// for the transaction in which they lose it. Returns how many sessions it is told of.
pub(super) async fn queue_without_route(
    connection: &mut Connection,
    environment_id: &str,
    whose: Whose<'_>,
    now_ms: i64,
) -> Result<u64> {
    let sql = "SELECT registration FROM app_environments WHERE id = $1 AND deleted_at_ms IS NULL";
    let registration: Option<String> = sqlx::query_scalar(sql)
        .bind(environment_id)
        .fetch_optional(&mut *connection)
        .await?;
    match registration {
        Some(registration) if can_be_told(&registration)? => {}
        _ => return Ok(0),
    }
    // As above. All parts are constants of this folder.
    let sql = sqlx::AssertSqlSafe(format!(
        "INSERT INTO jobs (id, kind, target, label, idempotency_key, payload, created_at_ms, run_at_ms, expires_at_ms)
         SELECT f.session_id || '.' || f.environment_id, $3, f.environment_id, e.client_id, f.session_id || '.' || f.environment_id,
                '{{\"session_id\":\"' || f.session_id || '\",\"account_id\":\"' || f.account_id || '\"}}',
                CAST($4 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT)
         FROM (SELECT DISTINCT session_id, environment_id, account_id FROM token_families
               WHERE environment_id = $1 AND {} AND NOT {}
                 AND ((revoked_at_ms IS NULL AND ends_at_ms > $4) OR session_id IN (SELECT id FROM sessions))) f
           JOIN app_environments e ON e.id = f.environment_id
         WHERE e.id = $1
         ON CONFLICT DO NOTHING",
        whose.names("account_id"),
        has_route("$1", "token_families.account_id")
    ));
    let queued = sqlx::query(sql)
        .bind(environment_id)
        .bind(whose.value())
        .bind(KIND)
        .bind(now_ms)
        .bind(now_ms + PATIENCE_MS)
        .execute(connection)
        .await?;
    Ok(queued.rows_affected())
}

fn can_be_told(registration: &str) -> Result<bool> {
    let registration = Registration::from_json(registration)
        .map_err(|_| StoreError::Corrupt("app_environments.registration"))?;
    Ok(registration.settings.backchannel_logout_uri.is_some())
}
