//! Requests for links that were answered but not decided yet: what the answer could tell is decided after it was given.
//! Written before the answer, so that no request is lost.

use latchkey_contract::Language;

use super::audit::Origin;
use super::{Connection, Result, StoreError};
use latchkey_domain::email_address::EmailAddress;
use latchkey_domain::link_request::RequestedLink;

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRequest {
    /// Identifier.
    pub id: String,
    /// What was asked for.
    pub asked: RequestedLink,
    /// For which address.
    pub address: EmailAddress,
    /// The language of the page on which it was asked.
    pub language: Language,
    /// Where whoever asks wants to go afterwards: a path of this platform.
    pub return_to: Option<String>,
    /// From where, and in which request.
    pub origin: Origin,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    kind: String,
    address: String,
    language: String,
    return_to: Option<String>,
    client_address: String,
    request_id: String,
}

impl TryFrom<Row> for LinkRequest {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let language = Language::ALL
            .iter()
            .find(|language| language.tag() == row.language);
        Ok(Self {
            id: row.id,
            asked: RequestedLink::from_text(&row.kind).ok_or(StoreError::Corrupt("link_requests.kind"))?,
            address: EmailAddress::parse(&row.address).ok_or(StoreError::Corrupt("link_requests.address"))?,
            language: language.copied().unwrap_or_default(),
            return_to: row.return_to,
            origin: Origin {
                client_address: row.client_address,
                user_agent: String::new(),
                request_id: row.request_id,
            },
        })
    }
}

/// Writes a request down.
pub async fn insert(connection: &mut Connection, request: &LinkRequest, now_ms: i64) -> Result<()> {
    let sql =
        "INSERT INTO link_requests (id, kind, address, language, return_to, client_address, request_id, created_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(sql)
        .bind(&request.id)
        .bind(request.asked.as_str())
        .bind(request.address.to_string())
        .bind(request.language.tag())
        .bind(&request.return_to)
        .bind(&request.origin.client_address)
        .bind(&request.origin.request_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes a request off the list; `None` where somebody else has taken it.
pub async fn take(connection: &mut Connection, id: &str) -> Result<Option<LinkRequest>> {
    let sql = "DELETE FROM link_requests WHERE id = $1
               RETURNING id, kind, address, language, return_to, client_address, request_id";
    let row: Option<Row> = sqlx::query_as(sql).bind(id).fetch_optional(connection).await?;
    row.map(LinkRequest::try_from).transpose()
}

/// Some of the requests that wait, oldest first.
pub async fn waiting(connection: &mut Connection) -> Result<Vec<String>> {
    let sql = "SELECT id FROM link_requests ORDER BY id LIMIT 100";
    Ok(sqlx::query_scalar(sql).fetch_all(connection).await?)
}

/// Deletes some of the requests of before `before_ms`: nobody waits for their mail any more. Returns how many.
pub async fn purge(connection: &mut Connection, before_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM link_requests WHERE id IN (SELECT id FROM link_requests WHERE created_at_ms <= $1 LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(before_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
