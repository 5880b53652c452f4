//! The rotation of a client secret as admins see it, and the version of that. Invariant: it holds no secret, and nothing that cannot be used any
//! more.

use latchkey_contract::sso_configurations::{PendingSecret, PreviousSecret, SecretRotation};
use serde_json::json;

use super::{Editor, Result, SsoConfigurationError, client_keys, secret_expiry, test_result, version};
use crate::app_state::AppState;
use crate::domain::secret_rotation::{KeptSecret, Present, Rotation};
use crate::rfc3339::rfc3339;
use crate::secrets::token_hash;
use crate::store::kept_secrets::{self as store, KeptSecretRow, KeptSecrets};
use crate::store::sso_configurations::SsoConfiguration;
use crate::store::{Connection, accounts, sso_test_runs};

/// Stands for the configuration and what is kept beside it.
pub(super) fn version_of(configuration: &SsoConfiguration, kept: &KeptSecrets) -> String {
    let id_of = |kept: &Option<KeptSecretRow>| kept.as_ref().map(|kept| kept.secret_id.clone());
    let whole = json!([
        version(configuration),
        id_of(&kept.pending),
        id_of(&kept.previous)
    ]);
    let mut hash = token_hash(&whole.to_string());
    hash.truncate(32);
    hash
}

/// The configuration at this moment, as decisions know it.
pub(super) fn present<'a>(
    configuration: &'a SsoConfiguration,
    settings: &'a str,
    now_ms: i64,
) -> Present<'a> {
    Present {
        is_active: configuration.active,
        secret_id: &configuration.secret_id,
        settings,
        now_ms,
    }
}

/// The configuration with a kept secret in the place of its own.
pub(super) fn with_secret(configuration: SsoConfiguration, kept: &KeptSecretRow) -> SsoConfiguration {
    SsoConfiguration {
        client_secret_sealed: kept.secret_sealed.clone(),
        secret_id: kept.secret_id.clone(),
        ..configuration
    }
}

/// How far it is.
pub(super) async fn shown(
    app: &AppState,
    connection: &mut Connection,
    editor: &Editor,
    configuration: SsoConfiguration,
) -> Result<SecretRotation> {
    if !configuration.active {
        return Err(SsoConfigurationError::NotFound);
    }
    let now_ms = app.clock.now_ms();
    let kept = store::of_configuration(connection, &configuration.id).await?;
    let settings = configuration.settings_fingerprint();
    let Rotation { pending, previous } =
        kept.rotation(configuration.uses_key())
            .holding(present(&configuration, &settings, now_ms));
    let version = version_of(&configuration, &kept);
    let secret = secret_expiry::status(connection, &configuration.id, now_ms).await?;
    let pending = match kept.pending.zip(pending) {
        Some((row, kept)) => Some(shown_pending(app, connection, editor, &configuration, &row, &kept).await?),
        None => None,
    };
    let previous = match kept.previous.zip(previous) {
        Some((row, kept)) => Some(PreviousSecret {
            swapped_by: address_of(connection, &row.account_id).await?,
            swapped_at: rfc3339(row.at_ms).unwrap_or_default(),
            kept_until: rfc3339(kept.until_ms).unwrap_or_default(),
            expires_on: row.expires_on,
        }),
        None => None,
    };
    Ok(SecretRotation {
        is_key: configuration.uses_key(),
        name: configuration.name,
        idp: configuration.idp,
        version,
        secret,
        pending,
        previous,
    })
}

async fn shown_pending(
    app: &AppState,
    connection: &mut Connection,
    editor: &Editor,
    configuration: &SsoConfiguration,
    row: &KeptSecretRow,
    kept: &KeptSecret,
) -> Result<PendingSecret> {
    let id = &configuration.id;
    let fingerprint = with_secret(configuration.clone(), row).settings_fingerprint();
    let last = sso_test_runs::last_finished(connection, id, &fingerprint).await?;
    let unfinished = sso_test_runs::last_unfinished(connection, id, &fingerprint, editor.own_id()).await?;
    let running = unfinished.map(|run| test_result::shown(app, &run)).transpose()?;
    let key = configuration
        .uses_key()
        .then(|| client_keys::shown_of(app, &configuration.company_slug, id, &row.secret_sealed))
        .transpose()?;
    Ok(PendingSecret {
        usable_from: rfc3339(kept.usable_from_ms).filter(|_| configuration.uses_key()),
        key,
        entered_by: address_of(connection, &row.account_id).await?,
        entered_at: rfc3339(row.at_ms).unwrap_or_default(),
        kept_until: rfc3339(kept.until_ms).unwrap_or_default(),
        expires_on: row.expires_on.clone(),
        is_tested: sso_test_runs::has_passed(connection, id, &fingerprint).await?,
        last_test: last.map(|run| test_result::shown(app, &run)).transpose()?,
        running_test: running.filter(|run| !run.state.is_over()),
    })
}

async fn address_of(connection: &mut Connection, account_id: &str) -> Result<Option<String>> {
    let account = accounts::by_id(connection, account_id).await?;
    Ok(account.map(|account| account.email))
}
