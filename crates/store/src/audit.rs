//! The audit trail. An event is written in the transaction of the thing it tells of: both happen, or neither.

use latchkey_contract::security_history::AuditAction;
use serde_json::Value;

use super::{Connection, Result, new_id};

/// Who asked, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The client's address as text; empty for the command line.
    pub client_address: String,
    /// The browser's self-description, cut to a sensible length.
    pub user_agent: String,
    /// Finds the request in the logs.
    pub request_id: String,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// What, e.g. `signed_in`.
    pub action: &'static str,
    /// In which company.
    pub company_id: Option<&'a str>,
    /// Who did it.
    pub actor_account_id: Option<&'a str>,
    /// To what or whom: an identifier.
    pub subject: Option<&'a str>,
    /// More, without secrets.
    pub detail: Value,
}

/// Adds to the trail.
pub async fn append(
    connection: &mut Connection,
    event: &Event<'_>,
    origin: &Origin,
    now_ms: i64,
) -> Result<()> {
    debug_assert!(
        AuditAction::from_name(event.action) != AuditAction::Other,
        "{}: an action stands in contract/src/security_history/audit_action.rs, and has its words in locales/",
        event.action
    );
    let sql = "INSERT INTO audit_events (id, at_ms, action, company_id, actor_account_id, subject, detail, client_address, request_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sqlx::query(sql)
        .bind(new_id())
        .bind(now_ms)
        .bind(event.action)
        .bind(event.company_id)
        .bind(event.actor_account_id)
        .bind(event.subject)
        .bind(event.detail.to_string())
        .bind(&origin.client_address)
        .bind(&origin.request_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The actions of a company's trail, oldest first, with the subject of each.
pub async fn actions(connection: &mut Connection, company_id: &str) -> Result<Vec<(String, Option<String>)>> {
    let sql = "SELECT action, subject FROM audit_events WHERE company_id = $1 ORDER BY id";
    Ok(sqlx::query_as(sql).bind(company_id).fetch_all(connection).await?)
}

/// An event, as far as an upgrade reads it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Past {
    /// Identifier of what or whom it was done to.
    pub subject: Option<String>,
    /// Details of the action (JSON).
    pub detail: String,
    /// When it happened, in milliseconds since the Unix epoch.
    pub at_ms: i64,
}

/// The events of an action, oldest first.
pub async fn of_action(connection: &mut Connection, action: &str) -> Result<Vec<Past>> {
    let sql = "SELECT subject, detail, at_ms FROM audit_events WHERE action = $1 ORDER BY id";
    Ok(sqlx::query_as(sql).bind(action).fetch_all(connection).await?)
}

/// When the oldest event happened.
pub async fn oldest_at_ms(connection: &mut Connection) -> Result<Option<i64>> {
    let sql = "SELECT at_ms FROM audit_events ORDER BY at_ms LIMIT 1";
    Ok(sqlx::query_scalar(sql).fetch_optional(connection).await?)
}
