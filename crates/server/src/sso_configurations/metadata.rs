//! Reading an identity provider's metadata for an admin who types its address.

use latchkey_contract::sso_configurations::MetadataReport;

use super::{Result, administered_by, admit};
use crate::app_state::AppState;

/// What is published there, or why it cannot be worked with.
pub async fn read(app: &AppState, account_id: &str, endpoint_url: &str) -> Result<MetadataReport> {
    let company_id = administered_by(&mut *app.store.read().await?, account_id).await?;
    admit(&app.store, &company_id, app.clock.now_ms()).await?;
    Ok(app.federation.metadata_report(endpoint_url).await)
}
