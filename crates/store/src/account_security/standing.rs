//! How accounts stand right before something in them ends, and the events that say what ended. Invariant: one event per account.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::{Cause, EndedAccess};
use crate::audit;
use crate::selection::Selection;
use crate::{Connection, Result};

/// An account as it stands right before what was prepared in it ends.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Standing {
    id: String,
    company_id: String,
    sessions: i64,
    pub(super) links: i64,
    token_families: i64,
    /// As far as the change ends them.
    pub(super) personal_tokens: i64,
}

impl Standing {
    pub(super) fn ended(&self) -> EndedAccess {
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        EndedAccess {
            sessions: count(self.sessions),
            links: count(self.links),
            token_families: count(self.token_families),
            personal_tokens: count(self.personal_tokens),
        }
    }
}

pub(super) async fn standing(
    connection: &mut Connection,
    who: Selection<'_>,
    keeps: Option<&str>,
    now_ms: i64,
) -> Result<Vec<Standing>> {
    let (now, keep) = (who.next(), who.next() + 1);
    let sql = format!(
        "SELECT id, company_id,
           (SELECT COUNT(*) FROM sessions s WHERE s.account_id = accounts.id AND s.ended_at_ms IS NULL
              AND s.expires_at_ms > ${now} AND s.id <> ${keep}) AS sessions,
           (SELECT COUNT(*) FROM mailed_links l WHERE l.account_id = accounts.id AND l.used_at_ms IS NULL
              AND l.replaced_at_ms IS NULL AND l.expires_at_ms > ${now}) AS links,
           (SELECT COUNT(*) FROM token_families f WHERE f.account_id = accounts.id AND f.revoked_at_ms IS NULL
              AND f.ends_at_ms > ${now}) AS token_families,
           (SELECT COUNT(*) FROM personal_tokens p WHERE p.account_id = accounts.id AND p.revoked_at_ms IS NULL
              AND p.expires_at_ms > ${now}) AS personal_tokens
         FROM accounts WHERE {} ORDER BY id",
        who.condition()
    );
    let mut query = sqlx::query_as(AssertSqlSafe(sql));
    for value in who.values() {
        query = query.bind(value);
    }
    Ok(query
        .bind(now_ms)
        .bind(keeps.unwrap_or_default())
        .fetch_all(connection)
        .await?)
}

/// One event per account. `company_id`: the one that it has entered.
pub(super) async fn record(
    connection: &mut Connection,
    accounts: &[Standing],
    company_id: Option<&str>,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<()> {
    let events = accounts.iter().map(|account| {
        let ended = json!({
            "sessions_ended": account.sessions,
            "links_ended": account.links,
            "tokens_revoked": account.token_families,
            "personal_tokens_revoked": account.personal_tokens,
        });
        event(account, company_id, with(&cause.detail, ended), cause)
    });
    let events: Vec<_> = events.collect();
    audit::append_all(connection, &events, cause.origin, now_ms).await
}

pub(super) async fn append(
    connection: &mut Connection,
    account: &Standing,
    company_id: Option<&str>,
    detail: Value,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<()> {
    let event = event(account, company_id, detail, cause);
    audit::append(connection, &event, cause.origin, now_ms).await
}

fn event<'a>(
    account: &'a Standing,
    company_id: Option<&'a str>,
    detail: Value,
    cause: &Cause<'a>,
) -> audit::Event<'a> {
    audit::Event {
        action: cause.action,
        company_id: Some(company_id.unwrap_or(&account.company_id)),
        actor_account_id: cause.actor_account_id,
        subject: Some(&account.id),
        detail,
    }
}

/// The object `detail` with what `more` says.
pub(super) fn with(detail: &Value, more: Value) -> Value {
    let mut all = detail.clone();
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    all
}
