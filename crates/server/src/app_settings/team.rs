//! Reads and changes the team of an app. Invariants: a team keeps at least one owner; only people of the app's company can be added; whether an
//! address belongs to an account of another company is not revealed.

use latchkey_contract::app_settings::change_app_team::{TeamChange, TeamOutcome};
use serde_json::json;

use super::{AppSettingsError, Asker, administers, append_audit, locked_app, store};
use crate::app_state::AppState;
use crate::domain::app_team::{TeamRole, keeps_an_owner, may_change_team};
use crate::domain::email_address::EmailAddress;
use crate::store::app_settings::StoredApp;
use crate::store::app_team::{self, MOST, TeamPerson};
use crate::store::{Connection, accounts};

type Result<T> = std::result::Result<T, AppSettingsError>;

/// The team of an app, as one of its managers sees it.
#[derive(Debug)]
pub struct Team {
    /// Its people.
    pub members: Vec<TeamPerson>,
    /// Whether the manager may change it.
    pub may_change: bool,
}

/// The team of an app, for an account that manages the app.
pub async fn read(platform: &AppState, account_id: &str, slug: &str) -> Result<Team> {
    let mut connection = platform.store.read().await?;
    let membership = super::AccountMembership::of(&mut connection, account_id).await?;
    let app = membership.manages(store::by_slug(&mut connection, slug, account_id).await?)?;
    team(&mut connection, account_id, &app).await
}

async fn team(connection: &mut Connection, account_id: &str, app: &StoredApp) -> Result<Team> {
    let members = app_team::of_app(connection, &app.id).await?;
    let own = members.iter().find(|member| member.id == account_id).map(role);
    let may_change = may_change_team(administers(connection, account_id, app).await?, own);
    Ok(Team { members, may_change })
}

const fn role(member: &TeamPerson) -> TeamRole {
    match member.owner {
        0 => TeamRole::Member,
        _ => TeamRole::Owner,
    }
}

const fn role_of(is_owner: bool) -> TeamRole {
    match is_owner {
        true => TeamRole::Owner,
        false => TeamRole::Member,
    }
}

/// Changes the team of an app. For an account that manages the app but may not change its team, the error is
/// [`AppSettingsError::NotFound`].
pub async fn change(
    platform: &AppState,
    asker: Asker<'_>,
    slug: &str,
    change: &TeamChange,
) -> Result<TeamOutcome> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    if let Some(app) = store::by_slug(&mut transaction, slug, asker.account_id).await? {
        app_team::lock(&mut transaction, &app.id).await?;
    }
    let app = locked_app(&mut transaction, asker, slug).await?;
    let team = team(&mut transaction, asker.account_id, &app).await?;
    if !team.may_change {
        return Err(AppSettingsError::NotFound);
    }
    let (account_id, after) = match change {
        TeamChange::Add { email, owner } => match find(&mut transaction, &app, email).await? {
            Ok(id) if team.members.iter().any(|member| member.id == id) => return Ok(TeamOutcome::Present),
            Ok(_) if team.members.len() >= usize::try_from(MOST).unwrap_or(usize::MAX) => {
                return Ok(TeamOutcome::Full);
            }
            Ok(id) => (id, Some(role_of(*owner))),
            Err(outcome) => return Ok(outcome),
        },
        TeamChange::SetOwner { account, owner } => (account.clone(), Some(role_of(*owner))),
        TeamChange::Remove { account } => (account.clone(), None),
    };
    let before = team
        .members
        .iter()
        .find(|member| member.id == account_id)
        .map(role);
    if before.is_none() && !matches!(change, TeamChange::Add { .. }) {
        return Err(AppSettingsError::NotFound);
    }
    let others = team.members.iter().filter(|member| member.id != account_id);
    let others = others.filter(|member| role(member) == TeamRole::Owner).count();
    if !keeps_an_owner(before, after, others) {
        return Ok(TeamOutcome::LastOwner);
    }
    if before == after {
        return Ok(TeamOutcome::Done);
    }
    let action = match after {
        Some(role) => {
            let is_owner = role == TeamRole::Owner;
            app_team::set(&mut transaction, &app.id, &account_id, is_owner).await?;
            "app_team_changed"
        }
        None => {
            app_team::remove(&mut transaction, &app.id, &account_id).await?;
            "app_team_member_removed"
        }
    };
    let word = |role: Option<TeamRole>| {
        role.map(|role| {
            if role == TeamRole::Owner {
                "owner"
            } else {
                "member"
            }
        })
    };
    let detail = json!({ "app": app.slug, "from": word(before), "to": word(after) });
    append_audit(&mut transaction, asker, action, &app, &account_id, detail, now).await?;
    transaction.commit().await?;
    Ok(TeamOutcome::Done)
}

/// The account with this address in the app's company; `Err` is the outcome to return if there is none.
async fn find(
    connection: &mut Connection,
    app: &StoredApp,
    email: &str,
) -> Result<std::result::Result<String, TeamOutcome>> {
    let Some(address) = EmailAddress::parse(email) else {
        return Ok(Err(TeamOutcome::NotAnAddress));
    };
    let account = accounts::by_email(connection, &address).await?;
    let account = account.filter(|account| account.company_id == app.company_id);
    Ok(account.map(|account| account.id).ok_or(TeamOutcome::Unknown))
}
