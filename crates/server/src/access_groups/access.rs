//! The environments that the people of a group may enter. Invariant: an admin can add only environments of the own company's apps.

use serde_json::json;

use super::{GroupAdmin, GroupChange, GroupError, Result, append_audit, locked_group, with_ended};
use crate::app_state::AppState;
use crate::domain::app_management::{Membership, may_manage};
use crate::store::{access_groups as store, clients};

/// Lets a group into an environment with these roles, or changes the roles: whoever has one less signs in to the app again.
pub async fn set(
    app: &AppState,
    actor: GroupAdmin<'_>,
    group_id: &str,
    environment_id: &str,
    roles: &[String],
) -> Result<()> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (company_id, group) = locked_group(&mut transaction, actor, group_id).await?;
    if environment_id.contains(char::is_control) || !clients::lock(&mut transaction, environment_id).await? {
        return Err(GroupError::NoSuchEnvironment);
    }
    let admin = Membership {
        company_id: Some(&company_id),
        is_admin: true,
    };
    let environment = clients::by_environment(&mut transaction, environment_id).await?;
    let environment = environment.filter(|client| may_manage(admin, &client.company_id, false));
    let environment = environment.ok_or(GroupError::NoSuchEnvironment)?;
    let published = &environment.registration.settings.roles;
    if let Some(at) = roles.iter().position(|role| !published.contains(role)) {
        return Err(GroupError::NoSuchRole(at));
    }
    // Each once, in the order in which the environment has them.
    let roles: Vec<String> = published
        .iter()
        .filter(|role| roles.contains(role))
        .cloned()
        .collect();
    let granted = store::grant(&mut transaction, &group.id, environment_id, &roles, now).await?;
    let Some(ended) = granted else {
        return Ok(());
    };
    let change = GroupChange {
        company_id: &company_id,
        group_id: &group.id,
        action: "group_access_set",
        detail: json!({
            "name": group.name, "client_id": environment.client_id, "environment": environment_id, "roles": roles,
            "sessions": ended.sessions,
        }),
    };
    append_audit(&mut transaction, actor, change, now).await?;
    Ok(transaction.commit().await?)
}

/// Takes an environment from a group. What people could enter by it alone ends at once, and the app is told.
pub async fn revoke(
    app: &AppState,
    actor: GroupAdmin<'_>,
    group_id: &str,
    environment_id: &str,
) -> Result<()> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (company_id, group) = locked_group(&mut transaction, actor, group_id).await?;
    let ended = store::revoke_grant(&mut transaction, &group.id, environment_id, now).await?;
    let ended = ended.ok_or(GroupError::NotFound)?;
    let detail = json!({ "name": group.name, "environment": environment_id });
    let change = GroupChange {
        company_id: &company_id,
        group_id: &group.id,
        action: "group_access_revoked",
        detail: with_ended(detail, ended),
    };
    append_audit(&mut transaction, actor, change, now).await?;
    Ok(transaction.commit().await?)
}
