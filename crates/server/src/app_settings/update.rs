//! Changing an environment. Invariant: optimistic locking. An update with an outdated `version` fails with
//! `changed_meanwhile`.

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings};
use serde_json::json;
use zeroize::Zeroizing;

pub use super::changes::settings_of;
use super::{AppSettingsError, Asker, Result, append_audit, changes, locked_environment};
use crate::app_state::AppState;
use crate::domain::client_secrets::ClientSecrets;
use crate::secrets::{new_token, token_hash};
use crate::store::app_settings as store;
use crate::store::{Connection, StoreError};

/// Changes an environment; returns the secret, where one was made.
pub async fn environment(
    platform: &AppState,
    asker: Asker<'_>,
    id: &str,
    version: &str,
    settings: EnvironmentSettings,
) -> Result<Option<Zeroizing<String>>> {
    let settings = changes::trimmed(settings);
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, before) = locked_environment(&mut transaction, asker, id).await?;
    let registration = changes::registration(&settings, before.registration.jwks_uri.clone())?;
    if changes::version(&before) != version {
        return Err(AppSettingsError::ChangedMeanwhile);
    }
    let fields = changes::changed_fields(&settings_of(&before), &settings);
    if fields.is_empty() {
        return Ok(None);
    }
    store::update_environment(&mut transaction, id, &settings.name, &settings.url, &registration)
        .await
        .map_err(|error| match error {
            StoreError::AlreadyExists => AppSettingsError::NameTaken,
            other => AppSettingsError::Store(other),
        })?;
    let secret = match settings.kind == ClientKind::Public {
        is_public if is_public == before.secrets.is_public() => None,
        is_public => change_kind(&mut transaction, id, is_public).await?,
    };
    let detail = json!({ "app": app.slug, "fields": fields });
    append_audit(
        &mut transaction,
        asker,
        "environment_changed",
        &app,
        id,
        detail,
        now,
    )
    .await?;
    transaction.commit().await?;
    Ok(secret)
}

/// A public client has no secrets; a confidential one has one.
async fn change_kind(
    connection: &mut Connection,
    id: &str,
    is_public: bool,
) -> Result<Option<Zeroizing<String>>> {
    let secret = match is_public {
        true => None,
        false => Some(Zeroizing::new(new_token()?)),
    };
    let secrets = ClientSecrets {
        current: secret.as_deref().map(|secret| token_hash(secret)),
        previous: None,
    };
    store::set_secrets(connection, id, &secrets).await?;
    Ok(secret)
}
