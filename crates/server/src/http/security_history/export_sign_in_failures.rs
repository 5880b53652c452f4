//! `GET /api/company/sign-in-attempts.csv`: sign-ins that failed as a file, by the filters of the list. Not JSON, so no operation of the
//! contract; its errors are those of one.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use latchkey_contract::ErrorCode;
use latchkey_contract::security_history::list_sign_in_failures::FailureQuery;

use super::export_security_events::{BYTE_ORDER_MARK, CannotWrite, file};
use super::list_sign_in_failures::asked;
use crate::access_groups::export::csv_row;
use crate::app_state::AppState;
use crate::http::api_error::ApiError;
use crate::http::context::RequestContext;
use crate::http::current_session::{CurrentSession, require_recent};
use crate::http::query::Query;
use crate::security_history::failures::{COLUMNS, FailureExport, begin_export, cells};

/// The file.
pub(in crate::http) fn routes() -> Router<AppState> {
    Router::new().route("/api/company/sign-in-attempts.csv", get(as_csv))
}

async fn as_csv(
    State(app): State<AppState>,
    context: RequestContext,
    CurrentSession(session): CurrentSession,
    Query(query): Query<FailureQuery>,
) -> Result<Response, ApiError> {
    let (paging, filter) = asked(&app, "export_sign_in_failures", &session, &query)?;
    require_recent(&app, &session).await?;
    let account_id = &session.account_id;
    let export = begin_export(&app, account_id, &context.origin, filter, paging.part).await?;
    let export = export.ok_or(ErrorCode::NotFound)?;
    // A part is read when the one before it has been sent.
    let parts = stream::unfold((export, true), |(mut export, is_first)| async move {
        let part = next_part(&mut export, is_first).await.transpose()?;
        Some((part, (export, false)))
    });
    // What compresses asks again after the end.
    let parts = parts.fuse();
    Ok(file(parts, "text/csv; charset=utf-8", "sign-in-attempts.csv"))
}

async fn next_part(export: &mut FailureExport, is_first: bool) -> Result<Option<Bytes>, CannotWrite> {
    let Some(failures) = export.next().await? else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    if is_first {
        rows.extend(BYTE_ORDER_MARK.as_bytes());
        rows.extend(csv_row(&COLUMNS)?);
    }
    for failure in failures {
        rows.extend(csv_row(&cells(failure))?);
    }
    Ok(Some(rows.into()))
}
