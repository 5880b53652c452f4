//! Test Link and Test Email Domain of a configuration.

use latchkey_contract::sso_configurations::TestAccess;
use serde_json::json;

use super::reading::access_of;
use super::{Actor, Result, SsoConfigurationError, append_audit, locked};
use crate::app_state::AppState;
use crate::secrets::new_token;
use crate::store::sso_test_access::{self, TEST_DOMAIN_ENDING, TestAccessRow};

/// How long both work: 7 days.
const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Characters of a Test Email Domain before its ending.
const DOMAIN_CHARS: usize = 16;

/// Makes new ones; earlier ones stop working.
pub async fn create(app: &AppState, actor: Actor<'_>, configuration_id: &str) -> Result<TestAccess> {
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let configuration = locked(&mut transaction, actor, configuration_id).await?;
    if configuration.active {
        return Err(SsoConfigurationError::IsActive);
    }
    let label: String = new_token()?
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .take(DOMAIN_CHARS)
        .collect();
    let access = TestAccessRow {
        sso_configuration_id: configuration.id.clone(),
        link_token: new_token()?,
        email_domain: format!("{label}{TEST_DOMAIN_ENDING}"),
        settings_fingerprint: configuration.settings_fingerprint(),
        expires_at_ms: now_ms + LIFETIME_MS,
    };
    sso_test_access::replace(&mut transaction, &access).await?;
    let (company_id, id) = (&configuration.company_id, &configuration.id);
    append_audit(
        &mut transaction,
        actor,
        "sso_test_access_created",
        company_id,
        id,
        json!({ "expires_at_ms": access.expires_at_ms }),
        now_ms,
    )
    .await?;
    let shown = access_of(app, &mut transaction, &configuration).await?;
    transaction.commit().await?;
    shown.ok_or(SsoConfigurationError::NotFound)
}
