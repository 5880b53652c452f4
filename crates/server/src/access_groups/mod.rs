//! The groups of a company, by which its people enter apps. Invariants: to everybody but the company's admins there are none; who may
//! is decided again, and held, in the transaction that changes something; what a group gives is told by [`crate::domain::access`].

pub mod access;
pub mod export;
pub mod idp_memberships;
pub mod import;
pub mod members;
pub mod rule_preview;
pub mod rules;
mod table_file;

use latchkey_contract::groups::{GroupRule, WithheldClaims};
use serde_json::{Value, json};

use crate::app_state::AppState;
use crate::domain::registration::is_name;
use crate::store::access::Ended;
use crate::store::access_groups::{self as store, Group, GroupGrant, ListedGroup};
use crate::store::audit::{self, Origin};
use crate::store::page::{Part, Rows};
use crate::store::{Connection, StoreError, accounts, app_settings, group_rules, new_id};

/// Most groups of a company.
const MOST: i64 = 10_000;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    /// It is not there, or this person is no admin of its company.
    #[error("there is no such group for this person")]
    NotFound,
    /// A group cannot be called that.
    #[error("the name cannot be")]
    NameInvalid,
    /// The company has a group of this name.
    #[error("the name is taken")]
    NameTaken,
    /// The company has as many groups as there may be.
    #[error("too many groups")]
    TooManyGroups,
    /// More people than may be added at once.
    #[error("too many addresses")]
    TooManyAddresses,
    /// No environment of this identifier is of an app of the company.
    #[error("there is no such environment for this person")]
    NoSuchEnvironment,
    /// The environment does not have this role (by its place, from 0).
    #[error("there is no such role")]
    NoSuchRole(usize),
    /// This rule (by its place, from 0) cannot be, or it is there twice.
    #[error("a rule cannot be")]
    RuleInvalid(usize),
    /// More rules, or more different claims in the company, than there may be.
    #[error("too many rules")]
    TooManyRules,
    /// A file could not be made.
    #[error("a file was not made: {0}")]
    Unwritable(String),
    /// The database refused.
    #[error(transparent)]
    Store(StoreError),
}

/// A group's name is all that can be there already.
impl From<StoreError> for GroupError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::AlreadyExists => Self::NameTaken,
            other => Self::Store(other),
        }
    }
}

impl From<rust_xlsxwriter::XlsxError> for GroupError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::Unwritable(error.to_string())
    }
}

impl From<csv::Error> for GroupError {
    fn from(error: csv::Error) -> Self {
        Self::Unwritable(error.to_string())
    }
}

type Result<T> = std::result::Result<T, GroupError>;

/// The admin who makes a request, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct GroupAdmin<'a> {
    /// The account.
    pub account_id: &'a str,
    /// Where the request came from, for audit events.
    pub origin: &'a Origin,
}

/// A group with what it has.
#[derive(Debug)]
pub struct Found {
    /// The group.
    pub group: Group,
    /// What its members may enter.
    pub grants: Vec<GroupGrant>,
    /// What else it may be given.
    pub others: Vec<store::GrantableEnvironment>,
    /// By which the identity provider feeds it.
    pub rules: Vec<GroupRule>,
    /// Whose memberships stayed as they were.
    pub withheld: WithheldClaims,
}

/// Some of the groups of the company whose admin asks.
pub async fn list(app: &AppState, account_id: &str, part: &Part) -> Result<Rows<ListedGroup>> {
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    drop(connection);
    let part = part.clone();
    // It counts the people of each.
    let read =
        async move |connection: &mut Connection| store::of_company(connection, &company_id, &part).await;
    Ok(app.store.read_long(read).await?)
}

/// Makes a group; returns its identifier.
pub async fn create(app: &AppState, actor: GroupAdmin<'_>, name: &str) -> Result<String> {
    let name = group_name(name)?;
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let company_id = locked_admin(&mut transaction, actor).await?;
    if store::count(&mut transaction, &company_id).await? >= MOST {
        return Err(GroupError::TooManyGroups);
    }
    let id = new_id();
    store::insert(&mut transaction, &id, &company_id, name, now).await?;
    let change = GroupChange {
        company_id: &company_id,
        group_id: &id,
        action: "group_created",
        detail: json!({ "name": name }),
    };
    append_audit(&mut transaction, actor, change, now).await?;
    transaction.commit().await?;
    Ok(id)
}

/// A group with what it has.
pub async fn read(app: &AppState, account_id: &str, id: &str) -> Result<Found> {
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    let group = found(&mut connection, &company_id, id).await?;
    let rules = group_rules::of_group(&mut connection, &group.id).await?;
    Ok(Found {
        grants: store::grants_of(&mut connection, &group.id).await?,
        others: store::grantable_to(&mut connection, &company_id, &group.id).await?,
        withheld: rules::withheld(&mut connection, &company_id, &rules).await?,
        rules,
        group,
    })
}

/// Renames a group.
pub async fn rename(app: &AppState, actor: GroupAdmin<'_>, id: &str, name: &str) -> Result<()> {
    let name = group_name(name)?;
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (company_id, group) = locked_group(&mut transaction, actor, id).await?;
    if group.name == name {
        return Ok(());
    }
    store::rename(&mut transaction, &group.id, name).await?;
    let change = GroupChange {
        company_id: &company_id,
        group_id: &group.id,
        action: "group_renamed",
        detail: json!({ "from": group.name, "to": name }),
    };
    append_audit(&mut transaction, actor, change, now).await?;
    Ok(transaction.commit().await?)
}

/// What deleting a group would take: so many people, and what they may enter by it.
pub async fn deletion(app: &AppState, account_id: &str, id: &str) -> Result<(i64, Vec<GroupGrant>)> {
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    let group = found(&mut connection, &company_id, id).await?;
    let grants = store::grants_of(&mut connection, &group.id).await?;
    drop(connection);
    let count = async move |connection: &mut Connection| store::count_members(connection, &group.id).await;
    Ok((app.store.read_long(count).await?, grants))
}

/// Deletes a group. What people could enter by it alone ends at once, and the apps are told.
pub async fn delete(app: &AppState, actor: GroupAdmin<'_>, id: &str) -> Result<()> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (company_id, group) = locked_group(&mut transaction, actor, id).await?;
    let members = store::count_members(&mut transaction, &group.id).await?;
    let grants = store::grants_of(&mut transaction, &group.id).await?;
    let environments: Vec<_> = grants.iter().map(|grant| &grant.environment_id).collect();
    let ended = store::delete(&mut transaction, &group.id, now).await?;
    let detail = json!({ "name": group.name, "members": members, "environments": environments });
    let change = GroupChange {
        company_id: &company_id,
        group_id: &group.id,
        action: "group_deleted",
        detail: with_ended(detail, ended),
    };
    append_audit(&mut transaction, actor, change, now).await?;
    Ok(transaction.commit().await?)
}

/// The name without the spaces around it, if a group may be called that.
fn group_name(name: &str) -> Result<&str> {
    let name = name.trim();
    is_name(name).then_some(name).ok_or(GroupError::NameInvalid)
}

/// The company that this person administers.
async fn administered_by(connection: &mut Connection, account_id: &str) -> Result<String> {
    match app_settings::membership_of(connection, account_id).await? {
        Some((Some(company_id), true)) => Ok(company_id),
        _ => Err(GroupError::NotFound),
    }
}

/// The same, with the person's account locked until the transaction ends.
async fn locked_admin(connection: &mut Connection, actor: GroupAdmin<'_>) -> Result<String> {
    if !accounts::lock_active(connection, actor.account_id).await? {
        return Err(GroupError::NotFound);
    }
    administered_by(connection, actor.account_id).await
}

/// A group of the company that this person administers, both locked until the transaction ends, with the company.
async fn locked_group(
    connection: &mut Connection,
    actor: GroupAdmin<'_>,
    id: &str,
) -> Result<(String, Group)> {
    let company_id = locked_admin(connection, actor).await?;
    let group = found(connection, &company_id, id).await?;
    store::lock(connection, &group.id).await?;
    // Again, now that nobody else can change it meanwhile.
    let group = found(connection, &company_id, id).await?;
    Ok((company_id, group))
}

async fn found(connection: &mut Connection, company_id: &str, id: &str) -> Result<Group> {
    let group = store::find(connection, company_id, id).await?;
    group.ok_or(GroupError::NotFound)
}

/// What the audit event of a change to a group is made from.
struct GroupChange<'a> {
    company_id: &'a str,
    group_id: &'a str,
    action: &'static str,
    detail: Value,
}

/// The object `detail` with what a change ended.
fn with_ended(mut detail: Value, ended: Ended) -> Value {
    detail["tokens_revoked"] = ended.token_families.into();
    detail["logouts_queued"] = ended.sessions.into();
    detail
}

async fn append_audit(
    connection: &mut Connection,
    actor: GroupAdmin<'_>,
    change: GroupChange<'_>,
    now_ms: i64,
) -> Result<()> {
    let event = audit::Event {
        action: change.action,
        company_id: Some(change.company_id),
        actor_account_id: Some(actor.account_id),
        subject: Some(change.group_id),
        detail: change.detail,
    };
    Ok(audit::append(connection, &event, actor.origin, now_ms).await?)
}
