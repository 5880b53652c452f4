//! The queue of logout tokens (OpenID Connect Back-Channel Logout 1.0): one job for each environment that received tokens in an ended
//! session, queued in the transaction that ends the session. Invariant: one job for each session and environment, however often the
//! session's end is queued.

use serde::{Deserialize, Serialize};

use super::access_routes::{Whose, has_routes_with, role_parameter};
use super::apps::Registration;
use super::selection::Selection;
use super::text_list::TextList;
use super::token_families::Which;
use super::{Connection, Result, StoreError};
use latchkey_domain::app_roles::effective;
use latchkey_domain::logout_delivery::PATIENCE_MS;

/// The kind of these jobs. Their target is the environment, their label its `client_id`.
pub const KIND: &str = "app_logout";

/// The payload of such a job. It holds no secret: the logout token is made anew for each attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logout {
    /// The session that is over (`sid`).
    pub session_id: String,
    /// Whose session it was (`sub`).
    pub account_id: String,
}

/// Queues a logout token for each environment that received tokens in one of these sessions and has a `backchannel_logout_uri`. Call it
/// in the transaction that ends the sessions.
pub(super) async fn queue(connection: &mut Connection, session_ids: &[&str], now_ms: i64) -> Result<()> {
    let ids = TextList::new(connection, session_ids.iter().copied());
    let families = Families {
        condition: ids.holds("session_id", 1),
        texts: vec![ids.value()],
        numbers: &[],
    };
    families.queue(connection, now_ms).await
}

/// Queues a logout token for each environment that still holds tokens from a deleted session of these accounts: the app's own session
/// may outlive ours. Call it in the transaction that revokes the tokens, after the sessions have been deleted.
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

/// Token families whose sessions have ended, or are about to: their apps receive logout tokens.
struct Families<'a> {
    /// SQL that selects them, for a row of `token_families`. It is made of constants of this crate alone.
    condition: String,
    /// The values of its first parameters, `$1` and up.
    texts: Vec<&'a str>,
    /// The values of the parameters after those.
    numbers: &'a [i64],
}

impl Families<'_> {
    /// Queues one logout token for each session and environment of these families, where the environment has a `backchannel_logout_uri`.
    async fn queue(&self, connection: &mut Connection, now_ms: i64) -> Result<()> {
        let receivers = self.receivers(connection).await?;
        if receivers.is_empty() {
            return Ok(());
        }
        let receivers = TextList::new(connection, receivers.iter().map(String::as_str));
        let next = self.texts.len() + self.numbers.len() + 1;
        // One statement, since there may be many. The identifiers are UUIDs of our own and need no escaping in JSON.
        let sql = sqlx::AssertSqlSafe(format!(
            "INSERT INTO jobs (id, kind, target, label, idempotency_key, payload, created_at_ms, run_at_ms, expires_at_ms)
             SELECT f.session_id || '.' || f.environment_id, '{KIND}', f.environment_id, e.client_id,
                    f.session_id || '.' || f.environment_id,
                    '{{\"session_id\":\"' || f.session_id || '\",\"account_id\":\"' || f.account_id || '\"}}',
                    CAST(${queued} AS BIGINT), CAST(${queued} AS BIGINT), CAST(${expires} AS BIGINT)
             FROM (SELECT DISTINCT session_id, environment_id, account_id FROM token_families WHERE {condition}) f
               JOIN app_environments e ON e.id = f.environment_id
             WHERE {is_receiver}
             ON CONFLICT DO NOTHING",
            condition = self.condition,
            queued = next,
            expires = next + 1,
            is_receiver = receivers.holds("e.id", next + 2),
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
            .bind(receivers.value())
            .execute(connection)
            .await?;
        Ok(())
    }

    /// The environments of these families that have a `backchannel_logout_uri`.
    async fn receivers(&self, connection: &mut Connection) -> Result<Vec<String>> {
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
        let mut receivers = Vec::new();
        for (id, registration) in known {
            if has_logout_uri(&registration)? {
                receivers.push(id);
            }
        }
        Ok(receivers)
    }
}

/// Queues a logout token for each session in which this environment received tokens, where the session is live or the environment still
/// holds valid tokens of it. Call it in the transaction that deletes the environment. Returns the number of sessions.
pub(super) async fn queue_of_environment(
    connection: &mut Connection,
    environment_id: &str,
    registration: &Registration,
    now_ms: i64,
) -> Result<u64> {
    if registration.settings.backchannel_logout_uri.is_none() {
        return Ok(0);
    }
    // One statement, since there may be very many. The identifiers are UUIDs of our own and need no escaping in JSON.
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

/// Queues a logout token for each session of people who have no route into this environment any more, or lost one of these roles there
/// for good ([`super::access::end_lost`]). Call it in the transaction that takes a route or a role from them. Returns the number of sessions.
pub(super) async fn queue_lost(
    connection: &mut Connection,
    environment_id: &str,
    whose: Whose<'_>,
    roles: &[String],
    now_ms: i64,
) -> Result<u64> {
    let sql = "SELECT registration FROM app_environments WHERE id = $1 AND deleted_at_ms IS NULL";
    let registration: Option<String> = sqlx::query_scalar(sql)
        .bind(environment_id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(registration) = registration else {
        return Ok(0);
    };
    let settings = read_registration(&registration)?.settings;
    if settings.backchannel_logout_uri.is_none() {
        return Ok(0);
    }
    // The app knows of no other.
    let known = effective(roles.to_vec(), &settings.roles);
    // One statement, as above, made of constants of this crate alone.
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
        has_routes_with("$1", "token_families.account_id", 6, known.len())
    ));
    let mut query = sqlx::query(sql)
        .bind(environment_id)
        .bind(whose.value())
        .bind(KIND)
        .bind(now_ms)
        .bind(now_ms + PATIENCE_MS);
    for role in &known {
        query = query.bind(role_parameter(role)?);
    }
    Ok(query.execute(connection).await?.rows_affected())
}

/// Whether these settings, as stored, have a `backchannel_logout_uri`.
fn has_logout_uri(registration: &str) -> Result<bool> {
    let settings = read_registration(registration)?.settings;
    Ok(settings.backchannel_logout_uri.is_some())
}

fn read_registration(registration: &str) -> Result<Registration> {
    Registration::from_json(registration).map_err(|_| StoreError::Corrupt("app_environments.registration"))
}
