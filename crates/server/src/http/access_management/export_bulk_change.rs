//! `GET /api/environments/{environment}/bulk-changes/{change}/people.csv` and `….xlsx`: what became of each person of a change, as a file. Not
//! JSON, so no operation of the contract; its errors are those of one.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::access_groups::GroupError;
use crate::access_groups::export::{WorkbookTable, csv_row};
use crate::access_management::bulk::export::{BulkExport, COLUMNS};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::current_session::{CurrentSession, require_recent};
use crate::http::path_text::{PathText, TwoPathTexts};

const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8");
const XLSX: HeaderValue =
    HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
/// By this, spreadsheet programs know UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Both files.
pub(in crate::http) fn routes() -> Router<AppState> {
    Router::new()
        .route(
            "/api/environments/{environment}/bulk-changes/{change}/people.csv",
            get(as_csv),
        )
        .route(
            "/api/environments/{environment}/bulk-changes/{change}/people.xlsx",
            get(as_xlsx),
        )
}

async fn as_csv(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(change)): TwoPathTexts,
) -> Result<Response, ApiError> {
    require_recent(&app, &session).await?;
    let mut export = BulkExport::new(&app, &session.account_id, environment, change);
    // Before the answer begins: whoever may not see it gets an error, and no file.
    let first = next_part(&mut export).await?.unwrap_or_default();
    let head = csv_row(&COLUMNS).map_err(GroupError::from)?;
    let head = Bytes::from([BYTE_ORDER_MARK.as_bytes(), &head, &first].concat());
    // A part is read when the one before it has been sent.
    let parts = stream::unfold((export, Some(head)), |(mut export, head)| async move {
        if let Some(head) = head {
            return Some((Ok(head), (export, None)));
        }
        let part = next_part(&mut export).await.transpose()?;
        Some((
            part.map_err(|_| std::io::Error::other("the list ended early")),
            (export, None),
        ))
    });
    // What compresses asks again after the end.
    let parts = parts.fuse();
    Ok(file(
        Body::from_stream(parts),
        CSV,
        "attachment; filename=\"access-change.csv\"",
    ))
}

async fn as_xlsx(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    TwoPathTexts(PathText(environment), PathText(change)): TwoPathTexts,
) -> Result<Response, ApiError> {
    require_recent(&app, &session).await?;
    let mut export = BulkExport::new(&app, &session.account_id, environment, change);
    let mut table = WorkbookTable::new(&COLUMNS)?;
    while let Some(people) = export.next().await? {
        for person in people {
            table.push(&person)?;
        }
    }
    Ok(file(
        table.finish().await?.into(),
        XLSX,
        "attachment; filename=\"access-change.xlsx\"",
    ))
}

/// To be kept, not shown.
fn file(body: Body, kind: HeaderValue, disposition: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
    ];
    (headers, body).into_response()
}

async fn next_part(export: &mut BulkExport) -> Result<Option<Bytes>, ApiError> {
    let Some(people) = export.next().await? else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    for person in people {
        rows.extend(csv_row(&person).map_err(GroupError::from)?);
    }
    Ok(Some(rows.into()))
}
