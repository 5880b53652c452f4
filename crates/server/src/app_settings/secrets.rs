//! The secrets of an environment: a new one beside the old, and the old one's end. Invariant: only hashes are kept.

use serde_json::json;
use zeroize::Zeroizing;

use super::{AppSettingsError, Asker, Result, append_audit, locked_environment};
use crate::app_state::AppState;
use crate::domain::client_secrets::ClientSecrets;
use crate::secrets::{new_token, token_hash};
use crate::store::app_settings as store;

/// A new secret.
pub struct RotatedSecret {
    /// The secret, this once.
    pub client_secret: Zeroizing<String>,
    /// When the one before ends, in milliseconds since the Unix epoch.
    pub previous_ends_at_ms: i64,
}

/// Makes a new secret; the present one works on for a while. A client without a secret gets none: its kind says so.
pub async fn rotate(platform: &AppState, asker: Asker<'_>, id: &str) -> Result<RotatedSecret> {
    let client_secret = Zeroizing::new(new_token()?);
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, id).await?;
    let secrets = environment.secrets.rotated(token_hash(&client_secret), now);
    // It has no secret by now, if it ever had one.
    let previous = secrets
        .previous
        .as_ref()
        .ok_or(AppSettingsError::ChangedMeanwhile)?;
    let previous_ends_at_ms = previous.ends_at_ms;
    store::set_secrets(&mut transaction, id, &secrets).await?;
    let detail = json!({ "app": app.slug, "previous_ends_at_ms": previous_ends_at_ms });
    append_audit(
        &mut transaction,
        asker,
        "client_secret_rotated",
        &app,
        id,
        detail,
        now,
    )
    .await?;
    transaction.commit().await?;
    Ok(RotatedSecret {
        client_secret,
        previous_ends_at_ms,
    })
}

/// Ends the previous secret, if it still works.
pub async fn end_previous(platform: &AppState, asker: Asker<'_>, id: &str) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, id).await?;
    if environment.secrets.previous_at(now).is_some() {
        let secrets = ClientSecrets {
            previous: None,
            ..environment.secrets
        };
        store::set_secrets(&mut transaction, id, &secrets).await?;
        let detail = json!({ "app": app.slug });
        append_audit(
            &mut transaction,
            asker,
            "previous_secret_ended",
            &app,
            id,
            detail,
            now,
        )
        .await?;
    }
    Ok(transaction.commit().await?)
}
