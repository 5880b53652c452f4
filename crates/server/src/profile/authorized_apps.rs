//! Taking back what somebody agreed that an app may know. Invariant: one's own only, and the app's tokens end in the same
//! transaction; the app's own session is the app's, and is not ended from here.

use serde_json::json;

use crate::app_state::AppState;
use crate::store::audit::{self, Origin};
use crate::store::sessions::Session;
use crate::store::{StoreError, consents, token_families};

/// Takes back what the person of this session agreed to. Returns whether there was anything.
pub async fn revoke(
    app: &AppState,
    session: &Session,
    environment_id: &str,
    origin: &Origin,
) -> Result<bool, StoreError> {
    let now = app.clock.now_ms();
    let account_id = &session.account_id;
    let mut transaction = app.store.begin().await?;
    if !consents::delete(&mut transaction, account_id, environment_id).await? {
        return Ok(false);
    }
    // They are worth nothing without the consent; ended, they stay so when there is a new one.
    token_families::revoke_of_consent(&mut transaction, account_id, environment_id, now).await?;
    let event = audit::Event {
        action: "app_revoked",
        company_id: Some(&session.company_id),
        actor_account_id: Some(account_id),
        subject: Some(environment_id),
        detail: json!({}),
    };
    audit::append(&mut transaction, &event, origin, now).await?;
    transaction.commit().await?;
    Ok(true)
}
