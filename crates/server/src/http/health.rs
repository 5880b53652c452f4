//! Endpoints for operators: liveness, readiness, metrics.

use std::sync::OnceLock;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use latchkey_contract::ErrorCode;

use super::api_error::ApiError;
use crate::app_state::AppState;

/// `GET /healthz`: the process runs.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database can be read and written. Whatever stands in the way, this node is not ready: a database that was dropped is as
/// little use as one that is full.
pub async fn readyz(State(app): State<AppState>) -> Result<&'static str, ApiError> {
    match is_ready(&app).await {
        true => Ok("ready\n"),
        false => Err(ErrorCode::Unavailable.into()),
    }
}

/// Whether the database can be written, which is also a metric: no request need fail before an alert tells.
async fn is_ready(app: &AppState) -> bool {
    let tried = app.store.ready().await;
    if let Err(error) = &tried {
        tracing::error!(error = %error, "the database cannot be written");
    }
    metrics::gauge!("latchkey_database_ready").set(f64::from(u8::from(tried.is_ok())));
    tried.is_ok()
}

/// `GET /metrics`: Prometheus' text format.
pub async fn metrics(State(app): State<AppState>) -> impl IntoResponse {
    is_ready(&app).await;
    let recorder = recorder();
    recorder.run_upkeep();
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        recorder.render(),
    )
}

/// Numbers are true for the moment only.
pub async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The process's one recorder; installed at the first call.
pub fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Another recorder in the same process would be a second server in one test binary; the numbers go to the first.
        let _ = metrics::set_global_recorder(recorder);
        handle
    })
}
