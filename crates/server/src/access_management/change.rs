//! Changes and revokes direct access. Invariant: optimistic locking, i.e. a change of what has changed since the person looked fails. What
//! ends with access or a role is [`access::end_lost`]'s.

use std::collections::BTreeSet;

use serde_json::json;

use crate::app_settings::{AppSettingsError, Asker, append_audit, locked_environment};
use crate::app_state::AppState;
use crate::domain::access::Origin;
use crate::domain::app_roles::chosen;
use crate::store::app_settings::Environment;
use crate::store::{Connection, access};

type Result<T> = std::result::Result<T, AppSettingsError>;

/// Changes the roles that somebody was given directly; `present` are those that were looked at, none where groups alone gave access.
pub async fn roles(
    platform: &AppState,
    asker: Asker<'_>,
    environment_id: &str,
    account_id: &str,
    present: Option<&[String]>,
    wanted: &[String],
) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, environment_id).await?;
    let found = WaysIn::of(&mut transaction, &environment, account_id).await?;
    let held = found.direct.as_deref().unwrap_or_default();
    let published = &environment.registration.settings.roles;
    // A role that was published when the form was opened, and is not any more, is a change, too.
    let roles = chosen(held, published, wanted).ok_or(AppSettingsError::ChangedMeanwhile)?;
    if found.direct.as_deref() != present {
        return Err(AppSettingsError::ChangedMeanwhile);
    }
    // Whoever is in by a group alone and gets nothing more keeps no direct access beside it.
    if found.direct.is_none() && roles.is_empty() {
        return Ok(());
    }
    let granted = access::grant(&mut transaction, environment_id, account_id, &roles, now).await?;
    if let Some(ended) = granted {
        let detail = json!({
            "app": app.slug, "environment": environment.name, "environment_id": environment.id,
            "from": found.direct, "to": roles, "sessions": ended.sessions,
        });
        append_audit(
            &mut transaction,
            asker,
            "access_changed",
            &app,
            account_id,
            detail,
            now,
        )
        .await?;
    }
    Ok(transaction.commit().await?)
}

/// Takes the access that somebody was given directly.
pub async fn revoke(
    platform: &AppState,
    asker: Asker<'_>,
    environment_id: &str,
    account_id: &str,
) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, environment_id).await?;
    let found = WaysIn::of(&mut transaction, &environment, account_id).await?;
    let roles = found.direct.ok_or(AppSettingsError::NotFound)?;
    let ended = access::revoke(&mut transaction, environment_id, account_id, now).await?;
    let ended = ended.unwrap_or_default();
    let detail = json!({
        "app": app.slug, "environment": environment.name, "environment_id": environment.id,
        "roles": roles, "groups": found.groups, "token_families": ended.token_families, "sessions": ended.sessions,
    });
    append_audit(
        &mut transaction,
        asker,
        "access_revoked",
        &app,
        account_id,
        detail,
        now,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// What lets somebody in.
struct WaysIn {
    /// The roles given directly, if any access was.
    direct: Option<Vec<String>>,
    /// Names of the groups that give access.
    groups: BTreeSet<String>,
}

impl WaysIn {
    /// # Errors
    /// [`AppSettingsError::NotFound`] where there is none.
    async fn of(connection: &mut Connection, environment: &Environment, account_id: &str) -> Result<Self> {
        let published = &environment.registration.settings.roles;
        let found = access::of(connection, &environment.id, account_id, published).await?;
        let mut ways = Self {
            direct: None,
            groups: BTreeSet::new(),
        };
        for route in found.ok_or(AppSettingsError::NotFound)?.routes {
            match route.origin {
                Origin::Direct => ways.direct = Some(route.roles),
                Origin::Group { name, .. } => {
                    ways.groups.insert(name);
                }
            }
        }
        Ok(ways)
    }
}
