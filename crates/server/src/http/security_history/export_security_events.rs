//! `GET /api/company/security-history.csv` and `….jsonl`: the events of a company as a file, by the filters of the list. Not JSON, so no
//! operation of the contract; its errors are those of one.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use latchkey_contract::ErrorCode;
use latchkey_contract::security_history::{EventQuery, SecurityEvent};

use super::asked;
use crate::access_groups::export::csv_row;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::{CurrentSession, require_recent};
use crate::http::query::Query;
use crate::security_history::export::{COLUMNS, HistoryExport, begin, cells};

/// By this, spreadsheet programs know UTF-8.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Why a part could not be written.
pub(super) type CannotWrite = Box<dyn std::error::Error + Send + Sync>;

/// How events are written.
#[derive(Debug, Clone, Copy)]
enum Format {
    Csv,
    JsonLines,
}

/// Both files.
pub(in crate::http) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/company/security-history.csv", get(as_csv))
        .route("/api/company/security-history.jsonl", get(as_json_lines))
}

async fn as_csv(
    state: State<AppState>,
    context: RequestContext,
    session: CurrentSession,
    query: Query<EventQuery>,
) -> Result<Response, ApiError> {
    answer(state, context, session, query, Format::Csv).await
}

async fn as_json_lines(
    state: State<AppState>,
    context: RequestContext,
    session: CurrentSession,
    query: Query<EventQuery>,
) -> Result<Response, ApiError> {
    answer(state, context, session, query, Format::JsonLines).await
}

async fn answer(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    Query(query): Query<EventQuery>,
    format: Format,
) -> Result<Response, ApiError> {
    let (paging, filter) = asked(&app, "export_security_events", &session, &query)?;
    require_recent(&app, &session).await?;
    let account_id = &session.account_id;
    let export = begin(&app, account_id, &context.origin, filter, paging.part).await?;
    let export = export.ok_or(ErrorCode::NotFound)?;
    // A part is read when the one before it has been sent.
    let parts = stream::unfold((export, true), move |(mut export, is_first)| async move {
        let part = next_part(&mut export, format, is_first).await.transpose()?;
        Some((part, (export, false)))
    });
    // What compresses asks again after the end.
    let parts = parts.fuse();
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "security-history.csv"),
        Format::JsonLines => ("application/jsonl; charset=utf-8", "security-history.jsonl"),
    };
    Ok(file(parts, kind, name))
}

/// To be kept, not shown.
pub(super) fn file(
    parts: impl Stream<Item = Result<Bytes, CannotWrite>> + Send + 'static,
    kind: &'static str,
    name: &str,
) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let disposition = [(
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"{name}\""),
    )];
    (headers, disposition, Body::from_stream(parts)).into_response()
}

async fn next_part(
    export: &mut HistoryExport,
    format: Format,
    is_first: bool,
) -> Result<Option<Bytes>, CannotWrite> {
    let Some(events) = export.next().await? else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    if let (Format::Csv, true) = (format, is_first) {
        rows.extend(BYTE_ORDER_MARK.as_bytes());
        rows.extend(csv_row(&COLUMNS)?);
    }
    for event in events {
        rows.extend(row(event, format)?);
    }
    Ok(Some(rows.into()))
}

fn row(event: SecurityEvent, format: Format) -> Result<Vec<u8>, CannotWrite> {
    match format {
        Format::Csv => Ok(csv_row(&cells(event))?),
        Format::JsonLines => {
            let mut line = serde_json::to_vec(&event)?;
            line.push(b'\n');
            Ok(line)
        }
    }
}
