//! Reading an identity provider's metadata for an admin who types its address.

use latchkey_contract::sso_configurations::MetadataReport;

use super::{Editor, Result, admit, company_of};
use crate::app_state::AppState;

/// What is published there, or why it cannot be worked with.
pub async fn read(app: &AppState, editor: &Editor, endpoint_url: &str) -> Result<MetadataReport> {
    let company_id = company_of(&mut *app.store.read().await?, editor).await?;
    admit(&app.store, &company_id, app.clock.now_ms()).await?;
    Ok(app.federation.metadata_report(endpoint_url).await)
}
