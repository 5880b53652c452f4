//! `GET /api/company/groups/{group}/members.csv` and `….xlsx`: the people of a group as a file. Not JSON, so no operation of the
//! contract; its errors are those of one.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::access_groups::export::{COLUMNS, Export, begin, csv_row};
use crate::access_groups::{GroupAdmin, GroupError};
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::{CurrentSession, require_recent};
use crate::http::path_text::PathText;

const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8");
const XLSX: HeaderValue =
    HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
/// By this, spreadsheet programs know UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Both files.
pub(in crate::http) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/company/groups/{group}/members.csv", get(as_csv))
        .route("/api/company/groups/{group}/members.xlsx", get(as_xlsx))
}

async fn as_csv(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(group): PathText,
) -> Result<Response, ApiError> {
    require_recent(&app, &session).await?;
    let actor = GroupAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let export = begin(&app, actor, &group).await?;
    let head = csv_row(&COLUMNS).map_err(GroupError::from)?;
    let head = Bytes::from([BYTE_ORDER_MARK.as_bytes(), &head].concat());
    // A part is read when the one before it has been sent.
    let parts = stream::unfold((export, Some(head)), |(mut export, head)| async move {
        if let Some(head) = head {
            return Some((Ok(head), (export, None)));
        }
        let part = next_part(&mut export).await.transpose()?;
        Some((part, (export, None)))
    });
    // What compresses asks again after the end.
    let parts = parts.fuse();
    Ok(file(Body::from_stream(parts), CSV, "members.csv"))
}

async fn next_part(export: &mut Export) -> Result<Option<Bytes>, GroupError> {
    let Some(people) = export.next().await? else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    for person in people {
        rows.extend(csv_row(&person)?);
    }
    Ok(Some(rows.into()))
}

async fn as_xlsx(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    PathText(group): PathText,
) -> Result<Response, ApiError> {
    require_recent(&app, &session).await?;
    let actor = GroupAdmin {
        account_id: &session.account_id,
        origin: &context.origin,
    };
    let workbook = begin(&app, actor, &group).await?.workbook().await?;
    Ok(file(workbook.into(), XLSX, "members.xlsx"))
}

/// To be kept, not shown.
fn file(body: Body, kind: HeaderValue, name: &'static str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, [(header::CONTENT_DISPOSITION, disposition)], body).into_response()
}
