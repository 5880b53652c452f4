//! The audit trail. An event is written in the transaction of the thing it tells of: both happen, or neither.

use latchkey_contract::Language;
use latchkey_contract::security_history::AuditAction;
use serde::Serialize;
use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::{Connection, Result, StoreError, new_id};

/// Events that one statement adds.
const AT_ONCE: usize = 1_000;

/// Who asked, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The client's address as text; empty for the command line.
    pub client_address: String,
    /// The browser's self-description, cut to a sensible length.
    pub user_agent: String,
    /// Finds the request in the logs.
    pub request_id: String,
    /// The language of the page from which it was asked; none for the command line and for jobs.
    pub language: Option<Language>,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// The action, e.g. `signed_in`.
    pub action: &'static str,
    /// The company whose audit trail it belongs to.
    pub company_id: Option<&'a str>,
    /// The account that did it; `None`: the operator, or nobody who is known.
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
    assert_known(event.action);
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

/// An event as [`append_all`] hands it to the database.
#[derive(Serialize)]
struct Row<'a> {
    id: String,
    action: &'a str,
    company_id: Option<&'a str>,
    actor_account_id: Option<&'a str>,
    subject: Option<&'a str>,
    detail: String,
}

/// Adds all of them to the trail, in their order, by one statement for [`AT_ONCE`] of them. They happened at the same moment and come from
/// the same place.
pub async fn append_all(
    connection: &mut Connection,
    events: &[Event<'_>],
    origin: &Origin,
    now_ms: i64,
) -> Result<()> {
    let fields = [
        "id",
        "action",
        "company_id",
        "actor_account_id",
        "subject",
        "detail",
    ];
    let rows = match connection.backend_name() {
        "PostgreSQL" => format!(
            "json_to_recordset(CAST($1 AS JSON)) AS e ({} TEXT)",
            fields.join(" TEXT, ")
        ),
        _ => {
            let fields = fields.map(|field| format!("value ->> '{field}' AS {field}"));
            format!("(SELECT {} FROM json_each($1)) AS e", fields.join(", "))
        }
    };
    let sql = format!(
        "INSERT INTO audit_events (id, at_ms, action, company_id, actor_account_id, subject, detail, client_address, request_id)
         SELECT e.id, CAST($2 AS BIGINT), e.action, e.company_id, e.actor_account_id, e.subject, e.detail, $3, $4 FROM {rows}"
    );
    for some in events.chunks(AT_ONCE) {
        let rows: Vec<Row<'_>> = some.iter().map(Row::of).collect();
        let rows = serde_json::to_string(&rows).map_err(|_| StoreError::Corrupt("audit_events"))?;
        sqlx::query(AssertSqlSafe(sql.as_str()))
            .bind(rows)
            .bind(now_ms)
            .bind(&origin.client_address)
            .bind(&origin.request_id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

impl<'a> Row<'a> {
    fn of(event: &Event<'a>) -> Self {
        assert_known(event.action);
        Self {
            id: new_id(),
            action: event.action,
            company_id: event.company_id,
            actor_account_id: event.actor_account_id,
            subject: event.subject,
            detail: event.detail.to_string(),
        }
    }
}

fn assert_known(action: &str) {
    debug_assert!(
        AuditAction::from_name(action) != AuditAction::Other,
        "{action}: an action stands in contract/src/security_history/audit_action.rs, and has its words in locales/",
    );
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
